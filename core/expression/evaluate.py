"""A formula worked out on arrays."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from core.arrays import Array
from core.expression.functions import FINITE, FUNCTIONS
from core.expression.tree import Call, Constant, Node, Number, Operation, Variable, fold

_CONSTANTS = {"pi": math.pi, "e": math.e}
# NumPy's own operators know that a square is a product; Python's floats would raise where these give inf.
_OPERATIONS: dict[tuple[str, int], Callable[..., Any]] = {
    ("+", 2): operator.add,
    ("-", 2): operator.sub,
    ("*", 2): operator.mul,
    ("/", 2): operator.truediv,
    ("**", 2): operator.pow,
    ("-", 1): operator.neg,
    ("<", 2): operator.lt,
    ("<=", 2): operator.le,
    (">", 2): operator.gt,
    (">=", 2): operator.ge,
    ("==", 2): operator.eq,
    ("!=", 2): operator.ne,
    ("and", 2): np.logical_and,
    ("or", 2): np.logical_or,
    ("not", 1): np.logical_not,
}


def value_of(node: Node, operands: Sequence[Any]) -> Any:
    """Return the value of a node that is no variable and no reduction, from those of its operands."""
    match node:
        case Number(value=value):
            return np.float64(value)
        case Constant(name=name):
            return np.float64(_CONSTANTS[name])
        case Operation(sign=sign):
            return _OPERATIONS[sign, len(operands)](*operands)
        case Call(name=name):
            return (np.isfinite if name == FINITE else FUNCTIONS[name].value)(*operands)
    raise TypeError(f"the value of {node!r} has to be given")


def evaluate(root: Node, variables: Mapping[str, Array]) -> Array:
    """Return the formula's values, a new array in the shape of all variables together.

    They are NaN or infinite where the formula has none; nothing is raised and nothing is warned of.
    """

    def value(node: Node, operands: Sequence[Any]) -> Any:
        return variables[node.name] if isinstance(node, Variable) else value_of(node, operands)

    with np.errstate(all="ignore"):
        values = fold(root, value)
    shape = np.broadcast_shapes(*(array.shape for array in variables.values()))
    return np.array(np.broadcast_to(values, shape), dtype=np.float64)
