"""What the loss of a batch becomes when a number of the network is moved and what follows it runs again."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.passes import forward_from
from core.trace import Trace

Sides = tuple[NDArray[np.intp], ...]


class End(NamedTuple):
    """Where a move has led.

    Attributes
    ----------
    elements : array (..., N, outputs)
        The loss of every output before the reduction.
    held : array (..., N, outputs)
        The same, but a straight line with the slope that backpropagation takes wherever that is, by a
        framework's convention, not the slope of the loss.
    sides : tuple of array of int
        On which side of their kinks z's and predictions lie: where two ends differ, a kink lies between.
    """

    elements: Array
    held: Array
    sides: Sides


def end_from_z(trace: Trace, layer: int, z: Array, sides: Sides = ()) -> End:
    """Run the network on from the z of a layer, shape ``(..., N, units)``."""
    parameters = trace.task.network.split(trace.update.before.theta)[layer - 1]
    activation = trace.task.network.activation(layer, parameters)
    mask = trace.update.recording.masks.get(layer)
    sides = (*sides, *_sides(z, activation.kinks, mask))
    return end_from_a(trace, layer, activation.value(z), sides, z)


def end_from_a(trace: Trace, layer: int, a: Array, sides: Sides = (), z: Array | None = None) -> End:
    """Run the network on from the activations of a layer; without their z, the loss is computed from them."""
    task, recording = trace.task, trace.update.recording
    if layer < task.network.depth:
        mask = recording.masks.get(layer)
        return end_from_dropped(trace, layer, a if mask is None else a * mask, sides)
    if z is not None and task.loss.meets(task.network.layers[-1].activation):
        elements = task.loss.elements_from_logits(z, recording.targets)
        return End(elements, elements, sides)
    corners = task.loss.corners(recording.targets)
    sides = (*sides, *((a >= corner).astype(np.intp) for corner in corners))
    elements = held = task.loss.elements(a, recording.targets)
    is_held = task.loss.held(recording.a[-1])
    if is_held.any():
        slope = task.loss.element_gradient(recording.a[-1], recording.targets)
        held = np.where(is_held, slope * (a - recording.a[-1]), elements)
    return End(elements, held, sides)


def end_from_dropped(trace: Trace, layer: int, dropped: Array, sides: Sides = ()) -> End:
    """Run the network on from what a hidden layer hands on."""
    network, masks = trace.task.network, trace.update.recording.masks
    ran = forward_from(network, network.split(trace.update.before.theta), layer, dropped, masks)
    for number, z in enumerate(ran.z[1:], layer + 1):
        sides = (*sides, *_sides(z, network.layers[number - 1].activation.kinks, masks.get(number)))
    return end_from_a(trace, network.depth, ran.a[-1], sides, ran.z[-1])


class Moved:
    """Parameters of one layer that are moved, each by itself, from where the update had them.

    Parameters
    ----------
    trace : Trace
    indices : array of int (K,)
        Places in theta: weights and biases of one layer, or its slope alone.

    Attributes
    ----------
    reach : array (K,)
        By how much at most each moves a number of its layer, for a step of 1.
    is_weight : array of bool (K,)
    """

    def __init__(self, trace: Trace, indices: NDArray[np.intp]) -> None:
        network, recording = trace.task.network, trace.update.recording
        places = [network.place(int(index)) for index in indices]
        self.is_weight = np.array([place.origin is not None for place in places])
        self._trace = trace
        self._layer = places[0].layer
        self._parts = network.split(trace.update.before.theta)
        self._units: NDArray[np.intp] | None = None
        if places[0].unit is None:
            self._by = np.minimum(recording.z[self._layer], 0.0)[None]
        else:
            self._units = np.array([place.unit for place in places])
            before, ones = recording.dropped[self._layer - 1], np.ones(len(recording.inputs))
            self._by = np.stack([ones if p.origin is None else before[:, p.origin] for p in places])
        self.reach = np.abs(self._by).max(axis=tuple(range(1, self._by.ndim)))

    def end(self, steps: Array) -> End:
        """Return where steps (K,) lead."""
        trace, layer = self._trace, self._layer
        network, z = trace.task.network, trace.update.recording.z[layer]
        if self._units is None:
            slope = (self._parts[layer - 1].slope + steps)[:, None, None]
            a = network.layers[layer - 1].activation.with_slope(slope).value(z[None])
            return end_from_a(trace, layer, a, z=z[None])
        shifts = steps[:, None] * self._by
        if layer < network.depth and network.layers[layer - 1].activation.elementwise:
            return self._through_unit(self._units, shifts)
        moved = np.repeat(z[None], len(shifts), axis=0)
        moved[np.arange(len(shifts)), :, self._units] += shifts
        return end_from_z(trace, layer, moved)

    def _through_unit(self, units: NDArray[np.intp], shifts: Array) -> End:
        """Move one unit's z in each row, and the next layer's by the weights that lead there from it."""
        network, recording, layer = self._trace.task.network, self._trace.update.recording, self._layer
        activation = network.activation(layer, self._parts[layer - 1])
        z = (recording.z[layer][:, units].T + shifts)[..., None]
        change = activation.value(z)[..., 0] - recording.a[layer][:, units].T
        mask = recording.masks[layer][:, units].T if layer in recording.masks else None
        if mask is not None:
            change = change * mask
        weights = self._parts[layer].weights[units]
        z_next = recording.z[layer + 1] + change[..., None] * weights[:, None, :]
        return end_from_z(self._trace, layer + 1, z_next, _sides(z[..., 0], activation.kinks, mask))


def _sides(z: Array, kinks: tuple[float, ...], mask: Array | None) -> Sides:
    """Return on which side of the kinks each z lies; what dropout leaves out lies on one side for good."""
    if not kinks:
        return ()
    sides = np.searchsorted(kinks, z, side="right")
    return (sides if mask is None else sides * (mask > 0),)
