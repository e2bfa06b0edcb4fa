"""Which part of a formula has no value at a point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from core.expression.evaluate import value_of
from core.expression.tree import Node, Variable, fold


class _Known(NamedTuple):
    value: Any
    hole: Node | None


def hole_in(root: Node, variables: Mapping[str, float]) -> Node | None:
    """Return the first part that is no finite number though all that it is made of is.

    None if the whole formula has a value at this point.
    """

    def known(node: Node, operands: Sequence[_Known]) -> _Known:
        if isinstance(node, Variable):
            return _Known(np.float64(variables[node.name]), None)
        value = value_of(node, [operand.value for operand in operands])
        holes = (operand.hole for operand in operands if operand.hole is not None)
        return _Known(value, next(holes, None if np.isfinite(value) else node))

    with np.errstate(all="ignore"):
        whole = fold(root, known)
    return None if np.isfinite(whole.value) else whole.hole
