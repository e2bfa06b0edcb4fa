"""How expressions are written in NumPy and in the frameworks that speak almost like it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnviz.exporters.code.expression import NAME, Expression, UnwritableError

_COMPARED, _EITHER, _BOTH, _SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(8)
_INFIX = {
    "less": ("<", _COMPARED),
    "less_equal": ("<=", _COMPARED),
    "greater": (">", _COMPARED),
    "greater_equal": (">=", _COMPARED),
    "equal": ("==", _COMPARED),
    "not_equal": ("!=", _COMPARED),
    "bitwise_or": ("|", _EITHER),
    "bitwise_and": ("&", _BOTH),
    "add": ("+", _SUM),
    "subtract": ("-", _SUM),
    "multiply": ("*", _PRODUCT),
    "divide": ("/", _PRODUCT),
    "floor_divide": ("//", _PRODUCT),
    "power": ("**", _POWER),
}
_STEMS = {"exp": "e", "tanh": "w", "greater": "is_more", "less": "is_less"}  # names of parts used twice


@dataclass(frozen=True)
class Dialect:
    """A way to write NumPy's functions.

    Attributes
    ----------
    module : str
        What stands before the dot of a function.
    others : mapping
        Functions that are called otherwise.
    """

    module: str
    others: Mapping[str, str] = field(default_factory=dict)

    def call(self, node: Expression, arguments: list[str]) -> str:
        """Return a call; its arguments are written already."""
        options = [f"{name}={value!r}" for name, value in (node.options or {}).items()]
        name = self.others.get(node.operation, node.operation)
        return f"{self.module}.{name}({', '.join([*arguments, *options])})"


@dataclass(frozen=True)
class TorchDialect(Dialect):
    """PyTorch: numbers are Python's, and its reductions name their axis otherwise."""

    def call(self, node: Expression, arguments: list[str]) -> str:
        operation = node.operation
        first = node.arguments[0]
        if operation == "where" and _is_scalar(first):
            return f"({arguments[1]} if {arguments[0]} else {arguments[2]})"
        if node.is_scalar:
            python = {"maximum": "max", "minimum": "min", "absolute": "abs"}
            return f"{python.get(operation, f'math.{operation}')}({', '.join(arguments)})"
        if operation in ("maximum", "minimum"):
            return self._clamp(node, arguments)
        if operation in ("sum", "max"):
            name = "sum" if operation == "sum" else "amax"
            return f"torch.{name}({arguments[0]}, dim=-1, keepdim=True)"
        return super().call(node, arguments)

    def _clamp(self, node: Expression, arguments: list[str]) -> str:
        bound = "min" if node.operation == "maximum" else "max"
        for place in (0, 1):
            if _is_scalar(node.arguments[place]):
                return f"torch.clamp({arguments[1 - place]}, {bound}={arguments[place]})"
        return f"torch.{node.operation}({', '.join(arguments)})"


NUMPY = Dialect("np", {"absolute": "abs"})
JAX = Dialect("jnp", {"absolute": "abs"})
KERAS = Dialect("ops", {"absolute": "abs"})
PYTORCH = TorchDialect("torch", {"absolute": "abs", "arcsinh": "asinh", "arctan": "atan", "power": "pow"})


class Writer:
    """Writes expressions; what was given a name is called by it from then on.

    Parameters
    ----------
    dialect : Dialect
    """

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._names: dict[int, str] = {}
        self._kept: list[Any] = []  # as long as ids are compared

    def assign(self, name: str, result: Any) -> list[str]:
        """Return the statements that compute a result under a name."""
        lines = self.prepare([result])
        lines.append(f"{name} = {self.text(result)}")
        if isinstance(result, Expression):
            self._keep(name, result)
        return lines

    def prepare(self, results: Iterable[Any]) -> list[str]:
        """Return statements for the parts that are used more than once."""
        order: list[Expression] = []
        uses: dict[int, int] = {}
        for result in results:
            self._count(result, order, uses)
        lines = []
        for node in order:
            if uses[id(node)] > 1 and id(node) not in self._names:
                text = self.text(node)
                name = self._free(_STEMS.get(node.operation, "part"))
                lines.append(f"{name} = {text}")
                self._keep(name, node)
        return lines

    def text(self, value: Any) -> str:
        """Return an expression or a number as text."""
        return self._text(value)[0]

    # Inside

    def _keep(self, name: str, node: Expression) -> None:
        self._names.setdefault(id(node), name)
        self._kept.append(node)

    def _free(self, stem: str) -> str:
        taken = set(self._names.values())
        number = 2
        name = stem
        while name in taken:
            name, number = f"{stem}{number}", number + 1
        return name

    def _count(self, node: Any, order: list[Expression], uses: dict[int, int]) -> None:
        """Put the parts in the order of computation and count where each is used."""
        if not isinstance(node, Expression) or node.operation == NAME or id(node) in self._names:
            return
        uses[id(node)] = uses.get(id(node), 0) + 1
        if uses[id(node)] > 1:
            return
        for argument in node.arguments:
            self._count(argument, order, uses)
        order.append(node)

    def _text(self, value: Any) -> tuple[str, int]:
        if not isinstance(value, Expression):
            return _number(value)
        if id(value) in self._names:
            return self._names[id(value)], _ATOM
        if value.operation == NAME:
            return value.name, _ATOM
        parts = [self._text(argument) for argument in value.arguments]
        if value.operation == "negative":
            return f"-{_within(parts[0], _SIGN)}", _SIGN
        if value.operation == "square":
            return f"{_within(parts[0], _ATOM)}**2", _POWER
        if value.operation in _INFIX:
            return self._infix(value, parts)
        return self._dialect.call(value, [text for text, _ in parts]), _ATOM

    def _infix(self, node: Expression, parts: list[tuple[str, int]]) -> tuple[str, int]:
        sign, rank = _INFIX[node.operation]
        (left, right) = parts
        if node.operation == "power":
            return f"{_within(left, _ATOM)}**{_within(right, _SIGN)}", rank
        # Comparisons do not chain, and & binds closer than they do.
        own = _SUM if rank <= _BOTH else rank
        return f"{_within(left, own)} {sign} {_within(right, own + 1)}", rank


def _within(part: tuple[str, int], lowest: int) -> str:
    text, rank = part
    return text if rank >= lowest else f"({text})"


def _number(value: Any) -> tuple[str, int]:
    if isinstance(value, (bool, np.bool_)):
        return repr(bool(value)), _ATOM
    plain = int(value) if isinstance(value, (int, np.integer)) else float(value)
    if isinstance(plain, float) and not math.isfinite(plain):
        raise UnwritableError(f"a formula holds {plain}")
    return repr(plain), _SIGN if plain < 0 else _ATOM


def _is_scalar(part: Any) -> bool:
    return not isinstance(part, Expression) or part.is_scalar
