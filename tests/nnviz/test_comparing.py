"""Somebody's arrays beside an update, without a window."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.checking.given import Given
from core.checking.planting import Planting
from core.checking.situation import LOSS, Key
from core.history import History
from core.mistakes.error_sign import ErrorSign
from core.mistakes.update_sign import UpdateSign
from core.task import Task, first_point
from core.training import DivergenceError, run_update
from nnviz.comparing import compare, example_arrays, marks_of
from nnviz.importers.array_names import map_arrays
from tests.core.cases import make_network, make_task, make_theta
from tests.nnviz.sessions import sample


def task_of(*layers: tuple[int, str]) -> Task:
    return make_task(make_network(2, *layers), "mse", {"key": "sgd"}, samples=3)


def test_the_example_has_a_mistake_that_shows() -> None:
    for task, found in (
        (task_of((3, "tanh"), (1, "sigmoid")), "Activation derivative missing"),
        (task_of((1, "identity")), "Wrong sign of the error"),
    ):
        update = run_update(task, first_point(task, make_theta(task.network)))
        given = map_arrays(example_arrays(task, update), task.network).arrays
        verdict = compare(task, update, given).verdict
        assert verdict.explanations[0].mistakes[0].label == found


def test_the_example_of_a_planted_task_is_one_of_the_right_one() -> None:
    task = task_of((3, "tanh"), (1, "sigmoid"))
    point = first_point(task, make_theta(task.network))
    planted = replace(task, planted=Planting((ErrorSign(),)))
    pairs = zip(
        example_arrays(task, run_update(task, point)),
        example_arrays(planted, run_update(planted, point)),
        strict=True,
    )
    for one, other in pairs:
        np.testing.assert_array_equal(one.values, other.values)


def test_marks_are_of_nodes_and_of_the_loss() -> None:
    project = sample("xor-2-4-1")
    update = run_update(project.task, project.first_point())
    recording = update.recording
    wrong = recording.z[1].copy()
    wrong[:, 2] += 1
    given = {
        Key("z", 1): Given(wrong, "z1"),
        Key("delta", 2): Given(recording.delta[2], "delta2"),
        LOSS: Given(np.array(recording.loss), "loss"),
    }
    assert marks_of(compare(project.task, update, given).verdict) == {
        (1, 0): "agrees",
        (1, 1): "agrees",
        (1, 2): "first",
        (1, 3): "agrees",
        (2, 0): "agrees",
        (0, None): "agrees",
    }


def test_an_update_that_is_not_finite_compares_with_nothing() -> None:
    task = task_of((3, "relu"), (1, "identity"))
    update = run_update(task, first_point(task, np.full(task.network.parameter_count, 1e200)))
    with pytest.raises(DivergenceError, match="update 0: z of layer 2, unit 1 is not finite"):
        compare(task, update, {Key("z", 1): Given(update.recording.z[1], "z1")})


def test_a_planted_mistake_is_left_aside() -> None:
    """Also one that makes the planted update infinite: the right one is compared with."""
    project = sample("xor-2-4-1")
    planted = replace(project.task, planted=Planting((UpdateSign(),)))
    history = History(planted, project.first_point())
    update = history.update(3)
    right = run_update(project.task, update.before)
    compared = compare(planted, update, {Key("weights_after", 1): after(right)}, history.point(2))
    assert compared.number == 3
    assert compared.verdict.is_right
    assert not compare(planted, update, {Key("weights_after", 1): after(update)}).verdict.is_right


def after(update: object) -> Given:
    theta = update.after.theta  # type: ignore[attr-defined]
    return Given(theta[:8].reshape(2, 4), "W1_after")
