from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.arrays import Array
from core.diagnosis import Diagnosis, diagnose
from core.diagnosis.curvature import first_excess, measure_curvature
from core.diagnosis.growth import length
from core.history import History
from core.optimizers.base import Optimizer
from core.task import Task
from core.training import DivergenceError, first_point, run_update
from tests.core.cases import EXTRAS, make_network, make_task, make_theta, trace_of, with_extras


def linear_unit(optimizer: dict[str, object], samples: int = 5, **changes: object) -> Task:
    """One linear unit under the mean squared error: the loss is a parabola, H = 2 / N X'X."""
    task = make_task(make_network(1, (1, "identity")), "mse", optimizer, samples=samples)
    return replace(task, **changes)  # type: ignore[arg-type]


def hessian(task: Task) -> Array:
    x = np.column_stack([task.inputs, np.ones(task.samples)])
    matrix: Array = 2 / task.samples * x.T @ x
    return matrix


def until_divergence(task: Task, theta: Array) -> History:
    history = History(task, first_point(task, theta))
    with pytest.raises(DivergenceError):
        history.point(100_000)
    return history


def diagnosed(task: Task, theta: Array) -> Diagnosis:
    history = until_divergence(task, theta)
    return diagnose(history, history.last.update)


SGD = {"key": "sgd", "learning_rate": 1.2}


def test_the_curvature_of_a_parabola_is_exact() -> None:
    task = linear_unit(SGD)
    update = run_update(task, first_point(task, np.array([0.7, -0.4])))
    found = measure_curvature(task, update)
    assert found is not None
    step = update.after.theta - update.before.theta
    assert found.curvature == pytest.approx(step @ hessian(task) @ step / (step @ step), rel=1e-9)
    assert found.rate == pytest.approx(1.2, rel=1e-12)
    assert found.highest_rate == 2 / found.curvature
    assert found.excess == pytest.approx(1.2 * found.curvature / 2, rel=1e-12)


@pytest.mark.parametrize("times", [0.9, 0.999, 1.001, 1.1])
def test_at_the_edge_the_measured_excess_decides_whether_the_loss_falls(times: float) -> None:
    """Along an axis of the parabola a step with 2 over the curvature ends at the same height."""
    task = linear_unit(SGD)
    values, vectors = np.linalg.eigh(hessian(task))
    task = replace(task, optimizer=Optimizer.decode({"key": "sgd", "learning_rate": times * 2 / values[1]}))
    x = np.column_stack([task.inputs, np.ones(task.samples)])
    lowest = np.linalg.lstsq(x, task.targets[:, 0], rcond=None)[0]
    update = run_update(task, first_point(task, lowest + vectors[:, 1]))
    found = measure_curvature(task, update)
    assert found is not None
    assert found.excess == pytest.approx(times, rel=1e-8)
    after = run_update(task, update.after)
    assert (after.recording.loss > update.recording.loss) == (found.excess > 1)


@pytest.mark.parametrize("extra", EXTRAS)
def test_the_curvature_of_any_loss_is_the_second_derivative_along_the_step(extra: str) -> None:
    trace = trace_of(with_extras(extra, {"key": "adam", "learning_rate": 0.01}))
    task, update = trace.task, trace.update
    found = measure_curvature(task, update)
    assert found is not None
    step = update.after.theta - update.before.theta
    unit = step / np.linalg.norm(step)
    distance = 1e-4

    def loss_at(by: float) -> float:
        moved = replace(update.before, theta=update.before.theta + by * unit)
        return run_update(task, moved).recording.loss

    second = (loss_at(distance) - 2 * loss_at(0) + loss_at(-distance)) / distance**2
    assert found.curvature == pytest.approx(second, rel=1e-3, abs=1e-6)


def test_gradient_descent_is_compared_with_its_own_learning_rate() -> None:
    found = diagnosed(linear_unit(SGD), np.array([1.0, 1.0]))
    values, _ = np.linalg.eigh(hessian(found.task))
    assert found.curvature is not None
    assert values[0] <= found.curvature.curvature <= values[1] * (1 + 1e-9)
    assert found.curvature.excess > 1
    where, growth, rate = found.sentences
    assert where.startswith(f"update {found.update}, step {found.place.step}: Loss of")
    assert "It was 1.2, " in rate
    assert "a learning rate above 2 / " in rate
    assert found.rate_in_short.startswith("The learning rate was 1.")
    assert found.words == f"{where} {growth} {rate}"


def test_growth_is_that_of_the_parabola() -> None:
    """Far up, each update multiplies theta by 1 - eta lambda of the steepest axis."""
    found = diagnosed(linear_unit(SGD), np.array([1.0, 1.0]))
    values, _ = np.linalg.eigh(hessian(found.task))
    factor = abs(1 - 1.2 * values[1])
    assert found.growth.updates.tolist() == list(range(found.update - 32, found.update))
    for name, power in (("parameters", 1), ("gradient", 1), ("step", 1), ("loss", 2)):
        assert found.growth.factor(name) == pytest.approx(factor**power, rel=1e-6)


def test_growth_starts_where_the_loss_began_to_grow() -> None:
    task = linear_unit({"key": "sgd", "learning_rate": 100.0})
    found = diagnosed(task, np.array([1.0, 1.0]))
    assert found.growth.updates.tolist() == list(range(found.update - 32, found.update))
    found = diagnosed(task, np.array([1e145, 1.0]))
    assert found.growth.updates.tolist() == list(range(found.update))
    history = until_divergence(task, np.array([1e145, 1.0]))
    np.testing.assert_array_equal(found.growth.sizes["loss"], history.losses)


