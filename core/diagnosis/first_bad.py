"""The first number of an update that is not finite, in the order of the trace.

Of each quantity only the first unit that has such a number is looked at: the nodes of a layer follow one
another, so that no other one can come before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.trace import Trace
from core.trace_values import TraceValues


class Place(NamedTuple):
    """A step of the trace, and the row of the batch whose number is not finite there, from 0."""

    step: int
    sample: int


def first_bad(trace: Trace) -> Place | None:
    """Return where the first number that is not finite is computed; None if all are finite."""
    with np.errstate(all="ignore"):
        for places in _by_section(trace):
            found = min(places, default=None)
            if found is not None:
                return found
    return None


def _by_section(trace: Trace) -> Iterator[Iterator[Place]]:
    """Yield, for each layer in each phase, where its numbers are not finite."""
    depth = trace.task.network.depth
    for layer in range(1, depth + 1):
        yield _forward(trace, layer)
    yield _loss(trace)
    for layer in range(depth, 0, -1):
        yield _backward(trace, layer)
    for layer in range(1, depth + 1):
        yield _update(trace, layer)


def _forward(trace: Trace, layer: int) -> Iterator[Place]:
    recording = trace.update.recording
    weights = trace.task.network.split(trace.update.before.theta)[layer - 1].weights
    before, z = recording.dropped[layer - 1], recording.z[layer]
    for unit in _first_unit(z):
        yield from _in_sum(before * weights[:, unit], trace.written_at("product", layer)[:, unit])
    yield from _in_rows(trace, "z", layer, z)
    yield from _in_rows(trace, "a", layer, recording.a[layer])
    if trace.task.network.layers[layer - 1].dropout:
        yield from _in_rows(trace, "dropped", layer, recording.dropped[layer])


def _loss(trace: Trace) -> Iterator[Place]:
    recording, depth = trace.update.recording, trace.task.network.depth
    yield from _in_rows(trace, "loss_term", depth, recording.elements)
    numbers = {"data_loss": recording.data_loss, "loss": recording.loss}
    if trace.task.penalises:
        numbers["penalty"] = recording.penalty
    for name, number in numbers.items():
        if not np.isfinite(number):
            yield Place(int(trace.written_at(name, depth)[0]), 0)


def _backward(trace: Trace, layer: int) -> Iterator[Place]:
    recording, network = trace.update.recording, trace.task.network
    values, activation = TraceValues(trace, 0), network.layers[layer - 1].activation
    grad_dropped = recording.grad_dropped[layer]
    if layer < network.depth:
        weights = network.split(trace.update.before.theta)[layer].weights
        for unit in _first_unit(grad_dropped):
            paths = recording.delta[layer + 1] * weights[unit]
            yield from _in_sum(paths, trace.written_at("grad_a_term", layer)[:, unit])
    yield from _in_rows(trace, "grad_dropped", layer, grad_dropped)
    yield from _in_rows(trace, "grad_a", layer, recording.grad_a[layer])
    if activation.elementwise:
        yield from _in_rows(trace, "derivative", layer, values.derivative(layer))
    if layer == network.depth and recording.chain_delta is not None:
        yield from _in_rows(trace, "chain_delta", layer, recording.chain_delta)
    yield from _in_rows(trace, "delta", layer, recording.delta[layer])
    yield from _gradients(trace, layer)


def _gradients(trace: Trace, layer: int) -> Iterator[Place]:
    """Look at the shares of the samples in each gradient that is not finite, then at itself."""
    recording, network = trace.update.recording, trace.task.network
    part = network.split(recording.gradient)[layer - 1]
    before, delta = recording.dropped[layer - 1], recording.delta[layer]
    penalties, last = int(trace.task.penalises), len(delta) - 1
    for unit in _first_unit(part.weights):
        origin = int(np.argmin(np.isfinite(part.weights[:, unit])))
        end = int(trace.written_at("weight_gradient", layer)[origin, unit])
        yield from _in_batch(before[:, origin] * delta[:, unit], end - penalties - last)
        yield Place(end, last)
    for unit in _first_unit(part.biases[None]):
        end = int(trace.written_at("bias_gradient", layer)[unit])
        yield from _in_batch(delta[:, unit], end - last)
        yield Place(end, last)
    if not np.isfinite(part.slope).all():
        end = int(trace.layout.writer("backward", layer, "slope_gradient_term").stop) - 1
        slopes = TraceValues(trace, 0).activation(layer).slope_derivative(recording.z[layer])
        shares = (recording.grad_a[layer] * slopes).ravel()
        for place in _in_batch(shares, end - shares.size + 1):
            yield Place(place.step, place.sample // network.sizes[layer])
        yield Place(end, last)


def _update(trace: Trace, layer: int) -> Iterator[Place]:
    network = trace.task.network
    for name, values in trace.update.quantities.items():
        part = network.split(values)[layer - 1]
        bad = ~np.isfinite(np.vstack([part.weights, part.biases]))
        yield from (Place(int(step), 0) for step in trace.written_at(name, layer)[bad])
        if not np.isfinite(part.slope).all():
            section = trace.layout.writer("update", layer, "quantity", whole_layer=True)
            yield Place(section.start + [q.name for q in trace.quantities].index(name), 0)


def _first_unit(rows: Array) -> list[int]:
    """Return the first column that is not finite throughout, if there is one."""
    bad = np.flatnonzero(~np.isfinite(rows).all(axis=0)) if rows.size else np.empty(0, dtype=np.intp)
    return [int(unit) for unit in bad[:1]]


def _in_rows(trace: Trace, quantity: str, layer: int, rows: Array) -> Iterator[Place]:
    """Yield where numbers ``(N, units)`` are not finite: of the first unit, the first row."""
    for unit in _first_unit(rows):
        step = trace.written_at(quantity, layer)[unit]
        yield Place(int(step), int(np.argmin(np.isfinite(rows[:, unit]))))


def _in_sum(terms: Array, steps: NDArray[np.intp]) -> Iterator[Place]:
    """Yield where the running sums of terms ``(N, terms)`` stop being finite first."""
    bad = ~np.isfinite(np.cumsum(terms, axis=1))
    if bad.any():
        term = int(np.argmax(bad.any(axis=0)))
        yield Place(int(steps[term]), int(np.argmax(bad[:, term])))


def _in_batch(shares: Array, start: int) -> Iterator[Place]:
    """Yield where the running sum of the samples' shares, whose first step is given, stops being finite."""
    bad = ~np.isfinite(np.cumsum(shares))
    if bad.any():
        sample = int(np.argmax(bad))
        yield Place(start + sample, sample)
