"""Marks of breakpoints beside the list of breakpoints: in the steps, and in what the drawing says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.breakpoints.breakpoint import Breakpoint
from core.places.edge import Edge
from core.places.node import Node
from core.places.phase import Phase
from nnviz.figures.network_breakpoints import breakpoint_tooltip
from nnviz.figures.network_scene import Source
from nnviz.figures.steps_picture import StepsPicture
from nnviz.figures.style import LIGHT
from nnviz.panels.steps import StepsPanel
from nnviz.session import Session
from nnviz.theme import Theme
from tests.nnviz.sessions import sample, session_at

ON_BACKWARD = Breakpoint(Phase("backward"), "loss > 0.3", hits=2)


@pytest.fixture
def steps(qtbot: QtBot, qapp: QApplication) -> StepsPanel:
    """Return the list of the first step of Mazur's update: only the forward phase is open."""
    panel = StepsPanel(session_at(sample("mazur"), 0, 0), Theme(qapp, "light"))
    qtbot.addWidget(panel)
    panel.resize(725, 400)
    panel.show()
    return panel


def set_breakpoints(session: Session, *ones: Breakpoint) -> None:
    session.document.edit("Breakpoints", replace(session.document.project, breakpoints=ones))


def has_red(image: QImage, rect: QRect) -> bool:
    red = QColor(LIGHT.bad)
    places = ((x, y) for y in range(rect.top(), rect.bottom()) for x in range(rect.left(), rect.right()))
    return any(image.pixelColor(*place) == red for place in places)


def test_the_row_has_the_mark_until_it_is_undone(steps: StepsPanel) -> None:
    view, session = steps.view, steps._session
    index = view.step_model.index(2, 0)
    row = view.visualRect(index)
    assert index.data() == "Backward"
    before = view.viewport().grab().toImage()
    assert not has_red(before, row)
    set_breakpoints(session, ON_BACKWARD)
    assert has_red(view.viewport().grab().toImage(), row)
    assert index.data(Qt.ItemDataRole.ToolTipRole).endswith("breakpoint if loss > 0.3, at hit 2")
    assert "breakpoint if loss > 0.3" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    session.document.undo_stack.undo()
    assert view.viewport().grab().toImage() == before
    assert "breakpoint" not in index.data(Qt.ItemDataRole.ToolTipRole)


def test_the_figure_has_the_mark_too(steps: StepsPanel) -> None:
    session = steps._session
    assert not has_red(drawn(session), QRect(0, 0, 340, 300))
    set_breakpoints(session, ON_BACKWARD)
    assert has_red(drawn(session), QRect(0, 0, 340, 300))


def test_the_drawing_says_when_it_stops_at_a_node_or_an_edge() -> None:
    ones = Breakpoint(Node(1, 2), "a < 1"), Breakpoint(Edge(2, 1, 2), enabled=False)
    project = replace(sample("mazur"), breakpoints=ones)
    assert breakpoint_tooltip(project, Source("z", 1, 1)) == "<p>Breakpoint if a &lt; 1.</p>"
    assert breakpoint_tooltip(project, Source("weight", 2, 1, 0)) == "<p>Breakpoint, disabled.</p>"
    assert breakpoint_tooltip(project, Source("z", 1, 0)) == ""
    assert breakpoint_tooltip(project, Source("x", 0, 0)) == ""


def drawn(session: Session) -> QImage:
    image = QImage(340, 300, QImage.Format.Format_RGB32)
    image.fill(QColor(LIGHT.surface))
    painter = QPainter(image)
    try:
        StepsPicture(session.moment, LIGHT).paint(painter, 340, 300)
    finally:
        painter.end()
    return image
