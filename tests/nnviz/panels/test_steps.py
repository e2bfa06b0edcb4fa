"""The list of steps, as a user has it."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.explain import explain
from core.number_format import format_number
from nnviz.document import Document
from nnviz.panels.steps import StepsPanel
from nnviz.panels.steps.model import RESULT, TITLE, WORDS
from nnviz.project import edits
from nnviz.session import Cursor, Session
from nnviz.theme import Theme
from tests.nnviz.conftest import Program
from tests.nnviz.sessions import sample, session_at

OpenPanel = Callable[..., StepsPanel]


@pytest.fixture(name="open_panel")
def _open_panel(qtbot: QtBot, qapp: QApplication) -> OpenPanel:
    def open_panel(session: Session, *, shown: bool = True) -> StepsPanel:
        panel = StepsPanel(session, Theme(qapp, "light"))
        qtbot.addWidget(panel)
        panel.resize(725, 250)
        panel.setVisible(shown)
        return panel

    return open_panel


def panel_at(open_panel: OpenPanel, name: str, step: int) -> StepsPanel:
    return open_panel(session_at(sample(name), 0, step))


def rows(panel: StepsPanel) -> list[QModelIndex]:
    """Return the rows that are unfolded, from the top."""
    found, index = [], panel.view.model().index(0, 0)
    while index.isValid():
        found.append(index)
        index = panel.view.indexBelow(index)
    return found


def texts(panel: StepsPanel, column: int = TITLE) -> list[str]:
    return [index.siblingAtColumn(column).data() for index in rows(panel)]


def place(panel: StepsPanel, title: str) -> QPoint:
    index = rows(panel)[texts(panel).index(title)]
    panel.view.scrollTo(index)
    return panel.view.visualRect(index).center()


def test_the_path_to_the_step_is_open_and_its_row_is_in_sight(open_panel: OpenPanel) -> None:
    panel = panel_at(open_panel, "spiral-2-8-8-1", 1253)
    lit = panel.view.lit_index()
    assert lit.data() == "+ sample 2"
    assert panel.view.viewport().rect().contains(panel.view.visualRect(lit))
    assert panel.path.text() == "Backward › Layer 1 › Unit 8 › dL/dw from x₁"
    assert texts(panel).count("Unit 1") == 1  # of the layers, one is open
    assert panel.view.currentIndex() == lit


def test_a_click_goes_to_a_step_and_on_a_folded_row_to_its_end(open_panel: OpenPanel, qtbot: QtBot) -> None:
    panel = panel_at(open_panel, "mazur", 34)
    session = panel._session
    viewport = panel.view.viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place(panel, "f′(z)"))
    assert session.cursor.step == 33
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place(panel, "Forward"))
    assert session.cursor.step == 15
    assert panel.view.lit_index().data() == "a = Sigmoid(z)"


def test_keys_fold_move_and_go(open_panel: OpenPanel, qtbot: QtBot) -> None:
    panel = panel_at(open_panel, "mazur", 34)
    view, session = panel.view, panel._session
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert session.cursor.step == 34  # to look around moves nothing
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert session.cursor.step == 33
    for _ in range(2):
        qtbot.keyClick(view, Qt.Key.Key_Left)  # to the unit, and fold it
    assert view.currentIndex().data() == "Unit 1"
    assert not view.isExpanded(view.currentIndex())
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.isExpanded(view.currentIndex())
    qtbot.keyClick(view, Qt.Key.Key_Asterisk)
    assert texts(panel).count("Layer 1") == 1  # nothing else was opened


def test_stepping_inside_a_node_moves_nothing_else(open_panel: OpenPanel) -> None:
    panel = panel_at(open_panel, "spiral-2-8-8-1", 32)
    session, view = panel._session, panel.view
    session.choose_grain("term")
    session.go_to_step(34)
    before, scrolled = texts(panel), view.verticalScrollBar().value()
    for step in range(35, 38):
        session.over()
        assert session.cursor.step == step
        assert texts(panel) == before
        assert abs(view.verticalScrollBar().value() - scrolled) <= 24 * (step - 34)


def test_what_the_cursor_opened_is_folded_when_it_leaves_and_what_a_hand_opened_stays(
    open_panel: OpenPanel,
) -> None:
    panel = panel_at(open_panel, "spiral-2-8-8-1", 5)
    view, session = panel.view, panel._session
    view.expand(rows(panel)[texts(panel).index("Unit 3")])
    count = len(rows(panel))
    for _ in range(300):
        session.over()
    assert len(rows(panel)) < count + 40
    session.go_to_step(20)
    assert view.isExpanded(rows(panel)[texts(panel).index("Unit 3")])
    panel.menu_actions()[0].trigger()
    assert not view.isExpanded(rows(panel)[texts(panel).index("Unit 3")])
    assert view.lit_index().data() in texts(panel)


@pytest.mark.parametrize("name", ["mazur", "xor-2-4-1", "iris-4-8-3"])
def test_after_every_jump_the_list_shows_what_is_computed_afresh(open_panel: OpenPanel, name: str) -> None:
    project = edits.set_shuffle(edits.set_batch_size(sample(name), 3), True)
    session = Session(Document(project))
    panel = open_panel(session)
    chance = random.Random(name)
    for _ in range(25):
        session.go_to(Cursor(chance.randrange(4), chance.randrange(-1, len(session.trace))))
        session.select(sample=chance.randrange(3))
        check(panel, session)


def check(panel: StepsPanel, session: Session) -> None:
    """Compare every unfolded step with its explanation, made anew."""
    step, trace, sample_row = session.cursor.step, session.trace, session.moment.sample
    shown = [panel.view.step_model.row_at(index) for index in rows(panel)]
    steps = {row.start: index for row, index in zip(shown, rows(panel), strict=True) if row.is_step}
    assert step == -1 or step in steps
    for start, index in steps.items():
        explained = explain(trace, start, sample_row)
        result = format_number(explained.result, 4) if start <= step else ""
        assert index.siblingAtColumn(WORDS).data() == explained.title
        assert index.siblingAtColumn(RESULT).data() == result
        spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
        assert ("the step just done" in spoken) == (start == step)
        assert ("not computed yet" in spoken) == (start > step)
    assert panel.view.lit_index().isValid() == (step >= 0)


def test_an_edit_of_the_shape_makes_another_list(open_panel: OpenPanel) -> None:
    document = Document(sample("mazur"))
    session = Session(document)
    panel = open_panel(session)
    session.go_to_step(30)
    document.edit("unit", edits.add_unit(document.project, 1))
    session.go_to_step(9)
    assert [text for text in texts(panel) if text.startswith("Unit")] == ["Unit 1", "Unit 2", "Unit 3"]
    document.undo_stack.undo()
    session.go_to_step(7)
    check(panel, session)
    assert [text for text in texts(panel) if text.startswith("Unit")] == ["Unit 1", "Unit 2"]


def test_what_a_hand_opened_stays_open_through_a_shorter_batch(open_panel: OpenPanel) -> None:
    """The steps of its gradients are fewer: all rows begin elsewhere."""
    session = Session(Document(edits.set_batch_size(sample("xor-2-4-1"), 3)))
    panel = open_panel(session)
    session.go_to_step(5)
    for title in ("Backward", "Layer 1", "Unit 3"):
        panel.view.expand(rows(panel)[len(texts(panel)) - 1 - texts(panel)[::-1].index(title)])
    opened = texts(panel)
    session.go_to(Cursor(1, 5))
    assert len(session.trace.update.batch) == 1
    assert texts(panel) == opened
    session.go_to(Cursor(0, 5))
    assert texts(panel) == opened


# Finding


def test_words_find_steps_and_keys_go_on_and_back(open_panel: OpenPanel, qtbot: QtBot) -> None:
    panel = panel_at(open_panel, "mazur", 0)
    session, field = panel._session, panel.bar.field
    qtbot.keyClicks(field, "delta")
    assert panel.bar.found.text() == "4 found"
    visited = []
    for _ in range(5):
        qtbot.keyClick(field, Qt.Key.Key_Return)
        visited.append(session.cursor.step)
    assert visited == [21, 27, 34, 41, 21]
    assert panel.bar.found.text() == "1 of 4"
    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert session.cursor.step == 41
    panel.bar.previous_button.click()
    assert session.cursor.step == 34
    panel.bar.next_button.click()
    assert session.cursor.step == 41


def test_nothing_found_goes_nowhere_and_escape_clears(open_panel: OpenPanel, qtbot: QtBot) -> None:
    panel = panel_at(open_panel, "mazur", 7)
    field = panel.bar.field
    qtbot.keyClicks(field, "layer 9")
    assert panel.bar.found.text() == "not found"
    assert not panel.bar.next_button.isEnabled()
    panel.find_next()
    panel.find_previous()
    assert panel._session.cursor.step == 7
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == panel.bar.found.text() == ""
    panel.find_next()
    assert panel._session.cursor.step == 7


def test_letters_typed_in_the_list_begin_a_search(open_panel: OpenPanel, qtbot: QtBot) -> None:
    panel = panel_at(open_panel, "mazur", 7)
    qtbot.keyClicks(panel.view, "z")
    assert panel.bar.field.text() == "z"
    assert panel.bar.found.text() == "4 found"


def test_the_keys_of_the_search_work_in_the_window_while_the_list_is_shown(
    start: Callable[..., Program], qtbot: QtBot
) -> None:
    program = start("mazur")
    workspace, session = program.parts.network, program.parts.session
    session.go_to_step(0)
    workspace.steps.bar.field.setText("delta")
    qtbot.keyClick(program.window, Qt.Key.Key_F3)
    assert session.cursor.step == 0  # another tab is shown
    workspace.plots.setCurrentWidget(workspace.steps)
    qtbot.keyClick(program.window, Qt.Key.Key_F3)
    assert session.cursor.step == 21
    qtbot.keyClick(program.window, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert session.cursor.step == 41
    qtbot.keyClick(program.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert workspace.steps.bar.field.hasFocus()
    qtbot.keyClick(workspace.steps.bar.field, Qt.Key.Key_Down)
    assert workspace.steps.view.hasFocus()


def test_space_in_the_list_plays(start: Callable[..., Program], qtbot: QtBot) -> None:
    program = start("mazur")
    workspace = program.parts.network
    workspace.plots.setCurrentWidget(workspace.steps)
    workspace.steps.view.setFocus()
    qtbot.keyClick(workspace.steps.view, Qt.Key.Key_Space)
    assert workspace.transport.bar.is_playing
    qtbot.keyClick(workspace.steps.view, Qt.Key.Key_Space)
    assert not workspace.transport.bar.is_playing


# What it costs


def test_a_hidden_list_does_nothing(open_panel: OpenPanel) -> None:
    session = session_at(sample("xor-2-4-1"), 0, 3)
    panel = open_panel(session, shown=False)
    session.over()
    assert panel.view.step_model.step_words is None
    panel.show()
    assert panel.view.lit_index().isValid()
    panel.hide()
    shown = panel.view.step_model.step_words.moment
    session.go_to_update(2)
    assert panel.view.step_model.step_words.moment is shown


def test_a_hidden_list_is_resized_while_the_cursor_is_where_it_has_no_row(open_panel: OpenPanel) -> None:
    document = Document(sample("mazur"))
    session = Session(document)
    panel = open_panel(session)
    panel.hide()
    document.edit("unit", edits.add_unit(document.project, 1))
    session.to_end()
    panel.resize(500, 200)
    panel.show()
    check(panel, session)
    assert panel.path.text().startswith("Update › ")


def test_the_list_of_a_million_parameters_has_a_few_hundred_rows(open_panel: OpenPanel) -> None:
    project = edits.add_layer(edits.set_units(sample("xor-2-4-1"), 1, 1000), 1)
    session = Session(Document(edits.set_units(project, 2, 1000)))
    assert len(session.trace) > 8 * 10**6
    panel = open_panel(session)
    chance = random.Random(0)
    for _ in range(20):
        session.go_to_step(chance.randrange(len(session.trace)))
        assert panel.view.lit_index().isValid()
        assert len(rows(panel)) < 500
    assert len(panel.view.step_model.step_words.tree._children) <= 2048


def test_it_is_drawn_in_the_colours_of_the_theme(open_panel: OpenPanel) -> None:
    panel = panel_at(open_panel, "mazur", 34)
    style = panel._theme.style
    lit = panel.view.visualRect(panel.view.lit_index())
    image = panel.view.viewport().grab().toImage()
    assert QColor(image.pixelColor(1, lit.center().y())) == QColor(style.current)
    assert QColor(image.pixelColor(lit.right() - 2, lit.center().y())) == QColor(style.current_soft)
