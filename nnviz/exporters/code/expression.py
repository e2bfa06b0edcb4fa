"""Formulas of the families, written down while they run, so that they can be written again as text.

A formula is called with `Expression` in the place of arrays and hyperparameters. What it returns remembers
which calls made it. Unlike `core.compiled.record`, which saves calls, everything stays as it was written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from core.registry import Declared

Part: TypeAlias = "Expression | float"

NAME = "name"  # the operation of what is given
_LIKE = ("zeros_like", "ones_like")


class UnwritableError(ValueError):
    """A formula does something that cannot be written down, such as branching on an array's values."""


@dataclass(eq=False, frozen=True)
class Expression(NDArrayOperatorsMixin):
    """A name, or a call of NumPy.

    Attributes
    ----------
    operation : str
        The NumPy function; `NAME` for what is given.
    arguments : tuple
        Expressions and numbers.
    options : mapping
        Named arguments of the call.
    name : str
        Of what is given.
    value : float or None
        Its number, where that is known: formulas may ask whether a hyperparameter is 0.
    is_scalar : bool
        Whether it depends on hyperparameters and the number of the update alone.
    """

    operation: str
    arguments: tuple[Any, ...] = ()
    options: Mapping[str, Any] | None = None
    name: str = ""
    value: float | None = None
    is_scalar: bool = False

    def __bool__(self) -> bool:
        if self.value is None:
            raise UnwritableError("it branches on a value")
        return bool(self.value)

    def __float__(self) -> float:
        if self.value is None:
            raise UnwritableError("it takes an array as a number")
        return float(self.value)

    def __iter__(self) -> Iterator[Any]:
        raise UnwritableError("it goes through an array number by number")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise UnwritableError(f"it uses .{name} of an array")

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        if method != "__call__" or options or ufunc.nout != 1:
            raise UnwritableError(f"it uses np.{ufunc.__name__}.{method} with options")
        if ufunc is np.positive:
            return inputs[0]
        if ufunc is np.multiply and 1.0 in [part for part in inputs if not isinstance(part, Expression)]:
            return inputs[0] if isinstance(inputs[0], Expression) else inputs[1]
        return _call(ufunc.__name__, inputs, ufunc=ufunc)

    def __array_function__(self, function: Any, _types: Any, inputs: Any, options: Any) -> Any:
        name = function.__name__
        if name in _LIKE:
            return _call(name, inputs[:1])
        if name == "full_like" and isinstance(inputs[1], Expression):  # a number: every operation broadcasts
            return inputs[1]
        return _call(name, inputs, options)


def _call(
    operation: str, inputs: tuple[Any, ...], options: Mapping[str, Any] | None = None, ufunc: Any = None
) -> Expression:
    for part in inputs:
        if not isinstance(part, (Expression, int, float, np.floating, np.integer)):
            raise UnwritableError(f"it uses {type(part).__name__} beside an array")
    values = [part.value if isinstance(part, Expression) else part for part in inputs]
    value = None if ufunc is None or None in values else float(ufunc(*values))
    is_scalar = all(not isinstance(part, Expression) or part.is_scalar for part in inputs)
    return Expression(operation, tuple(inputs), options, value=value, is_scalar=is_scalar)


def given(name: str) -> Expression:
    """Return what stands for an array of this name."""
    return Expression(NAME, name=name)


def number(name: str, value: float | None = None) -> Expression:
    """Return what stands for a number of this name, whose value may be known."""
    return Expression(NAME, name=name, value=value, is_scalar=True)


def named_hypers(member: Any) -> Any:
    """Return a member whose numbers are names, so that formulas show these."""
    changes = {
        hyper.name: number(hyper.name, getattr(member, hyper.name))
        for hyper in member.hypers()
        if isinstance(hyper.default, float)
    }
    return replace(member, **changes)


def written_down(formula: Callable[..., Any], *arguments: Any, of: Declared) -> Any:
    """Call a formula with expressions and return what it made.

    Raises
    ------
    UnwritableError
        If it does with them what only an array can do.
    """
    try:
        return formula(*arguments)
    except UnwritableError as error:
        raise UnwritableError(f"{of.label} cannot be written as code: {error}") from None
    except (TypeError, AttributeError, ValueError) as error:
        raise UnwritableError(f"{of.label} cannot be written as code: {error}") from error
