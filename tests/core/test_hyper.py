from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pytest

from core.hyper import Hyper, HyperError, hyper, hypers


@dataclass(frozen=True)
class Sample:
    """Every kind of declaration."""

    rate: float = hyper(0.1, r"\eta", low=0, high=1, low_open=True, log=True, help="how fast")
    count: int = hyper(3, low=1)
    nesterov: bool = hyper(False)
    mode: str = hyper("mean", choices=("mean", "sum"), by_framework={"keras": "sum"})
    rest: int = 0


RATE, COUNT, NESTEROV, MODE = hypers(Sample)


def test_fields_declared_with_hyper_are_found_in_their_order() -> None:
    assert [h.name for h in hypers(Sample)] == ["rate", "count", "nesterov", "mode"]
    assert hypers(Sample()) == hypers(Sample)
    assert (RATE.default, RATE.symbol, RATE.help, RATE.log) == (0.1, r"\eta", "how fast", True)


def test_a_declaration_is_the_default_of_its_field() -> None:
    assert Sample() == Sample(0.1, 3, False, "mean")


@pytest.mark.parametrize(
    ("declared", "value", "parsed"),
    [
        (RATE, 1, 1.0),
        (RATE, 1e-300, 1e-300),
        (COUNT, 5.0, 5),
        (COUNT, 1, 1),
        (NESTEROV, True, True),
        (MODE, "sum", "sum"),
    ],
)
def test_a_good_value_comes_back_in_its_type(declared: Hyper, value: Any, parsed: Any) -> None:
    result = declared.parse(value)
    assert result == parsed
    assert type(result) is type(parsed)


@pytest.mark.parametrize(
    ("declared", "value", "reason"),
    [
        (RATE, 0, "0 is outside (0, 1]"),
        (RATE, 2, "2 is outside (0, 1]"),
        (RATE, -1, "-1 is outside (0, 1]"),
        (RATE, math.nan, "nan is not a finite number"),
        (RATE, math.inf, "inf is not a finite number"),
        (RATE, 10**400, "a whole number of more than 1e+300 is too large"),
        (RATE, -(10**400), "a whole number of more than 1e+300 is too large"),
        (RATE, "0.5", "expected a number, got '0.5'"),
        (RATE, True, "expected a number, got True"),
        (RATE, None, "expected a number, got None"),
        (RATE, [1], "expected a number, got [1]"),
        (COUNT, 1.5, "expected a whole number, got 1.5"),
        (COUNT, 0, "0 is outside [1, inf)"),
        (NESTEROV, 1, "expected true or false, got 1"),
        (NESTEROV, "true", "expected true or false, got 'true'"),
        (MODE, "median", "'median' is not one of mean, sum"),
        (MODE, ["sum"], "['sum'] is not one of mean, sum"),
        (MODE, None, "None is not one of mean, sum"),
    ],
)
def test_a_bad_value_is_refused_with_place_and_reason(declared: Hyper, value: Any, reason: str) -> None:
    with pytest.raises(HyperError) as caught:
        declared.parse(value, "optimizer.here")
    assert caught.value.path == "optimizer.here"
    assert caught.value.reason == reason
    assert str(caught.value) == f"optimizer.here: {reason}"


def test_without_a_path_the_name_is_the_place() -> None:
    with pytest.raises(HyperError, match=r"^count: 0 is outside"):
        COUNT.parse(0)


def test_defaults_follow_the_framework() -> None:
    assert MODE.default_for("keras") == "sum"
    assert MODE.default_for("pytorch") == MODE.default_for(None) == "mean"


def test_ranges_read_as_intervals() -> None:
    assert [h.range_text for h in (RATE, COUNT)] == ["(0, 1]", "[1, inf)"]
    assert Hyper("x", 0.0).range_text == "(-inf, inf)"


def test_labels_are_words() -> None:
    assert Hyper("learning_rate", 0.1).label == "learning rate"


def test_an_open_end_is_no_value() -> None:
    share = Hyper("dropout", 0.0, low=0, high=1, high_open=True)
    assert share.parse(0.999) == 0.999
    assert share.range_text == "[0, 1)"
    with pytest.raises(HyperError, match=r"1 is outside \[0, 1\)"):
        share.parse(1)
    assert [share.contains(value) for value in (-0.1, 0, 0.5, 1)] == [False, True, True, False]
