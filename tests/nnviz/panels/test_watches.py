"""The panel Watches, as a user has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from core.formula import Source
from nnviz.figures.style import PRINT
from nnviz.figures.watch_reading import WatchSeries
from nnviz.panels.network import NetworkPanel
from nnviz.panels.watches import WatchesPanel
from nnviz.project import edits
from nnviz.segments import Cursor
from tests.nnviz.panels.alone import Alone

pytestmark = pytest.mark.usefixtures("qapp")


class Shown(Alone):
    """The panel Watches."""

    def __init__(self, qtbot: QtBot, name: str, folder: Path) -> None:
        super().__init__(qtbot, name, folder)
        self.panel = WatchesPanel(self.document, self.session, self.theme)
        self.show(self.panel)


Open = Callable[[str], Shown]


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Open:
    return lambda name: Shown(qtbot, name, tmp_path)


def add(qtbot: QtBot, shown: Shown, text: str) -> None:
    shown.panel.field.setFocus()
    qtbot.keyClicks(shown.panel.field, text)
    qtbot.keyClick(shown.panel.field, Qt.Key.Key_Return)


def rows(shown: Shown) -> tuple[WatchSeries, ...]:
    return shown.panel.view.picture.watches


def worked_out(qtbot: QtBot, shown: Shown) -> tuple[WatchSeries, ...]:
    qtbot.waitUntil(lambda: not shown.panel.past.is_working, timeout=20_000)
    return rows(shown)


def test_an_empty_panel_says_what_a_watch_is(opened: Open) -> None:
    shown = opened("mazur")
    assert rows(shown) == ()
    assert shown.panel.view.accessibleDescription().startswith("A watch is one number of an update")


def test_a_typed_watch_shows_its_value_once_it_is_computed(opened: Open, qtbot: QtBot) -> None:
    shown = opened("mazur")
    session = shown.session
    for text in ("loss", "W1[1, 2]", "delta1[1]", "max(abs(z1))"):
        add(qtbot, shown, text)
        assert shown.panel.field.text() == ""
    assert shown.document.project.watches == ("loss", "W1[1, 2]", "delta1[1]", "max(abs(z1))")
    assert [watch.value for watch in rows(shown)] == [None, 0.25, None, None]
    assert "loss: not computed yet" in shown.panel.view.accessibleDescription()
    session.go_to_step(68)
    recording = session.moment.update.recording
    assert [watch.value for watch in rows(shown)] == [
        recording.loss,
        0.25,
        recording.delta[1][0, 0],
        np.abs(recording.z[1]).max(),
    ]
    session.go_to_step(20)
    assert [watch.value is None for watch in rows(shown)] == [False, False, True, False]
    shown.document.undo_stack.undo()
    assert len(rows(shown)) == 3


@pytest.mark.parametrize(
    ("text", "message", "position"),
    [
        ("W1[1, 3]", "this index of W1 is a whole number from 1 to 2", 6),
        ("loss + lost", "unknown name 'lost'", 7),
        ("W1", "this is a whole array", 0),
    ],
)
def test_a_text_that_is_no_watch_is_said_so_beside_the_field(
    opened: Open, qtbot: QtBot, text: str, message: str, position: int
) -> None:
    shown = opened("mazur")
    add(qtbot, shown, text)
    assert message in shown.panel.notice.message
    assert f"at {position}" in shown.panel.notice.message
    assert shown.panel.field.cursorPosition() == position
    assert shown.document.project.watches == ()
    qtbot.keyClick(shown.panel.field, Qt.Key.Key_Escape)
    assert not shown.panel.notice.message
    assert shown.panel.field.text() == ""


def test_the_curve_is_exact_at_its_points_and_a_click_goes_there(opened: Open, qtbot: QtBot) -> None:
    shown = opened("spiral-2-8-8-1")
    session = shown.session
    shown.train(1000)
    add(qtbot, shown, "loss")
    add(qtbot, shown, "W2[3, 5]")
    loss, weight = worked_out(qtbot, shown)
    assert 60 < len(loss.updates) <= 121  # and the one under the cursor
    known = loss.updates.astype(int)
    assert known[0] == 0
    assert np.array_equal(loss.values[:-1], session.history.losses[known[:-1]])
    place = shown.panel.view.place_of(1, 0.5).toPoint()
    qtbot.mouseClick(shown.panel.view, Qt.MouseButton.LeftButton, pos=place)
    reached = session.cursor.update
    assert reached in known
    assert abs(reached - 500) < 20
    assert shown.panel.view.chosen == 1
    index = session.trace.task.network.index(2, 4, 2)
    assert rows(shown)[1].value == session.moment.update.before.theta[index]
    assert weight.values[known.tolist().index(reached)] == rows(shown)[1].value
    words = shown.panel.view.tooltip_at(place.toPointF())
    assert words.startswith(f"update {reached}: {rows(shown)[1].value!r}")
    assert words.endswith("(of 16 updates one is shown)")


def test_another_sample_and_another_branch_are_looked_at_anew(opened: Open, qtbot: QtBot) -> None:
    shown = opened("spiral-2-8-8-1")
    session, document = shown.session, shown.document
    shown.train(40)
    add(qtbot, shown, "a3[1]")
    (first,) = worked_out(qtbot, shown)
    session.select(sample=3)
    (other,) = worked_out(qtbot, shown)
    session.go_to(Cursor(16, 10**9))
    assert rows(shown)[0].value == session.moment.update.recording.a[3][3, 0]
    assert not np.array_equal(first.values, other.values)
    assert other.values[16] == rows(shown)[0].value
    optimizer = replace(document.project.optimizer, learning_rate=0.5)  # type: ignore[call-arg]
    document.edit("Rate", replace(document.project, optimizer=optimizer))
    shown.train(8)
    (branch,) = worked_out(qtbot, shown)
    assert branch.updates[0] == 17
    document.undo_stack.undo()
    (again,) = worked_out(qtbot, shown)
    assert np.array_equal(again.values[:40], other.values[:40])


def test_watching_starts_no_branch_and_stops_no_training(opened: Open, qtbot: QtBot) -> None:
    shown = opened("spiral-2-8-8-1")
    session = shown.session
    session.train()
    qtbot.waitUntil(lambda: session.history.last.update > 50)
    add(qtbot, shown, "loss")
    assert session.is_running
    session.stop()
    assert session.history.first_update == 0
    assert len(session.segments.branches()) == 1


def test_a_watch_is_changed_and_removed_and_both_are_undone(opened: Open, qtbot: QtBot) -> None:
    shown = opened("mazur")
    view, document = shown.panel.view, shown.document
    for text in ("loss", "z1[1]"):
        add(qtbot, shown, text)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.chosen == 1
    qtbot.keyClick(view, Qt.Key.Key_F2)
    assert shown.panel.field.text() == "z1[1]"
    qtbot.keyClicks(shown.panel.field, "z1[2]")
    qtbot.keyClick(shown.panel.field, Qt.Key.Key_Return)
    assert document.project.watches == ("loss", "z1[2]")
    document.undo_stack.undo()
    assert document.project.watches == ("loss", "z1[1]")
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Up)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert document.project.watches == ("z1[1]",)
    document.undo_stack.undo()
    assert document.project.watches == ("loss", "z1[1]")
    change, remove = shown.panel.menu_actions()
    change.trigger()
    assert shown.panel.field.text() == "loss"
    remove.trigger()
    assert document.project.watches == ("z1[1]",)
    assert shown.panel.field.text() == ""


def test_one_that_does_not_fit_any_more_says_so_and_comes_back(opened: Open, qtbot: QtBot) -> None:
    shown = opened("xor-2-4-1")
    document = shown.document
    add(qtbot, shown, "W2[4, 1]")
    add(qtbot, shown, "loss")
    document.edit("Units", edits.set_units(document.project, 1, 3))
    broken, loss = rows(shown)
    assert "from 1 to 3" in broken.problem
    assert not loss.problem
    shown.train(5)
    assert len(worked_out(qtbot, shown)[1].updates) == 5
    document.undo_stack.undo()
    assert not rows(shown)[0].problem


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
    opened: Open, source: Source, words: str, formula: str
) -> None:
    shown = opened("mazur")
    drawing = NetworkPanel(shown.document, shown.session, shown.theme, shown.settings)
    drawing._menu_place = source
    entry = next(action for action in drawing.menu_actions() if action.text() == words)
    entry.trigger()
    assert shown.document.project.watches == (formula,)
    assert not rows(shown)[0].problem
    shown.document.undo_stack.undo()
    assert shown.document.project.watches == ()


def test_the_figure_has_every_point_and_no_mark(opened: Open, qtbot: QtBot) -> None:
    shown = opened("spiral-2-8-8-1")
    shown.train(64)
    shown.document.edit("Watch", edits.add_watch(shown.document.project, "norm(dW1)"))
    picture = shown.panel.picture(PRINT)
    assert len(picture.watches[0].updates) == 64
    assert picture.description.startswith("Watches at update 63. norm(dW1): ")


def test_numbers_that_are_not_finite_leave_gaps(opened: Open, qtbot: QtBot) -> None:
    shown = opened("mazur")
    shown.train(12)
    add(qtbot, shown, "1 / (update - 5)")
    add(qtbot, shown, "log(-loss)")
    worked_out(qtbot, shown)
    shown.session.go_to(Cursor(5, 68))
    first, second = rows(shown)
    assert np.isinf(first.value)
    assert np.isnan(second.value)
    assert "1 / (update - 5): ∞" in shown.panel.view.accessibleDescription()
    shown.panel.view.grab()


def test_what_is_hidden_works_nothing_out(opened: Open, qtbot: QtBot) -> None:
    shown = opened("spiral-2-8-8-1")
    shown.panel.hide()
    shown.document.edit("Watch", edits.add_watch(shown.document.project, "loss"))
    shown.train(40)
    assert not shown.panel.past.is_working
    shown.panel.show()
    assert len(worked_out(qtbot, shown)[0].updates) == 40


def test_rows_take_the_mouse_where_no_curve_is(opened: Open, qtbot: QtBot) -> None:
    shown = opened("mazur")
    add(qtbot, shown, "loss")
    view, update = shown.panel.view, shown.session.cursor.update
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(20, 8))
    assert view.chosen == 0
    assert shown.session.cursor.update == update
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=QPoint(20, 8))
    assert shown.panel.field.text() == "loss"


def test_the_figure_of_a_hidden_panel_is_of_what_is_looked_at_now(opened: Open, qtbot: QtBot) -> None:
    shown = opened("spiral-2-8-8-1")
    shown.train(10)
    add(qtbot, shown, "a3[1]")
    worked_out(qtbot, shown)
    shown.panel.hide()
    shown.session.select(sample=3)
    (watch,) = shown.panel.picture(PRINT).watches
    expected = [shown.session.history.update(number).recording.a[3][3, 0] for number in range(10)]
    assert watch.values[:10].tolist() == expected
    edited = edits.add_watch(edits.remove_watch(shown.document.project, 0), "z1[1]")
    shown.document.edit("another", edits.add_watch(edited, "z1[2]"))
    first, second = shown.panel.picture(PRINT).watches
    z = [shown.session.history.update(number).recording.z[1][3, :2].tolist() for number in range(10)]
    assert [first.values[:10].tolist(), second.values[:10].tolist()] == np.transpose(z).tolist()
