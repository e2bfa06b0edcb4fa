"""A number as a person types and changes it: text, steps, drags and the place on a slider.

Nothing here asks the locale: a dot and a comma are both decimal signs, and digits are never grouped, so that
"0.001" can never become a thousand times what was meant.
"""

from __future__ import annotations

import math
import re

from core.hyper import Hyper
from core.number_format import MINUS

Number = float | int

_DIGITS = re.compile(r"[+-]?\d{1,19}", re.ASCII)  # all that fits in 64 bits, exactly
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_PIXELS_PER_DECADE = 100
_PIXELS_PER_STEP = 4
_SMALLEST_STEP_UP = 1e-6  # where a logarithmic scale that includes 0 begins
_WIDEST_SLIDER = 200.0  # a linear range wider than this is no use on a slider of a hundred pixels


def parse_number(text: str) -> Number | None:
    """Return the number that `text` means, or None."""
    plain = text.strip().replace(MINUS, "-")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    if _DIGITS.fullmatch(plain):
        return int(plain)
    if not _NUMBER.fullmatch(plain):
        return None
    number = float(plain)
    return number if math.isfinite(number) else None


def number_text(value: Number) -> str:
    """Return the shortest text that means exactly `value`: ``0.5``, ``3``, ``1e-8``."""
    if isinstance(value, int):
        return str(value)
    text = repr(value)
    if "e" in text:
        mantissa, exponent = text.split("e")
        return f"{mantissa}e{int(exponent)}"
    return text.removesuffix(".0")


def range_text(hyper: Hyper) -> str:
    """Return the numbers that are possible in words, ``0 to 1``; empty where all are."""
    low, high = number_text(_tidy(hyper.low)), number_text(_tidy(hyper.high))
    if math.isinf(hyper.low) and math.isinf(hyper.high):
        return ""
    if math.isinf(hyper.high):
        return f"more than {low}" if hyper.low_open else f"{low} or more"
    if math.isinf(hyper.low):
        return f"{high} or less"
    if hyper.low_open:
        return f"more than {low}, {'less than' if hyper.high_open else 'up to'} {high}"
    return f"{low} to {'less than ' if hyper.high_open else ''}{high}"


def is_whole(hyper: Hyper) -> bool:
    """Tell whether the hyperparameter counts something."""
    return isinstance(hyper.default, int) and not isinstance(hyper.default, bool)


def problem(hyper: Hyper, number: Number | None) -> str:
    """Return why the hyperparameter cannot be `number`, in a few words; empty if it can."""
    if number is None:
        return "not a number"
    if is_whole(hyper) and not float(number).is_integer():
        return "a whole number, please"
    if not hyper.contains(number):
        return range_text(hyper)
    return ""


def stepped(hyper: Hyper, value: Number, steps: int) -> Number:
    """Return the value after this many presses of the up arrow (or, below 0, of the down arrow).

    Whole numbers move by 1, logarithmic ones through 1, 2, 5, 10, the others by a hundredth of their range
    or a tenth of their leading digit.
    """
    if hyper.log and not is_whole(hyper):
        for _ in range(abs(steps)):
            value = _next_round(value) if steps > 0 else _previous_round(value)
        return _fit(hyper, value)
    return _fit(hyper, value + steps * _step(hyper, value))


def dragged(hyper: Hyper, start: Number, pixels: int) -> Number:
    """Return the value after the mouse moved this far to the right of where `start` was."""
    if hyper.log and not is_whole(hyper):
        base = start or _SMALLEST_STEP_UP
        return _fit(hyper, float(f"{base * 10 ** (pixels / _PIXELS_PER_DECADE):.2g}")) if pixels else start
    return stepped(hyper, start, int(pixels / _PIXELS_PER_STEP))


def slider_ends(hyper: Hyper) -> tuple[float, float] | None:
    """Return the ends of a slider, or None where one would be no help."""
    if is_whole(hyper) or math.isinf(hyper.high):
        return None
    if hyper.log:
        low = hyper.low or min(_SMALLEST_STEP_UP, abs(float(hyper.default)) / 1e4)
        return low, hyper.high
    return None if hyper.high - hyper.low > _WIDEST_SLIDER else (hyper.low, hyper.high)


def share_of(hyper: Hyper, value: Number, ends: tuple[float, float]) -> float:
    """Return where on its slider a value is, from 0 to 1."""
    low, high = ends
    if hyper.log:
        share = math.log(max(value, low) / low) / math.log(high / low)
    else:
        share = (value - low) / (high - low)
    return min(max(share, 0.0), 1.0)


def value_at(hyper: Hyper, share: float, ends: tuple[float, float]) -> Number:
    """Return the value at a place on the slider, from 0 to 1, rounded to what a hand can aim at."""
    low, high = ends
    if hyper.log:
        return _fit(hyper, float(f"{low * (high / low) ** share:.2g}"))
    step = 10.0 ** round(math.log10((high - low) / 100))
    return _fit(hyper, round((low + (high - low) * share) / step) * step)


def _step(hyper: Hyper, value: Number) -> Number:
    if is_whole(hyper):
        return 1
    if hyper.high - hyper.low <= _WIDEST_SLIDER:
        return 10.0 ** math.floor(math.log10((hyper.high - hyper.low) / 50))
    return 10.0 ** (math.floor(math.log10(abs(value))) - 1) if value else 0.1


def _next_round(value: float) -> float:
    """Return the next larger number of the series 1, 2, 5, 10."""
    if value <= 0:
        return _SMALLEST_STEP_UP
    decade = 10.0 ** math.floor(math.log10(value))
    return next(_tidy(f * decade) for f in (1, 2, 5, 10, 20) if f * decade > value * (1 + 1e-9))


def _previous_round(value: float) -> float:
    """Return the next smaller number of the series 1, 2, 5, 10; below the smallest comes 0."""
    if value <= _SMALLEST_STEP_UP:
        return 0.0
    decade = 10.0 ** math.floor(math.log10(value))
    return next(_tidy(f * decade) for f in (5, 2, 1, 0.5, 0.2) if f * decade < value * (1 - 1e-9))


def _fit(hyper: Hyper, value: Number) -> Number:
    value = _tidy(min(max(value, hyper.low), hyper.high))
    if hyper.low_open and value <= hyper.low:
        value = _SMALLEST_STEP_UP if hyper.low == 0 else hyper.low + 1e-6
    if hyper.high_open and value >= hyper.high:
        value = hyper.high - _step(hyper, hyper.high)
    return int(value) if is_whole(hyper) else float(value)


def _tidy(value: float) -> float:
    """Return the value without the dust of binary sums, 0.30000000000000004."""
    return float(f"{value:.12g}")
