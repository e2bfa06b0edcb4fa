from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.history import train
from core.network import ParameterPlace
from core.optimizers.base import Optimizer
from core.training import Task, divergence, first_point, run_update
from tests.core.cases import make_network, make_task, make_theta, updates


def small(**changes: object) -> Task:
    task = make_task(make_network(2, (2, "tanh"), (1, "identity")), samples=7, batch_size=3)
    return replace(task, **changes)  # type: ignore[arg-type]


def batches(task: Task, count: int) -> list[list[int]]:
    return [update.batch.tolist() for update in updates(task, count)]


def test_batches_follow_the_rows_and_the_last_one_is_shorter() -> None:
    task = small()
    assert task.updates_per_epoch == 3
    assert batches(task, 4) == [[0, 1, 2], [3, 4, 5], [6], [0, 1, 2]]


def test_a_batch_larger_than_the_data_is_the_data() -> None:
    task = small(batch_size=100)
    assert task.updates_per_epoch == 1
    assert batches(task, 2) == [list(range(7))] * 2


def test_shuffling_uses_every_sample_once_an_epoch_and_another_order_each_time() -> None:
    made = batches(small(shuffle=True, seed=4), 9)
    epochs = [[*made[start], *made[start + 1], *made[start + 2]] for start in (0, 3, 6)]
    assert all(sorted(epoch) == list(range(7)) for epoch in epochs)
    assert epochs[0] != epochs[1] != epochs[2]
    assert made == batches(small(shuffle=True, seed=4), 9)
    assert made != batches(small(shuffle=True, seed=5), 9)


def test_points_count_updates_epochs_and_positions() -> None:
    made = updates(small(), 4)
    assert [(u.before.update, u.before.epoch, u.before.position) for u in made] == [
        (0, 0, 0),
        (1, 0, 3),
        (2, 0, 6),
        (3, 1, 0),
    ]
    assert [u.after.optimizer_steps for u in made] == [1, 2, 3, 4]


def test_another_batch_size_in_the_middle_of_an_epoch_uses_the_rest() -> None:
    point = updates(small(), 1)[0].after
    made = []
    for _ in range(3):
        update = run_update(small(batch_size=2), point)
        made.append(update.batch.tolist())
        point = update.after
    assert made == [[3, 4], [5, 6], [0, 1]]
    assert (point.epoch, point.position) == (1, 2)


def test_an_update_is_a_function_of_the_task_and_the_point() -> None:
    task = make_task(make_network(2, (3, "tanh"), (1, "identity")), "mse", "adam", samples=5, batch_size=2)
    point = updates(task, 3)[-1].after
    one, other = run_update(task, point), run_update(task, point)
    assert (one.after.theta == other.after.theta).all()
    assert one.recording.loss == other.recording.loss
    assert (point.update, point.optimizer_steps) == (3, 3)


def test_what_later_updates_start_from_cannot_be_written_to() -> None:
    update = updates(make_task(make_network(1, (1, "tanh")), "mse", "adam"), 2)[-1]
    for point in (update.before, update.after):
        assert not point.theta.flags.writeable
        assert not any(slot.flags.writeable for slot in point.state.values())


def test_the_first_point_keeps_its_own_copy() -> None:
    task, theta = small(), np.ones(9)
    point = first_point(task, theta)
    theta[:] = 5
    assert (point.theta == 1).all()


@pytest.mark.parametrize("key", Optimizer.members())
def test_every_optimizer_lowers_a_simple_loss(key: str) -> None:
    network = make_network(1, (1, "identity"))
    optimizer = Optimizer.find(key)()
    if key != "adadelta":  # which finds its own rate
        optimizer = replace(optimizer, learning_rate=0.05)  # type: ignore[call-arg]
    task = replace(make_task(network, samples=4), optimizer=optimizer)
    progress = train(task, first_point(task, make_theta(network)))
    losses = [next(progress)[0] for _ in range(300)]
    assert losses[-1] < 0.95 * losses[0]


def diverging() -> Task:
    network = make_network(2, (2, "identity"), (1, "identity"))
    return make_task(network, "mse", {"key": "sgd", "learning_rate": 100.0}, samples=3)


def test_divergence_tells_the_update() -> None:
    task = diverging()
    point = first_point(task, make_theta(task.network))
    for number in range(10_000):
        update = run_update(task, point)
        error = divergence(update)
        if error:
            assert number > 1
            assert error.update == number
            assert str(error).startswith(f"update {number}: ")
            return
        point = update.after
    raise AssertionError("training did not diverge")


def test_a_slot_that_overflows_is_a_divergence_although_theta_stays_finite() -> None:
    network = make_network(1, (1, "identity"))
    task = make_task(network, "mse", "adam")
    task = replace(task, inputs=np.array([[1e10]]), targets=np.array([[1e150]]))
    update = run_update(task, first_point(task, np.array([0.0, 0.0])))
    assert np.isfinite(update.after.theta).all()
    assert divergence(update) is not None


def test_numbers_that_are_not_finite_are_kept_and_raise_no_warning() -> None:
    task = diverging()
    update = run_update(task, first_point(task, np.full(9, 1e300)))
    assert not np.isfinite(update.recording.loss)
    assert divergence(update) is not None


@pytest.mark.parametrize(
    ("theta", "place"),
    [
        ([1e300] * 9, "z of layer 2, unit 1"),
        ([0.0] * 6 + [0.0, 0.0, 1e200], "the loss"),
    ],
)
def test_the_first_array_that_is_not_finite_is_named(theta: list[float], place: str) -> None:
    task = replace(diverging(), inputs=np.full((3, 2), 1e5))
    error = divergence(run_update(task, first_point(task, np.array(theta))))
    assert str(error) == f"update 0: {place} is not finite"


def test_a_parameter_is_named_as_a_person_counts() -> None:
    network = make_network(2, (1, "identity"))
    task = make_task(network, "mse", {"key": "sgd", "learning_rate": 100.0})
    task = replace(task, inputs=np.array([[0.0, 1e160]]), targets=np.array([[1e150]]))
    error = divergence(run_update(task, first_point(task, np.zeros(3))))
    assert str(error) == "update 0: the gradient of layer 1, unit 1, weight from unit 2 is not finite"


def test_a_gradient_that_overflows_on_its_way_back_is_named_where_it_does() -> None:
    network = make_network(1, (1, "identity"), (1, "identity"), (1, "identity"))
    task = replace(make_task(network), inputs=np.array([[1e-300]]), targets=np.array([[1e150]]))
    theta = np.array([1e-160, 0.0, 1e90, 0.0, 1e90, 0.0])
    error = divergence(run_update(task, first_point(task, theta)))
    assert str(error) == "update 0: dL/da of layer 1, unit 1 is not finite"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ((1, None, None), "m of layer 1, slope"),
        ((2, 0, 0), "m of layer 2, unit 1, weight from unit 1"),
        ((2, 0, None), "m of layer 2, unit 1, bias"),
    ],
)
def test_a_slot_is_named_with_its_parameter(place: ParameterPlace, words: str) -> None:
    network = make_network(1, (1, "prelu"), (1, "identity"))
    task = replace(make_task(network, "mse", "adam"), inputs=np.ones((1, 1)), targets=np.ones((1, 1)))
    point = first_point(task, np.array([-1.0, 0.0, 0.5, 1.0, 0.0]))
    slots = {name: slot.copy() for name, slot in point.state.items()}
    slots["m"][network.index(*place)] = np.inf
    error = divergence(run_update(task, replace(point, state=slots)))
    assert str(error) == f"update 0: {words} is not finite"
