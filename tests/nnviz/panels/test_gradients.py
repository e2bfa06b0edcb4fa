"""The gradients panel, as a user has it: what is known at once, and what is found out in the background."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.formula import Source
from core.gradient_norms import MOST_UPDATES, NormCurve
from core.statistics import layer_norms
from core.training import run_update
from nnviz.figures.plot import Line, VLine
from nnviz.figures.spread_picture import SpreadPicture
from nnviz.figures.style import LIGHT, PRINT
from nnviz.panels.gradients import GradientsPanel
from nnviz.session import Session
from nnviz.theme import Theme
from tests.nnviz.sessions import sample, session_at

Open = Callable[..., GradientsPanel]


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication) -> Open:
    def run(session: Session, width: int = 740) -> GradientsPanel:
        panel = GradientsPanel(session, Theme(qapp, "light"))
        qtbot.addWidget(panel)
        panel.resize(width, 240)
        panel.show()
        return panel

    return run


def wait(qtbot: QtBot, panel: GradientsPanel) -> NormCurve:
    """Wait until nothing is missing."""
    qtbot.waitUntil(lambda: not panel.past.is_working, timeout=10_000)
    return panel.past.curve()


def hold_to_training(session: Session, curve: NormCurve) -> None:
    """Hold every norm of a curve to the update itself, trained to from the start."""
    history, point = session.history, session.history.first
    for update, norms in zip(curve.updates, curve.norms, strict=True):
        while point.update < update:
            point = run_update(history.task, point).after
        gradient = run_update(history.task, point).recording.gradient
        np.testing.assert_array_equal(norms, layer_norms(history.task.network, gradient))


def test_the_norms_of_past_updates_are_found_out_in_the_background(opened: Open, qtbot: QtBot) -> None:
    session = session_at(sample("xor-2-4-1"), 500)
    panel = opened(session)
    assert panel.past.is_working
    assert len(panel.past.curve().updates) == 0
    curve = wait(qtbot, panel)
    assert curve.distance == 16
    np.testing.assert_array_equal(curve.updates, np.arange(0, 500, 16))
    hold_to_training(session, curve)
    lines = [layer for layer in panel.norms.picture.plot.layers if isinstance(layer, Line)]
    assert len(lines) == 2
    np.testing.assert_array_equal(lines[0].x, [*curve.updates, 500])


def test_what_is_known_is_not_done_again_when_training_goes_on(opened: Open, qtbot: QtBot) -> None:
    session = session_at(sample("xor-2-4-1"), 50)
    panel = opened(session)
    first = wait(qtbot, panel)
    session.go_to_update(100)
    assert panel.past.is_working
    former = panel.past.curve()
    np.testing.assert_array_equal(former.updates, np.arange(0, 50, 2))
    np.testing.assert_array_equal(former.norms, first.norms[::2])
    second = wait(qtbot, panel)
    np.testing.assert_array_equal(second.updates, np.arange(0, 100, 2))
    hold_to_training(session, second)


def test_undo_brings_the_former_stretch_back_with_what_is_known_of_it(opened: Open, qtbot: QtBot) -> None:
    session = session_at(sample("xor-2-4-1"), 40)
    panel = opened(session)
    before = wait(qtbot, panel)
    project = session.document.project
    session.document.edit("rate", replace(project, optimizer=replace(project.optimizer, learning_rate=0.01)))
    session.go_to_update(60)
    after = wait(qtbot, panel)
    assert after.updates[0] == session.history.first_update > 0
    hold_to_training(session, after)
    session.document.undo_stack.undo()
    again = panel.past.curve()  # before anything could be done again
    np.testing.assert_array_equal(again.norms[: len(before.norms)], before.norms)
    hold_to_training(session, wait(qtbot, panel))


def test_a_hidden_panel_costs_nothing(opened: Open, qtbot: QtBot) -> None:
    session = session_at(sample("xor-2-4-1"), 100)
    panel = opened(session)
    panel.hide()
    assert not panel.past.is_working
    shown, plotted = panel.spread.picture, panel.norms.picture
    session.go_to_update(300)
    session.back_over()
    assert panel.spread.picture is shown
    assert panel.norms.picture is plotted
    assert not panel.past.is_working
    panel.show()
    assert panel.spread.picture is not shown
    wait(qtbot, panel)
    hold_to_training(session, panel.past.curve())


def test_training_is_followed_and_never_keeps_more_than_a_few_numbers(opened: Open, qtbot: QtBot) -> None:
    session = session_at(sample("xor-2-4-1"), 0)
    panel = opened(session)
    session.train(4000)
    qtbot.waitUntil(lambda: len(panel.past.curve().updates) > 3, timeout=10_000)
    qtbot.waitUntil(lambda: not session.is_running, timeout=10_000)
    curve = wait(qtbot, panel)
    assert MOST_UPDATES / 2 < len(curve.updates) <= MOST_UPDATES
    assert curve.updates[-1] >= 4000 - curve.distance
    hold_to_training(session, curve)
    assert panel.past.kept <= 2 * MOST_UPDATES


def test_every_jump_shows_its_moment(opened: Open, qtbot: QtBot) -> None:
    session = session_at(sample("xor-2-4-1"), 20)
    panel = opened(session)
    wait(qtbot, panel)
    for update, step in ((3, -1), (17, 10**9), (8, 40), (19, 10**9)):
        session.go_to_update(update)
        session.go_to_step(step)
        assert panel.spread.picture.moment.update is session.moment.update
        assert panel.spread.picture.known == SpreadPicture(session.moment, LIGHT).known
        assert (
            next(layer for layer in panel.norms.picture.plot.layers if isinstance(layer, VLine)).x == update
        )
    assert "Layer" in panel.words.text()
    session.to_start()
    assert "backward pass" in panel.words.text()


def test_a_step_that_computes_nothing_of_what_is_shown_costs_no_drawing(opened: Open) -> None:
    session = session_at(sample("xor-2-4-1"), 3)
    panel = opened(session)
    session.go_to_step(session.trace.step_of(Source("theta", 1, 0)))
    spread, norms = panel.spread.picture, panel.norms.picture
    session.over()
    assert (panel.spread.picture, panel.norms.picture) == (spread, norms)
    session.go_to_step(session.trace.step_of(Source("weight_gradient", 1, 0, 0)))
    assert panel.spread.picture is not spread
    assert panel.spread.picture.known[-2] == 1
    norms = panel.norms.picture
    session.go_to_step(session.trace.step_of(Source("weight_gradient", 1, 0, 1)))
    assert panel.spread.picture.known[-2] == 2
    assert panel.norms.picture is norms


def test_a_click_goes_to_the_update(opened: Open, qtbot: QtBot) -> None:
    session = session_at(sample("xor-2-4-1"), 30)
    panel = opened(session)
    curve = wait(qtbot, panel)
    place = panel.norms.place_of(10, float(curve.norms[10, 0])).toPoint()
    qtbot.mouseClick(panel.norms, Qt.MouseButton.LeftButton, pos=place)
    assert session.cursor.update == 10
    panel.norms.clicked.emit(1e6, 1.0)
    assert session.cursor.update == session.history.last.update


def test_a_narrow_panel_shows_one_part_and_lets_one_choose(opened: Open, qtbot: QtBot) -> None:
    panel = opened(session_at(sample("mazur"), 3), width=420)
    assert panel.spread.isVisible()
    assert not panel.norms.isVisible()
    qtbot.mouseClick(panel.part.buttons["past"], Qt.MouseButton.LeftButton)
    assert panel.norms.isVisible()
    assert not panel.spread.isVisible()
    panel.resize(740, 240)
    assert panel.spread.isVisible()
    assert panel.norms.isVisible()
    assert not panel.part.isVisible()


def test_a_lane_under_the_pointer_is_told_in_words(opened: Open) -> None:
    session = session_at(sample("iris-4-8-3"), 1)
    panel = opened(session)
    area = panel.spread.picture.areas(
        *(side * 72 / 96 for side in (panel.spread.width(), panel.spread.height()))
    )
    middle = area[0].center() * panel.spread.logicalDpiY() / 72
    assert "a of layer" in panel.spread.words_at(QPointF(middle))
    assert panel.spread.words_at(QPointF(1, 1)) == ""


def test_a_figure_has_all_updates_that_it_shows_whether_anybody_looked_or_not(
    qtbot: QtBot, qapp: QApplication
) -> None:
    session = session_at(sample("xor-2-4-1"), 200)
    panel = GradientsPanel(session, Theme(qapp, "dark"))
    qtbot.addWidget(panel)
    assert "51 updates are shown" in panel.picture(PRINT).description
    hold_to_training(session, panel.past.curve())
    assert not panel.past.is_working
