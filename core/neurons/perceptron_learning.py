"""A perceptron's learning as a walk.

===========  ==========================================================================
product      x times w, added to the sum so far
bias         the bias added: z
activation   the answer to z
error        target less answer
share        batch: error times input, added to what the epoch has gathered
pocket       how many examples the best weights so far get right
change       what is added to a weight, or to the bias (origin None)
theta        its new value
mistakes     the wrong answers of the epoch
===========  ==========================================================================

Online, the changes stand in the block of their example; in the batch rule they stand at the epoch's end.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from core.arrays import Array
from core.datasets.base import Samples
from core.explain.explanation import Explanation
from core.neurons.convergence import Convergence, FoundMargin, convergence, found_margin
from core.neurons.learning import NeuronStep, Place, TrainedLearning
from core.neurons.perceptron_course import Course
from core.neurons.perceptron_rule import State, Theta, Visit, mistakes
from core.neurons.perceptron_words import PerceptronWords
from core.neurons.separability import Separability, separability

if TYPE_CHECKING:
    from core.neurons.perceptron import Perceptron


class PerceptronLearning(TrainedLearning):
    """Every example of every epoch (a `core.walk.Walk`).

    The state at the beginning of each epoch is kept, an epoch's steps are worked out again when they are
    looked at; the arithmetic is exact, so that both are the same.

    Parameters
    ----------
    neuron : Perceptron
    samples : Samples
    course : Course
        Of that neuron on these samples; `Perceptron.learn` puts them together.

    Attributes
    ----------
    states : tuple of State
        At the beginning of every epoch, and at the end of the last.
    mistakes : tuple of int
        Per epoch.
    outcome : str
        ``separated``: an epoch had no mistake; ``cycle``: a state has returned; ``epochs``: they are used up.
    cycle : tuple of int or None
        The two numbers in `states` of the state that has returned.
    """

    def __init__(self, neuron: Perceptron, samples: Samples, course: Course) -> None:
        self.neuron = neuron
        self.samples = samples
        self.rule = course.rule
        self.states = course.states
        self.mistakes = course.mistakes
        self.outcome, self.cycle = course.outcome, course.cycle
        self._shown: tuple[int, tuple[Visit, ...]] = (0, self.rule.epoch(self.states[0], 0)[0])
        super().__init__(len(self.mistakes), _pattern(neuron, *samples.inputs.shape))

    def visits(self, epoch: int) -> tuple[Visit, ...]:
        """Return the examples of an epoch in the order in which they are looked at."""
        if self._shown[0] != epoch:
            self._shown = epoch, self.rule.epoch(self.states[epoch], epoch)[0]
        return self._shown[1]

    def sample_at(self, epoch: int, example: int) -> int:
        """Return the row of the data that is the epoch's given example, from 0."""
        return self.visits(epoch)[example].sample

    def explain(self, index: int) -> Explanation:
        """Explain a step in words, in symbols and with its numbers."""
        return PerceptronWords(self, self[index]).explain()

    def theta_around(self, step: NeuronStep) -> tuple[Array, Array]:
        """Return weights and, last, the bias before and after the block that a step lies in."""
        before, after = self.around(step)
        return self._floats(before.theta), self._floats(after.theta)

    def mistakes_at(self, cursor: int) -> int:
        """Return how many wrong answers have been found up to a step; -1: none."""
        if cursor < 0:
            return 0
        epoch, inside = divmod(cursor, len(self.pattern))
        asked = [place.example for place in self.pattern[: inside + 1] if place.kind == "error"]
        return sum(self.mistakes[:epoch]) + mistakes(self.visits(epoch)[: len(asked)])

    def around(self, step: NeuronStep) -> tuple[State, State]:
        """Return the states before and after the block, example or epoch's end, that a step lies in."""
        if step.example is not None:
            visit = self.visits(step.epoch)[step.example]
            return visit.before, visit.after
        return self.visits(step.epoch)[-1].after, self.states[step.epoch + 1]

    def answers(self, theta: Theta) -> list[int]:
        """Return the answers 0 or 1 to all examples, by row of the data."""
        return [self.rule.output(self.rule.z(theta, row)) for row in range(len(self.samples))]

    @property
    def path(self) -> Array:
        """Weights and bias at the beginning of every epoch and at the end, shape (epochs + 1, inputs + 1)."""
        return np.array([self.rule.theta_values(state.theta) for state in self.states])

    @property
    def best_theta(self) -> Array:
        """The weights in the pocket, if there is one, else the last ones, shape (inputs + 1,)."""
        last = self.states[-1]
        if last.pocket is None or self.outcome == "separated":
            return self._floats(last.theta)
        return self._floats(last.pocket.theta)

    @cached_property
    def separability(self) -> Separability:
        """Whether any line separates the classes, decided exactly."""
        return separability(self.samples.inputs, self.samples.targets[:, 0])

    @cached_property
    def convergence(self) -> Convergence | None:
        """How many mistakes are possible at most, beside those that were made; None if no line separates."""
        if not self.separability.separable:
            return None
        return convergence(
            self.separability,
            self.samples.inputs,
            self._floats(self.states[0].theta),
            self.neuron.learning_rate,
            sum(self.mistakes),
            len(self.samples) if self.neuron.rule == "batch" else 1,
        )

    @cached_property
    def found_margin(self) -> FoundMargin | None:
        """The margins of the line that was found; None if the learning did not end with one.

        They are 0 where an example lies on the line, which counts as one of its sides.
        """
        if self.outcome != "separated":
            return None
        theta, rule = self.states[-1].theta, self.rule
        signed = [(2 * t - 1) * rule.z(theta, row) for row, t in enumerate(rule.targets)]
        return found_margin(theta, signed, Fraction(1, 1 << rule.input_shift))

    @property
    def verdict(self) -> str:
        """How the learning ended, in a sentence or two."""
        count, total = _count(len(self.mistakes), "epoch"), _count(sum(self.mistakes), "mistake")
        if self.outcome == "separated":
            return f"After {count} and {total} a whole epoch is right: a line separates the classes."
        if self.cycle is not None:
            first, again = self.cycle
            period = "every epoch" if again - first == 1 else f"every {again - first} epochs"
            return (
                f"After {count}, w and b are what they were after {_count(first, 'epoch')}: from here on "
                f"everything repeats {period}. No line separates the classes."
            )
        exists = "A line exists" if self.separability.separable else "No line separates the classes"
        return f"The learning was stopped after {count} and {total}. {exists}."

    def _floats(self, theta: Theta) -> Array:
        return np.array(self.rule.theta_values(theta))


def _pattern(neuron: Perceptron, samples: int, inputs: int) -> list[Place]:
    batch = neuron.rule == "batch"
    pocket = ["pocket"] if neuron.pocket else []
    places = []
    for example in range(samples):
        places += [Place("product", example, k, "z", completes=False) for k in range(inputs)]
        places += [Place("bias", example, None, "z")]
        places += [Place(kind, example, None, kind) for kind in ("activation", "error")]
        if batch:
            last = example == samples - 1
            places += [Place("share", example, k, f"share {k}", last) for k in _origins(inputs)]
        else:
            places += [Place(kind, example, None, kind) for kind in pocket]
            places += _changes(example, inputs)
    if batch:
        places += [Place(kind, None, None, kind) for kind in pocket]
        places += _changes(None, inputs)
    return [*places, Place("mistakes", None, None, "mistakes")]


def _changes(example: int | None, inputs: int) -> list[Place]:
    return [
        Place(kind, example, origin, f"parameter {origin}")
        for origin in _origins(inputs)
        for kind in ("change", "theta")
    ]


def _origins(inputs: int) -> list[int | None]:
    return [*range(inputs), None]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
