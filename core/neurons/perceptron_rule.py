"""The perceptron's rule in exact arithmetic, epoch by epoch.

All numbers are whole multiples of powers of two (`core.neurons.exact`): an input x of 2^-p, a weight or bias
of 2^-g, so that z counts 2^-(g + p). The bias is the weight of one more input that is always 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from core.datasets.base import Samples
from core.neurons.exact import dot, fineness, from_grid, to_grid

if TYPE_CHECKING:
    from core.neurons.perceptron import Perceptron

Theta = tuple[int, ...]


class Pocket(NamedTuple):
    """The best weights so far.

    Attributes
    ----------
    theta : tuple of int
    run : int
        How many right answers in a row they have given.
    correct : int
        How many of all examples they get right.
    """

    theta: Theta
    run: int
    correct: int


class State(NamedTuple):
    """All that the future of the learning depends on.

    Attributes
    ----------
    theta : tuple of int
        Weights and, last, the bias.
    run : int
        Right answers in a row; kept at 0 where there is no pocket.
    pocket : Pocket or None
    """

    theta: Theta
    run: int
    pocket: Pocket | None


class Visit(NamedTuple):
    """One example looked at.

    Attributes
    ----------
    sample : int
        Its row in the data, from 0.
    before, after : State
    z, output, error : int
        The error is target - output.
    gathered : tuple of int
        Batch rule: the sum of error times (x, 1) of the epoch, this example included.
    """

    sample: int
    before: State
    after: State
    z: int
    output: int
    error: int
    gathered: Theta


class PerceptronRule:
    """The rule of one perceptron on one set of examples.

    Parameters
    ----------
    neuron : Perceptron
    samples : Samples
    """

    def __init__(self, neuron: Perceptron, samples: Samples) -> None:
        rows, targets = samples.inputs.tolist(), samples.targets[:, 0].tolist()
        start = neuron.initial_theta(samples.inputs.shape[1]).tolist()
        self.neuron = neuron
        self.targets = tuple(int(target) for target in targets)
        self.input_shift = fineness(value for row in rows for value in row)
        self.theta_shift = max(self.input_shift + fineness([neuron.learning_rate]), fineness(start))
        self.rows = tuple(tuple(to_grid(value, self.input_shift) for value in (*row, 1.0)) for row in rows)
        self._rate = to_grid(neuron.learning_rate, self.theta_shift - self.input_shift)
        self._nothing: Theta = (0,) * len(start)
        self._counted: tuple[Theta, int] = ((), 0)  # a long run asks for the same weights again and again
        self._start = tuple(to_grid(value, self.theta_shift) for value in start)

    def first(self) -> State:
        """Return the state before learning."""
        pocket = Pocket(self._start, 0, self.correct(self._start)) if self.neuron.pocket else None
        return State(self._start, 0, pocket)

    def epoch(self, state: State, number: int) -> tuple[tuple[Visit, ...], State]:
        """Run one epoch from its first state; return its visits and the state after it."""
        visits: list[Visit] = []
        gathered = self._nothing
        for sample in epoch_order(len(self.rows), self.neuron.shuffle, self.neuron.seed, number):
            visit = self._visit(state, sample, gathered)
            visits.append(visit)
            state, gathered = visit.after, visit.gathered
        if self.neuron.rule == "batch":
            state = self._batch_change(state, gathered, mistakes(visits))
        return tuple(visits), state

    def z(self, theta: Theta, sample: int) -> int:
        """Return w . x + b of an example, in units of 2^-(theta_shift + input_shift)."""
        return dot(theta, self.rows[sample])

    def output(self, z: int) -> int:
        """Return the answer to z, 0 or 1."""
        return int(z >= 0 if self.neuron.at_zero == ">=" else z > 0)

    def correct(self, theta: Theta) -> int:
        """Return how many of all examples are answered rightly."""
        if theta != self._counted[0]:
            answers = (self.output(self.z(theta, sample)) for sample in range(len(self.rows)))
            right = sum(answer == target for answer, target in zip(answers, self.targets, strict=True))
            self._counted = theta, right
        return self._counted[1]

    def change(self, gathered: Theta) -> Theta:
        """Return learning rate times error times (x, 1)."""
        return tuple(self._rate * value for value in gathered)

    def theta_values(self, theta: Theta) -> tuple[float, ...]:
        """Return weights and bias, or changes of them, as the nearest floats."""
        return tuple(from_grid(value, self.theta_shift) for value in theta)

    def z_value(self, z: int) -> float:
        """Return z as the nearest float."""
        return from_grid(z, self.theta_shift + self.input_shift)

    def input_value(self, value: int) -> float:
        """Return an input, or a sum of inputs, as the nearest float."""
        return from_grid(value, self.input_shift)

    def _visit(self, state: State, sample: int, gathered: Theta) -> Visit:
        z = self.z(state.theta, sample)
        output = self.output(z)
        error = self.targets[sample] - output
        share = tuple(error * value for value in self.rows[sample]) if error else self._nothing
        if self.neuron.rule == "batch":
            return Visit(sample, state, state, z, output, error, _added(gathered, share))
        theta = _added(state.theta, self.change(share)) if error else state.theta
        after = State(theta, 0, None)
        if state.pocket is not None:
            run = 0 if error else state.run + 1
            after = State(theta, run, self._pocket(state.pocket, state.theta, run))
        return Visit(sample, state, after, z, output, error, share)

    def _pocket(self, pocket: Pocket, theta: Theta, run: int) -> Pocket:
        if run <= pocket.run:
            return pocket
        correct = self.correct(theta)
        return Pocket(theta, run, correct) if correct > pocket.correct else pocket

    def _batch_change(self, state: State, gathered: Theta, wrong: int) -> State:
        pocket, correct = state.pocket, len(self.rows) - wrong
        if pocket is not None and correct > pocket.correct:
            pocket = Pocket(state.theta, 0, correct)
        return State(_added(state.theta, self.change(gathered)), 0, pocket)


def epoch_order(samples: int, shuffle: bool, seed: int, epoch: int) -> list[int]:
    """Return the rows in the order of an epoch: the same as a network's training takes."""
    if not shuffle:
        return list(range(samples))
    order: list[int] = np.random.default_rng([seed, epoch]).permutation(samples).tolist()
    return order


def mistakes(visits: tuple[Visit, ...] | list[Visit]) -> int:
    """Return how many of the answers were wrong."""
    return sum(visit.error != 0 for visit in visits)


def _added(left: Theta, right: Theta) -> Theta:
    return tuple(a + b for a, b in zip(left, right, strict=True))
