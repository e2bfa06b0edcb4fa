"""Training until a stop condition holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest

import core.history
from core.datasets.base import Samples
from core.history import stretches
from core.metrics import evaluate
from core.passes import loss_value
from core.stopping import Run, updates_until
from core.stops.base import Stop
from core.stops.early_stopping import EarlyStopping
from core.stops.loss_below import Fall, LossBelow
from core.stops.plateau import Plateau
from core.training import Point, Task, first_point, run_update
from tests.core.cases import make_network, make_task, make_theta, with_extras


def task_of(samples: int = 20, batch_size: int | None = 6, **order: object) -> Task:
    network = make_network(2, (4, "tanh"), (1, "sigmoid"))
    optimizer = {"key": "sgd", "learning_rate": 0.5}
    return make_task(network, "mse", optimizer, samples=samples, batch_size=batch_size, **order)


def start(task: Task) -> Point:
    return first_point(task, make_theta(task.network))


def ended(run: Run) -> tuple[list[float], Point]:
    parts = list(run)
    return [loss for losses, _ in parts for loss in losses.tolist()], parts[-1][1]


def later(task: Task, updates: int) -> Point:
    """Return the point after so many updates."""
    return [start(task), *(point for _, point in stretches(task, start(task), updates))][-1]


def held_out() -> Samples:
    generator = np.random.default_rng(5)
    return Samples(generator.normal(size=(9, 2)), generator.uniform(size=(9, 1)), ("a", "b"), ("y",))


def epoch_means(losses: list[float], size: int) -> list[float]:
    whole = len(losses) // size * size
    return np.reshape(losses[:whole], (-1, size)).mean(axis=1).tolist()


def test_without_a_condition_it_is_plain_training() -> None:
    task = task_of()
    losses, point = ended(Run(task, start(task), 50))
    parts = list(stretches(task, start(task), 50))
    assert losses == [loss for part, _ in parts for loss in part.tolist()]
    assert point.theta.tobytes() == parts[-1][1].theta.tobytes()


def test_it_stops_after_the_very_update_that_ends_the_epoch() -> None:
    task = task_of()
    losses, _ = ended(Run(task, start(task), 400))
    means = epoch_means(losses, 4)
    bound = (means[30] + means[31]) / 2
    expected = next(epoch for epoch, mean in enumerate(means) if mean < bound)
    run = Run(task, start(task), None, LossBelow(bound))
    stopped, point = ended(run)
    assert stopped == losses[: 4 * (expected + 1)]
    assert (point.update, point.epoch, point.position) == (4 * (expected + 1), expected + 1, 0)
    assert "below" in run.reason


@pytest.mark.parametrize("batch_size", [1, 6, 20])
@pytest.mark.parametrize("longest", [1, 7, 128])
def test_where_it_stops_does_not_depend_on_the_stretches(
    monkeypatch: pytest.MonkeyPatch, batch_size: int, longest: int
) -> None:
    task = task_of(batch_size=batch_size, shuffle=True)
    stop = Plateau(1e-3, 4)
    expected = Run(task, start(task), None, stop)
    losses, point = ended(expected)
    monkeypatch.setattr(core.history, "_LONGEST_STRETCH", longest)
    again = Run(task, start(task), None, stop)
    assert ended(again)[0] == losses
    assert ended(Run(task, start(task), None, stop))[1].theta.tobytes() == point.theta.tobytes()
    assert again.reason == expected.reason


def test_stepping_update_by_update_gets_to_the_same_numbers() -> None:
    task = task_of()
    _, point = ended(Run(task, start(task), None, Plateau(1e-3, 4)))
    stepped = start(task)
    while stepped.update < point.update:
        stepped = run_update(task, stepped).after
    assert stepped.theta.tobytes() == point.theta.tobytes()


def test_an_epoch_that_a_run_begins_within_is_left_out() -> None:
    task = task_of()
    within = later(task, 2)
    seen: list[float] = []

    @dataclass(frozen=True)
    class Listening(Stop):
        def start(self, loss: float) -> None:
            pass

        def look(self, memory: None, loss: float, epochs: int) -> None:
            seen.append(loss)

        def holds(self, memory: None) -> bool:
            return False

    losses, _ = ended(Run(task, within, 15, Listening()))
    assert seen == epoch_means(losses[2:], 4)
    seen.clear()
    ended(Run(task, within, 1, Listening()))
    assert seen == []


def test_going_on_after_a_stop_watches_anew() -> None:
    task = task_of()
    stop = Plateau(1e-3, 4)
    _, point = ended(Run(task, start(task), None, stop))
    again = Run(task, point, None, stop)
    losses, further = ended(again)
    assert len(losses) >= 4 * 5  # the first epoch is the best so far, then four of patience
    assert further.update > point.update
    below = Run(task, point, 40, LossBelow(10.0))
    assert len(ended(below)[0]) == 40
    assert below.reason == ""


@pytest.mark.parametrize("done", [0, 3, 4, 5, 7, 8, 9])
def test_a_run_is_compared_with_the_last_full_epoch_before_it(done: int) -> None:
    """The loss of all samples after an epoch may be above the bound that the epoch's mean was below."""
    task = task_of()
    begun: list[float] = []

    @dataclass(frozen=True)
    class Listening(LossBelow):
        def start(self, loss: float) -> Fall:
            begun.append(loss)
            return super().start(loss)

    losses = np.array(ended(Run(task, start(task), done))[0]) if done else np.empty(0)
    point = later(task, done)
    list(Run(task, point, 1, Listening(), before=losses))
    list(Run(task, point, 1, Listening()))
    all_samples = float(loss_value(task.network, task.loss, point.theta, task.inputs, task.targets))
    means = epoch_means(losses.tolist(), 4)
    assert begun == [means[-1] if means else all_samples, all_samples]


