"""The computation graph, as a user has it: pointed at, unfolded, walked over by keys."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.formula import Source
from nnviz.figures.graph_items import Fold, Item
from nnviz.figures.graph_reading import GraphLabel
from nnviz.figures.style import PRINT
from nnviz.panels.graph import GraphPanel
from nnviz.session import Session
from nnviz.theme import Theme
from tests.nnviz.afresh import Afresh
from tests.nnviz.conftest import Program
from tests.nnviz.sessions import sample, session_at


@dataclass
class Opened:
    """A session with the panel that shows its graph."""

    qtbot: QtBot
    session: Session
    panel: GraphPanel

    def item(self, kind: str, layer: int, unit: int | None, origin: int | None = None) -> Item:
        found = self.panel.canvas.shown_item(kind, layer, unit, origin)
        assert found is not None
        return found

    def place(self, item: Item) -> QPoint:
        rect = self.panel.canvas.place_of(item)
        return QPoint(round(rect.centre), round(rect.middle))

    def click(self, *place: object) -> None:
        self.qtbot.mouseClick(
            self.panel.canvas,
            Qt.MouseButton.LeftButton,
            pos=self.place(self.item(*place)),  # type: ignore[arg-type]
        )

    def labels(self) -> tuple[GraphLabel, ...]:
        canvas = self.panel.canvas
        return canvas.picture.scene(*canvas.extent).labels

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            self.qtbot.keyClick(self.panel.canvas, key)


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication) -> Callable[..., Opened]:
    def run(name: str, update: int = 0, step: int = -1, size: tuple[int, int] = (900, 300)) -> Opened:
        session = session_at(sample(name), update, step)
        panel = GraphPanel(session, Theme(qapp, "light"))
        qtbot.addWidget(panel)
        panel.resize(*size)
        panel.show()
        return Opened(qtbot, session, panel)

    return run


@pytest.mark.parametrize("name", ["mazur", "spiral-2-8-8-1", "iris-4-8-3"])
def test_every_jump_shows_its_moment(opened: Callable[..., Opened], name: str) -> None:
    graph, chance = opened(name), random.Random(name)
    session = graph.session
    for _ in range(20):
        session.go_to_update(chance.randrange(5))
        session.go_to_step(chance.randrange(-1, len(session.trace)))
        reference = Afresh(session.trace, session.moment.sample)
        for label in graph.labels():
            if label.text.strip("…"):
                shown = graph.panel.canvas.picture.reading.values.read(label.source)
                assert shown == pytest.approx(reference.number(label.source), rel=1e-12, abs=1e-14)
            else:
                assert session.trace.step_of(label.source) > session.cursor.step


def test_a_hidden_panel_costs_nothing(opened: Callable[..., Opened]) -> None:
    graph = opened("mazur")
    graph.panel.hide()
    before = graph.panel.canvas.picture
    graph.session.go_to_step(34)
    graph.session.select_node(2, 1)
    assert graph.panel.canvas.picture is before
    graph.panel.show()
    assert graph.panel.canvas.picture.moment is graph.session.moment


def test_a_click_on_an_operation_goes_to_the_step_that_computes_it(opened: Callable[..., Opened]) -> None:
    graph = opened("mazur", step=40)
    graph.session.select_node(1, 1)
    for kind, quantity, origin in (("activation", "a", None), ("add", "z", None), ("multiply", "product", 0)):
        graph.click(kind, 1, 1, origin)
        assert graph.session.cursor.step == graph.session.trace.step_of(Source(quantity, 1, 1, origin))


def test_a_click_on_a_number_goes_to_the_step_that_computes_it(opened: Callable[..., Opened]) -> None:
    graph = opened("mazur", step=40)
    graph.session.select_node(1, 1)
    delta = Source("delta", 1, 1)
    label = next(label for label in graph.labels() if label.source == delta)
    scale = graph.panel.canvas.width() / graph.panel.canvas.extent[0]
    place = QPoint(round(label.rect.centre * scale), round(label.rect.middle * scale))
    graph.qtbot.mouseClick(graph.panel.canvas, Qt.MouseButton.LeftButton, pos=place)
    assert graph.session.cursor.step == graph.session.trace.step_of(delta)


def test_a_given_number_has_no_step_and_that_is_said(opened: Callable[..., Opened]) -> None:
    graph = opened("mazur", step=40)
    with graph.qtbot.waitSignal(graph.session.message) as told:
        graph.panel.canvas.number_clicked.emit(Source("x", 0, 0))
    assert "given" in told.args[0]
    assert graph.session.cursor.step == 40


def test_inputs_unfold_and_fold_and_stay_so_for_the_next_unit(opened: Callable[..., Opened]) -> None:
    graph = opened("spiral-2-8-8-1")
    graph.session.select_node(2, 0)
    more = next(item for item in graph.panel.canvas.picture.layout().items if item.kind == "more")
    graph.panel.canvas.item_clicked.emit(more)
    assert [graph.panel.canvas.shown_item("multiply", 2, 0, origin) is not None for origin in range(8)] == [
        True
    ] * 8
    graph.session.select_node(2, 3)
    assert all(graph.panel.canvas.shown_item("multiply", 2, 3, origin) for origin in range(8))
    fewer = next(item for item in graph.panel.canvas.picture.layout().items if item.kind == "more")
    graph.panel.canvas.item_clicked.emit(fewer)
    assert graph.panel.canvas.shown_item("multiply", 2, 3, 7) is None


def test_a_neighbour_unfolds_at_a_click_until_another_unit_is_looked_at(
    opened: Callable[..., Opened],
) -> None:
    graph = opened("spiral-2-8-8-1")
    graph.session.select_node(2, 0)
    graph.click("unit", 1, 0)
    assert graph.item("activation", 1, 0)
    graph.click("unit", 1, 0)
    assert graph.panel.canvas.shown_item("activation", 1, 0) is None
    graph.click("unit", 1, 0)
    graph.session.select_node(2, 1)
    assert graph.panel.canvas.shown_item("activation", 1, 0) is None


def test_what_is_two_units_away_is_put_in_the_middle_by_a_click(opened: Callable[..., Opened]) -> None:
    graph = opened("mazur")
    graph.session.select_node(2, 0)
    graph.click("unit", 1, 1)
    graph.click("unit", 0, 0)
    assert (graph.session.selection.layer, graph.session.selection.unit) == (0, 0)
    assert graph.panel.words.text().startswith("<b>Input 1</b>")


def test_a_weight_is_chosen_by_a_click(opened: Callable[..., Opened]) -> None:
    graph = opened("mazur", step=0)
    graph.click("weight", 1, 0, 1)
    chosen = graph.session.selection
    assert (chosen.layer, chosen.unit, chosen.origin) == (1, 0, 1)


def test_the_graph_follows_the_step_again_when_asked_to(opened: Callable[..., Opened]) -> None:
    graph = opened("mazur", step=34)
    assert not graph.panel.follow.isVisible()
    graph.session.select_node(2, 1)
    assert "chosen" in graph.panel.words.text()
    graph.qtbot.mouseClick(graph.panel.follow, Qt.MouseButton.LeftButton)
    assert graph.session.selection.unit is None
    assert graph.item("activation", 1, 0)
    graph.session.select_node(2, 1)
    graph.press(Qt.Key.Key_Escape)
    assert graph.session.selection.unit is None


def test_keys_walk_over_the_operations_and_press_them(opened: Callable[..., Opened]) -> None:
    graph = opened("mazur", step=34)
    graph.press(Qt.Key.Key_Right)
    assert graph.panel.canvas.pointed.kind == "add"
    graph.press(Qt.Key.Key_Right)
    assert graph.panel.canvas.pointed.kind == "activation"
    graph.press(Qt.Key.Key_Return)
    assert graph.session.cursor.step == graph.session.trace.step_of(Source("a", 1, 0))
    assert graph.panel.canvas.pointed.kind == "activation"
    graph.press(Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Up)
    assert (graph.panel.canvas.pointed.kind, graph.panel.canvas.pointed.origin) == ("multiply", 0)
    graph.press(Qt.Key.Key_Up)
    assert graph.panel.canvas.pointed.origin == 0


def test_every_operation_is_reached_by_keys(opened: Callable[..., Opened]) -> None:
    graph = opened("iris-4-8-3", step=300)
    canvas = graph.panel.canvas
    keys = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
    chance, seen = random.Random(1), set()
    for _ in range(600):
        graph.press(chance.choice(keys))
        pointed = canvas.pointed
        seen.add((pointed.kind, pointed.unit, pointed.origin))
    items = canvas.picture.layout().items
    operations = {
        (item.kind, item.unit, item.origin) for item in items if item.kind in ("multiply", "softmax", "loss")
    }
    assert operations <= seen


def test_hovering_tells_numbers_and_lights_them_elsewhere(opened: Callable[..., Opened]) -> None:
    graph = opened("mazur", step=34)
    product = graph.item("multiply", 1, 0, 1)
    with graph.qtbot.waitSignal(graph.panel.source_hovered) as lit:
        graph.qtbot.mouseMove(graph.panel.canvas, graph.place(product))
    assert lit.args == [Source("product", 1, 0, 1)]
    assert "multiplies" in graph.panel.canvas.tooltip_at(QPointF(graph.place(product))).lower()
    assert graph.panel.canvas.tooltip_at(QPointF(1, 1)) == ""


def test_the_menu_offers_what_can_be_done_with_a_place(
    opened: Callable[..., Opened], monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = opened("mazur", step=34)
    monkeypatch.setattr(graph.panel, "context_menu", NoMenu)
    place = graph.place(graph.item("unit", 2, 1))
    glob = graph.panel.canvas.mapToGlobal(place)
    QApplication.sendEvent(graph.panel, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, glob))
    actions = {action.text(): action for action in graph.panel.menu_actions()}
    actions["Put this unit in the middle"].trigger()
    assert (graph.session.selection.layer, graph.session.selection.unit) == (2, 1)
    actions["Go to the step that computes it"].trigger()
    assert graph.session.cursor.step == graph.session.trace.step_of(Source("a", 2, 1))
    assert not actions["Fold everything"].isEnabled()
    graph.click("unit", 1, 0)
    {action.text(): action for action in graph.panel.menu_actions()}["Fold everything"].trigger()
    assert graph.panel.canvas.shown_item("activation", 1, 0) is None


class NoMenu:
    """Stands for a menu that would wait for somebody."""

    def exec(self, place: QPoint) -> None:
        pass


def test_a_small_panel_scrolls_to_the_step(opened: Callable[..., Opened]) -> None:
    graph = opened("spiral-2-8-8-1", size=(400, 140))
    assert not graph.panel.words.isVisible()
    trace = graph.session.trace
    for source in (Source("product", 2, 3, 6), Source("a", 2, 3), Source("loss", 3), Source("z", 1, 0)):
        graph.session.go_to_step(trace.step_of(source))
        item = graph.panel.canvas.lit()[0]
        visible = graph.panel.canvas.visibleRegion().boundingRect()
        assert visible.contains(graph.place(item)), source


def test_a_large_panel_draws_larger(opened: Callable[..., Opened]) -> None:
    graph = opened("mazur", step=34, size=(700, 260))
    small = graph.panel.canvas.place_of(graph.item("activation", 1, 0))
    graph.panel.resize(1400, 700)
    QApplication.processEvents()
    assert graph.panel.canvas.place_of(graph.item("activation", 1, 0)).width > 1.4 * small.width


def test_a_smaller_network_forgets_what_is_not_there_any_more(opened: Callable[..., Opened]) -> None:
    graph = opened("spiral-2-8-8-1")
    graph.session.select_node(2, 7)
    graph.click("unit", 1, 0)
    project = graph.session.document.project
    graph.session.document.edit("Remove", project.with_network(layers=project.network.layers[1:], theta=None))
    assert graph.item("add", 1, 0)
    assert graph.panel.canvas.shown_item("add", 2, 7) is None
    graph.session.document.undo_stack.undo()
    assert graph.panel.canvas.picture.moment is graph.session.moment


def test_the_figure_shows_what_is_unfolded(opened: Callable[..., Opened]) -> None:
    graph = opened("mazur", step=34)
    folded = graph.panel.picture(PRINT)
    graph.click("unit", 2, 0)
    unfolded = graph.panel.picture(PRINT)
    assert unfolded.options.unfolded == {Fold("unit", 2, 0)}
    assert unfolded.size[0] > folded.size[0]


def test_drawing_graph_and_inspector_show_the_same_numbers(start: Callable[..., Program]) -> None:
    program = start("spiral-2-8-8-1")
    network, session = program.parts.network, program.parts.session
    network.plots.setCurrentWidget(network.graph)
    chance = random.Random(7)
    for _ in range(15):
        session.go_to_step(chance.randrange(-1, len(session.trace)))
        drawing = network.network.shown().scene(*network.network.extent)
        drawn = {label.source: label.text for label in drawing.labels if label.source is not None}
        canvas = network.graph.canvas
        for label in canvas.picture.scene(*canvas.extent).labels:
            both = drawn.get(label.source, "")
            assert bool(both.strip("… ∂δaz")) <= bool(label.text), label
            assert drawing.reading.number(label.source) == canvas.picture.reading.number(label.source)
    source = Source("z", 1, 0)
    network.inspector.source_hovered.emit(source)
    assert network.graph.canvas.picture.options.highlight == source
    network.graph.source_hovered.emit(source)
    assert network.network.shown().options.highlight == source
