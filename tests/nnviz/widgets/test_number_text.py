"""Numbers as typed, stepped and dragged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.hyper import Hyper
from nnviz.widgets.number_text import (
    dragged,
    number_text,
    parse_number,
    problem,
    range_text,
    share_of,
    slider_ends,
    stepped,
    value_at,
)

RATE = Hyper("learning_rate", 1e-3, low=0, high=100, log=True)
SHARE = Hyper("momentum", 0.0, low=0, high=1)
UNITS = Hyper("units", 4, low=1)
CHANCE = Hyper("dropout", 0.0, low=0, high=1, high_open=True)
EPSILON = Hyper("epsilon", 1e-8, low=0, high=1, low_open=True, log=True)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.001", 0.001),
        ("0,001", 0.001),
        (" 12 ", 12),
        ("1e-8", 1e-8),
        ("2,5E3", 2500),
        (".5", 0.5),
        ("−3", -3),
        ("+3", 3),
        ("1.000,5", None),
        ("1,000,000", None),
        ("1_000", None),
        ("1 000", None),
        ("nan", None),
        ("inf", None),
        ("1e999", None),
        ("٣", None),
        ("", None),
        ("x", None),
    ],
)
def test_dot_and_comma_are_decimal_and_nothing_groups(text, number):
    assert parse_number(text) == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_shown_number_is_read_back_exactly(value):
    assert parse_number(number_text(value)) == value


def test_numbers_are_short():
    assert [number_text(v) for v in (1e-8, 0.5, 3.0, 12, 1e22)] == ["1e-8", "0.5", "3", "12", "1e22"]


def test_limits_are_said_in_words():
    assert range_text(SHARE) == "0 to 1"
    assert range_text(UNITS) == "1 or more"
    assert range_text(EPSILON) == "more than 0, up to 1"
    assert range_text(CHANCE) == "0 to less than 1"
    assert (
        range_text(Hyper("x", 0.5, low=0, high=1, low_open=True, high_open=True))
        == "more than 0, less than 1"
    )
    assert range_text(Hyper("x", 0.0)) == ""
    assert range_text(Hyper("x", 0.0, high=2)) == "2 or less"


def test_what_is_wrong_is_said():
    assert problem(SHARE, None) == "not a number"
    assert problem(SHARE, 1.5) == "0 to 1"
    assert problem(UNITS, 2.5) == "a whole number, please"
    assert problem(EPSILON, 0.0) == "more than 0, up to 1"
    assert problem(RATE, 0.0) == ""
    assert problem(CHANCE, 1.0) == "0 to less than 1"


def test_steps_of_logarithmic_numbers_are_round():
    up = [RATE.default]
    for _ in range(4):
        up.append(stepped(RATE, up[-1], 1))
    assert up == [0.001, 0.002, 0.005, 0.01, 0.02]
    assert stepped(RATE, 0.02, -4) == 0.001
    assert stepped(RATE, 0.03, 1) == 0.05
    assert stepped(RATE, 0.03, -1) == 0.02
    assert stepped(RATE, 0.0, 1) == 1e-6
    assert stepped(RATE, 1e-6, -1) == 0
    assert stepped(RATE, 100.0, 1) == 100


def test_steps_of_others_are_tidy_and_stay_in_range():
    assert stepped(SHARE, 0.1, 2) == 0.12
    assert stepped(SHARE, 0.0, -1) == 0
    assert stepped(UNITS, 4, 1) == 5
    assert stepped(UNITS, 4, -10) == 1
    assert isinstance(stepped(UNITS, 4, 1), int)
    assert stepped(Hyper("x", 0.0, low=-1000, high=1000), 30.0, 1) == 31
    assert stepped(EPSILON, 1e-6, -1) > 0


def test_a_drag_is_measured_from_where_it_began():
    assert dragged(RATE, 0.001, 100) == 0.01
    assert dragged(RATE, 0.001, 0) == 0.001
    assert dragged(UNITS, 4, 12) == 7
    assert dragged(UNITS, 4, -400) == 1


def test_sliders_are_offered_where_they_help():
    assert slider_ends(SHARE) == (0, 1)
    assert slider_ends(UNITS) is None
    assert slider_ends(Hyper("x", 0.0, low=-1000, high=1000)) is None


@given(st.floats(0, 1))
def test_slider_and_value_agree(share):
    for hyper in (RATE, SHARE, EPSILON):
        ends = slider_ends(hyper)
        assert share_of(hyper, value_at(hyper, share, ends), ends) == pytest.approx(share, abs=0.01)


def test_an_open_end_is_neared_and_never_reached():
    value = CHANCE.default
    for _ in range(200):
        value = stepped(CHANCE, value, 1)
        assert problem(CHANCE, value) == ""
    assert value == dragged(CHANCE, 0.0, 10_000) == value_at(CHANCE, 1.0, slider_ends(CHANCE)) == 0.99
