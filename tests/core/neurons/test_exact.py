from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.neurons.exact import as_float, dot, fineness, from_grid, root, to_grid

numbers = st.floats(-1e100, 1e100)


@given(st.lists(numbers))
def test_the_grid_holds_every_number_exactly_and_is_no_finer_than_needed(values: list[float]) -> None:
    shift = fineness(values)
    whole = [to_grid(value, shift) for value in values]
    assert [Fraction(number, 2**shift) for number in whole] == [Fraction(value) for value in values]
    assert [from_grid(number, shift) for number in whole] == values
    assert shift == 0 or any(number % 2 for number in whole)


def test_sums_that_cancel_are_exactly_zero() -> None:
    values = [0.1, 0.2, -0.1, -0.2]
    assert 0.1 + 0.2 - 0.1 - 0.2 != 0
    shift = fineness(values)
    assert dot([to_grid(value, shift) for value in values], (1, 1, 1, 1)) == 0


@given(st.integers(0, 2**2000), st.integers(1, 2**2000))
def test_a_root_of_any_size_is_one(numerator: int, denominator: int) -> None:
    value = Fraction(numerator, denominator)
    found = Fraction(root(value))
    assert abs(found * found - value) <= value / 2**50


def test_numbers_that_are_too_large_are_infinite() -> None:
    large = Fraction(10) ** 400
    assert (as_float(large), as_float(-large), as_float(Fraction(1, 4))) == (math.inf, -math.inf, 0.25)
    assert root(large * large) == math.inf
    assert root(large) == pytest.approx(1e200)
    assert root(Fraction(0)) == 0
