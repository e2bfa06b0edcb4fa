"""Formulas that are watched, and breakpoints with their conditions, each beside the same in plain NumPy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from core.breakpoints.breakpoint import Breakpoint
from core.formula import Source
from core.places.anywhere import Anywhere
from core.places.base import Place
from core.places.edge import Edge
from core.places.layer import WholeLayer
from core.places.node import Node
from core.places.phase import Phase
from core.trace import Trace
from core.training import Update


@dataclass(frozen=True)
class Watched:
    """One formula.

    Attributes
    ----------
    value : callable
        Of an update, a row of its batch, and the loss of the update before.
    known : callable
        The step of a trace that computes the last of its numbers.
    """

    value: Callable[[Update, int, float], float]
    known: Callable[[Trace], int]


def _at_loss(trace: Trace) -> int:
    return trace.step_of(Source("loss", trace.task.network.depth))


def _first_weight(update: Update, _row: int, _before: float) -> float:
    return float(update.before.theta[update.task.network.index(1, 0, 0)])


def _norm(update: Update, _row: int, _before: float) -> float:
    return float(np.linalg.norm(update.task.network.split(update.recording.gradient)[0].weights))


WATCHED: dict[str, Watched] = {
    "loss": Watched(lambda update, row, before: update.recording.loss, _at_loss),
    "loss - previous_loss": Watched(lambda update, row, before: update.recording.loss - before, _at_loss),
    "epoch": Watched(lambda update, row, before: update.before.epoch, lambda trace: -1),
    "W1[1, 1]": Watched(_first_weight, lambda trace: -1),
    "z1[1]": Watched(
        lambda update, row, before: float(update.recording.z[1][row, 0]),
        lambda trace: trace.step_of(Source("z", 1, 0)),
    ),
    "a1[4]": Watched(  # not every network has so many units
        lambda update, row, before: float(update.recording.a[1][row, 3]),
        lambda trace: trace.step_of(Source("a", 1, 3)),
    ),
    "max(abs(delta2))": Watched(
        lambda update, row, before: float(np.abs(update.recording.delta[2]).max()),
        lambda trace: int(trace.written_at("delta", 2).max()),
    ),
    "norm(dW1)": Watched(_norm, lambda trace: int(trace.written_at("weight_gradient", 1).max())),
}


def can_read(text: str, trace: Trace) -> bool:
    """Tell whether a network has what a formula names."""
    return text != "a1[4]" or trace.task.network.sizes[1] >= 4


def hits(trace: Trace, one: Breakpoint) -> list[int]:
    """Return the steps of an update at which a breakpoint hits, found by going through all steps."""
    if not one.enabled:
        return []
    return sorted(CONDITIONS[one.condition](trace, one.place))


def _visits(trace: Trace, place: Place) -> Iterator[int]:
    """Yield the last step of each block that belongs to a place."""
    if isinstance(place, Node | Edge):
        origin = place.origin - 1 if isinstance(place, Edge) else None
        yield from trace.visits(place.layer, place.unit - 1, origin)
        return
    grain = {WholeLayer: "layer", Phase: "phase"}[type(place)]
    ends = (step for step in range(len(trace)) if trace.block(step, grain)[-1] == step)
    for end in ends:
        step = trace[end]
        is_there = {
            WholeLayer: lambda p, s=step: s.layer == p.layer and s.phase != "loss",
            Phase: lambda p, s=step: s.phase == p.phase,
        }[type(place)]
        if is_there(place):
            yield end


def _loss_is_there(trace: Trace, place: Place) -> Iterator[int]:
    if trace.update.recording.loss > 0:
        yield _at_loss(trace)


def _is_large(trace: Trace, place: Place) -> Iterator[int]:
    """Yield where a unit's activation is known that is above 0.4 for a sample."""
    recording = trace.update.recording
    for layer in range(1, trace.task.network.depth + 1):
        for unit in range(trace.task.network.sizes[layer]):
            is_there = isinstance(place, Anywhere) or place == Node(layer, unit + 1)
            if is_there and (recording.a[layer][:, unit] > 0.4).any():
                yield trace.step_of(Source("a", layer, unit))


def _grows(trace: Trace, place: Place) -> Iterator[int]:
    """Yield where the gradient of an edge is known that is above 0."""
    assert isinstance(place, Edge)
    index = trace.task.network.index(place.layer, place.unit - 1, place.origin - 1)
    if trace.update.recording.gradient[index] > 0:
        yield trace.step_of(Source("weight_gradient", place.layer, place.unit - 1, place.origin - 1))


# What a condition says, by its text.
CONDITIONS: dict[str, Callable[[Trace, Place], Iterator[int]]] = {
    "": _visits,
    "loss > 0": _loss_is_there,
    "a > 0.4": _is_large,
    "gradient > 0": _grows,
}
