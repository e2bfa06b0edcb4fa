"""Breakpoints as a user has them: set, edited, undone, run to in both directions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.breakpoints.breakpoint import Breakpoint
from core.history import History
from core.places.anywhere import Anywhere
from core.places.edge import Edge
from core.places.layer import WholeLayer
from core.places.node import Node
from core.places.phase import Phase
from core.readymade.base import Readymade
from nnviz.breakpoint_session import BreakpointSession
from nnviz.document import Document
from nnviz.figures.network_breakpoints import mark_at
from nnviz.figures.network_picture import NetworkPicture
from nnviz.figures.style import LIGHT
from nnviz.panels.breakpoints import BreakpointsPanel
from nnviz.panels.network import NetworkPanel
from nnviz.project import edits, file
from nnviz.project.model import Project
from nnviz.session import Cursor, Session
from nnviz.settings import Settings
from nnviz.theme import Theme
from tests.nnviz.conftest import Program
from tests.nnviz.sessions import sample

Start = Callable[..., Program]
NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


@dataclass
class Desk:
    """The list of breakpoints and the drawing, without the rest of the window."""

    document: Document
    session: Session
    breakpoints: BreakpointSession
    panel: BreakpointsPanel
    drawing: NetworkPanel
    said: list[str] = field(default_factory=list)


Open = Callable[[Project], Desk]


@pytest.fixture
def opened(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Open:
    """Open a project."""

    def opened(project: Project) -> Desk:
        document = Document(project)
        session = Session(document)
        breakpoints = BreakpointSession(document, session)
        settings = Settings(tmp_path / "settings.ini")
        panel = BreakpointsPanel(breakpoints)
        drawing = NetworkPanel(document, session, Theme(qapp, "light"), settings)
        drawing.breakpoint_toggled.connect(breakpoints.toggle_at)
        for widget in (panel, drawing):
            qtbot.addWidget(widget)
            widget.resize(340, 400)
            widget.show()
        desk = Desk(document, session, breakpoints, panel, drawing)
        session.message.connect(desk.said.append)
        return desk

    return opened


@pytest.fixture
def spiral(opened: Open) -> Desk:
    return opened(sample("spiral-2-8-8-1"))


def ones(desk: Desk) -> tuple[Breakpoint, ...]:
    return desk.document.project.breakpoints


def go(qtbot: QtBot, desk: Desk, move: Callable[[], None]) -> None:
    """Make a move and wait until what runs in the background has ended."""
    move()
    qtbot.waitUntil(lambda: not desk.session.is_running, timeout=20_000)


def on(qtbot: QtBot, desk: Desk) -> None:
    go(qtbot, desk, desk.breakpoints.run_on)


def back(qtbot: QtBot, desk: Desk) -> None:
    go(qtbot, desk, desk.breakpoints.run_back)


def undo(desk: Desk) -> None:
    desk.document.undo_stack.undo()


def said(desk: Desk) -> str:
    return desk.said[-1] if desk.said else ""


def entry(actions: list[QAction], text: str) -> QAction:
    return next(action for action in actions if action.text().startswith(text))


def test_f9_sets_one_at_what_is_chosen_and_takes_it_away(spiral: Desk, qtbot: QtBot) -> None:
    session = spiral.session
    session.select_node(1, 2)
    spiral.breakpoints.toggle()
    assert ones(spiral) == (Breakpoint(Node(1, 3)),)
    session.select_node(2, 4, 6)
    spiral.breakpoints.toggle()
    assert ones(spiral)[1] == Breakpoint(Edge(2, 7, 5))
    rows = spiral.panel.rows
    assert [row.place.text() for row in rows] == ["layer 1, unit 3", "layer 2, unit 7 to unit 5"]
    spiral.breakpoints.toggle()
    assert len(ones(spiral)) == 1
    undo(spiral)
    assert len(ones(spiral)) == 2
    undo(spiral)
    undo(spiral)
    assert ones(spiral) == ()
    assert spiral.panel.empty.isVisible()


def test_f9_without_a_choice_is_at_the_step(spiral: Desk, qtbot: QtBot) -> None:
    session = spiral.session
    spiral.breakpoints.toggle()
    assert said(spiral).startswith("Choose a node or an edge first")
    session.select_node(0, 1)
    session.go_to_step(3)
    step = session.moment.current
    spiral.breakpoints.toggle()
    assert ones(spiral) == (Breakpoint(Node(step.layer, step.unit + 1)),)
    loss = next(i for i in range(len(session.trace)) if session.trace[i].kind == "loss")
    session.go_to_step(loss)
    spiral.breakpoints.toggle()
    assert ones(spiral)[1] == Breakpoint(WholeLayer(3))


def test_f5_without_a_breakpoint_says_so(spiral: Desk, qtbot: QtBot) -> None:
    before = spiral.session.cursor
    for move in (spiral.breakpoints.run_on, spiral.breakpoints.run_back):
        go(qtbot, spiral, move)
        assert said(spiral) == "There is no breakpoint to stop at. F9 sets one at the chosen node or edge."
    spiral.breakpoints.add(Breakpoint(Node(1, 1), enabled=False))
    on(qtbot, spiral)
    assert said(spiral).startswith("There is no breakpoint to stop at")
    assert spiral.session.cursor == before


def test_f5_stops_at_the_very_step_and_ctrl_f5_goes_back(spiral: Desk, qtbot: QtBot) -> None:
    panel, session = spiral.panel, spiral.session
    spiral.breakpoints.add(Breakpoint(Node(1, 3), "abs(gradient) < 1e-4"))
    found = []
    for _ in range(3):
        on(qtbot, spiral)
        found.append(session.cursor)
        step, update = session.moment.current, session.moment.update
        assert (step.kind, step.layer, step.unit, step.is_last_term) == ("bias_gradient_term", 1, 2, True)
        gradient = update.recording.gradient[session.trace.task.network.index(1, 2)]
        assert abs(gradient) < 1e-4
        assert (session.selection.layer, session.selection.unit, session.selection.origin) == (1, 2, None)
        assert said(spiral) == spiral.breakpoints.words == panel.note.message
        where = f"layer 1, unit 3, update {session.cursor.update}"
        assert said(spiral).startswith(f"Breakpoint 1: abs(gradient) < 1e-4 at {where}: gradient = ")
    assert found == sorted(set(found), key=lambda cursor: cursor.update)
    plain = History(session.history.task, session.history.first)
    np.testing.assert_array_equal(plain.point(found[-1].update).theta, session.moment.update.before.theta)
    for cursor in reversed(found[:-1]):
        back(qtbot, spiral)
        assert session.cursor == cursor
    back(qtbot, spiral)
    assert said(spiral) == "Before here, no breakpoint hits."
    assert session.cursor == found[0]
    assert session.history.last.update == found[-1].update, "nothing is lost by going back"


def test_a_step_takes_the_line_away(spiral: Desk, qtbot: QtBot) -> None:
    panel = spiral.panel
    spiral.breakpoints.add(Breakpoint(Phase("forward")))
    on(qtbot, spiral)
    row = panel.rows[0]
    assert panel.note.isVisible()
    assert row.property("hit")
    assert row.counted.text() == "met 1 ×"
    spiral.session.over()
    assert not panel.note.isVisible()
    assert not row.property("hit")


def test_back_from_before_the_first_step_of_an_update_is_back_from_the_end_of_the_one_before(
    spiral: Desk, qtbot: QtBot
) -> None:
    session = spiral.session
    spiral.breakpoints.add(Breakpoint(Phase("update")))
    session.go_to(Cursor(3, -1))
    back(qtbot, spiral)
    assert session.cursor == Cursor(1, len(session.trace) - 1), "it stood at the end of update 2 already"


def test_before_the_first_hit_nothing_is_said_of_the_last_one(spiral: Desk, qtbot: QtBot) -> None:
    spiral.breakpoints.add(Breakpoint(Node(1, 3)))
    on(qtbot, spiral)
    (row,) = spiral.panel.rows
    assert row.property("hit")
    assert spiral.panel.note.message
    here = spiral.session.cursor
    back(qtbot, spiral)
    assert said(spiral) == "Before here, no breakpoint hits."
    assert spiral.session.cursor == here
    assert not row.property("hit")
    assert not spiral.panel.note.message


def test_what_was_counted_goes_with_the_project(spiral: Desk, qtbot: QtBot) -> None:
    spiral.breakpoints.add(Breakpoint(Node(1, 3)))
    on(qtbot, spiral)
    assert spiral.panel.rows[0].counted.text() == "met 1 ×"
    spiral.document.load(spiral.document.project)
    assert spiral.panel.rows[0].counted.text() == ""
    assert not spiral.panel.note.message


def test_the_nth_hit_and_what_was_counted(spiral: Desk, qtbot: QtBot) -> None:
    panel, session = spiral.panel, spiral.session
    spiral.breakpoints.add(Breakpoint(Phase("loss"), hits=5))
    spiral.breakpoints.add(Breakpoint(Node(1, 1), hits=10**6))
    on(qtbot, spiral)
    assert session.cursor.update == 4
    assert spiral.breakpoints.counts == [5, 13]  # three visits in each of four updates, and one
    rows = panel.rows
    assert [row.counted.text() for row in rows] == ["met 5 ×", "met 13 ×"]
    rows[0].hits.choose(2)
    assert ones(spiral)[0].hits == 2
    on(qtbot, spiral)
    assert session.cursor.update == 6
    undo(spiral)
    assert ones(spiral)[0].hits == 5
    assert rows[0].hits.value == 5


def test_a_condition_is_typed_refused_and_undone(spiral: Desk, qtbot: QtBot) -> None:
    spiral.breakpoints.add(Breakpoint(Node(1, 1)))
    row = spiral.panel.rows[0]
    row.condition.setFocus()
    qtbot.keyClicks(row.condition, "z > foo")
    qtbot.keyClick(row.condition, Qt.Key.Key_Return)
    assert not row.problem.isHidden()
    assert row.problem.message.startswith("unknown name 'foo' at 4; known are loss, ")
    assert ones(spiral)[0].condition == ""
    assert row.condition.text() == "z > foo", "what was typed stays to be mended"
    qtbot.keyClick(row.condition, Qt.Key.Key_Backspace)
    assert row.problem.isHidden()
    row.condition.clear()
    qtbot.keyClicks(row.condition, " z > 0.5 ")
    qtbot.keyClick(row.condition, Qt.Key.Key_Return)
    assert ones(spiral)[0].condition == "z > 0.5"
    undo(spiral)
    assert ones(spiral)[0].condition == row.condition.text() == ""
    for hostile in ("__import__('os')", "(" * 500, "x" * 5000, "loss = 1"):
        row.condition.setText(hostile)
        row.condition.editingFinished.emit()
        assert row.problem.message
        assert ones(spiral)[0].condition == ""


def test_one_is_disabled_enabled_and_removed(spiral: Desk, qtbot: QtBot) -> None:
    panel = spiral.panel
    spiral.breakpoints.add(Breakpoint(Node(1, 1)))
    spiral.breakpoints.add(Breakpoint(WholeLayer(2), "max(z) > 1"))
    first, _ = panel.rows
    first.enabled.click()
    assert [one.enabled for one in ones(spiral)] == [False, True]
    undo(spiral)
    assert first.enabled.isChecked()
    first.remove.click()
    assert ones(spiral) == (Breakpoint(WholeLayer(2), "max(z) > 1"),)
    assert [row.place.text() for row in panel.rows] == ["layer 2"]
    undo(spiral)
    assert len(panel.rows) == 2
    assert [row.condition.text() for row in panel.rows] == ["", "max(z) > 1"]


def test_one_that_does_not_fit_cannot_be_enabled(opened: Open) -> None:
    program = opened(sample("xor-2-4-1"))
    program.breakpoints.add(Breakpoint(Node(1, 4)))
    document = program.document
    document.edit("Remove a unit", edits.remove_unit(document.project, 1, 3))
    (row,) = program.panel.rows
    assert not row.enabled.isChecked()
    assert row.problem.message == "units of layer 1 are counted from 1 to 3, not 4"
    row.enabled.click()
    assert not row.enabled.isChecked()
    assert not ones(program)[0].enabled


def test_the_menu_offers_ready_made_ones_and_places(spiral: Desk) -> None:
    panel = spiral.panel
    spiral.session.select_node(2, 0)
    panel.menu.aboutToShow.emit()
    labels = [action.text() for action in panel.menu.actions()]
    assert labels[: len(Readymade.members())] == [member.label for member in Readymade.members().values()]
    assert all(action.toolTip() for action in panel.menu.actions()[: len(Readymade.members())])
    for text in ("Loss went up", "At layer 2, unit 1", "At layer 2", "Anywhere, on a condition"):
        next(action for action in panel.menu.actions() if action.text() == text).trigger()
    assert [one.place for one in ones(spiral)] == [Anywhere(), Node(2, 1), WholeLayer(2), Anywhere()]
    entry(panel.menu.actions(), "At a phase").menu().actions()[2].trigger()
    assert ones(spiral)[-1] == Breakpoint(Phase("backward"))


def test_a_member_written_in_a_test_turns_up_in_the_menu(spiral: Desk) -> None:
    members = dict(Readymade._members)
    try:

        class Tiny(Readymade):
            key, label, condition = "tiny", "Tiny loss", "loss < 1e-9"

        panel = spiral.panel
        panel.menu.aboutToShow.emit()
        assert entry(panel.menu.actions(), "Tiny loss")
    finally:
        Readymade._members.clear()
        Readymade._members.update(members)


def test_the_drawing_marks_them_and_offers_them_in_its_menu(spiral: Desk, qtbot: QtBot) -> None:
    panel, session = spiral.drawing, spiral.session
    session.select_node(1, 0)
    entry(panel.menu_actions(), "Set a breakpoint").trigger()
    session.select_node(3, 0, 2)
    entry(panel.menu_actions(), "Set a breakpoint").trigger()
    assert [one.place for one in ones(spiral)] == [Node(1, 1), Edge(3, 3, 1)]
    picture = NetworkPicture(session.moment, LIGHT)
    scene = picture.scene(700, 460)
    for place in (Node(1, 1), Edge(3, 3, 1), WholeLayer(2)):
        middle = mark_at(scene, place)
        assert middle is not None
        assert 0 < middle.x() < 700
        assert 0 < middle.y() < 460
    for place in (Anywhere(), Phase("loss"), Node(4, 1), Node(1, 9), Edge(1, 3, 1), WholeLayer(9)):
        assert mark_at(scene, place) is None
    marked = painted(spiral)
    entry(panel.menu_actions(), "Remove the breakpoint").trigger()
    assert painted(spiral) != marked
    undo(spiral)
    assert painted(spiral) == marked
    spiral.breakpoints.replace(1, "Disable", enabled=False)
    assert painted(spiral) != marked, "one that is disabled is hollow"
    session.select_node(0, 0)
    assert not [action for action in panel.menu_actions() if "breakpoint" in action.text()]


def painted(program: Desk) -> bytes:
    image = program.drawing.grab().toImage()
    return bytes(image.constBits())


def test_a_run_that_finds_nothing_is_stopped_at_once_and_what_it_trained_stays(
    spiral: Desk, qtbot: QtBot
) -> None:
    session = spiral.session
    spiral.breakpoints.add(Breakpoint(Anywhere(), "loss < 0 and finite(W1[1, 1])"))
    spiral.breakpoints.run_on()
    assert session.is_running
    qtbot.waitUntil(lambda: session.history.last.update > 100, timeout=20_000)
    session.stop()
    assert not session.is_running
    assert session.cursor.update == session.history.last.update - 1
    spiral.breakpoints.run_back()
    session.back_over()
    assert not session.is_running, "a step ends it"


def test_going_back_trains_nothing_anew(spiral: Desk, qtbot: QtBot) -> None:
    session = spiral.session
    session.go_to(Cursor(40, 7))
    losses = session.history.losses.copy()
    spiral.breakpoints.add(Breakpoint(Anywhere(), "update == 3"))
    back(qtbot, spiral)
    assert session.cursor == Cursor(3, 0)
    assert session.history.last.update == 40
    np.testing.assert_array_equal(session.history.losses, losses)


def test_editing_the_list_ends_no_training(spiral: Desk, qtbot: QtBot) -> None:
    session = spiral.session
    session.train()
    spiral.breakpoints.add(Breakpoint(Phase("loss")))
    assert session.is_running
    session.stop()
    assert session.history.last.update >= 0
    history = session.history
    spiral.breakpoints.remove(0)
    assert session.history is history, "the training is the same"


DIVERGING = """{"format": "nnviz", "version": 1,
 "network": {"inputs": 1, "layers": [{"units": 2, "activation": {"key": "identity"}},
                                     {"units": 1, "activation": {"key": "identity"}}]},
 "loss": {"key": "mse"}, "optimizer": {"key": "sgd", "learning_rate": 50},
 "data": {"key": "table", "inputs": [[1], [2]], "targets": [[1], [3]]}}"""


def test_divergence_on_the_way_is_told_as_it_is_of_training(opened: Open, qtbot: QtBot) -> None:
    program = opened(file.decode(DIVERGING))
    session, told = program.session, []
    session.diverged.connect(told.append)
    program.breakpoints.add(Breakpoint(Anywhere(), "loss < 0"))
    on(qtbot, program)
    assert len(told) == 1
    last = session.history.last.update
    undo(program)
    program.breakpoints.add(Readymade.find("not_finite")().make())
    on(qtbot, program)
    assert len(told) == 1, "a breakpoint hits before it is told"
    assert session.cursor.update == last, "the update that diverges"
    assert said(program).startswith("Breakpoint 1: not finite(number) at ")


def test_the_keys_and_the_tab(start: Start, qtbot: QtBot) -> None:
    program = start("xor-2-4-1")
    network, session, bar = program.parts.network, program.parts.session, program.window.statusBar()
    qtbot.keyClick(program.window, Qt.Key.Key_F5)
    assert (
        bar.currentMessage() == "There is no breakpoint to stop at. F9 sets one at the chosen node or edge."
    )
    session.select_node(1, 3)
    qtbot.keyClick(program.window, Qt.Key.Key_F9)
    assert program.parts.document.project.breakpoints == (Breakpoint(Node(1, 4)),)
    network.side.setCurrentIndex(0)
    found = []
    for modifiers in (NONE, NONE, CTRL):
        qtbot.keyClick(program.window, Qt.Key.Key_F5, modifiers)
        qtbot.waitUntil(lambda: not session.is_running, timeout=20_000)
        found.append(session.cursor)
        assert bar.currentMessage() == f"Breakpoint 1: layer 1, unit 4, update {session.cursor.update}"
    assert found[0] == found[2] != found[1]
    assert network.side.currentWidget() is network.breakpoint_list
    qtbot.keyClick(program.window, Qt.Key.Key_Z, CTRL)
    assert program.parts.document.project.breakpoints == ()
    program.window.choose_workspace("optimizers")
    qtbot.keyClick(program.window, Qt.Key.Key_F9)
    assert bar.currentMessage() == "This workspace has no such move."


def test_playing_ends_where_one_hits(start: Start, qtbot: QtBot) -> None:
    program = start("spiral-2-8-8-1")
    workspace, session = program.parts.network, program.parts.session
    workspace.breakpoints.add(Breakpoint(Node(2, 4)))
    session.go_to(Cursor(3, 0))
    workspace.play_back()
    assert workspace.transport.bar.is_playing
    with qtbot.waitSignal(workspace.breakpoints.hit_at):
        workspace.run_on()
    assert not workspace.transport.bar.is_playing
    assert session.cursor.update == 3
    assert workspace.breakpoints.words
