"""Presenting: what an audience sees, stepped and written on as a teacher does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.optimizers.sgd import SGD
from core.rival import Rival
from nnviz.figures.inked import Inked
from nnviz.project.ink import MOST_STROKES
from nnviz.project.ink_spec import Ink, InkPlace, Stroke
from nnviz.project.race_spec import PlaneSpec, RaceSpec, Runner
from nnviz.widgets.presentation_view import PresentationView
from tests.nnviz.conftest import Program

LEFT = Qt.MouseButton.LeftButton
Start = Callable[[str | None], Program]


@pytest.fixture
def program(start: Start) -> Program:
    return start(None)


@pytest.fixture
def view(program: Program) -> PresentationView:
    view = program.parts.presenter.begin(program.window.workspace)
    view.showNormal()
    view.resize(1200, 700)
    return view


def draw(view: PresentationView, *places: tuple[int, int]) -> None:
    """Draw a line over the screen with the mouse."""
    QTest.mousePress(view, LEFT, pos=QPoint(*places[0]))
    for place in places[1:]:
        QTest.mouseMove(view, QPoint(*place))
    QTest.mouseRelease(view, LEFT, pos=QPoint(*places[-1]))


def test_f12_covers_the_screen_and_escape_gives_it_back(program: Program, qtbot: QtBot) -> None:
    presenter = program.parts.presenter
    QTest.keyClick(program.window, Qt.Key.Key_F12)
    view = presenter.view
    assert view is not None
    assert view.isFullScreen()
    assert list(view.sheets()) == ["network", "inspector"]
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert presenter.view is None
    assert not view.isVisible()


def test_a_remote_steps_on_and_back(program: Program, view: PresentationView) -> None:
    session = program.parts.session
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    before = session.cursor
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    after = session.cursor
    assert after.step > before.step
    assert f"step {after.step + 1} of" in view.line.words
    assert "elta" in view.line.words
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    assert session.cursor == before


def test_the_debuggers_keys_move_too(program: Program, view: PresentationView) -> None:
    session = program.parts.session
    before = session.cursor
    QTest.keyClick(view, Qt.Key.Key_F11)
    assert session.cursor.step == before.step + 1
    QTest.keyClick(view, Qt.Key.Key_F11, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(view, Qt.Key.Key_End)
    assert session.cursor.step == len(session.trace) - 1


def test_only_the_chosen_panels_are_shown(program: Program, view: PresentationView) -> None:
    presenter, workspace = program.parts.presenter, program.window.workspace
    menu = program.window.menus.by_name["presented"]
    menu.aboutToShow.emit()
    entries = {action.text(): action for action in menu.actions()}
    assert [text for text, entry in entries.items() if entry.isChecked()] == ["Network", "Inspector"]
    entries["Loss"].setChecked(True)
    entries["Inspector"].setChecked(False)
    assert list(view.sheets()) == ["network", "loss"]
    for name in ("Network", "Loss"):
        entries[name].setChecked(False)
    assert list(view.sheets()) == ["loss"]  # one stays
    assert [panel.name for panel in presenter.chosen(workspace)] == ["loss"]


def test_plus_makes_letters_and_lines_larger_up_to_what_fits(
    program: Program, view: PresentationView
) -> None:
    inspector = program.parts.network.inspector
    program.parts.presenter.choose(program.window.workspace, inspector, on=False)
    program.settings.presenting_scale = view.scale = 1.0
    sizes = [view.sheets()["network"].factor]
    for _ in range(8):
        QTest.keyClick(view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ShiftModifier)
        sizes.append(view.sheets()["network"].factor)
    assert view.scale == program.settings.presenting_scale == 3.0
    assert sizes == sorted(sizes)
    assert sizes[-1] > sizes[0]
    program.parts.presenter.choose(program.window.workspace, inspector, on=True)
    sheet = view.sheets()["inspector"]
    needed = inspector.picture(program.theme.style).size
    assert sheet.size[0] >= needed[0] - 0.1
    assert sheet.size[1] >= needed[1] - 0.1
    QTest.keyClick(view, Qt.Key.Key_Minus)
    assert view.scale == 2.5


def test_ink_stays_with_its_step_and_is_undone(program: Program, view: PresentationView) -> None:
    document, session = program.parts.document, program.parts.session
    QTest.keyClick(view, Qt.Key.Key_3)
    assert view.tool == "pen"
    draw(view, (100, 100), (140, 120), (180, 100))
    draw(view, (300, 300))
    ink = document.project.ink[0]
    assert ink.place == InkPlace("network", session.cursor.update, session.cursor.step)
    assert [len(stroke.points) for stroke in ink.strokes] == [3, 1]
    sheet = view.sheets()["network"]
    at = sheet.origin + QPointF(*ink.strokes[0].points[1]) * sheet.factor
    assert (at - QPointF(140, 120)).manhattanLength() < 0.2
    assert (ink.strokes[0].colour, ink.size) == ("positive", sheet.size)
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert "by hand" not in view.accessibleDescription()
    assert document.project.ink == (ink,)
    QTest.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [len(one.strokes) for one in document.project.ink] == [1]
    QTest.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert document.project.ink == ()
    QTest.keyClick(
        view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert len(document.project.ink) == 1


def test_writing_opens_no_branch_and_moves_nothing(program: Program, view: PresentationView) -> None:
    session = program.parts.session
    session.to_end()
    session.to_end()
    cursor, history = session.cursor, session.history
    QTest.keyClick(view, Qt.Key.Key_P)
    draw(view, (100, 100), (140, 120))
    assert program.parts.document.project.ink
    assert session.cursor == cursor
    assert session.history is history


def test_ink_is_wiped_and_leaves_with_the_figure(program: Program, view: PresentationView) -> None:
    QTest.keyClick(view, Qt.Key.Key_P)
    draw(view, (100, 100), (140, 120))
    dialog = program.parts.exporter.export(program.parts.network.network)
    figure = dialog._drawn()
    assert isinstance(figure.picture, Inked)
    assert figure.picture.size == program.parts.document.project.ink[0].size
    dialog.close()
    QTest.keyClick(view, Qt.Key.Key_C)
    assert program.parts.document.project.ink == ()


def test_too_much_ink_is_said_in_the_line_below(program: Program, view: PresentationView) -> None:
    document = program.parts.document
    stroke = Stroke("accent", ((1.0, 1.0),))
    place = InkPlace("network", *program.window.workspace.position())
    full = Ink(place, (100.0, 100.0), (stroke,) * MOST_STROKES)
    document.edit("fill", replace(document.project, ink=(full,)))
    QTest.keyClick(view, Qt.Key.Key_P)
    draw(view, (100, 200))
    assert f"at most {MOST_STROKES} strokes" in view.line.words
    assert document.project.ink == (full,)
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert "strokes" not in view.line.words


def test_the_screen_goes_black_and_comes_back(program: Program, view: PresentationView) -> None:
    assert view.grab().toImage().pixelColor(5, 5).lightness() > 200
    QTest.keyClick(view, Qt.Key.Key_B)
    black = view.grab().toImage()
    assert {black.pixelColor(x, y).name() for x in range(0, 1200, 50) for y in range(0, 700, 50)} == {
        "#000000"
    }
    QTest.keyClick(view, Qt.Key.Key_P)
    draw(view, (100, 100), (150, 150))
    assert program.parts.document.project.ink == ()  # nobody writes on what he cannot see
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert not view.is_blank


def test_the_clock_runs_and_the_pointer_is_seen(
    program: Program, view: PresentationView, qtbot: QtBot
) -> None:
    assert view.line.clock == ""
    QTest.keyClick(view, Qt.Key.Key_T)
    assert view.line.clock == "0:00"
    qtbot.waitUntil(lambda: view.line.clock == "0:01", timeout=3000)
    QTest.keyClick(view, Qt.Key.Key_T)
    assert view.line.clock == ""
    before = view.grab().toImage()
    QTest.keyClick(view, Qt.Key.Key_L)
    at, none = QPointF(600, 600), Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, at, at, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view, move)
    ring = view.grab().toImage()
    assert ring.pixelColor(600 - round(12 * view.scale), 600).name() == program.theme.style.bad
    assert ring != before
    QTest.keyClick(view, Qt.Key.Key_L)
    assert view.tool == "none"


def test_a_race_is_presented_too(program: Program, qtbot: QtBot) -> None:
    program.window.choose_workspace("optimizers")
    optimizers = program.parts.optimizers
    qtbot.waitUntil(lambda: optimizers.race_session.race is not None)
    view = program.parts.presenter.begin(program.window.workspace)
    QTest.keyClick(view, Qt.Key.Key_Home)
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert view.line.words.startswith("step 1 of")
    QTest.keyClick(view, Qt.Key.Key_P)
    QTest.mouseClick(view, LEFT, pos=QPoint(60, 60))
    assert program.parts.document.project.ink[0].place == InkPlace("race", 0, 0)
    assert optimizers.race_session.step == 0


def test_nothing_is_left_open_when_the_window_closes(program: Program, view: PresentationView) -> None:
    program.parts.document.undo_stack.setClean()
    program.window.close()
    assert program.parts.presenter.view is None


def test_a_race_that_cannot_be_run_is_said_where_the_step_is(start: Start) -> None:
    """Its plane is to lie along a path, and nothing moves."""
    program = start("xor-2-4-1")
    parts = program.parts
    still = Runner(Rival(SGD(learning_rate=0.0)))
    race = RaceSpec(None, runners=(still,), steps=5, plane=PlaneSpec("path"))
    parts.document.edit("Race", replace(parts.document.project, race=race))
    view = parts.presenter.begin(parts.optimizers)
    assert view.isVisible()
    assert not view.sheets()
    assert view.line.words.startswith("There is no figure of 3D: the path does not move")
    parts.document.undo_stack.undo()
    parts.presenter.refresh()
    assert list(view.sheets()) == ["race", "race-surface"]
    assert "step" in view.line.words
    parts.presenter.end()
