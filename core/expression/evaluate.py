"""A formula worked out on arrays."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from core.arrays import Array
from core.expression.functions import FUNCTIONS
from core.expression.tree import Call, Constant, Node, Number, Operation, fold

_CONSTANTS = {"pi": math.pi, "e": math.e}
# NumPy's own operators know that a square is a product; Python's floats would raise where these give inf.
_OPERATIONS: dict[tuple[str, int], Callable[..., Any]] = {
    ("+", 2): operator.add,
    ("-", 2): operator.sub,
    ("*", 2): operator.mul,
    ("/", 2): operator.truediv,
    ("**", 2): operator.pow,
    ("-", 1): operator.neg,
}


def evaluate(root: Node, variables: Mapping[str, Array]) -> Array:
    """Return the formula's values, a new array in the shape of all variables together.

    They are NaN or infinite where the formula has none; nothing is raised and nothing is warned of.
    """

    def value(node: Node, operands: Sequence[Any]) -> Any:
        if isinstance(node, Number):
            return np.float64(node.value)
        if isinstance(node, Constant):
            return np.float64(_CONSTANTS[node.name])
        if isinstance(node, Operation):
            return _OPERATIONS[node.sign, len(operands)](*operands)
        if isinstance(node, Call):
            return FUNCTIONS[node.name].value(*operands)
        return variables[node.name]

    with np.errstate(all="ignore"):
        values = fold(root, value)
    shape = np.broadcast_shapes(*(array.shape for array in variables.values()))
    return np.array(np.broadcast_to(values, shape), dtype=np.float64)
