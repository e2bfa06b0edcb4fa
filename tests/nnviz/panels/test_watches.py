"""The panel Watches, as a user has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from core.formula import Source
from nnviz.figures.style import PRINT
from nnviz.figures.watch_reading import WatchSeries
from nnviz.panels.watches import WatchesPanel
from nnviz.project import edits
from nnviz.segments import Cursor
from tests.nnviz.conftest import Program

Start = Callable[[str | None], Program]


def panel(program: Program) -> WatchesPanel:
    return program.parts.network.watches


def add(qtbot: QtBot, program: Program, text: str) -> None:
    field = panel(program).field
    field.setFocus()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def shown(program: Program) -> tuple[WatchSeries, ...]:
    return panel(program).view._picture.watches


def train(qtbot: QtBot, program: Program, updates: int) -> None:
    program.parts.session.train(updates)
    qtbot.waitUntil(lambda: not program.parts.session.is_running, timeout=20_000)


def worked_out(qtbot: QtBot, program: Program) -> tuple[WatchSeries, ...]:
    qtbot.waitUntil(lambda: not panel(program).past.is_working, timeout=20_000)
    return shown(program)


def test_an_empty_panel_says_what_a_watch_is(start: Start) -> None:
    program = start("mazur")
    assert shown(program) == ()
    assert panel(program).view.accessibleDescription().startswith("A watch is one number of an update")


def test_a_typed_watch_shows_its_value_once_it_is_computed(start: Start, qtbot: QtBot) -> None:
    program = start("mazur")
    session = program.parts.session
    for text in ("loss", "W1[1, 2]", "delta1[1]", "max(abs(z1))"):
        add(qtbot, program, text)
        assert panel(program).field.text() == ""
    assert program.parts.document.project.watches == ("loss", "W1[1, 2]", "delta1[1]", "max(abs(z1))")
    assert [watch.value for watch in shown(program)] == [None, 0.25, None, None]
    assert "loss: not computed yet" in panel(program).view.accessibleDescription()
    session.go_to_step(68)
    recording = session.moment.update.recording
    assert [watch.value for watch in shown(program)] == [
        recording.loss,
        0.25,
        recording.delta[1][0, 0],
        np.abs(recording.z[1]).max(),
    ]
    session.go_to_step(20)
    assert [watch.value is None for watch in shown(program)] == [False, False, True, False]
    program.parts.document.undo_stack.undo()
    assert len(shown(program)) == 3


@pytest.mark.parametrize(
    ("text", "message", "position"),
    [
        ("W1[1, 3]", "this index of W1 is a whole number from 1 to 2", 6),
        ("loss + lost", "unknown name 'lost'", 7),
        ("W1", "this is a whole array", 0),
    ],
)
def test_a_text_that_is_no_watch_is_said_so_beside_the_field(
    start: Start, qtbot: QtBot, text: str, message: str, position: int
) -> None:
    program = start("mazur")
    add(qtbot, program, text)
    assert message in panel(program).notice.message
    assert f"at {position}" in panel(program).notice.message
    assert panel(program).field.cursorPosition() == position
    assert program.parts.document.project.watches == ()
    qtbot.keyClick(panel(program).field, Qt.Key.Key_Escape)
    assert not panel(program).notice.message
    assert panel(program).field.text() == ""


def test_the_curve_is_exact_at_its_points_and_a_click_goes_there(start: Start, qtbot: QtBot) -> None:
    program = start("spiral-2-8-8-1")
    session = program.parts.session
    train(qtbot, program, 1000)
    add(qtbot, program, "loss")
    add(qtbot, program, "W2[3, 5]")
    loss, weight = worked_out(qtbot, program)
    assert 60 < len(loss.updates) <= 121  # and the one under the cursor
    known = loss.updates.astype(int)
    assert known[0] == 0
    assert np.array_equal(loss.values[:-1], session.history.losses[known[:-1]])
    place = panel(program).view.place_of(1, 0.5).toPoint()
    qtbot.mouseClick(panel(program).view, Qt.MouseButton.LeftButton, pos=place)
    reached = session.cursor.update
    assert reached in known
    assert abs(reached - 500) < 20
    assert panel(program).view.chosen == 1
    index = session.trace.task.network.index(2, 4, 2)
    assert shown(program)[1].value == session.moment.update.before.theta[index]
    assert weight.values[known.tolist().index(reached)] == shown(program)[1].value
    assert f"update {reached}: {shown(program)[1].value!r}" in panel(program).view.tooltip_at(
        place.toPointF()
    )


def test_another_sample_and_another_branch_are_looked_at_anew(start: Start, qtbot: QtBot) -> None:
    program = start("spiral-2-8-8-1")
    session, document = program.parts.session, program.parts.document
    train(qtbot, program, 40)
    add(qtbot, program, "a3[1]")
    (first,) = worked_out(qtbot, program)
    session.select(sample=3)
    (other,) = worked_out(qtbot, program)
    session.go_to(Cursor(16, 10**9))
    assert shown(program)[0].value == session.moment.update.recording.a[3][3, 0]
    assert not np.array_equal(first.values, other.values)
    assert other.values[16] == shown(program)[0].value
    optimizer = replace(document.project.optimizer, learning_rate=0.5)  # type: ignore[call-arg]
    document.edit("Rate", replace(document.project, optimizer=optimizer))
    train(qtbot, program, 8)
    (branch,) = worked_out(qtbot, program)
    assert branch.updates[0] == 17
    document.undo_stack.undo()
    (again,) = worked_out(qtbot, program)
    assert np.array_equal(again.values[:40], other.values[:40])


def test_watching_starts_no_branch_and_stops_no_training(start: Start, qtbot: QtBot) -> None:
    program = start("spiral-2-8-8-1")
    session = program.parts.session
    session.train()
    qtbot.waitUntil(lambda: session.history.last.update > 50)
    add(qtbot, program, "loss")
    assert session.is_running
    session.stop()
    assert session.history.first_update == 0
    assert len(session.segments.branches()) == 1


def test_a_watch_is_changed_and_removed_and_both_are_undone(start: Start, qtbot: QtBot) -> None:
    program = start("mazur")
    view, document = panel(program).view, program.parts.document
    for text in ("loss", "z1[1]"):
        add(qtbot, program, text)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.chosen == 1
    qtbot.keyClick(view, Qt.Key.Key_F2)
    assert panel(program).field.text() == "z1[1]"
    qtbot.keyClicks(panel(program).field, "z1[2]")
    qtbot.keyClick(panel(program).field, Qt.Key.Key_Return)
    assert document.project.watches == ("loss", "z1[2]")
    document.undo_stack.undo()
    assert document.project.watches == ("loss", "z1[1]")
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Up)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert document.project.watches == ("z1[1]",)
    document.undo_stack.undo()
    assert document.project.watches == ("loss", "z1[1]")
    change, remove = panel(program).menu_actions()
    change.trigger()
    assert panel(program).field.text() == "loss"
    remove.trigger()
    assert document.project.watches == ("z1[1]",)
    assert panel(program).field.text() == ""


def test_one_that_does_not_fit_any_more_says_so_and_comes_back(start: Start, qtbot: QtBot) -> None:
    program = start("xor-2-4-1")
    document = program.parts.document
    add(qtbot, program, "W2[4, 1]")
    add(qtbot, program, "loss")
    document.edit("Units", edits.set_units(document.project, 1, 3))
    broken, loss = shown(program)
    assert "from 1 to 3" in broken.problem
    assert not loss.problem
    train(qtbot, program, 5)
    assert len(worked_out(qtbot, program)[1].updates) == 5
    document.undo_stack.undo()
    assert not shown(program)[0].problem


@pytest.mark.parametrize(
    ("source", "words", "formula"),
    [
        (Source("weight", 1, 1, 0), "Watch w", "W1[1, 2]"),
        (Source("weight", 2, 0, 1), "Watch its gradient dL/dw", "dW2[2, 1]"),
        (Source("a", 1, 1), "Watch delta", "delta1[2]"),
        (Source("a", 2, 0), "Watch its gradient dL/db", "db2[1]"),
        (Source("x", 0, 1), "Watch x", "x[2]"),
        (Source("target", 2, 1), "Watch the target", "y[2]"),
        (Source("loss", 2), "Watch the loss", "loss"),
    ],
)
def test_the_drawing_offers_what_can_be_watched(
    start: Start, source: Source, words: str, formula: str
) -> None:
    program = start("mazur")
    drawing = program.parts.network.network
    drawing._menu_place = source
    entry = next(action for action in drawing.menu_actions() if action.text() == words)
    entry.trigger()
    assert program.parts.document.project.watches == (formula,)
    assert not shown(program)[0].problem
    program.parts.document.undo_stack.undo()
    assert program.parts.document.project.watches == ()


def test_the_figure_has_every_point_and_no_mark(start: Start, qtbot: QtBot) -> None:
    program = start("spiral-2-8-8-1")
    train(qtbot, program, 64)
    program.parts.document.edit("Watch", edits.add_watch(program.parts.document.project, "norm(dW1)"))
    picture = panel(program).picture(PRINT)
    assert len(picture.watches[0].updates) == 64
    assert picture.description.startswith("Watches at update 63. norm(dW1): ")


def test_numbers_that_are_not_finite_leave_gaps(start: Start, qtbot: QtBot) -> None:
    program = start("mazur")
    train(qtbot, program, 12)
    add(qtbot, program, "1 / (update - 5)")
    add(qtbot, program, "log(-loss)")
    worked_out(qtbot, program)
    program.parts.session.go_to(Cursor(5, 68))
    first, second = shown(program)
    assert np.isinf(first.value)
    assert np.isnan(second.value)
    assert "1 / (update - 5): ∞" in panel(program).view.accessibleDescription()
    panel(program).view.grab()


def test_what_is_hidden_works_nothing_out(start: Start, qtbot: QtBot) -> None:
    program = start("spiral-2-8-8-1")
    program.parts.network.side.setCurrentWidget(program.parts.network.branches)
    program.parts.document.edit("Watch", edits.add_watch(program.parts.document.project, "loss"))
    train(qtbot, program, 40)
    assert not panel(program).past.is_working
    program.parts.network.side.setCurrentWidget(panel(program))
    assert len(worked_out(qtbot, program)[0].updates) == 40


def test_rows_take_the_mouse_where_no_curve_is(start: Start, qtbot: QtBot) -> None:
    program = start("mazur")
    add(qtbot, program, "loss")
    view, update = panel(program).view, program.parts.session.cursor.update
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(20, 8))
    assert view.chosen == 0
    assert program.parts.session.cursor.update == update
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=QPoint(20, 8))
    assert panel(program).field.text() == "loss"
