"""A student's update without a mistake is ours; with one, training shows what it does."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice, pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from core.checking.candidates import candidates
from core.checking.hidden import draw_mistake
from core.checking.planting import Planting, planted_training, planted_update, without_mistakes
from core.checking.situation import Situation
from core.history import History, stretches
from core.mistakes.base import Mistake
from core.mistakes.biases_not_updated import BiasesNotUpdated
from core.mistakes.biases_wrong_axis import BiasesWrongAxis
from core.mistakes.derivative_missing import DerivativeMissing
from core.mistakes.gradients_accumulated import GradientsAccumulated
from core.mistakes.loss_derivative_missing import LossDerivativeMissing
from core.mistakes.momentum_sign import MomentumSign
from core.mistakes.update_sign import UpdateSign
from core.mistakes.weights_summed import WeightsSummed
from core.task import Task, first_point
from core.training import run_update
from tests.core.cases import make_network, make_task, make_theta
from tests.core.checking.networks import random_case

FIELDS = ("z", "a", "dropped", "grad_dropped", "grad_a", "delta")


def close(mine: np.ndarray, ours: np.ndarray) -> None:
    scale = float(np.abs(ours).max(initial=0.0))
    assert_allclose(mine, ours, rtol=0, atol=4e-12 * scale + 1e-15)


@pytest.mark.parametrize("seed", range(0, 240, 4))
def test_without_a_mistake_it_is_our_update(seed: int) -> None:
    """Any network, with dropout, learned slopes, penalties, clipping and schedules."""
    case = random_case(seed)
    point = first_point(case.task, make_theta(case.task.network, seed))
    for mine in islice(planted_training(case.task, point, ()), 3):
        ours = run_update(case.task, point)
        for name in FIELDS:
            for one, other in zip(getattr(mine.recording, name), getattr(ours.recording, name), strict=True):
                close(one, other)
        for name in ("loss", "data_loss", "penalty"):
            close(np.array(getattr(mine.recording, name)), np.array(getattr(ours.recording, name)))
        close(mine.recording.gradient, ours.recording.gradient)
        assert (mine.recording.chain_delta is None) == (ours.recording.chain_delta is None)
        assert [*mine.quantities] == [*ours.quantities]
        close(mine.after.theta, ours.after.theta)
        for name in ("update", "epoch", "position", "optimizer_steps"):
            assert getattr(mine.after, name) == getattr(ours.after, name)
        assert_array_equal(mine.batch, ours.batch)
        point = mine.after


@pytest.fixture
def task() -> Task:
    """Ten samples in batches of four, to be told apart by their first input."""
    network = make_network(2, (4, "tanh"), (1, "sigmoid"))
    drawn = make_task(network, "bce", {"key": "sgd", "learning_rate": 0.5}, samples=10, batch_size=4)
    return replace(drawn, targets=(drawn.inputs[:, :1] > 0).astype(float))


def losses(task: Task, *mistakes: Mistake, updates: int = 60) -> list[float]:
    point = first_point(task, make_theta(task.network))
    return [one.recording.loss for one in islice(planted_training(task, point, mistakes), updates)]


def test_what_a_mistake_does_to_training(task: Task) -> None:
    right = losses(task)
    assert np.mean(right[-6:]) < 0.5 * np.mean(right[:6])
    uphill = losses(task, UpdateSign())
    assert np.mean(uphill[-6:]) > 2 * np.mean(uphill[:6])
    blind = losses(task, LossDerivativeMissing())
    assert np.mean(blind[-6:]) > np.mean(blind[:6])


def test_mistakes_in_pairs(task: Task) -> None:
    point = first_point(task, make_theta(task.network))
    right = planted_update(task, point, ())
    both = planted_update(task, point, (WeightsSummed(2), BiasesNotUpdated()))
    mine, ours = (task.network.split(one.after.theta - point.theta) for one in (both, right))
    assert_allclose(mine[0].weights, ours[0].weights, rtol=1e-12, atol=1e-16)
    assert_allclose(mine[1].weights, 4 * ours[1].weights, rtol=1e-12, atol=1e-16)
    assert not mine[0].biases.any()
    assert not mine[1].biases.any()


def test_gradients_go_on_adding_up(task: Task) -> None:
    point = first_point(task, make_theta(task.network))
    made = list(islice(planted_training(task, point, (GradientsAccumulated(),)), 4))
    for before, after in pairwise(made):
        own = run_update(task, after.before).recording.gradient
        assert_allclose(after.recording.gradient, before.recording.gradient + own, rtol=1e-12, atol=1e-16)


def test_every_mistake_trains_where_it_can_be_made(task: Task) -> None:
    at = Situation.at(task, first_point(task, make_theta(task.network)))
    for mistake in candidates(at):
        if mistake.trains(task):
            assert len(losses(task, mistake, updates=3)) == 3


def test_what_cannot_be_planted_is_refused(task: Task) -> None:
    point = first_point(task, make_theta(task.network))
    mistake = BiasesWrongAxis(1)
    assert not mistake.trains(replace(task, batch_size=3))
    with pytest.raises(ValueError, match="could not be broadcast"):
        planted_update(replace(task, batch_size=3), point, (mistake,))
    for other, message in (
        (MomentumSign(), "Wrong sign of the momentum cannot be made here"),
        (BiasesWrongAxis(3), "Bias gradient summed over the wrong axis at layer 3 cannot be made here"),
    ):
        with pytest.raises(ValueError, match=f"^{message}$"):
            planted_update(task, point, (other,))


PLANTED = [
    (UpdateSign(),),
    (GradientsAccumulated(),),
    (MomentumSign(), DerivativeMissing()),
    (BiasesNotUpdated(), WeightsSummed(2)),
]


@pytest.fixture
def with_momentum(task: Task) -> Task:
    """Momentum, dropout and an order of its own in every epoch."""
    hidden, output = task.network.layers
    network = replace(task.network, layers=(replace(hidden, dropout=0.25), output))
    return replace(task, network=network, optimizer=replace(task.optimizer, momentum=0.9), shuffle=True)


@pytest.mark.parametrize("mistakes", PLANTED, ids=lambda one: "+".join(mistake.key for mistake in one))
def test_a_task_with_mistakes_is_run_recorded_and_replayed_to_the_bit(
    with_momentum: Task, mistakes: tuple[Mistake, ...]
) -> None:
    task = replace(with_momentum, planted=Planting(mistakes))
    first = first_point(task, make_theta(task.network))
    expected = list(islice(planted_training(task, first, mistakes), 40))
    history = History(task, first, budget=4 * first.nbytes)
    history.extend(stretches(task, first, 40))
    assert_array_equal(history.losses, [update.recording.loss for update in expected])
    for number in (39, 7, 0, 23, 38):
        update = history.update(number)
        for one, other in (
            (update.recording.gradient, expected[number].recording.gradient),
            (update.after.theta, expected[number].after.theta),
            (update.after.state["velocity"], expected[number].after.state["velocity"]),
            (update.quantities["change"], expected[number].quantities["change"]),
        ):
            assert_array_equal(one, other)
    right = run_update(with_momentum, expected[5].before)
    assert not np.array_equal(right.after.theta, expected[5].after.theta)


def test_what_is_carried_on_is_part_of_a_point(with_momentum: Task) -> None:
    """Who goes on from a point in the middle gets the same numbers."""
    task = replace(with_momentum, planted=Planting((GradientsAccumulated(),)))
    first = first_point(task, make_theta(task.network))
    history = History(task, first)
    middle = history.point(3)
    assert middle.carried is not None
    assert middle.nbytes > first.nbytes + middle.theta.nbytes
    assert_array_equal(History(task, middle).point(9).theta, history.point(9).theta)
    forgotten = History(task, replace(middle, carried=None)).point(9)
    assert not np.array_equal(forgotten.theta, history.point(9).theta)


def test_a_planting_says_what_cannot_be_and_keeps_a_secret(task: Task) -> None:
    point = first_point(task, make_theta(task.network))
    Planting((UpdateSign(), DerivativeMissing(2))).check(task, point)
    for mistakes, hidden, message in (
        ((), False, "there is no mistake"),
        ((MomentumSign(),), False, "Wrong sign of the momentum cannot be made here"),
        ((MomentumSign(),), True, "the hidden mistake cannot be made here"),
        ((BiasesWrongAxis(1),), True, "the hidden mistake makes arrays here that NumPy cannot train with"),
    ):
        with pytest.raises(ValueError, match=f"^{message}$"):
            Planting(mistakes, hidden).check(replace(task, batch_size=3), point)


@pytest.mark.parametrize(
    ("mistakes", "open_words", "hidden_words"),
    [
        ((UpdateSign(),), f"A mistake is planted: {UpdateSign().name}", "One hidden mistake is planted"),
        (
            (UpdateSign(), WeightsSummed(2)),
            f"2 mistakes are planted: {UpdateSign().name}; {WeightsSummed(2).name}",
            "2 hidden mistakes are planted",
        ),
    ],
)
def test_what_is_planted_is_named_or_only_counted(
    mistakes: tuple[Mistake, ...], open_words: str, hidden_words: str
) -> None:
    assert Planting(mistakes).sentence == open_words
    assert Planting(mistakes, hidden=True).sentence == hidden_words


def test_an_update_as_it_should_be(with_momentum: Task) -> None:
    planted = replace(with_momentum, planted=Planting((UpdateSign(),)))
    update = run_update(planted, first_point(planted, make_theta(planted.network)))
    right, ours = without_mistakes(planted, update)
    assert right.planted is None
    expected = run_update(with_momentum, update.before)
    assert_array_equal(ours.after.theta, expected.after.theta)
    assert not np.array_equal(ours.after.theta, update.after.theta)
    assert without_mistakes(right, ours) == (right, ours)


def test_hidden_mistakes_are_drawn_by_their_seed_and_can_be_seen(task: Task) -> None:
    point = first_point(task, make_theta(task.network))
    drawn = [draw_mistake(task, point, seed) for seed in range(30)]
    assert drawn == [draw_mistake(task, point, seed) for seed in range(30)]
    assert len({mistake.key for mistake in drawn}) > 10
    for mistake in drawn:
        Planting((mistake,), hidden=True).check(task, point)
        right, wrong = (list(islice(planted_training(task, point, some), 3)) for some in ((), (mistake,)))
        assert not np.array_equal(right[-1].after.theta, wrong[-1].after.theta)
    alone = replace(task, inputs=task.inputs[:1], targets=task.targets[:1], batch_size=1)
    unseen = {"not_averaged", "weights_summed", "biases_summed", "last_sample_only"}
    assert not unseen & {draw_mistake(alone, point, seed).key for seed in range(30)}


def test_what_nothing_shows_of_is_not_drawn(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one sample it cannot be seen whether there is a mean."""
    monkeypatch.setattr(Mistake, "_members", {"not_averaged": Mistake.find("not_averaged")})
    point = first_point(task, make_theta(task.network))
    assert draw_mistake(task, point, seed=0).key == "not_averaged"
    alone = replace(task, inputs=task.inputs[:1], targets=task.targets[:1])
    with pytest.raises(ValueError, match="no mistake of the catalogue would show here"):
        draw_mistake(alone, point, seed=0)


def test_what_ends_beyond_all_numbers_at_once_is_not_drawn() -> None:
    """Nothing can be learned from a mistake where training as it should be diverges too."""
    near = make_task(make_network(2, (1, "identity")), samples=4)
    point = first_point(near, make_theta(near.network))
    Planting((draw_mistake(near, point, seed=0),)).check(near, point)
    far = replace(near, inputs=1e200 * near.inputs)
    with pytest.raises(ValueError, match="no mistake of the catalogue would show here"):
        draw_mistake(far, point, seed=0)
