"""The loss panel, as a user has it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.figures.plot import VLine
from nnviz.figures.style import PRINT
from nnviz.panels.loss import LossPanel
from nnviz.theme import Theme
from tests.nnviz.sessions import sample, session_at


def test_a_click_goes_to_the_update_and_no_further_than_training_went(
    qtbot: QtBot, qapp: QApplication
) -> None:
    session = session_at(sample("xor-2-4-1"), 30)
    panel = LossPanel(session, Theme(qapp, "light"))
    qtbot.addWidget(panel)
    panel.resize(500, 250)
    panel.show()
    height = float(session.history.losses[10])
    click(qtbot, panel, 10, height)
    assert session.cursor.update == 10
    cursor = next(layer for layer in panel.view.picture.plot.layers if isinstance(layer, VLine))
    assert cursor.x == 10
    panel.view.clicked.emit(1e6, 1.0)
    assert session.cursor.update == session.history.last.update


def test_the_figure_is_drawn_anew_in_its_own_style(qtbot: QtBot, qapp: QApplication) -> None:
    panel = LossPanel(session_at(sample("mazur"), 3), Theme(qapp, "dark"))
    qtbot.addWidget(panel)
    picture = panel.picture(PRINT)
    assert picture.style is PRINT
    assert "4 updates" in picture.description


def click(qtbot: QtBot, panel: LossPanel, x: float, y: float) -> None:
    place = panel.view.place_of(x, y).toPoint()
    qtbot.mouseClick(panel.view, Qt.MouseButton.LeftButton, pos=place)
