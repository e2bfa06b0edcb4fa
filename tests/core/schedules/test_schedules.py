"""What holds for every schedule, and PyTorch's factors."""

import math

import pytest

import core.schedules  # noqa: F401
from core.schedules.base import Schedule
from tests.core.golden import golden, name

ALL = [kind() for kind in Schedule.members().values()]


def ids(schedule):
    return schedule.key


@pytest.mark.parametrize("case", golden("schedules"), ids=lambda case: name(case["schedule"]))
def test_pytorch_gives_the_same_factors(case):
    schedule = Schedule.decode(case["schedule"])
    made = [schedule.factor(update) for update in range(len(case["factors"]))]
    # PyTorch multiplies its way along, so that its own rounding adds up.
    assert made == pytest.approx(case["factors"], rel=1e-12)


@pytest.mark.parametrize("schedule", ALL, ids=ids)
def test_the_factor_is_a_number_from_0_to_1_however_long_it_lasts(schedule):
    for update in (0, 1, 2, 499, 500, 501, 2999, 9999, 10_000, 10_001, 10**9):
        factor = schedule.factor(update)
        assert isinstance(factor, float)
        assert 0 <= factor <= 1


@pytest.mark.parametrize("schedule", ALL, ids=ids)
def test_declarations_are_complete(schedule):
    assert schedule.label
    assert schedule.formula.startswith("s_t = ")
    assert schedule.reference
    assert Schedule.decode(schedule.encode()) == schedule
    assert all(hyper.symbol and hyper.help for hyper in schedule.hypers())


@pytest.mark.parametrize("schedule", ALL, ids=ids)
def test_what_is_counted_is_said_where_something_changes(schedule):
    said = "A factor on the learning rate; updates count from 0, whatever the optimizer counts."
    assert schedule.convention == ("" if schedule.key == "constant" else said)


def test_the_defaults_say_where_each_one_goes():
    ends = {"constant": (1, 1), "step": (1, 0), "exponential": (1, 0), "cosine": (1, 0), "warm_up": (0.01, 1)}
    ends["one_cycle"] = (1 / 25, 1 / 25e4)
    for schedule in ALL:
        start, end = ends[schedule.key]
        assert schedule.factor(0) == pytest.approx(start)
        assert schedule.factor(10**6) == pytest.approx(end, abs=1e-300)


def test_the_steps_come_after_full_periods():
    step = Schedule.decode({"key": "step", "period": 3, "gamma": 0.5})
    assert [step.factor(update) for update in range(8)] == [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25]
    assert Schedule.decode({"key": "step"}).factor(999) == 1
    assert Schedule.decode({"key": "step"}).factor(1000) == 0.1


def test_the_cosine_stays_at_its_floor():
    cosine = Schedule.decode({"key": "cosine", "updates": 10, "floor": 0.25})
    assert cosine.factor(5) == pytest.approx(0.625)
    assert cosine.factor(10) == cosine.factor(11) == 0.25
    assert Schedule.decode({"key": "cosine"}).factor(5000) == pytest.approx(0.5)


def test_the_warm_up_stays_at_the_full_rate():
    warm_up = Schedule.decode({"key": "warm_up", "updates": 4, "start": 0})
    assert [warm_up.factor(update) for update in range(6)] == [0, 0.25, 0.5, 0.75, 1, 1]
    assert Schedule.decode({"key": "warm_up"}).factor(250) == pytest.approx(0.505)


def test_the_exponential_halves_in_equal_times():
    exponential = Schedule.decode({"key": "exponential"})
    assert exponential.factor(1) == 0.999
    assert exponential.factor(round(math.log(0.5) / math.log(0.999))) == pytest.approx(0.5, rel=1e-3)


def test_the_cycle_has_one_peak_and_stays_at_its_end():
    cycle = Schedule.decode({"key": "one_cycle", "updates": 100})
    made = [cycle.factor(update) for update in range(100)]
    assert made.index(max(made)) == 29
    assert max(made) == 1
    assert cycle.factor(99) == cycle.factor(100) == pytest.approx(1 / 25e4)


@pytest.mark.parametrize(("updates", "rise"), [(2, 0), (2, 0.5), (2, 0.9), (3, 0), (10, 0.1), (1000, 0.9)])
def test_a_cycle_may_be_short_or_only_fall(updates, rise):
    cycle = Schedule.decode({"key": "one_cycle", "updates": updates, "rise": rise})
    made = [cycle.factor(update) for update in range(updates)]
    peak = made.index(max(made))
    assert peak <= math.ceil(rise * updates)
    assert made[peak:] == sorted(made[peak:], reverse=True)
    assert made[-1] == pytest.approx(1 / 25e4)