def test_of_a_network_that_takes_long_only_a_few_updates_are_done_again() -> None:
    network = make_network(300, (300, "identity"), (1, "identity"))
    task = make_task(network, "mse", {"key": "sgd", "learning_rate": 1.0}, samples=25)
    found = diagnosed(task, 0.1 * make_theta(network))
    assert found.growth.updates.tolist() == list(range(found.update - 4, found.update))


def test_a_rate_that_rises_late_is_found_where_it_did() -> None:
    """The schedule goes beyond the edge after a long time of good training."""
    task = linear_unit({"key": "sgd", "learning_rate": 1.5})
    warm_up = type(task.schedule).find("warm_up").decode({"key": "warm_up", "updates": 200})
    found = diagnosed(replace(task, schedule=warm_up), np.array([1.0, 1.0]))
    assert found.curvature is not None
    edge = 2 / found.curvature.curvature
    rate = found.task.optimizer_at(found.curvature.update).learning_rate  # type: ignore[attr-defined]
    assert found.curvature.update > 100
    assert rate > edge
    assert found.curvature.rate == pytest.approx(rate, rel=1e-6)


def test_other_optimizers_are_compared_by_the_length_of_their_step() -> None:
    task = linear_unit({"key": "sgd", "learning_rate": 2.0, "momentum": 0.9})
    found = diagnosed(task, np.array([1.0, 1.0]))
    assert "a step longer than gradient descent's with a learning rate of 2 / " in found.words
    assert "The step of SGD was as long as with" in found.words
    assert found.rate_in_short.startswith("The step was ")


def test_after_one_update_there_is_no_growth_yet() -> None:
    task = linear_unit({"key": "adam", "learning_rate": 100.0})
    found = diagnosed(replace(task, inputs=2e152 * task.inputs), np.array([1e-152, 1.0]))
    assert found.update == 1
    assert found.growth.updates.tolist() == [0]
    assert found.growth.factor("loss") is None
    where, rate = found.sentences
    assert where.startswith("update 1, step ")
    assert "The step of Adam was as long as with" in rate
    assert found.rate_in_short.startswith("The step was ")


def test_a_step_from_where_the_gradient_is_nothing_has_no_rate() -> None:
    task = linear_unit({"key": "sgd", "learning_rate": 0.1, "momentum": 0.9}, targets=np.zeros((5, 1)))
    point = first_point(task, np.zeros(2))
    rolling = run_update(task, replace(point, state={"velocity": np.ones(2)}))
    assert np.any(rolling.after.theta)
    assert not np.any(rolling.recording.gradient)
    assert measure_curvature(task, rolling) is None


def test_where_no_step_is_too_long_the_longest_is_told() -> None:
    """The first update moves nothing and is passed over; of the others the second has the highest rate."""
    task = linear_unit({"key": "sgd", "learning_rate": 0.1})
    point, made = first_point(task, np.array([1.0, 1.0])), []
    for rate in (1e-300, 0.02, 0.08, 0.04):
        at = replace(task, optimizer=Optimizer.decode({"key": "sgd", "learning_rate": rate}))
        made.append(run_update(at, point))
        point = made[-1].after
    found = first_excess(task, made)
    assert found is not None
    assert found.update == 2
    assert found.rate == pytest.approx(0.08, rel=1e-6)
    assert found.excess < 1
    assert first_excess(task, made[:1]) is None


def test_at_the_first_update_nothing_led_up_to_it() -> None:
    found = diagnosed(linear_unit(SGD), np.array([1e200, 1e200]))
    assert found.update == 0
    assert found.curvature is None
    assert found.sentences[1:] == ("Nothing led up to it: no update was done before.",)
    assert found.rate_in_short == ""


def test_a_loss_that_does_not_curve_upwards_and_a_step_that_went_uphill() -> None:
    found = diagnosed(linear_unit(SGD), np.array([1.0, 1.0]))
    assert found.curvature is not None
    flat = replace(found, curvature=replace(found.curvature, curvature=-0.5))
    assert "does not curve upwards along the step (its curvature is −0.5)" in flat.words
    uphill = replace(found, curvature=replace(found.curvature, rate=-1.0))
    assert "the step of SGD went uphill" in uphill.words
    short = replace(found, curvature=replace(found.curvature, rate=0.1))
    assert "It was 0.1, which is not above." in short.words
    assert flat.rate_in_short == uphill.rate_in_short == short.rate_in_short == ""


def test_a_step_of_nothing_or_beyond_all_numbers_has_no_curvature() -> None:
    task = linear_unit({"key": "sgd", "learning_rate": 1e-300})
    still = run_update(task, first_point(task, np.array([1.0, 1.0])))
    assert measure_curvature(task, still) is None
    task = linear_unit(SGD)
    assert measure_curvature(task, run_update(task, first_point(task, np.full(2, 1e308)))) is None


def test_an_update_that_went_well_has_no_diagnosis() -> None:
    task = linear_unit({"key": "sgd", "learning_rate": 0.01})
    history = History(task, first_point(task, make_theta(task.network)))
    with pytest.raises(ValueError, match="every number of update 3 is finite"):
        diagnose(history, 3)


def test_a_length_whose_squares_are_no_numbers() -> None:
    assert length(np.array([3e200, -4e200])) == pytest.approx(5e200, rel=1e-15)
    assert length(np.array([3e-200, 4e-200])) == pytest.approx(5e-200, rel=1e-15)
    assert length(np.zeros(2)) == 0
    assert length(np.array([np.inf, 1.0])) == np.inf
