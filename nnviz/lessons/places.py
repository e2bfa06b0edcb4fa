"""A place as a lesson names it, ``W1[2, 3]`` or ``delta2[1]``, as the drawing knows it."""

from __future__ import annotations

import re

from core.formula import Source
from nnviz.lessons.stage import Stage, StageError

_PLACE = re.compile(r"([a-z]+_)?([A-Za-z]+)(\d*)\[(\d+)(?:\s*,\s*(\d+))?\]")
_NODES = {"z": "z", "a": "a", "da": "grad_a", "delta": "delta"}
_PARAMETERS = {"W": "weight", "b": "bias", "dW": "weight_gradient", "db": "bias_gradient"}


def is_place(text: str) -> bool:
    """Tell whether a text is the name of one recorded number, and no formula."""
    return _PLACE.fullmatch(text.strip()) is not None or text.strip() == "loss"


def source_of(text: str, stage: Stage) -> Source:
    """Return the place that one name with its indices stands for, in the language of conditions.

    Raises
    ------
    StageError
        If it is no such name, or the network has no such place.
    """
    found = _PLACE.fullmatch(text.strip())
    if not found:
        raise StageError(f"expected one place, as W1[2, 3] or delta2[1]: {text!r}")
    stage.value(text, stage.first_update)  # refuses what the network does not have
    prefix, name, layer, first, second = found.groups()
    number, index = int(layer or 0), int(first) - 1
    if name == "x":
        return Source("x", 0, index)
    if name == "y":
        return Source("target", stage.project.network.network.depth, index)
    if name in _NODES:
        return Source(_NODES[name], number, index)
    quantity = prefix.rstrip("_") if prefix else _PARAMETERS[name]
    if second is None:
        return Source(quantity, number, index)
    return Source(quantity, number, int(second) - 1, index)
