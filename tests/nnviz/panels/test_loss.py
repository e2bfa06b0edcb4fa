"""The loss panel, as a user has it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.datasets.split import Split
from nnviz.figures.plot import Line, VLine
from nnviz.figures.style import PRINT
from nnviz.panels.loss import LossPanel
from nnviz.project import edits
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


def test_the_loss_of_the_test_samples_follows_a_moment_later(qtbot: QtBot, qapp: QApplication) -> None:
    project = edits.set_split(sample("spiral-2-8-8-1"), Split(0.3)).project
    session = session_at(project, 100)
    panel = LossPanel(session, Theme(qapp, "light"))
    qtbot.addWidget(panel)
    panel.show()
    held_out = session.moment.held_out
    assert held_out is not None
    assert not held_out.is_complete  # the step did not wait for it
    qtbot.waitUntil(lambda: held_out.is_complete, timeout=3000)
    curve = next(
        layer for layer in panel.view.picture.plot.layers if getattr(layer, "label", "") == "test samples"
    )
    assert curve.x.tolist() == list(range(0, 101, 2))


def test_a_figure_waits_for_all_of_it(qtbot: QtBot, qapp: QApplication) -> None:
    project = edits.set_split(sample("spiral-2-8-8-1"), Split(0.3)).project
    panel = LossPanel(session_at(project, 100), Theme(qapp, "light"))
    qtbot.addWidget(panel)
    assert "; of test samples from" in panel.picture(PRINT).description


def test_a_jump_shows_the_same_curve_and_paints_it_as_if_anew(qtbot: QtBot, qapp: QApplication) -> None:
    session, theme = session_at(sample("spiral-2-8-8-1"), 3000, step=0), Theme(qapp, "light")
    panel, other = LossPanel(session, theme), LossPanel(session, theme)
    for each in (panel, other):
        qtbot.addWidget(each)
        each.resize(500, 250)
    panel.show()
    session.go_to_update(100)
    lines = curves(panel)
    assert [line.label for line in lines] == ["each update", "epoch mean"]
    for update in (2000, 7, 1234):
        session.go_to_update(update)
        panel.grab()
        assert [was is it for was, it in zip(lines, curves(panel), strict=True)] == [True, True]
    other.show()
    panel.view.clearFocus()
    assert panel.grab().toImage() == other.grab().toImage()
    session.go_to_update(3001)
    assert lines[0] not in curves(panel)


def curves(panel: LossPanel) -> list[Line]:
    assert panel.view.picture is not None
    return [layer for layer in panel.view.picture.plot.layers if isinstance(layer, Line)]
