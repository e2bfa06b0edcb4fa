"""Hyperparameters, declared once on the field of a dataclass.

The form, its limits and tooltips, the project file, the command line, the formulas and the
contract tests all read this declaration; nothing about a hyperparameter is written twice.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

_METADATA_KEY = "hyper"
_LARGEST_INTEGER = 10**300  # no float64 holds a number that is much larger


class HyperError(ValueError):
    """A value that a hyperparameter cannot take; ``path`` names the place, ``reason`` the rule."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}" if path else reason)
        self.path = path
        self.reason = reason


@dataclass(frozen=True)
class Hyper:
    """The declaration of one hyperparameter.

    Attributes
    ----------
    name : str
        The field's name, which is also its key in the project file.
    default : float, int, bool or str
        The value where none is given.
    symbol : str
        LaTeX, as the formulas use it.
    help : str
        One short line, shown as the tooltip.
    low, high : float
        The closed range of a number.
    low_open, high_open : bool
        Whether `low`, or `high`, itself is excluded.
    log : bool
        Whether an editor should move on a logarithmic scale.
    choices : tuple of str
        The words to choose from; a default that is a text and no choices stand for any text.
    by_framework : mapping
        Defaults that differ by framework, ``{"keras": 0.01}``.
    """

    name: str
    default: float | int | bool | str
    symbol: str = ""
    help: str = ""
    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False
    log: bool = False
    choices: tuple[str, ...] = ()
    by_framework: Mapping[str, float | int | bool | str] = dataclasses.field(default_factory=dict)

    @property
    def label(self) -> str:
        """The name as words."""
        return self.name.replace("_", " ")

    def default_for(self, framework: str | None) -> float | int | bool | str:
        """Return the default under a framework's conventions."""
        return self.by_framework.get(framework, self.default) if framework else self.default

    def parse(self, value: Any, path: str = "") -> float | int | bool | str:
        """Return `value` in this hyperparameter's type.

        Raises
        ------
        HyperError
            If the type is wrong or the value is out of range.
        """
        where = path or self.name
        if self.choices:
            if value not in self.choices:
                raise HyperError(where, f"{value!r} is not one of {', '.join(self.choices)}")
            return str(value)
        if isinstance(self.default, bool):
            if not isinstance(value, bool):
                raise HyperError(where, f"expected true or false, got {value!r}")
            return value
        if isinstance(self.default, str):
            if not isinstance(value, str):
                raise HyperError(where, f"expected a text, got {value!r}")
            return value
        return self._parse_number(value, where)

    def _parse_number(self, value: Any, where: str) -> float | int:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise HyperError(where, f"expected a number, got {value!r}")
        if isinstance(value, int) and abs(value) > _LARGEST_INTEGER:
            raise HyperError(where, f"a whole number of more than {_LARGEST_INTEGER:.0g} is too large")
        if not math.isfinite(value):
            raise HyperError(where, f"{value} is not a finite number")
        if isinstance(self.default, int) and not float(value).is_integer():
            raise HyperError(where, f"expected a whole number, got {value!r}")
        if not self.contains(value):
            raise HyperError(where, f"{value:g} is outside {self.range_text}")
        return int(value) if isinstance(self.default, int) else float(value)

    def contains(self, value: float) -> bool:
        """Tell whether a number lies in the range."""
        above = value > self.low if self.low_open else value >= self.low
        return above and (value < self.high if self.high_open else value <= self.high)

    @property
    def range_text(self) -> str:
        """The range as an interval, ``[0, 1]``."""
        left = "(" if self.low_open or math.isinf(self.low) else "["
        right = ")" if self.high_open or math.isinf(self.high) else "]"
        return f"{left}{self.low:g}, {self.high:g}{right}"


def hyper(
    default: float | int | bool | str,
    symbol: str = "",
    *,
    help: str = "",
    low: float = -math.inf,
    high: float = math.inf,
    low_open: bool = False,
    high_open: bool = False,
    log: bool = False,
    choices: tuple[str, ...] = (),
    by_framework: Mapping[str, float | int | bool | str] | None = None,
) -> Any:
    """Declare a hyperparameter as the default of a dataclass field (see `Hyper`)."""
    declared = Hyper(
        "", default, symbol, help, low, high, low_open, high_open, log, choices, by_framework or {}
    )
    return dataclasses.field(default=default, metadata={_METADATA_KEY: declared})


def hypers(member: Any) -> tuple[Hyper, ...]:
    """Return the hyperparameters of a dataclass or of an instance, in the order declared."""
    return _hypers_of(member if isinstance(member, type) else type(member))


@cache
def _hypers_of(kind: type[Any]) -> tuple[Hyper, ...]:
    return tuple(
        dataclasses.replace(field.metadata[_METADATA_KEY], name=field.name)
        for field in dataclasses.fields(kind)
        if _METADATA_KEY in field.metadata
    )
