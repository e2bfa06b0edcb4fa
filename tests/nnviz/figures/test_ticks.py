import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.figures.ticks import linear_ticks, log_ticks


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (0, 1, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (-6, 6, ["−6", "−4", "−2", "0", "2", "4", "6"]),
        (0, 5000, ["0", "1000", "2000", "3000", "4000", "5000"]),
        (0, 6e-5, ["0", *(f"{k}×10⁻⁵" for k in range(1, 7))]),
        (-2e7, 2e7, ["−2×10⁷", "−1×10⁷", "0", "1×10⁷", "2×10⁷"]),
    ],
)
def test_ticks_stand_at_round_numbers(low: float, high: float, labels: list[str]) -> None:
    assert list(linear_ticks(low, high, 6).labels) == labels


def test_what_counts_has_ticks_at_whole_numbers() -> None:
    assert list(linear_ticks(-1, 4, 12, whole=True).labels) == ["−1", "0", "1", "2", "3", "4"]
    assert linear_ticks(0, 5000, 6, whole=True) == linear_ticks(0, 5000, 6)


@given(
    st.floats(-1e9, 1e9),
    st.floats(1e-3, 1e9),
    st.integers(2, 10),
)
def test_ticks_lie_inside_and_say_where_they_are(low: float, span: float, most: int) -> None:
    ticks = linear_ticks(low, low + span, most)
    assert len(ticks.major) <= most + 1
    slack = 1e-5 * span
    for position, label in zip(ticks.major, ticks.labels, strict=True):
        assert low - slack <= position <= low + span + slack
        if "×" not in label:
            assert math.isclose(float(label.replace("−", "-")), position, abs_tol=1e-6 * span + 1e-9)


def test_no_label_says_minus_zero() -> None:
    assert "−0.0" not in linear_ticks(-0.3, 0.3, 6).labels


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (-2, 2, ["0.01", "0.1", "1", "10", "100"]),
        (-8, -2, ["10⁻⁸", "10⁻⁷", "10⁻⁶", "10⁻⁵", "10⁻⁴", "10⁻³", "10⁻²"]),
        (-12, 0, ["10⁻¹²", "10⁻¹⁰", "10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "10⁰"]),
        (-1, 0.5, ["0.1", "0.2", "0.5", "1", "2"]),
        (0.0, math.log10(4), ["1", "2", "3", "4"]),
    ],
)
def test_logarithmic_ticks_are_decades_or_finer_where_there_are_few(
    low: float, high: float, labels: list[str]
) -> None:
    assert list(log_ticks(low, high, 6 if high - low > 1 else 4).labels) == labels
