"""A neuron at one step of its learning: all that its pictures are a function of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from core.arrays import Array
from core.explain import Explanation
from core.formula import Source
from core.neurons.learning import Learning, NeuronStep, TrainedLearning
from core.neurons.mcculloch_pitts import McCullochPitts
from core.neurons.notation import place
from core.neurons.perceptron import Perceptron
from core.neurons.perceptron_learning import PerceptronLearning
from core.neurons.sigmoid_learning import SigmoidLearning
from core.neurons.sigmoid_neuron import SigmoidNeuron
from core.neurons.threshold_sweep import ThresholdSweep
from core.neurons.two_layer import TwoLayerWalk, two_layers
from nnviz.project.neuron_spec import NeuronSpec

MIDDLE = 0.5  # the answer between no and yes


class Border(NamedTuple):
    """A line through the inputs, ``w . x + b = 0``, and whose it is."""

    theta: Array
    name: str


def learn(spec: NeuronSpec) -> Learning:
    """Return the learning of a neuron, or the way through its two layers."""
    return next(done for done in learn_in_parts(spec) if done is not None)


def learn_in_parts(spec: NeuronSpec) -> Iterator[Learning | None]:
    """Learn, with a None after every part: whoever pulls may stop there."""
    if spec.layers == 2:
        yield two_layers(spec.samples).walk(spec.samples)
    else:
        yield from spec.neuron.learn_in_parts(spec.samples)


@dataclass(frozen=True, eq=False)
class NeuronMoment:
    """What is looked at.

    Attributes
    ----------
    spec : NeuronSpec
    learning : Learning
        Of that neuron.
    cursor : int
        The step just done; -1 is the start.
    row : int or None
        The example that the user has chosen, from 0.
    axes : pair of int
        The positions in theta that the surface of the loss is drawn over.
    """

    spec: NeuronSpec
    learning: Learning
    cursor: int
    row: int | None = None
    axes: tuple[int, int] = (0, 1)

    @property
    def step(self) -> NeuronStep | None:
        """The step just done; None at the start."""
        return None if self.cursor < 0 else self.learning[self.cursor]

    @cached_property
    def explanation(self) -> Explanation | None:
        """What is said about it."""
        return None if self.cursor < 0 else self.learning.explain(self.cursor)

    @cached_property
    def known(self) -> dict[Source, float]:
        """The numbers of the example, or of the epoch's end, that are computed, by their place."""
        return self.learning.known(self.cursor)

    def number(self, quantity: str, origin: int | None = None) -> float | None:
        """Return a number of a neuron that stands alone, if it is known."""
        return self.known.get(place(quantity, origin))

    @property
    def sample(self) -> int | None:
        """The example that the step looks at, from 0; None at the start and at an epoch's end."""
        return None if self.step is None else self.step.sample

    @property
    def epoch(self) -> int:
        """The epoch of the step, from 0; of a sweep the place of the threshold."""
        return 0 if self.step is None else self.step.epoch

    @property
    def is_at_end(self) -> bool:
        """Whether the last step is done."""
        return self.cursor == len(self.learning) - 1

    @cached_property
    def theta(self) -> Array | None:
        """Weights and, last, the bias of a neuron that learns them."""
        return self.learning.theta_at(self.cursor) if isinstance(self.learning, TrainedLearning) else None

    @cached_property
    def former_theta(self) -> Array | None:
        """The weights and the bias before the example, or the epoch's end, that the step belongs to."""
        if self.step is None or not isinstance(self.learning, TrainedLearning):
            return None
        return self.learning.theta_around(self.step)[0]

    @property
    def has_turned(self) -> bool:
        """Whether the example, or the epoch's end, has changed weights or bias by now."""
        return self.former_theta is not None and bool((self.former_theta != self.theta).any())

    @cached_property
    def pocket_theta(self) -> Array | None:
        """The best weights and bias so far of a perceptron that keeps them."""
        if not isinstance(self.learning, PerceptronLearning):
            return None
        before, after = self.learning.around(self.learning[max(self.cursor, 0)])
        kept = (before if self.cursor < 0 or self.number("pocket") is None else after).pocket
        return None if kept is None else np.array(self.learning.rule.theta_values(kept.theta))

    @property
    def gate(self) -> McCullochPitts | None:
        """The single McCulloch-Pitts neuron with the threshold that is looked at."""
        return self.learning.neuron_at(self.epoch) if isinstance(self.learning, ThresholdSweep) else None

    @cached_property
    def borders(self) -> tuple[Border, ...]:
        """The lines through the inputs: that of the neuron, or those of all hidden neurons."""
        width = self.spec.width
        if isinstance(self.learning, TwoLayerWalk):
            hidden = self.learning.net.hidden
            return tuple(
                Border(neuron.as_weights(width), f"hidden neuron {number}")
                for number, neuron in enumerate(hidden, 1)
            )
        if self.gate is not None:
            return (Border(self.gate.as_weights(width), "the neuron"),)
        assert self.theta is not None
        return (Border(self.theta, "the neuron"),)

    def answers(self, places: Array) -> Array:
        """Return what the neuron says anywhere, ``(..., inputs) -> (...)``, from 0 to 1.

        A McCulloch-Pitts neuron knows only 0 and 1; in between it is drawn by the line that gives every such
        row the same answer.
        """
        neuron = self.spec.neuron
        if isinstance(neuron, (Perceptron, SigmoidNeuron)):
            assert self.theta is not None
            return neuron.value(places, self.theta)
        fires = [places @ border.theta[:-1] + border.theta[-1] > 0 for border in self.borders]
        return np.any(fires, axis=0).astype(np.float64)

    @cached_property
    def sums(self) -> Array:
        """What every example adds up to: z, or the sum that is compared with the threshold."""
        inputs = self.spec.samples.inputs
        if self.gate is not None:
            return self.gate.sums(inputs)
        if isinstance(self.learning, TwoLayerWalk):
            return self.learning.hidden.sum(axis=1)
        assert self.theta is not None
        total: Array = inputs @ self.theta[:-1] + self.theta[-1]
        recorded = self.number("z")
        if self.sample is not None and recorded is not None and not self.has_turned:
            total[self.sample] = recorded  # another route may differ in its last bits
        return total

    @cached_property
    def outputs(self) -> Array:
        """The answer to every example."""
        learning, inputs = self.learning, self.spec.samples.inputs
        if self.gate is not None:
            return self.gate.value(inputs)
        if isinstance(learning, TwoLayerWalk):
            return learning.net.value(inputs)
        if isinstance(learning, PerceptronLearning):
            at_zero = self.sums >= 0 if learning.neuron.at_zero == ">=" else self.sums > 0
            return at_zero.astype(np.float64)
        assert isinstance(learning, SigmoidLearning)
        answers = learning.neuron.value(inputs, learning.theta_at(self.cursor))
        recorded = self.number("a")
        if self.sample is not None and recorded is not None and not self.has_turned:
            answers[self.sample] = recorded
        return answers

    @cached_property
    def is_wrong(self) -> Array:
        """Of every example, whether its answer is on the wrong side, as 0 and 1."""
        targets = self.spec.samples.targets[:, 0]
        return ((self.outputs >= MIDDLE) != (targets >= MIDDLE)).astype(np.float64)

    @property
    def mistakes(self) -> int | None:
        """How many wrong answers a perceptron has given so far."""
        return (
            self.learning.mistakes_at(self.cursor) if isinstance(self.learning, PerceptronLearning) else None
        )
