"""A race through all parameters: each rival's path is its own training, and the plane says what it hides."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.activations.identity import Identity
from core.activations.tanh import Tanh
from core.history import train
from core.losses.mse import MeanSquaredError
from core.network import Layer, Network
from core.network_loss import NetworkLoss
from core.network_race import LARGEST, NetworkRuns, memory_of, network_race_in_parts
from core.optimizers.adam import Adam
from core.optimizers.sgd import SGD
from core.passes import gradient, loss_value
from core.planes import through_parameters, through_path
from core.race import NEVER
from core.regularizers.l2 import L2
from core.schedules.exponential import Exponential
from core.task import Task, first_point

NETWORK = Network(2, (Layer(3, Tanh()), Layer(1, Identity())))
RANDOM = np.random.default_rng(3)
INPUTS, TARGETS = RANDOM.normal(size=(12, 2)), RANDOM.normal(size=(12, 1))
THETA = RANDOM.normal(size=NETWORK.parameter_count)
TASK = Task(NETWORK, MeanSquaredError(), SGD(learning_rate=0.1), INPUTS, TARGETS, 5, shuffle=True, seed=4)
TASKS = (
    TASK,
    replace(TASK, optimizer=Adam(learning_rate=0.05)),
    replace(TASK, schedule=Exponential(gamma=0.9)),
    replace(TASK, batch_size=12),
)


def race(tasks: tuple[Task, ...], steps: int) -> NetworkRuns:
    return next(runs for runs in network_race_in_parts(tasks, THETA, steps) if runs is not None)


def test_every_path_is_the_rivals_own_training_to_the_bit() -> None:
    runs = race(TASKS, 100)
    assert runs.thetas.shape == (4, 101, NETWORK.parameter_count)
    for task, path in zip(TASKS, runs.thetas, strict=True):
        np.testing.assert_array_equal(path[0], THETA)
        for (_, point), theta in zip(train(task, first_point(task, THETA)), path[1:], strict=False):
            np.testing.assert_array_equal(theta, point.theta)


def test_heights_are_the_loss_over_all_samples() -> None:
    runs = race(TASKS, 10)
    for path, heights in zip(runs.thetas, runs.heights, strict=True):
        expected = [float(loss_value(NETWORK, TASK.loss, theta, INPUTS, TARGETS)) for theta in path]
        np.testing.assert_allclose(heights, expected, rtol=1e-12)


def test_a_run_ends_where_its_numbers_do() -> None:
    runs = race((TASK, replace(TASK, optimizer=SGD(learning_rate=50.0))), 500)
    assert runs.diverged_at[0] == NEVER
    end = runs.diverged_at[1]
    assert 0 < end < 500
    assert np.isfinite(runs.heights[1, :end]).all()
    assert np.isnan(runs.heights[1, end:]).all()
    assert np.isnan(runs.thetas[1, end:]).all()


def test_the_plane_and_the_way_off_it_make_up_the_whole_path() -> None:
    runs = race(TASKS, 30)
    plane = through_parameters(THETA, (0, 5))
    points, distances = runs.on(plane)
    np.testing.assert_allclose(points, runs.thetas[..., [0, 5]], rtol=1e-12)
    others = np.delete(runs.thetas - THETA, [0, 5], axis=-1)
    np.testing.assert_allclose(distances, np.linalg.norm(others, axis=-1), atol=1e-12)


def test_the_principal_plane_of_a_run_hides_less_of_it_than_two_parameters_do() -> None:
    runs = race((TASK, replace(TASK, optimizer=SGD(learning_rate=50.0))), 1000)
    assert len(runs.points_of(0)) < 1000
    found = through_path(runs.points_of(0))
    points, hidden = runs.on(found.plane)
    _, by_parameters = runs.on(through_parameters(THETA, (0, 1)))
    assert hidden[0].mean() < by_parameters[0].mean()
    np.testing.assert_allclose(points[0, -1], 0, atol=1e-12)  # the plane goes through the last point
    assert len(runs.points_of(1)) == runs.diverged_at[1]
    assert np.isfinite(runs.points_of(1)).all()


def test_more_memory_than_there_should_be_is_refused_beforehand() -> None:
    steps = LARGEST // memory_of(NETWORK.parameter_count, 4, 0)
    with pytest.raises(ValueError, match=r"1\.0 GiB.*fewer steps"):
        next(network_race_in_parts(TASKS, THETA, steps))


def test_the_loss_of_a_network_is_that_of_each_theta() -> None:
    whole = NetworkLoss(NETWORK, TASK.loss, INPUTS, TARGETS, L2(lambda2=0.1))
    thetas = RANDOM.normal(size=(whole._thetas_at_once + 3, NETWORK.parameter_count))  # a part and a bit
    heights, slopes = whole.value(thetas), whole.gradient(thetas)
    for k in (0, 1, len(thetas) - 1):
        plain = gradient(NETWORK, TASK.loss, thetas[k], INPUTS, TARGETS)
        weights = [part.weights for part in NETWORK.split(thetas[k])]
        extra = sum(whole.regularizer.penalty(own).sum() for own in weights)
        alone = float(loss_value(NETWORK, TASK.loss, thetas[k], INPUTS, TARGETS)) + extra
        assert heights[k] == pytest.approx(alone, rel=1e-12)
        pulled = plain.copy()
        for part, own in zip(NETWORK.split(pulled), weights, strict=True):
            part.weights[...] += whole.regularizer.gradient(own)
        np.testing.assert_allclose(slopes[k], pulled, rtol=1e-11, atol=1e-14)
