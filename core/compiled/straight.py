"""Writes calls that are known beforehand as one Python function without loops and look-ups.

At the size of a small network the calls themselves are what costs: a loop over ready-made calls takes a tenth
longer than the same calls written one below the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import CodeType, MappingProxyType
from typing import Any, NamedTuple


class Call(NamedTuple):
    """A function and what it is called with."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...] = ()
    named: Mapping[str, Any] = MappingProxyType({})


class StraightFunction:
    """The text of a function, written line by line.

    Parameters
    ----------
    *parameters : str
        Their names.
    """

    def __init__(self, *parameters: str) -> None:
        self._lines = [f"def run({', '.join(parameters)}):", '    """Run once."""']
        self._values: dict[str, Any] = {}
        self._names: dict[int, str] = {}

    def name(self, value: Any) -> str:
        """Return the name by which the text can say a value."""
        if id(value) not in self._names:
            stem = getattr(value, "__name__", type(value).__name__)
            name = f"{stem if stem.isidentifier() else 'formula'}_{len(self._values)}"
            self._names[id(value)], self._values[name] = name, value
        return self._names[id(value)]

    def line(self, text: str) -> None:
        """Append a statement."""
        self._lines.append(f"    {text}")

    def call(self, call: Call) -> None:
        """Append a call."""
        arguments = [self.name(argument) for argument in call.arguments]
        arguments += [f"{key}={self.name(argument)}" for key, argument in call.named.items()]
        self.line(f"{self.name(call.function)}({', '.join(arguments)})")

    def compiled(self) -> Callable[..., Any]:
        """Return the function."""
        names = dict(self._values)
        exec(_code("\n".join(self._lines)), names)
        run: Callable[..., Any] = names.pop("run")  # the function keeps the names: no circle
        return run


@lru_cache(maxsize=64)
def _code(text: str) -> CodeType:
    """Return a text, compiled: it is the same for every learning rate and for every seed."""
    return compile(text, "<update>", "exec")
