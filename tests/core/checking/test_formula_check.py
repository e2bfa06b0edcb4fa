"""Every number of a right update follows from its formula; a mistake shows at the very step that makes it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from core.checking.candidates import candidates
from core.checking.formula_check import FormulaChecker
from core.checking.planting import planted_update
from core.checking.situation import Situation
from core.explain import explain
from core.formula import Source
from core.mistakes.base import Mistake
from core.mistakes.bias_correction_missing import BiasCorrectionMissing
from core.mistakes.derivative_missing import DerivativeMissing
from core.mistakes.error_sign import ErrorSign
from core.mistakes.update_sign import UpdateSign
from core.task import Task, first_point
from core.trace import Trace
from core.training import Update, run_update
from tests.core.cases import make_network, make_task, make_theta
from tests.core.checking.networks import random_case


def wrong_places(task: Task, update: Update) -> Iterator[Source]:
    """Yield where a number is not what its formula gives, in the order of the steps, for each sample."""
    trace, checker = Trace(task, update), FormulaChecker(task, update)
    for index in range(len(trace)):
        for sample in range(len(update.batch)):
            target = explain(trace, index, sample).target
            check = checker.check_step(trace[index], target, sample)
            if check is not None and not check.agrees:
                yield target


@pytest.mark.parametrize("seed", range(0, 60, 4))
def test_a_right_update_follows_from_its_formulas(seed: int) -> None:
    case = random_case(seed)
    assert list(wrong_places(case.task, run_update(case.task, case.update.before))) == []


@pytest.mark.parametrize("seed", range(0, 24, 4))
def test_a_mistake_that_changes_anything_shows_at_a_step(seed: int) -> None:
    case = random_case(seed)
    point = case.update.before
    right = planted_update(case.task, point, ())
    for mistake in candidates(Situation.at(case.task, point, point.carried)):
        if not mistake.trains(case.task):
            continue
        wrong = planted_update(case.task, point, (mistake,))
        if not _same(wrong, right):
            assert next(wrong_places(case.task, wrong), None) is not None, mistake.name


def _same(one: Update, other: Update) -> bool:
    pairs = [(one.after.theta, other.after.theta), (one.recording.gradient, other.recording.gradient)]
    for name in ("z", "a", "grad_a", "delta"):
        pairs += zip(getattr(one.recording, name)[1:], getattr(other.recording, name)[1:], strict=True)
    return all(
        np.abs(mine - ours).max(initial=0.0) <= 1e-8 * np.abs(ours).max(initial=0.0) for mine, ours in pairs
    )


@pytest.fixture
def task() -> Task:
    network = make_network(2, (3, "tanh"), (2, "sigmoid"))
    return make_task(network, "mse", {"key": "adam"}, samples=4, batch_size=2)


@pytest.mark.parametrize(
    ("mistake", "quantity", "layer"),
    [
        (DerivativeMissing(1), "delta", 1),
        (DerivativeMissing(2), "delta", 2),
        (ErrorSign(), "grad_a", 2),
        (BiasCorrectionMissing(), "m_hat", 1),
        (UpdateSign(), "change", 1),
    ],
)
def test_it_is_that_step_and_none_that_follows_from_it(
    mistake: Mistake, quantity: str, layer: int, task: Task
) -> None:
    update = planted_update(task, first_point(task, make_theta(task.network)), (mistake,))
    wrong = list(wrong_places(task, update))
    assert (wrong[0].quantity, wrong[0].layer) == (quantity, layer)
    assert {place.quantity for place in wrong} <= {quantity, "v_hat"}


def test_what_the_formula_gives_is_told(task: Task) -> None:
    update = planted_update(task, first_point(task, make_theta(task.network)), (DerivativeMissing(2),))
    recording = update.recording
    slope = recording.a[2] * (1 - recording.a[2])
    check = FormulaChecker(task, update).check(Source("delta", 2, 1), 1)
    assert check is not None
    assert not check.agrees
    assert check.computed == pytest.approx(float((recording.grad_a[2] * slope)[1, 1]), rel=1e-12)
    assert FormulaChecker(task, update).check(Source("loss", 2), 0) is None


def test_before_the_shortcut_it_is_the_chain_that_is_checked() -> None:
    """The chain follows from dL/da, even where that is wrong; the shortcut does not."""
    network = make_network(2, (3, "tanh"), (1, "sigmoid"))
    task = make_task(network, "bce", {"key": "sgd"}, samples=4, batch_size=2)
    update = planted_update(task, first_point(task, make_theta(network)), (ErrorSign(),))
    trace, checker = Trace(task, update), FormulaChecker(task, update)
    found = {}
    for index in range(len(trace)):
        step = trace[index]
        if step.phase == "backward" and step.layer == 2:
            check = checker.check_step(step, explain(trace, index, 0).target, 0)
            found[step.kind] = None if check is None else check.agrees
    assert (found["grad_a_term"], found["delta"], found["shortcut"]) == (False, True, False)
    assert checker.check(Source("derivative", 2, 0), 0) is None
