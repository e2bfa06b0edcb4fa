"""The network panel, as a user has it: pointed at, typed into, dragged, built on, walked by keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.activations.prelu import PReLU
from core.formula import Source
from nnviz.document import Document
from nnviz.figures.network_reading import Edge
from nnviz.figures.style import DARK, LIGHT
from nnviz.panels.network import NetworkPanel
from nnviz.panels.network.flight import FlightAnimation
from nnviz.panels.network.number_popup import NumberPopup
from nnviz.project import edits
from nnviz.session import Cursor, Session
from nnviz.settings import Settings
from nnviz.theme import Theme
from nnviz.widgets.number_edit import NumberEdit
from tests.nnviz.sessions import sample

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
W5 = Source("weight", 2, 0, 0)


class Bench:
    """A panel with its document and session."""

    def __init__(self, name: str, qapp: QApplication, folder: Path) -> None:
        self.document = Document(sample(name))
        self.session = Session(self.document)
        self.settings = Settings(folder / "settings.ini")
        self.settings.animate_steps = False
        self.theme = Theme(qapp, "light")
        self.panel = NetworkPanel(self.document, self.session, self.theme, self.settings)
        self.panel.resize(760, 500)
        self.messages: list[str] = []
        self.session.message.connect(self.messages.append)

    @property
    def theta(self) -> np.ndarray:
        return self.session.moment.update.before.theta

    @property
    def sizes(self) -> tuple[int, ...]:
        return self.document.project.network.network.sizes

    def place(self, source: Source) -> QPoint:
        """Where a number, or else its node, is on the screen."""
        rect = self.panel.shown().place(source, *self.panel.extent)
        assert rect is not None
        scale = self.panel.pixels_per_point
        return QPointF(rect.centre * scale, rect.middle * scale).toPoint()

    def point(self, place: QPoint) -> None:
        """Move the pointer; the offscreen platform needs the event itself."""
        QTest.mouseMove(self.panel, place)
        QApplication.processEvents()

    def handle(self, action: str) -> QPoint:
        rect = next(handle.rect for handle in self.panel.handles if handle.action == action)
        scale = self.panel.pixels_per_point
        return QPointF(rect.centre * scale, rect.middle * scale).toPoint()

    def type_into(self, source: Source, text: str) -> None:
        """Double-click a place and type."""
        QTest.mouseDClick(self.panel, LEFT, NONE, self.place(source))
        assert self.field.isVisible()
        QTest.keyClicks(self.field, text)

    @property
    def popup(self) -> NumberPopup:
        return self.panel.findChild(NumberPopup)

    @property
    def field(self) -> NumberEdit:
        return self.popup.edit


@pytest.fixture
def bench(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Callable[..., Bench]:
    def make(name: str = "mazur") -> Bench:
        made = Bench(name, qapp, tmp_path)
        qtbot.addWidget(made.panel)
        made.panel.show()
        return made

    return make


def test_a_typed_weight_replaces_the_old_one_and_can_be_undone(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.type_into(W5, "0,75")
    QTest.keyClick(b.field, Qt.Key.Key_Return)
    index = b.document.project.network.network.index(2, 0, 0)
    assert b.theta[index] == 0.75
    assert not b.field.isVisible()
    assert b.panel.window().focusWidget() is b.panel
    b.document.undo_stack.undo()
    assert b.theta[index] == 0.4


def test_escape_leaves_the_weight_and_wrong_text_is_told_of(
    bench: Callable[..., Bench],
) -> None:
    b = bench()
    b.type_into(W5, "0.5x")
    QTest.keyClick(b.field, Qt.Key.Key_Return)
    assert b.field.isVisible()
    assert "not a number" in b.popup.message.text()
    QTest.keyClick(b.field, Qt.Key.Key_Escape)
    assert not b.field.isVisible()
    assert b.document.undo_stack.count() == 0


def test_a_bias_is_typed_at_its_label_or_at_its_node(bench: Callable[..., Bench]) -> None:
    b = bench()
    network = b.document.project.network.network
    b.type_into(Source("bias", 1, 1), "-2")
    QTest.keyClick(b.field, Qt.Key.Key_Return)
    assert b.theta[network.index(1, 1)] == -2
    b.type_into(Source("a", 2, 0), "3")
    QTest.keyClick(b.field, Qt.Key.Key_Return)
    assert b.theta[network.index(2, 0)] == 3


def test_an_edit_in_the_middle_of_an_update_keeps_the_cursor(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.session.go_to_step(33)
    b.type_into(W5, "0.5")
    QTest.keyClick(b.field, Qt.Key.Key_Return)
    assert b.session.cursor.step == 33
    assert b.theta[b.document.project.network.network.index(2, 0, 0)] == 0.5


def test_an_edit_at_the_end_of_an_update_keeps_what_it_has_made_of_the_other_weights(
    bench: Callable[..., Bench],
) -> None:
    b = bench()
    b.session.to_end()
    after = b.session.moment.update.after.theta.copy()
    index = b.document.project.network.network.index(2, 0, 0)
    QTest.mouseDClick(b.panel, LEFT, NONE, b.place(Source("theta", 2, 0, 0)))
    assert b.field.value == after[index] == pytest.approx(0.3589, abs=1e-4)
    QTest.keyClicks(b.field, "0.9")
    QTest.keyClick(b.field, Qt.Key.Key_Return)
    after[index] = 0.9
    assert b.session.cursor == Cursor(1)
    assert b.theta.tolist() == after.tolist()
    b.document.undo_stack.undo()
    assert b.session.moment.update.after.theta[index] == pytest.approx(0.3589, abs=1e-4)


def test_dragging_a_weight_changes_it_live_as_one_edit(bench: Callable[..., Bench]) -> None:
    b = bench()
    place, index = b.place(W5), b.document.project.network.network.index(2, 0, 0)
    QTest.mousePress(b.panel, LEFT, NONE, place)
    seen = []
    for up in (10, 20, 40):
        QTest.mouseMove(b.panel, place - QPoint(0, up))
        seen.append(float(b.theta[index]))
    QTest.mouseRelease(b.panel, LEFT, NONE, place)
    assert 0.4 < seen[0] < seen[1] < seen[2]
    assert b.document.undo_stack.count() == 1
    b.document.undo_stack.undo()
    assert b.theta[index] == 0.4


def test_a_click_selects_a_node_or_an_edge_and_changes_nothing(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.session.go_to_step(20)
    QTest.mouseClick(b.panel, LEFT, NONE, b.place(Source("a", 1, 1)))
    chosen = b.session.selection
    assert (chosen.layer, chosen.unit, chosen.origin) == (1, 1, None)
    assert "Hidden unit 2 of layer 1" in b.panel.accessibleDescription()
    QTest.mouseClick(b.panel, LEFT, NONE, b.place(W5))
    chosen = b.session.selection
    assert (chosen.layer, chosen.unit, chosen.origin) == (2, 0, 0)
    QTest.mouseClick(b.panel, LEFT, NONE, QPoint(5, 495))
    assert b.session.selection.layer is None
    assert b.document.undo_stack.count() == 0


def test_units_come_and_go_on_the_drawing(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.point(b.place(Source("a", 1, 0)))
    QTest.mouseClick(b.panel, LEFT, NONE, b.handle("add_unit"))
    assert b.sizes == (2, 3, 2)
    b.point(b.place(Source("a", 1, 0)))
    QTest.mouseClick(b.panel, LEFT, NONE, b.handle("remove_unit"))
    assert b.sizes == (2, 2, 2)
    b.document.undo_stack.undo()
    b.document.undo_stack.undo()
    assert b.sizes == (2, 2, 2)
    assert b.document.project.network.theta == sample("mazur").network.theta


def test_layers_come_and_go_on_the_drawing(bench: Callable[..., Bench]) -> None:
    b = bench()
    between = (b.place(Source("a", 1, 0)) + b.place(Source("a", 2, 0))) / 2
    b.point(between)
    QTest.mouseClick(b.panel, LEFT, NONE, b.handle("add_layer"))
    assert b.sizes == (2, 2, 2, 2)
    b.point(b.place(Source("a", 2, 0)))
    QTest.mouseClick(b.panel, LEFT, NONE, b.handle("remove_layer"))
    assert b.sizes == (2, 2, 2)
    b.document.undo_stack.undo()
    assert b.sizes == (2, 2, 2, 2)


def test_the_last_unit_stays_and_the_user_is_told(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.session.select_node(1, 0)
    b.panel.setFocus()
    QTest.keyClick(b.panel, Qt.Key.Key_Delete)
    assert b.sizes == (2, 1, 2)
    QTest.keyClick(b.panel, Qt.Key.Key_Delete)
    assert b.sizes == (2, 1, 2)
    assert "not possible" in b.messages[-1]
    b.session.select_node(2, 0)
    QTest.keyClick(b.panel, Qt.Key.Key_Delete)
    assert b.sizes == (2, 1, 2)
    assert "follow the data" in b.messages[-1]


def test_delete_removes_the_selected_unit_and_leaves_the_others_weights(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.session.select_node(1, 0)
    QTest.keyClick(b.panel, Qt.Key.Key_Delete)
    weights = [part.weights.tolist() for part in b.document.project.network.network.split(b.theta)]
    assert weights == [[[0.25], [0.3]], [[0.45, 0.55]]]


def test_arrows_walk_over_nodes_and_edges_and_return_types(bench: Callable[..., Bench]) -> None:
    b = bench()

    def press(key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> tuple[int | None, ...]:
        QTest.keyClick(b.panel, key, modifier)
        chosen = b.session.selection
        return chosen.layer, chosen.unit, chosen.origin

    assert press(Qt.Key.Key_Right) == (0, 0, None)
    assert press(Qt.Key.Key_Right) == (1, 0, None)
    assert press(Qt.Key.Key_Down) == (1, 1, None)
    assert press(Qt.Key.Key_Down) == (1, 1, None)
    assert press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier) == (1, 1, 0)
    assert press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier) == (1, 1, 1)
    QTest.keyClick(b.panel, Qt.Key.Key_Return)
    QTest.keyClicks(b.field, "7")
    QTest.keyClick(b.field, Qt.Key.Key_Return)
    assert b.theta[b.document.project.network.network.index(1, 1, 1)] == 7


def test_pointing_tells_all_digits_and_what_can_be_done(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.session.go_to_step(20)
    heard: list[Source | None] = []
    b.panel.source_hovered.connect(heard.append)
    place = b.place(Source("a", 1, 0))
    b.point(place)
    assert heard == [Source("a", 1, 0)]
    text = b.panel.tooltip_at(QPointF(place))
    assert repr(float(b.session.moment.update.recording.a[1][0, 0])) in text
    assert "not computed yet" in text
    assert "Delete removes" in text
    b.point(b.handle("remove_layer"))
    assert b.panel.tooltip_at(QPointF(b.handle("remove_layer"))) == "Remove this layer"
    assert b.panel.tooltip_at(QPointF(3, 3)) == ""


def test_the_inspectors_number_is_lit_on_the_drawing(bench: Callable[..., Bench]) -> None:
    b = bench()
    before = b.panel.grab().toImage()
    b.panel.set_highlight(W5)
    assert b.panel.grab().toImage() != before
    b.panel.set_highlight(None)
    assert b.panel.grab().toImage() == before


def test_the_context_menu_offers_what_fits_the_place(bench: Callable[..., Bench]) -> None:
    b = bench()

    def offered(source: Source) -> list[str]:
        b.session.select_node(source.layer, source.unit, source.origin)
        return [action.text() for action in b.panel.menu_actions()]

    assert "Insert a layer after this one" in offered(Source("x", 0, 0))
    assert not {"Type the bias…", "Set a breakpoint\tF9"} & set(offered(Source("x", 0, 0)))
    assert {"Type the bias…", "Set a breakpoint\tF9"} <= set(offered(Source("a", 2, 0)))
    assert not {"Insert a layer after this one", "Remove this unit"} & set(offered(Source("a", 2, 0)))
    assert "Remove this unit" in offered(Source("a", 1, 0))
    assert "Type the weight…" in offered(Source("weight", 1, 0, 1))
    b.session.select_node(None, None)
    assert b.panel.menu_actions() == []
    b.session.select_node(1, 0)
    next(action for action in b.panel.menu_actions() if action.text() == "Remove this unit").trigger()
    assert b.sizes == (2, 1, 2)


def test_a_step_lets_its_numbers_move_along_the_edges(qtbot: QtBot, bench: Callable[..., Bench]) -> None:
    b = bench()
    b.settings.animate_steps = True
    flight = b.panel.findChild(FlightAnimation)
    with qtbot.waitSignal(flight.moved):
        b.session.over()
    assert flight.flight is not None
    assert set(flight.flight.edges) == {Edge(1, 0, 0), Edge(1, 0, 1)}
    qtbot.waitUntil(lambda: flight.flight is None, timeout=2000)
    b.session.back_over()
    assert flight.flight is None


def test_without_animation_a_step_is_shown_at_once(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.session.over()
    assert b.panel.findChild(FlightAnimation).flight is None


def test_another_style_is_taken_at_once(bench: Callable[..., Bench]) -> None:
    b = bench()
    for choice, style in (("light", LIGHT), ("dark", DARK)):
        b.theme.choose(choice)
        assert b.panel.grab().toImage().pixelColor(4, 4) == QColor(style.surface)


def test_a_learned_slope_is_typed_at_its_layer_and_can_be_undone(bench: Callable[..., Bench]) -> None:
    b = bench()
    with_slope = edits.set_activation(b.document.project, 1, PReLU(slope=0.125)).project
    b.document.edit("PReLU", with_slope)
    index = b.document.project.network.network.index(1, None)
    assert b.theta[index] == 0.125
    b.type_into(Source("slope", 1), "-0.5")
    QTest.keyClick(b.field, Qt.Key.Key_Return)
    assert b.theta[index] == -0.5
    assert b.document.undo_stack.undoText() == "Set a slope"
    assert "slope" in b.panel.tooltip_at(QPointF(b.place(Source("slope", 1)))).lower()
    b.document.undo_stack.undo()
    assert b.theta[index] == 0.125
    b.document.undo_stack.undo()
    assert b.theta.size == 12
