"""A number as text: the same digits on the screen, in a formula and in a figure."""

from __future__ import annotations

import math

MINUS = "\N{MINUS SIGN}"
_SMALLEST_PLAIN = 1e-4
_LARGEST_PLAIN = 1e6


def format_number(value: float, significant: int = 4) -> str:
    """Return `value` with `significant` digits and a real minus sign.

    Values from 0.0001 to 999999 are written plainly, others as ``1.234e-05``; a number that is exact in
    fewer digits, as a typed 0.15 is, is written with those.
    """
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "\N{INFINITY}" if value > 0 else f"{MINUS}\N{INFINITY}"
    return _digits(value, significant).replace("-", MINUS)


def latex_number(value: float, significant: int = 4) -> str:
    """Return `value` as LaTeX; a negative one is braced, so that ``=`` before it keeps its space."""
    if math.isnan(value):
        return r"\mathrm{NaN}"
    if math.isinf(value):
        return r"\infty" if value > 0 else r"{-\infty}"
    digits = _digits(value, significant)
    if "e" in digits:
        mantissa, exponent = digits.split("e")
        digits = rf"{mantissa} \cdot 10^{{{int(exponent)}}}"
    return f"{{{digits}}}" if digits.startswith("-") else digits


def full_number(value: float) -> str:
    """Return all 17 digits that tell a float64 from its neighbours, as copied and on hover."""
    return repr(float(value))


def _digits(value: float, significant: int) -> str:
    if value == 0:
        return "0"
    size = abs(value)
    scientific = f"{value:.{significant - 1}e}"
    exact = float(scientific) == value  # written with no more digits than it has, as a typed 0.15 is
    if not _SMALLEST_PLAIN <= size < _LARGEST_PLAIN:
        mantissa, _, exponent = scientific.partition("e")
        return f"{mantissa.rstrip('0').rstrip('.')}e{exponent}" if exact else scientific
    if exact:
        return repr(float(value)).removesuffix(".0")
    # The exponent of the rounded number: 0.0099999 is 0.01000, not 0.010000.
    decimals = significant - 1 - int(scientific.partition("e")[2])
    return f"{value:.{max(decimals, 0)}f}"
