"""A perceptron's learning from the first epoch to the last, before anybody looks at a step of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.datasets.base import Samples
from core.neurons.perceptron_rule import PerceptronRule, State, mistakes

if TYPE_CHECKING:
    from core.neurons.perceptron import Perceptron


@dataclass(frozen=True, eq=False)
class Course:
    """How it went.

    Attributes
    ----------
    rule : PerceptronRule
    states : tuple of State
        At the beginning of every epoch, and at the end of the last.
    mistakes : tuple of int
        Per epoch.
    outcome : str
        ``separated``: an epoch had no mistake; ``cycle``: a state has returned; ``epochs``: they are used up.
    cycle : tuple of int or None
        The two numbers in `states` of the state that has returned.
    """

    rule: PerceptronRule
    states: tuple[State, ...]
    mistakes: tuple[int, ...]
    outcome: str
    cycle: tuple[int, int] | None = None


def course_in_parts(neuron: Perceptron, samples: Samples) -> Iterator[Course | None]:
    """Run all epochs, with a None after each; the last that is yielded is the course."""
    rule = PerceptronRule(neuron, samples)
    # In a new order every epoch, a state that returns does not go on as before; the batch rule's does.
    repeats = not neuron.shuffle or neuron.rule == "batch"
    states, counts = [rule.first()], list[int]()
    seen = {states[0]: 0}
    outcome, cycle = "epochs", None
    for number in range(neuron.epochs):
        visits, state = rule.epoch(states[-1], number)
        states.append(state)
        counts.append(mistakes(visits))
        yield None
        if not counts[-1]:
            outcome = "separated"
            break
        if repeats and state in seen:
            outcome, cycle = "cycle", (seen[state], number + 1)
            break
        seen[state] = number + 1
    yield Course(rule, tuple(states), tuple(counts), outcome, cycle)
