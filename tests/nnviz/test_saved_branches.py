"""Branches that were saved and opened: the same to the bit, done again while somebody looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.activations.identity import Identity
from core.checking.planting import Planting
from core.losses.mse import MeanSquaredError
from core.mistakes.derivative_missing import DerivativeMissing
from core.optimizers.base import Optimizer
from core.optimizers.sgd import SGD
from nnviz.branches import Branches
from nnviz.document import Document
from nnviz.project import branches as bounds
from nnviz.project import edits, file
from nnviz.saved_segments import to_save
from nnviz.segments import Cursor
from nnviz.session import Session
from tests.nnviz.conftest import Program
from tests.nnviz.sessions import sample
from tests.nnviz.test_branches import bits, edited_in_the_past, find, listed, set_rate, trained

pytestmark = pytest.mark.usefixtures("qapp")


def saved(session: Session, path: Path) -> None:
    session.document.save(path, to_save(session.segments))


def opened(path: Path) -> tuple[Session, Branches]:
    project, branches = file.read(path)
    session = Session(Document(project, path, branches=branches))
    return session, Branches(session)


def ends(session: Session, branches: Branches) -> list[tuple[str, object]]:
    """Return of every branch, gone to its end, all that its last update leaves, to the bit."""
    found = []
    for row in branches.rows():
        branches.open(row.segment)
        session.go_to(Cursor(row.start + row.updates, -1))
        found.append((row.name, bits(session)))
    return found


@pytest.mark.parametrize("key", ["sgd", "adam", "radam"])
def test_every_branch_is_the_same_to_the_bit_after_opening(qtbot: QtBot, tmp_path: Path, key: str) -> None:
    project = edits.set_shuffle(edits.set_batch_size(sample("xor-2-4-1"), 3), True)
    project = edits.set_dropout(replace(project, optimizer=Optimizer.decode({"key": key})), 1, 0.25)
    session, branches = edited_in_the_past(qtbot, project)
    session.go_to(Cursor(11, 3))
    theta = session.moment.update.before.theta
    session.document.edit("W", edits.set_parameter(session.document.project, theta, 1, 0, 1, 0.75))
    trained(qtbot, session, 5)
    branches.rename(find(branches, "weight").segment, "heavier")
    saved(session, tmp_path / "a.nnviz")
    again, other = opened(tmp_path / "a.nnviz")
    assert listed(other) == listed(branches)
    assert again.document.project == session.document.project
    assert again.cursor == Cursor(11)
    assert ends(again, other) == ends(session, branches)


def test_it_is_opened_where_the_one_on_the_screen_begins_though_nothing_was_trained(
    qtbot: QtBot, tmp_path: Path
) -> None:
    session, branches = edited_in_the_past(qtbot)
    session.go_to(Cursor(9, 2))
    set_rate(session, 2.5)
    theta = session.moment.update.before.theta.tobytes()
    saved(session, tmp_path / "a.nnviz")
    again, other = opened(tmp_path / "a.nnviz")
    assert listed(other) == listed(branches)
    assert again.moment.update.before.theta.tobytes() == theta
    weight = edits.set_parameter(again.document.project, again.moment.update.before.theta, 1, 0, 1, 0.75)
    again.document.edit("W", weight)  # goes on from there, and is called after its edit
    assert again.cursor == Cursor(9)
    assert " → 0.75" in other.rows()[-1].name


def test_a_second_saving_before_anything_is_done_again_loses_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    session, _ = edited_in_the_past(qtbot)
    saved(session, tmp_path / "a.nnviz")
    again, _ = opened(tmp_path / "a.nnviz")
    saved(again, tmp_path / "b.nnviz")
    assert (tmp_path / "a.nnviz").read_text() == (tmp_path / "b.nnviz").read_text()


def test_edits_go_on_in_the_tree_that_was_opened(qtbot: QtBot, tmp_path: Path) -> None:
    session, _ = edited_in_the_past(qtbot)
    saved(session, tmp_path / "a.nnviz")
    again, branches = opened(tmp_path / "a.nnviz")
    set_rate(again, 0.5)
    trained(qtbot, again, 2)
    assert [(row.depth, row.start, row.updates) for row in branches.rows()] == [
        (0, 0, 30),
        (1, 7, 10),
        (2, 7, 2),
    ]
    again.document.undo_stack.undo()
    assert again.history.first_update == 7
    assert branches.rows()[1].is_current


def test_a_project_without_branches_is_saved_as_ever(qtbot: QtBot, tmp_path: Path) -> None:
    session = Session(Document(sample("xor-2-4-1")))
    trained(qtbot, session, 20)
    saved(session, tmp_path / "a.nnviz")
    assert (tmp_path / "a.nnviz").read_text() == file.encode(sample("xor-2-4-1"))


def test_the_updates_are_done_again_while_somebody_looks(qtbot: QtBot, tmp_path: Path) -> None:
    session, branches = edited_in_the_past(qtbot)
    losses = [row.segment.history.losses.tobytes() for row in branches.rows()]
    saved(session, tmp_path / "a.nnviz")
    again, other = opened(tmp_path / "a.nnviz")
    assert [(row.updates, row.missing, row.loss) for row in other.rows()] == [(30, 30, None), (10, 10, None)]
    other.look(True)
    qtbot.waitUntil(lambda: not any(row.missing for row in other.rows()))
    other.look(False)
    assert [row.segment.history.losses.tobytes() for row in other.rows()] == losses
    assert [row.loss for row in other.rows()] == [row.loss for row in branches.rows()]
    assert again.cursor == Cursor(7)


def test_what_is_compared_is_done_again_at_once(qtbot: QtBot, tmp_path: Path) -> None:
    session, branches = edited_in_the_past(qtbot)
    branches.compare(branches.rows()[0].segment, True)
    losses = session.moment.compared[0].losses.tobytes()
    saved(session, tmp_path / "a.nnviz")
    again, other = opened(tmp_path / "a.nnviz")
    qtbot.waitUntil(lambda: not other.rows()[0].missing)
    assert again.moment.compared[0].losses.tobytes() == losses
    assert other.rows()[1].missing  # nobody looks at that one
    qtbot.waitUntil(lambda: len(again.moment.compared[0].losses) == 30)
    other.stop()


def test_it_waits_while_the_session_trains_and_gets_on_beside_moves(qtbot: QtBot, tmp_path: Path) -> None:
    session, branches = edited_in_the_past(qtbot)
    branches.open(branches.rows()[0].segment)
    trained(qtbot, session, 3000)
    losses = [row.segment.history.losses.tobytes() for row in branches.rows()]
    saved(session, tmp_path / "a.nnviz")
    again, other = opened(tmp_path / "a.nnviz")
    other.look(True)
    for update in range(0, 600, 50):
        again.go_to(Cursor(update))
        qtbot.wait(1)
    again.train(500)
    qtbot.waitUntil(lambda: not any(row.missing for row in other.rows()) and not again.is_running)
    other.look(False)
    first = other.rows()[0].segment.history.losses
    assert first[: len(losses[0]) // 8].tobytes() == losses[0]
    assert other.rows()[1].segment.history.losses.tobytes() == losses[1]


def test_a_branch_that_diverges_sooner_has_what_there_is(qtbot: QtBot, tmp_path: Path) -> None:
    """As on a machine that rounds otherwise, or in a file that somebody wrote by hand."""
    session, _ = edited_in_the_past(qtbot)
    first, second = to_save(session.segments)
    project = replace(first.project, optimizer=SGD(learning_rate=10.0), loss=MeanSquaredError())
    layers = tuple(replace(layer, activation=Identity()) for layer in project.network.layers)
    wild = replace(first, project=project.with_network(layers=layers))
    file.save(session.document.project, tmp_path / "a.nnviz", (wild, second))
    _, other = opened(tmp_path / "a.nnviz")
    other.look(True)
    qtbot.waitUntil(lambda: not any(row.missing for row in other.rows()))
    other.look(False)
    assert 0 < other.rows()[0].updates < 30


def test_the_window_saves_and_opens_them(
    start: Callable[[str], Program], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = start("xor-2-4-1")
    session, files, path = program.parts.session, program.parts.files, tmp_path / "a.nnviz"
    monkeypatch.setattr("nnviz.files.QFileDialog.getSaveFileName", lambda *_: (str(path), ""))
    trained(qtbot, session, 30)
    session.go_to(Cursor(7, 2))
    set_rate(session, 0.125)
    trained(qtbot, session, 4)
    with qtbot.waitSignal(files.message, check_params_cb=lambda words: words == "Saved a.nnviz."):
        assert files.save_as()
    other = start("mazur")
    other.parts.files.open_path(path)
    panel = other.parts.network.branches
    other.parts.network.side.setCurrentWidget(panel)
    assert "updates 0–29: 0 redone" in panel.items[0].text(0)
    qtbot.waitUntil(lambda: "loss" in panel.items[0].text(0) and "loss" in panel.items[1].text(0))
    assert not other.window.isWindowModified()
    other.parts.network.side.setCurrentIndex(0)

    monkeypatch.setattr(bounds, "MOST_BRANCHES", 1)
    words = "Saved a.nnviz without 1 of its branches: all together are too large."
    with qtbot.waitSignal(files.message, check_params_cb=lambda told: told == words):
        assert files.save()
    assert len(file.read(path).branches) == 1


def test_a_project_with_a_hidden_mistake_is_saved_without_them(
    start: Callable[[str], Program], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = start("xor-2-4-1")
    document, files, path = program.parts.document, program.parts.files, tmp_path / "a.nnviz"
    monkeypatch.setattr("nnviz.files.QFileDialog.getSaveFileName", lambda *_: (str(path), ""))
    trained(qtbot, program.parts.session, 5)
    secret = Planting((DerivativeMissing(1),), hidden=True)
    document.edit("Plant", edits.set_planted(document.project, secret))
    words = "Saved a.nnviz, without its branches: they would give the hidden mistake away."
    with qtbot.waitSignal(files.message, check_params_cb=lambda told: told == words):
        assert files.save_as()
    assert file.read(path) == (document.project, ())
    document.edit("Reveal", edits.reveal_planted(document.project))
    assert files.save()
    assert len(file.read(path).branches) == 2
