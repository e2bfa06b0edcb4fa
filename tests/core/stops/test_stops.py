"""Every stop condition, by the losses that it is shown."""

from __future__ import annotations

import math

import pytest

from core.stops.base import Stop
from core.stops.early_stopping import EarlyStopping
from core.stops.loss_below import LossBelow
from core.stops.none import Never
from core.stops.plateau import Plateau

MEMBERS = list(Stop.members().values())


def looks_until(stop: Stop, losses: list[float], start: float = 1.0, epochs: int = 1) -> int | None:
    """Return after how many looks the condition holds; None if it does not."""
    memory = stop.start(start)
    for count, loss in enumerate(losses, 1):
        memory = stop.look(memory, loss, epochs)
        if stop.holds(memory):
            return count
    return None


def test_there_are_four() -> None:
    assert set(Stop.members()) >= {"none", "loss_below", "plateau", "early_stopping"}


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.key)
def test_a_condition_that_holds_says_why(member: type[Stop]) -> None:
    stop = member()
    memory = stop.start(1.0)
    for _ in range(2):
        memory = stop.look(memory, 0.5, 1)
    assert not stop.holds(memory)
    memory = stop.look(memory, 0.001 if isinstance(stop, LossBelow) else 0.5, 10**6)
    if isinstance(stop, Never):
        assert (stop.holds(memory), stop.reason(memory), stop.convention) == (False, "", "")
        return
    assert stop.holds(memory)
    assert stop.reason(memory)[0].islower()
    assert not stop.reason(memory).endswith(".")
    assert stop.convention.endswith(".")


def test_a_loss_has_to_be_below_the_bound_itself() -> None:
    assert looks_until(LossBelow(0.25), [0.5, 0.25, 0.2499, 0.1]) == 3


def test_a_loss_that_is_below_already_has_to_rise_first() -> None:
    stop = LossBelow(0.25)
    assert looks_until(stop, [0.2, 0.1, 0.05], start=0.24) is None
    assert looks_until(stop, [0.2, 0.3, 0.2], start=0.24) == 3
    assert looks_until(stop, [0.2], start=math.nan) is None


def test_the_reason_of_a_bound_names_both_numbers() -> None:
    stop = LossBelow(0.25)
    memory = stop.look(stop.start(1.0), 0.125, 1)
    assert stop.reason(memory) == "the epoch's mean loss is 0.125, below 0.25"


def test_a_plateau_is_as_many_epochs_without_a_fall_as_is_said() -> None:
    assert looks_until(Plateau(0.0, 3), [0.5, 0.4, 0.4, 0.5, 0.4]) == 5
    assert looks_until(Plateau(0.0, 3), [0.5, 0.4, 0.4, 0.5, 0.39, 0.4, 0.4]) is None


def test_a_fall_within_the_tolerance_does_not_count_and_adds_up() -> None:
    slowly = [1.0, 0.9375, 0.875, 0.8125, 0.75]
    assert looks_until(Plateau(0.125, 2), slowly) == 3
    assert looks_until(Plateau(0.0625, 3), slowly) is None  # two steps together fall far enough
    assert looks_until(Plateau(0.0, 2), slowly) is None


def test_the_loss_where_a_run_begins_is_no_epochs_loss() -> None:
    """It has no penalty and no dropout in it: no epoch might ever be better."""
    assert looks_until(Plateau(0.0, 2), [0.9, 0.8, 0.7], start=0.1) is None


def test_the_test_loss_where_a_run_begins_counts() -> None:
    assert looks_until(EarlyStopping(2), [0.9, 0.8], start=0.1) == 2
    assert looks_until(EarlyStopping(2), [0.9, 0.09, 0.1], start=0.1) is None


def test_patience_is_counted_in_epochs() -> None:
    assert looks_until(EarlyStopping(50), [1.0] * 20, epochs=5) == 10
    assert looks_until(EarlyStopping(50), [1.0] * 20, epochs=60) == 1


def test_the_reason_names_the_best_loss_and_how_long_ago_it_was() -> None:
    stop = EarlyStopping(4)
    memory = stop.start(1.0)
    for loss in (0.25, 0.5, 0.5):
        memory = stop.look(memory, loss, 2)
    assert stop.reason(memory) == "for 4 epochs the test loss has not been below 0.25"
    flat = Plateau(0.125, 2)
    memory = flat.start(1.0)
    for loss in (0.5, 0.5, 0.5):
        memory = flat.look(memory, loss, 1)
    assert flat.reason(memory) == "in 2 epochs the mean loss has not fallen by more than 0.125 below 0.5"


def test_only_early_stopping_looks_at_the_test_samples() -> None:
    assert [member.key for member in MEMBERS if member.of_test] == ["early_stopping"]
    assert "test samples" in EarlyStopping().convention
    assert EarlyStopping(look_every=7).epochs_between == 7
    assert Plateau().epochs_between == 1
