"""The arrays of an update, cut out of one block, so that recording an update is one copy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.arrays import Array
from core.compiled.record import Shape
from core.network import Network


class Place(NamedTuple):
    """Where an array lies in a block: its shape, its offset and its strides in bytes."""

    shape: Shape
    offset: int
    strides: Shape


class Blocks:
    """Where the numbers of an update lie.

    Parameters
    ----------
    network : Network
    samples : int
        The size of the batch, N.
    states, quantities : int
        How many arrays over all parameters are kept, and how many the optimizer names.

    Attributes
    ----------
    block : array
        All recorded numbers one after the other.
    targets : array (N, outputs)
    extended : list of array (N, units + 1)
        By layer, 0 for the inputs: what the next layer reads, with a column of ones for its biases.
    a : list of array (N, units)
        By layer: its activations. In a layer without dropout they lie in `extended`.
    masks : dict of int to array (N, units)
        By layer, of those with dropout.
    hidden_a, hidden_z : array (N, units of all hidden layers, and one more for each)
        The hidden layers side by side: what is the same for all of them is then one call.
    columns : list of slice
        Each layer's in these.
    state : array (states, parameters)
        Theta and the slots: before an update those that it starts from, after it the new ones.
    total, penalty : array ()
        The sum of the loss's elements, and the regularizer's penalty.
    gradient : array (parameters,)
    """

    def __init__(self, network: Network, samples: int, states: int, quantities: int) -> None:
        sizes, count = network.sizes, network.parameter_count
        with_dropout = [number for number, layer in enumerate(network.layers, 1) if layer.dropout]
        self._used = 0
        per_unit = 5 * sum(sizes[1:]) + sum(sizes) + 3 * sum(sizes[number] for number in with_dropout)
        per_sample = per_unit + 4 * sizes[-1] + 3 * len(sizes)
        self.block = np.zeros(samples * per_sample + 2 + count * (2 + quantities + states))
        self.state = self.cut((states, count))  # first: what is copied with the block lies as in its own copy
        self.targets = self.cut((sizes[-1], samples)).T
        ends = np.cumsum([0] + [units + 1 for units in sizes[1:-1]]).tolist()
        self.hidden_a, self.hidden_z = (self.cut((ends[-1], samples)).T for _ in ("a", "z"))
        self.columns = [slice(end, end + units) for end, units in zip(ends, sizes[1:], strict=True)]
        # A product over the samples is fastest if one of its factors has them in its rows.
        self.extended = [self.cut((samples, sizes[0] + 1))]
        for columns in self.columns[:-1]:
            self.extended.append(self.hidden_a[:, columns.start : columns.stop + 1])
        self.extended.append(self.cut((sizes[-1] + 1, samples)).T)
        self.a = [extended[:, :-1] for extended in self.extended]
        self.masks: dict[int, Array] = {}
        for number in with_dropout:  # the next layer reads what is left of a, not a
            self.extended[number] = self.cut((sizes[number] + 1, samples)).T
            self.masks[number] = self.cut((sizes[number], samples)).T
        for extended in self.extended:
            extended[:, -1] = 1
        self.total, self.penalty = self.cut(()), self.cut(())
        self.gradient = self.cut((count,))

    def cut(self, shape: Shape) -> Array:
        """Return the next free part of the block."""
        start = self._used
        self._used += int(np.prod(shape))
        return self.block[start : self._used].reshape(shape)

    @property
    def batch(self) -> tuple[Array, Array]:
        """Where inputs and targets are to be put."""
        return self.a[0], self.targets

    def place(self, array: Array) -> Place:
        """Return where in the block an array lies."""
        return Place(array.shape, array.ctypes.data - self.block.ctypes.data, array.strides)

    def close(self) -> None:
        """Give back what is left of the block: results that are the same number lie there once."""
        self.block = self.block[: self._used]


def layers_of(network: Network, theta: Array) -> list[Array]:
    """Return ``[W; b]`` of every layer as views: in theta b follows W."""
    sizes, starts = network.sizes, network.starts
    return [
        theta[start : start + (fan_in + 1) * units].reshape(fan_in + 1, units)
        for fan_in, units, start in zip(sizes[:-1], sizes[1:], starts[:-1], strict=True)
    ]


def slopes_of(network: Network, theta: Array) -> Sequence[Array]:
    """Return the learned slopes as views without axes, layer by layer."""
    return [part.slope.reshape(()) for part in network.split(theta) if part.slope.size]
