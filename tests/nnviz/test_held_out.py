"""The loss of the test samples along a history."""

from __future__ import annotations

import numpy as np
import pytest

from core.datasets.split import Split
from core.history import History
from core.metrics import evaluate
from nnviz.held_out import MOST_POINTS, HeldOutLoss
from nnviz.project import edits
from nnviz.project.model import Project
from tests.nnviz.sessions import sample

SPIRAL = edits.set_split(sample("spiral-2-8-8-1"), Split(0.3)).project


def opened(updates: int, project: Project = SPIRAL) -> tuple[History, HeldOutLoss]:
    history = History(project.task, project.first_point())
    history.point(updates)
    return history, HeldOutLoss(project, history)


@pytest.mark.parametrize("updates", [0, 5, 59, 60, 200, 1000])
def test_the_updates_are_evenly_spaced_and_not_too_many(updates: int) -> None:
    _, held_out = opened(updates)
    held_out.advance()
    known, losses = held_out.known()
    assert held_out.is_complete
    assert len(known) == len(losses) <= MOST_POINTS
    assert known[0] == 0
    assert updates - known[-1] < max(1, updates / 25)
    assert len(set(np.diff(known).tolist())) <= 1


def test_each_loss_is_that_of_the_network_before_the_update() -> None:
    history, held_out = opened(300)
    held_out.advance()
    for update, loss in zip(*held_out.known(), strict=True):
        theta = history.point(int(update)).theta
        expected = evaluate(SPIRAL.network.network, SPIRAL.loss, theta, SPIRAL.test_samples)
        assert loss == expected.loss


def test_a_longer_history_goes_on_with_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    history, held_out = opened(40)
    held_out.advance()
    looked_at: list[int] = []
    real = HeldOutLoss._look
    monkeypatch.setattr(HeldOutLoss, "_look", lambda self, at: looked_at.append(at) or real(self, at))
    history.point(100)
    held_out.advance()
    assert looked_at == list(range(42, 101, 2))
    held_out.advance()
    assert len(looked_at) == 30


def test_it_can_be_done_bit_by_bit() -> None:
    _, held_out = opened(10)
    for count in range(1, 12):
        assert not held_out.is_complete
        held_out.advance(0.0)
        assert len(held_out.known()[0]) == count
    assert held_out.is_complete


def test_nothing_is_trained_for_it() -> None:
    history, held_out = opened(100)
    held_out.advance()
    assert history.last.update == 100


def test_where_a_long_replay_would_be_needed_it_looks_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnviz.held_out.stretch_length", lambda task: 16)
    history, held_out = opened(2000)  # a checkpoint every 128 updates, a look every 64
    held_out.advance()
    known, losses = held_out.known()
    assert sorted(set(known.tolist())) == list(range(0, 2000, 128))
    for update, loss in zip(known, losses, strict=True):
        theta = history.point(int(update)).theta
        assert loss == evaluate(SPIRAL.network.network, SPIRAL.loss, theta, SPIRAL.test_samples).loss


def test_a_branch_begins_at_its_first_update() -> None:
    history, _ = opened(30)
    branch = History(SPIRAL.task, history.point(20))
    branch.point(27)
    held_out = HeldOutLoss(SPIRAL, branch)
    held_out.advance()
    assert held_out.known()[0].tolist() == list(range(20, 28))


def test_a_large_network_is_not_quick() -> None:
    assert opened(0)[1].is_quick
    wide = edits.set_units(edits.set_units(SPIRAL, 1, 300), 2, 300)
    assert not opened(0, wide)[1].is_quick
