"""Floating-point numbers as whole numbers on a common grid of powers of two.

Every float64 is a whole number of halves, quarters, eighths and so on. Counted on a grid that is fine enough
for all of them, sums, products and above all their signs are exact: 0.1 + 0.2 - 0.3 is no accident of
rounding any more.
"""

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from operator import mul


def fineness(values: Iterable[float]) -> int:
    """Return the smallest s >= 0 for which every value times 2^s is a whole number."""
    return max((value.as_integer_ratio()[1].bit_length() - 1 for value in values), default=0)


def to_grid(value: float, shift: int) -> int:
    """Return ``value * 2**shift``, which must be a whole number."""
    numerator, denominator = value.as_integer_ratio()
    return (numerator << shift) // denominator


def from_grid(number: int, shift: int) -> float:
    """Return the float64 nearest to ``number / 2**shift``."""
    return number / (1 << shift)


def dot(left: Sequence[int], right: Sequence[int]) -> int:
    """Return the exact sum of products."""
    return sum(map(mul, left, right))


def root(value: Fraction) -> float:
    """Return the square root of a number of any size; infinity if that is too large for a float64."""
    shift = (value.numerator.bit_length() - value.denominator.bit_length()) // 2
    try:
        return math.ldexp(math.sqrt(value / Fraction(4) ** shift), shift)
    except OverflowError:
        return math.inf


def as_float(value: Fraction) -> float:
    """Return the nearest float64, or infinity with its sign."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
