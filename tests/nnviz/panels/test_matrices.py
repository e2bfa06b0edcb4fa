"""The matrices panel, as a user has it."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.formula import Source
from core.trace_values import TraceValues
from nnviz.document import Document
from nnviz.figures.matrix_blocks import Cell
from nnviz.figures.style import PRINT
from nnviz.moment import Selection
from nnviz.panels.matrices import MatricesPanel
from nnviz.project import edits
from nnviz.session import Cursor, Session
from nnviz.theme import Theme
from tests.nnviz.sessions import sample, session_at

OpenPanel = Callable[..., MatricesPanel]


@pytest.fixture(name="open_panel")
def _open_panel(qtbot: QtBot, qapp: QApplication) -> OpenPanel:
    def open_panel(session: Session, *, size: tuple[int, int] = (725, 230)) -> MatricesPanel:
        panel = MatricesPanel(session, Theme(qapp, "light"))
        qtbot.addWidget(panel)
        panel.resize(*size)
        panel.show()
        return panel

    return open_panel


def click(qtbot: QtBot, panel: MatricesPanel, cell: Cell) -> None:
    place = panel.view.place_of(cell)
    assert place is not None
    qtbot.mouseClick(panel.view, Qt.MouseButton.LeftButton, pos=place.toPoint())


def shown_layer(panel: MatricesPanel) -> int:
    assert panel.view.picture is not None
    return panel.view.picture.layer


def test_the_layer_follows_the_step_until_one_is_chosen(open_panel: OpenPanel) -> None:
    session = session_at(sample("mazur"), 0, 34)
    panel = open_panel(session)
    assert shown_layer(panel) == 1
    assert panel.layers.currentText() == "Follows: layer 1"
    session.go_to_step(20)
    assert shown_layer(panel) == 2
    assert panel.layers.currentText() == "Follows: layer 2"
    panel.layers.setCurrentIndex(1)
    panel.layers.activated.emit(1)
    session.go_to_step(22)
    assert shown_layer(panel) == 1
    assert panel.layers.currentText() == "Layer 1"
    panel.layers.setCurrentIndex(0)
    panel.layers.activated.emit(0)
    assert shown_layer(panel) == 2


def test_a_chosen_layer_that_is_removed_is_not_missed(open_panel: OpenPanel) -> None:
    document = Document(sample("spiral-2-8-8-1"))
    panel = open_panel(Session(document))
    panel.layers.activated.emit(3)
    assert shown_layer(panel) == 3
    document.edit("layer", edits.remove_layer(document.project, 2))
    assert shown_layer(panel) == 1
    names = [panel.layers.itemText(k) for k in range(panel.layers.count())]
    assert names == ["Follows: layer 1", "Layer 1", "Output layer"]


@pytest.mark.parametrize(
    ("cell", "source"),
    [
        (Cell("z", 0, 1), Source("z", 1, 1)),
        (Cell("a", 0, 0), Source("a", 1, 0)),
        (Cell("delta", 0, 1), Source("delta", 1, 1)),
        (Cell("weight_gradient", 1, 0), Source("weight_gradient", 1, 0, 1)),
        (Cell("bias_gradient", 0, 1), Source("bias_gradient", 1, 1)),
    ],
)
def test_a_click_goes_to_the_step_that_made_the_number(
    open_panel: OpenPanel, qtbot: QtBot, cell: Cell, source: Source
) -> None:
    session = session_at(sample("mazur"), 0, 34)
    panel = open_panel(session)
    click(qtbot, panel, cell)
    assert session.cursor.step == session.trace.step_of(source)
    matrix = panel.view.picture.matrix(cell.quantity)
    assert matrix.lit == (cell.row, cell.column)
    assert matrix.known[cell.row, cell.column]


def test_a_click_on_another_sample_shows_it(open_panel: OpenPanel, qtbot: QtBot) -> None:
    session = session_at(sample("xor-2-4-1"), 0, 12)
    panel = open_panel(session)
    click(qtbot, panel, Cell("a", 2, 3))
    assert session.moment.sample == 2
    assert session.moment.current.kind == "activation"
    assert panel.view.picture.matrix("a").lit == (2, 3)


def test_a_click_on_a_weight_selects_its_edge(open_panel: OpenPanel, qtbot: QtBot) -> None:
    session = session_at(sample("mazur"), 0, 34)
    panel = open_panel(session)
    click(qtbot, panel, Cell("weight", 1, 0))
    assert session.selection == Selection(layer=1, unit=0, origin=1)
    click(qtbot, panel, Cell("bias", 0, 1))
    assert session.selection == Selection(layer=1, unit=1)
    assert session.cursor.step == 34


def test_pointing_at_a_cell_tells_all_digits(open_panel: OpenPanel) -> None:
    session = session_at(sample("mazur"), 0, 34)
    panel = open_panel(session)
    view = panel.view
    delta = TraceValues(session.trace, 0).read(Source("delta", 1, 0))
    assert view.tooltip_at(view.place_of(Cell("delta", 0, 0))) == f"δ of hidden unit 1 of layer 1\n{delta!r}"
    assert "not computed yet" in view.tooltip_at(view.place_of(Cell("delta", 0, 1)))
    assert view.tooltip_at(QPoint(1, 1).toPointF()) == ""


@pytest.mark.parametrize("name", ["mazur", "xor-2-4-1", "iris-4-8-3"])
def test_after_every_jump_the_matrices_are_those_computed_afresh(open_panel: OpenPanel, name: str) -> None:
    session = Session(Document(edits.set_shuffle(edits.set_batch_size(sample(name), 3), True)))
    panel = open_panel(session)
    chance = random.Random(name)
    for _ in range(25):
        session.go_to(Cursor(chance.randrange(4), chance.randrange(-1, len(session.trace))))
        session.select(sample=chance.randrange(3))
        check(panel, session)


def check(panel: MatricesPanel, session: Session) -> None:
    """Compare what is shown, and what is left empty, with the recording."""
    picture, trace, step = panel.view.picture, session.trace, session.cursor.step
    recording, layer = trace.update.recording, picture.layer
    gradient = trace.task.network.split(recording.gradient)[layer - 1]
    arrays = {"z": recording.z[layer], "a": recording.a[layer], "delta": recording.delta[layer]}
    arrays |= {"weight_gradient": gradient.weights, "bias_gradient": gradient.biases[None]}
    assert layer == (session.moment.current.layer if step >= 0 else 1)
    for quantity, expected in arrays.items():
        matrix = picture.matrix(quantity)
        assert np.array_equal(matrix.values, expected)
        known = np.broadcast_to(trace.written_at(quantity, layer) <= step, expected.shape)
        assert np.array_equal(matrix.known, known)


def test_one_matrix_alone_has_its_numbers_and_its_name_brings_all_back(
    open_panel: OpenPanel, qtbot: QtBot
) -> None:
    session = session_at(sample("spiral-2-8-8-1"), 0, 1700)
    panel = open_panel(session, size=(425, 165))
    view = panel.view
    blocks = view.picture.blocks(*view._extent)
    assert not any(block.has_numbers for block in blocks)
    name = next(block.title_rect for block in blocks if block.matrix.quantity == "weight")
    place = QPoint(round((name.x + 5) * view._scale), round(name.middle * view._scale))
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    assert panel.only == "weight"
    QApplication.processEvents()
    assert {matrix.quantity for matrix in view.picture.matrices} == {"weight", "bias"}
    assert all(block.has_numbers for block in view.picture.blocks(*view._extent))
    lit = view.place_of(Cell("weight", *view.picture.matrix("weight").lit)).toPoint()
    assert view.visibleRegion().contains(lit)
    view.title_chosen.emit("weight")
    assert panel.only == ""
    assert len(view.picture.matrices) == 7


def test_keys_choose_a_cell_and_go_to_it(open_panel: OpenPanel, qtbot: QtBot) -> None:
    session = session_at(sample("mazur"), 0, 34)
    panel = open_panel(session)
    view = panel.view
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Right)  # begins where the step is
    assert view.focus == Cell("delta", 0, 0)
    assert "δ of hidden unit 1" in view.accessibleDescription()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.focus == Cell("delta", 0, 1)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert session.cursor.step == session.trace.step_of(Source("delta", 1, 1))
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.focus is None
    assert "W 2 × 2, all computed" in view.accessibleDescription()


def test_a_matrix_is_copied_in_three_formats(open_panel: OpenPanel) -> None:
    session = session_at(sample("mazur"), 0, 68)
    panel = open_panel(session)
    panel.layers.activated.emit(1)
    panel.view.menu_cell = Cell("weight_gradient", 0, 0)
    actions = {action.text(): action for action in panel.menu_actions()}
    assert list(actions) == ["Copy dL/dW as CSV", "Copy dL/dW as NumPy", "Copy dL/dW as LaTeX"]
    actions["Copy dL/dW as NumPy"].trigger()
    gradient = session.trace.task.network.split(session.trace.update.recording.gradient)[0].weights
    assert np.array_equal(eval(QGuiApplication.clipboard().text(), {"np": np}), gradient)
    actions["Copy dL/dW as CSV"].trigger()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert [[float(cell) for cell in line.split(",")] for line in lines] == gradient.tolist()
    actions["Copy dL/dW as LaTeX"].trigger()
    assert QGuiApplication.clipboard().text().startswith("\\begin{bmatrix}")


def test_the_menu_is_that_of_the_matrix_under_the_pointer(open_panel: OpenPanel, qtbot: QtBot) -> None:
    panel = open_panel(session_at(sample("mazur"), 0, 34))
    panel.view.menu_wanted.disconnect()  # the menu itself would wait for somebody
    for place, copies in ((panel.view.place_of(Cell("z", 0, 0)).toPoint(), True), (QPoint(1, 1), False)):
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, panel.view.mapToGlobal(place))
        with qtbot.waitSignal(panel.view.menu_wanted):
            QApplication.sendEvent(panel.view, event)
        entries = [action.text() for action in panel.context_menu().actions()]
        assert ("Copy z as CSV" in entries) == copies
        assert "Export figure…" in entries


def test_the_figure_shows_what_the_panel_shows(open_panel: OpenPanel) -> None:
    panel = open_panel(session_at(sample("mazur"), 0, 34))
    panel.layers.activated.emit(2)
    panel.view.title_chosen.emit("delta")
    picture = panel.picture(PRINT)
    assert picture.style is PRINT
    assert picture.description.startswith("Output layer: 2 → 2, Sigmoid. δ 1 × 2, all computed.")


def test_a_hidden_panel_does_nothing(open_panel: OpenPanel) -> None:
    session = session_at(sample("mazur"), 0, 34)
    panel = open_panel(session)
    panel.hide()
    before = panel.view.picture
    session.go_to_step(3)
    assert panel.view.picture is before
    panel.show()
    assert panel.view.picture.moment is session.moment
