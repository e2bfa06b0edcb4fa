"""What an edit has changed about training, in a few words: ``learning rate 0.5 → 0.1``."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.arrays import Array
from core.network import Layer, Network
from core.number_format import format_number
from core.registry import Declared
from nnviz.project.model import NetworkSpec, Project

_ARROW = "\N{RIGHTWARDS ARROW}"
_MOST = 3  # changes that are named; the rest is counted
_MEMBERS = ("loss", "optimizer", "regularizer", "schedule", "clipping", "data")
_NAMES = {"regularizer": "penalty", "schedule": "schedule", "clipping": "clipping", "data": "data"}


def what_changed(before: Project, after: Project, theta: tuple[Array, Array] | None = None) -> str:
    """Return in words what differs between two projects as far as training goes; empty if nothing does.

    Parameters
    ----------
    theta : tuple of array or None
        The parameters at the place of the edit, before and after it; None where it begins anew.
    """
    words = [*_network(before.network, after.network)]
    if theta is not None:
        words += _parameters(after.network.network, *theta)
    for name in _MEMBERS:
        words += _member(getattr(before, name), getattr(after, name), _NAMES.get(name, ""))
    words += _training(before, after)
    rest = len(words) - _MOST
    return ", ".join(words[:_MOST]) + (f" and {rest} more" if rest > 0 else "")


def _network(before: NetworkSpec, after: NetworkSpec) -> Iterator[str]:
    if before.network.sizes != after.network.sizes:
        yield f"units {_shape(before.network)} {_ARROW} {_shape(after.network)}"
    elif before.layers != after.layers:
        for number, (old, new) in enumerate(zip(before.layers, after.layers, strict=True), 1):
            yield from _layer(old, new, f"layer {number}")
    yield from _member(before.initializer, after.initializer, "first weights")
    if before.seed != after.seed:
        yield f"seed {before.seed} {_ARROW} {after.seed}"
    if before.theta is not None and after.theta is None and before.seed == after.seed:
        yield "weights drawn anew"


def _shape(network: Network) -> str:
    return "-".join(map(str, network.sizes))


def _layer(before: Layer, after: Layer, name: str) -> Iterator[str]:
    yield from _member(before.activation, after.activation, name)
    if before.dropout != after.dropout:
        yield f"{name} dropout {before.dropout:g} {_ARROW} {after.dropout:g}"


def _parameters(network: Network, before: Array, after: Array) -> Iterator[str]:
    changed = np.flatnonzero(before != after)
    if len(changed) > 1:
        yield f"{len(changed)} parameters typed"
    for index in changed[: len(changed) == 1]:
        layer, unit, origin = network.place(int(index))
        name = "slope" if unit is None else f"bias {unit + 1}"
        if unit is not None and origin is not None:
            name = f"weight {origin + 1}{_ARROW}{unit + 1}"
        numbers = (format_number(float(values[index])) for values in (before, after))
        yield f"{name} of layer {layer}: {f' {_ARROW} '.join(numbers)}"


def _member(before: Declared, after: Declared, name: str) -> Iterator[str]:
    lead = f"{name} " if name else ""
    if type(before) is not type(after):
        yield f"{lead}{before.label} {_ARROW} {after.label}"
    elif before != after:
        differing = [
            hyper for hyper in after.hypers() if _value(before, hyper.name) != _value(after, hyper.name)
        ]
        for hyper in differing:
            old, new = _value(before, hyper.name), _value(after, hyper.name)
            yield f"{lead}{hyper.label} {old} {_ARROW} {new}"
        if not differing:
            yield f"other {name or after.label}"


def _value(member: Declared, name: str) -> str:
    value = getattr(member, name)
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _training(before: Project, after: Project) -> Iterator[str]:
    yield from _member(before.split, after.split, "test samples")
    if before.features != after.features:
        yield "other features"
    old, new = before.training, after.training
    for name, label in (("batch_size", "batch size"), ("seed", "seed of the order")):
        if getattr(old, name) != getattr(new, name):
            yield f"{label} {getattr(old, name)} {_ARROW} {getattr(new, name)}"
    if old.shuffle != new.shuffle:
        yield f"shuffling {'on' if new.shuffle else 'off'}"
