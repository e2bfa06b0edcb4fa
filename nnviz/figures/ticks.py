"""Where an axis has its ticks and what they say.

Positions are in *axis space*: the value itself, or its decimal logarithm on a logarithmic axis.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from core.number_format import MINUS

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_LARGEST_PLAIN = 1e6
_SMALLEST_PLAIN_STEP = 1e-4
_MOST_MANTISSA_DECIMALS = 3
_PLAIN_DECADES = range(-3, 6)


class Ticks(NamedTuple):
    """Labelled positions, their labels, and the unlabelled positions between them."""

    major: tuple[float, ...]
    labels: tuple[str, ...]
    minor: tuple[float, ...] = ()


def linear_ticks(low: float, high: float, most: int, *, whole: bool = False) -> Ticks:
    """Return about `most` ticks at multiples of 1, 2 or 5 times a power of ten; if `whole`, of at least 1."""
    step = _nice_step((high - low) / max(most, 1))
    if whole:
        step = max(step, 1.0)
    first, last = math.ceil(low / step - 1e-6), math.floor(high / step + 1e-6)
    values = [index * step for index in range(first, last + 1)]
    return Ticks(tuple(values), tuple(_labels(values, step)))


def log_ticks(low: float, high: float, most: int) -> Ticks:
    """Return the ticks between two decimal logarithms: decades, if need be 1-2-5 or finer."""
    if high - low < 1:
        values, labels, _ = linear_ticks(10**low, 10**high, most)
        kept = [(math.log10(v), label) for v, label in zip(values, labels, strict=True) if v > 0]
        return Ticks(tuple(p for p, _ in kept), tuple(label for _, label in kept))
    stride = max(1, math.ceil((high - low) / max(most, 1)))
    first, last = math.ceil(low - 1e-9), math.floor(high + 1e-9)
    decades = list(range(-(-first // stride) * stride, last + 1, stride))
    minor = tuple(_between(range(first - 1, last + 1), range(2, 10), low, high)) if stride == 1 else ()
    plain = all(d in _PLAIN_DECADES for d in decades)
    if high - low < 2 and plain:
        major = sorted([*map(float, decades), *_between(range(first - 1, last + 1), (2, 5), low, high)])
        labels = tuple(f"{10**position:.{max(0, math.ceil(-position - 1e-9))}f}" for position in major)
        return Ticks(tuple(major), labels, minor)
    labels = tuple(_plain_decade(d) if plain else f"10{superscript(d)}" for d in decades)
    return Ticks(tuple(map(float, decades)), labels, minor)


def superscript(exponent: int) -> str:
    """Return an exponent as raised letters, "⁻³"."""
    return str(exponent).translate(_SUPERSCRIPTS)


def _nice_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * (1 - 1e-9))


def _labels(values: list[float], step: float) -> list[str]:
    largest = max((abs(v) for v in values), default=0.0)
    decimals = -math.floor(math.log10(step) + 1e-9)
    if largest >= _LARGEST_PLAIN or step < _SMALLEST_PLAIN_STEP:
        exponent = math.floor(math.log10(largest)) if largest > 0 else 0
        if exponent + decimals <= _MOST_MANTISSA_DECIMALS:
            return [_scientific(v, exponent, max(exponent + decimals, 0)) for v in values]
    return [_signed(f"{v:.{max(decimals, 0)}f}") for v in values]


def _scientific(value: float, exponent: int, decimals: int) -> str:
    if value == 0:
        return "0"
    return _signed(f"{value / 10.0**exponent:.{decimals}f}×10{superscript(exponent)}")


def _signed(digits: str) -> str:
    if float(digits.split("×")[0]) == 0:
        digits = digits.removeprefix("-")
    return digits.replace("-", MINUS)


def _plain_decade(decade: int) -> str:
    return f"{10.0**decade:.{max(0, -decade)}f}"


def _between(decades: range, factors: range | tuple[int, ...], low: float, high: float) -> list[float]:
    positions = [decade + math.log10(factor) for decade in decades for factor in factors]
    return [p for p in positions if low <= p <= high]
