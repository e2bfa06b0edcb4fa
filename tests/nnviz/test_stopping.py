"""Stop conditions in the window: where training stops, what is said, and how it goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.stopping import Run
from core.stops.early_stopping import EarlyStopping
from core.stops.loss_below import LossBelow
from core.stops.plateau import Plateau
from nnviz.document import Document
from nnviz.panels.transport import TransportPanel
from nnviz.project import edits, file
from nnviz.project.model import Project
from nnviz.session import Session
from nnviz.settings import Settings
from nnviz.theme import Theme
from tests.nnviz.sessions import sample

pytestmark = pytest.mark.usefixtures("qapp")

EVERYTHING = Path(__file__).parent / "project" / "samples" / "everything.nnviz"
SPIRAL = edits.set_stop(sample("spiral-2-8-8-1"), Plateau(0.05, 3))


def opened(project: Project = SPIRAL) -> Session:
    return Session(Document(project))


def run(qtbot: QtBot, session: Session) -> str:
    """Train until the condition holds; return what is said."""
    with qtbot.waitSignal(session.stopped, timeout=20_000) as said:
        session.train()
    assert not session.is_running
    return str(said.args[0])


def stops_at(project: Project) -> int:
    training = Run(project.task, project.first_point(), None, project.training.stop, project.test_samples)
    return [point for _, point in training][-1].update


def test_it_stops_at_the_very_update_and_says_why(qtbot: QtBot) -> None:
    session = opened()
    words = run(qtbot, session)
    assert session.history.last.update == stops_at(SPIRAL)
    assert session.cursor.update == session.history.last.update - 1
    assert words.startswith(f"Stopped after update {session.cursor.update}: in 3 epochs the mean loss")
    assert words.endswith(".")


def test_stepping_there_gives_the_same_numbers(qtbot: QtBot) -> None:
    project = edits.set_stop(sample("xor-2-4-1"), LossBelow(0.5))
    session, stepped = opened(project), opened(project)
    run(qtbot, session)
    while stepped.cursor.update < session.cursor.update or stepped.cursor.step < 0:
        stepped.to_end()
    assert stepped.moment.update.after.theta.tobytes() == session.moment.update.after.theta.tobytes()


def test_running_again_goes_on_until_it_holds_anew(qtbot: QtBot) -> None:
    session = opened()
    run(qtbot, session)
    first = session.history.last.update
    run(qtbot, session)
    assert session.history.last.update >= first + 4 * 20  # four epochs of twenty updates at least


def test_one_epoch_and_one_update_are_not_stopped(qtbot: QtBot) -> None:
    project = edits.set_stop(sample("xor-2-4-1"), LossBelow(10.0))
    session = opened(project)
    said: list[str] = []
    session.stopped.connect(said.append)
    session.train(50)
    qtbot.waitUntil(lambda: not session.is_running)
    session.train_epoch()
    qtbot.waitUntil(lambda: not session.is_running)
    assert said == []
    assert session.cursor.update == 50


def test_early_stopping_looks_at_the_test_samples(qtbot: QtBot) -> None:
    project = file.load(EVERYTHING)
    project = edits.set_stop(project, EarlyStopping(10, 1))
    session = opened(project)
    assert "the test loss has not been below" in run(qtbot, session)
    assert session.history.last.update == stops_at(project)


def test_another_condition_keeps_the_history_and_ends_the_run(qtbot: QtBot) -> None:
    session = opened()
    run(qtbot, session)
    reached, cursor = session.history.last, session.cursor
    session.train()
    document = session.document
    document.edit("Stop", edits.set_stop(document.project, Plateau(0.5, 1)))
    assert not session.is_running
    assert session.history.last.update >= reached.update
    assert session.history.first_update == 0
    document.undo_stack.undo()
    assert session.cursor.update >= cursor.update


def test_the_words_stand_under_the_controls_until_one_moves_on(qtbot: QtBot, tmp_path: Path) -> None:
    session = opened()
    settings = Settings(tmp_path / "settings.ini")
    panel = TransportPanel(session, Theme(QApplication.instance(), "light"), settings)
    qtbot.addWidget(panel)
    words = run(qtbot, session)
    assert panel.note.message == words
    assert not panel.note.isHidden()
    session.to_start()
    assert panel.note.message == words  # the same update, seen from its beginning
    session.go_to_update(0)
    assert panel.note.isHidden()
