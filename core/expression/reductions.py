"""What makes one number of many: of a unit's over the batch, of a layer's, of a whole array."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from core.expression.tree import Call, Node

Axes = tuple[int, ...]

NORM = "norm"
NUMERIC: dict[str, Callable[..., Any]] = {"max": np.max, "min": np.min, "mean": np.mean, "sum": np.sum}
LOGICAL: dict[str, Callable[..., Any]] = {"any": np.any, "all": np.all}
REDUCTIONS = (*NUMERIC, NORM, *LOGICAL)


def is_reduction(node: Node) -> bool:
    """Tell whether a part of a formula is a reduction; max and min of several numbers are none."""
    return isinstance(node, Call) and node.name in REDUCTIONS and len(node.operands) == 1


def reduced(name: str, values: Any, axes: Axes) -> Any:
    """Return a reduction over some axes, which stay with the length 1."""
    if name == NORM:
        return _norm(values, axes)
    return (NUMERIC | LOGICAL)[name](values, axis=axes, keepdims=True)


def _norm(values: Any, axes: Axes) -> Any:
    """Return the Euclidean norm, also where the squares are too large or too small for a float64."""
    largest = np.max(np.abs(values), axis=axes, keepdims=True)
    scale = np.where((largest > 0) & np.isfinite(largest), largest, 1.0)
    return scale * np.sqrt(np.sum((values / scale) ** 2, axis=axes, keepdims=True))
