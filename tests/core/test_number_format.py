from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.number_format import MINUS, format_number, full_number, latex_number

NUMBERS = st.floats(-1e308, 1e308)


def read(text: str) -> float:
    return float(text.replace(MINUS, "-"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (3.0, "3"),
        (0.15, "0.15"),
        (-0.15, f"{MINUS}0.15"),
        (1 / 3, "0.3333"),
        (12.3456, "12.35"),
        (1234.56, "1235"),
        (123456.7, "123457"),
        (12340.0, "12340"),
        (0.0001, "0.0001"),
        (0.00012345, "0.0001234"),
        (0.0099999, "0.01000"),
        (9.99996, "10.00"),
        (999.99, "1000"),
        (1e-8, f"1e{MINUS}08"),
        (1.23456e-5, f"1.235e{MINUS}05"),
        (20_000_000.0, "2e+07"),
        (1e22, "1e+22"),
        (1234567.0, "1.235e+06"),
        (5e-324, f"4.941e{MINUS}324"),
        (math.nan, "NaN"),
        (math.inf, "∞"),
        (-math.inf, f"{MINUS}∞"),
    ],
)
def test_four_digits(value: float, text: str) -> None:
    assert format_number(value) == text


@pytest.mark.parametrize(
    ("value", "latex"),
    [
        (0.25, "0.25"),
        (-0.25, "{-0.25}"),
        (1e-8, r"1 \cdot 10^{-8}"),
        (-1.23456e-5, r"{-1.235 \cdot 10^{-5}}"),
        (1.5e9, r"1.5 \cdot 10^{9}"),
        (math.nan, r"\mathrm{NaN}"),
        (math.inf, r"\infty"),
        (-math.inf, r"{-\infty}"),
    ],
)
def test_latex(value: float, latex: str) -> None:
    assert latex_number(value) == latex


@given(NUMBERS, st.integers(1, 17))
def test_a_shown_number_is_right_to_its_last_digit(value: float, significant: int) -> None:
    shown = read(format_number(value, significant))
    if value == 0:
        assert shown == 0
    else:
        last_digit = 10.0 ** (math.floor(math.log10(abs(value))) + 1 - significant)
        assert abs(shown - value) <= 0.5000001 * last_digit + math.ulp(value)
        assert shown == 0 or math.copysign(1, shown) == math.copysign(1, value)


@given(NUMBERS)
def test_seventeen_digits_are_the_number_itself(value: float) -> None:
    assert read(format_number(value, 17)) == value
    assert float(full_number(value)) == value


@given(NUMBERS, st.integers(2, 8))
def test_the_text_is_no_longer_than_its_digits_need(value: float, significant: int) -> None:
    text = format_number(value, significant)
    assert len(text) <= max(significant, 6) + 7
    digits = re.sub(r"e.*", "", text).strip(f"{MINUS}0.").replace(".", "")
    assert len(digits) <= max(significant, 6)


@given(NUMBERS)
def test_latex_says_the_same_as_the_text(value: float) -> None:
    plain = re.sub(r" \\cdot 10\^\{(-?\d+)\}", r"e\1", latex_number(value)).strip("{}")
    assert float(plain) == read(format_number(value))


def test_numpy_numbers_are_written_as_numbers() -> None:
    numpy = pytest.importorskip("numpy")
    assert full_number(numpy.float64(0.1)) == "0.1"
    assert format_number(numpy.float64(0.5)) == "0.5"