def test_the_limit_of_updates_still_counts() -> None:
    task = task_of()
    run = Run(task, start(task), 5, Plateau(1e-3, 4))
    assert ended(run)[1].update == 5
    assert run.reason == ""
    run = Run(task, start(task), 5, EarlyStopping(1, 1), held_out())
    assert ended(run)[1].update == 5
    assert run.reason == ""


# Early stopping


def early_by_hand(task: Task, point: Point, test: Samples, patience: int, between: int) -> int:
    """Return where training stops by the rule in words, one epoch after the other."""
    ahead = updates_until(task, point, 1) if point.position else 0
    best, ago = evaluate(task.network, task.loss, point.theta, test).loss, 0
    while ago < patience:
        *_, (_, point) = stretches(task, point, ahead + between * task.updates_per_epoch)
        ahead = 0
        loss = evaluate(task.network, task.loss, point.theta, test).loss
        best, ago = (loss, 0) if loss < best else (best, ago + between)
    return point.update


@pytest.mark.parametrize("begun", [0, 5])
def test_the_test_loss_is_looked_at_after_every_strip(begun: int) -> None:
    task, test = task_of(samples=80, batch_size=1), held_out()
    point = later(task, begun)
    run = Run(task, point, None, EarlyStopping(6, 2), test)
    _, reached = ended(run)
    assert reached.update == early_by_hand(task, point, test, 6, 2)
    assert reached.position == 0
    assert "test loss" in run.reason


def test_short_epochs_are_looked_at_together() -> None:
    """A look costs as much as an update: there is none before 50 updates."""
    task, test = task_of(batch_size=20), held_out()
    _, reached = ended(Run(task, start(task), None, EarlyStopping(100, 1), test))
    assert reached.update == early_by_hand(task, start(task), test, 100, 50)


def test_dropout_and_penalty_take_no_part_in_the_test_loss() -> None:
    task = with_extras("all", samples=8)
    point = start(task)
    seen: list[float] = []

    @dataclass(frozen=True)
    class Listening(Stop):
        of_test: ClassVar[bool] = True

        def start(self, loss: float) -> None:
            seen.append(loss)

        def look(self, memory: None, loss: float, epochs: int) -> None:
            seen.append(loss)

        def holds(self, memory: None) -> bool:
            return len(seen) > 1

        def reason(self, memory: None) -> str:
            return "enough"

    test = Samples(task.inputs, task.targets, ("",) * task.inputs.shape[1], ("",) * task.targets.shape[1])
    run = Run(task, point, None, Listening(), test)
    _, reached = ended(run)
    expected = [evaluate(task.network, task.loss, p.theta, test).loss for p in (point, reached)]
    assert seen == expected
    assert run.reason == "enough"


def test_there_have_to_be_held_out() -> None:
    task = task_of()
    for test in (None, held_out().rows(np.zeros(9, dtype=bool))):
        with pytest.raises(ValueError, match="needs test samples"):
            Run(task, start(task), None, EarlyStopping(), test)


@pytest.mark.parametrize(
    ("done", "epochs", "updates"), [(0, 0, 0), (0, 1, 4), (0, 3, 12), (1, 1, 3), (3, 2, 5)]
)
def test_updates_until_the_end_of_epochs(done: int, epochs: int, updates: int) -> None:
    task = task_of()
    assert updates_until(task, later(task, done), epochs) == updates
