"""The neuron of the workspace Neuron and what it learns from: a part of the project."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct

from core.datasets.base import Samples

if TYPE_CHECKING:
    from core.neurons.base import Neuron  # most projects have no neuron: they need not be loaded

Row = tuple[float, ...]


class NeuronFile(Struct, forbid_unknown_fields=True):
    """The neuron, and the examples that it learns from: a row of inputs and a target each."""

    model: dict[str, Any]
    inputs: list[list[float]]
    targets: list[float]
    layers: int = 1


@dataclass(frozen=True)
class NeuronSpec:
    """One neuron, or two layers of McCulloch-Pitts neurons, with the examples.

    Attributes
    ----------
    neuron : Neuron
    inputs : tuple of tuple of float
        A row for every example.
    targets : tuple of float
    layers : int
        1, or 2 for the McCulloch-Pitts neurons that compute any truth table together.
    """

    neuron: Neuron
    inputs: tuple[Row, ...]
    targets: Row
    layers: int = 1

    @cached_property
    def samples(self) -> Samples:
        """The examples; targets of 0 and 1 name two classes."""
        inputs, targets = np.array(self.inputs), np.array(self.targets)[:, None]
        names = tuple(f"x{number + 1}" for number in range(inputs.shape[1]))
        classes = ("0", "1") if np.isin(targets, (0, 1)).all() else ()
        return Samples(inputs, targets, names, ("y",), classes)

    @property
    def is_gate(self) -> bool:
        """Whether the neuron is one of McCulloch and Pitts."""
        return self.neuron.key == "mcculloch_pitts"

    @property
    def is_binary(self) -> bool:
        """Whether every input and every target is 0 or 1, as a truth table has them."""
        return all(value in (0, 1) for row in (*self.inputs, self.targets) for value in row)

    @property
    def width(self) -> int:
        """How many inputs there are."""
        return len(self.inputs[0])

    def with_examples(self, inputs: tuple[Row, ...], targets: Row) -> NeuronSpec:
        """Return the neuron with other examples; what belongs to an input that is gone goes with it."""
        return fitted(replace(self, inputs=inputs, targets=targets))

    def with_target(self, row: int, target: float) -> NeuronSpec:
        """Return the spec with another target of an example, by its row from 0."""
        return replace(self, targets=(*self.targets[:row], target, *self.targets[row + 1 :]))

    def with_place(self, row: int, place: Row) -> NeuronSpec:
        """Return the spec with an example somewhere else."""
        return replace(self, inputs=(*self.inputs[:row], place, *self.inputs[row + 1 :]))

    def with_example(self, place: Row, target: float) -> NeuronSpec:
        """Return the spec with one more example, the last."""
        return replace(self, inputs=(*self.inputs, place), targets=(*self.targets, target))

    def without_example(self, row: int) -> NeuronSpec:
        """Return the spec without an example."""
        return replace(
            self,
            inputs=(*self.inputs[:row], *self.inputs[row + 1 :]),
            targets=(*self.targets[:row], *self.targets[row + 1 :]),
        )


def fitted(spec: NeuronSpec) -> NeuronSpec:
    """Return the spec whose neuron has as many weights, and knows of no more inputs, as there are."""
    from core.neurons.base import TrainedNeuron
    from core.neurons.mcculloch_pitts import McCullochPitts

    neuron, width = spec.neuron, spec.width
    if isinstance(neuron, McCullochPitts):
        neuron = replace(neuron, inhibitory=tuple(k for k in neuron.inhibitory if k < width))
    elif isinstance(neuron, TrainedNeuron) and neuron.weights:
        neuron = replace(neuron, weights=(*neuron.weights, *[0.0] * width)[:width])
    return replace(spec, neuron=neuron)
