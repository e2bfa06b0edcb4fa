"""The network panel with more edges than lines can show: pointed at, clicked, typed into, walked by keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.formula import Source
from nnviz.document import Document
from nnviz.figures.network_reading import Edge
from nnviz.figures.network_shapes import Rect
from nnviz.panels.network import NetworkPanel
from nnviz.panels.network.flight import FlightAnimation
from nnviz.panels.network.number_popup import NumberPopup
from nnviz.session import Session
from nnviz.settings import Settings
from nnviz.theme import Theme
from tests.nnviz.sessions import wide

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Bench:
    """A panel with 30-100-20-2, whose first two layers of edges are bundles."""

    def __init__(self, qapp: QApplication, folder: Path, *, animate: bool) -> None:
        self.document = Document(wide(30, 100, 20, 2))
        self.session = Session(self.document)
        settings = Settings(folder / "settings.ini")
        settings.animate_steps = animate
        self.panel = NetworkPanel(self.document, self.session, Theme(qapp, "light"), settings)
        self.panel.resize(900, 520)

    def at(self, rect: Rect) -> QPoint:
        scale = self.panel.pixels_per_point
        return QPointF(rect.centre * scale, rect.middle * scale).toPoint()

    def cell(self, origin: int, unit: int) -> QPoint:
        bundle = self.panel.shown().layout(*self.panel.extent).bundle(2)
        assert bundle is not None
        return self.at(bundle.cell(origin, unit))


@pytest.fixture
def bench(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Callable[..., Bench]:
    def make(*, animate: bool = False) -> Bench:
        made = Bench(qapp, tmp_path, animate=animate)
        qtbot.addWidget(made.panel)
        made.panel.show()
        return made

    return make


def test_a_cell_is_clicked_typed_into_and_undone_like_a_line(bench: Callable[..., Bench]) -> None:
    b = bench()
    place = b.cell(61, 7)
    QTest.mouseClick(b.panel, LEFT, NONE, place)
    chosen = b.session.selection
    assert (chosen.layer, chosen.unit, chosen.origin) == (2, 7, 61)
    assert repr(float(b.panel.shown().reading.weights(2)[61, 7])) in b.panel.tooltip_at(QPointF(place))
    QTest.mouseDClick(b.panel, LEFT, NONE, place)
    popup = b.panel.findChild(NumberPopup)
    QTest.keyClicks(popup.edit, "0.5")
    QTest.keyClick(popup.edit, Qt.Key.Key_Return)
    index = b.document.project.network.network.index(2, 7, 61)
    assert b.session.moment.update.before.theta[index] == 0.5
    b.document.undo_stack.undo()
    assert b.session.moment.update.before.theta[index] != 0.5


def test_the_pointer_goes_along_a_strip_unit_by_unit(bench: Callable[..., Bench]) -> None:
    b = bench()
    heard: list[Source | None] = []
    b.panel.source_hovered.connect(heard.append)
    column = b.panel.shown().layout(*b.panel.extent).columns[1]
    for unit in range(40, 44):
        place = column.place(unit)
        assert place is not None
        QTest.mouseMove(b.panel, b.at(place))
        QApplication.processEvents()
    assert heard == [Source("a", 1, unit) for unit in range(40, 44)]
    assert [opened.unit for opened in b.panel.shown().scene(*b.panel.extent).layout.columns[1].opened] == [43]


def test_page_keys_go_far_in_a_tall_layer(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.session.select_node(1, 50)
    QTest.keyClick(b.panel, Qt.Key.Key_PageDown)
    assert b.session.selection.unit == 60
    QTest.keyClick(b.panel, Qt.Key.Key_PageUp)
    QTest.keyClick(b.panel, Qt.Key.Key_PageUp)
    assert b.session.selection.unit == 40
    for _ in range(9):
        QTest.keyClick(b.panel, Qt.Key.Key_PageDown)
    assert b.session.selection.unit == 99


def test_what_is_said_about_a_large_network_stays_short(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.session.select_node(1, 50)
    text = b.panel.accessibleDescription()
    assert "The 3000 weights before layer 1 are a heat map." in text
    assert "Hidden unit 51 of layer 1" in text
    assert len(text) < 600


def test_many_numbers_that_run_along_a_bundle_are_dots(qtbot: QtBot, bench: Callable[..., Bench]) -> None:
    b = bench(animate=True)
    flight = b.panel.findChild(FlightAnimation)
    with qtbot.waitSignal(flight.moved):
        b.session.over()
    b.panel.grab()
    assert flight.flight is not None
    assert flight.flight.edges == tuple(Edge(1, 0, origin) for origin in range(30))
    flight.stop()


def test_undoing_to_fewer_units_forgets_what_was_pointed_at(bench: Callable[..., Bench]) -> None:
    b = bench()
    QTest.mouseMove(b.panel, b.cell(99, 19))
    QApplication.processEvents()
    b.panel.grab()
    b.document.load(wide(3, 2, 1))
    assert b.panel.hovered is None
    b.panel.grab()
