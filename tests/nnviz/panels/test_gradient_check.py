"""The gradient check over the drawing, as a user has it: switched on, stepped, pointed at, stopped."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from core.activations.relu import ReLU
from core.formula import Source
from core.network import Layer
from core.network_check import NetworkCheck
from nnviz.figures.check_scene import CheckScene
from nnviz.panels.network.checking import Checking
from nnviz.project import edits
from nnviz.project.model import Project
from tests.nnviz.conftest import Program

Start = Callable[..., Program]
CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


def checking_of(program: Program) -> Checking:
    return program.parts.network.network.checking


def switched_on(program: Program, qtbot: QtBot) -> Checking:
    qtbot.keyClick(program.window, Qt.Key.Key_K, CTRL)
    return checking_of(program)


def wide(project: Project, units: int = 200) -> Project:
    """A network whose check takes long enough to be watched."""
    last = project.network.layers[-1]
    layers = (Layer(units, ReLU()), Layer(units, ReLU()), last)
    return project.with_network(layers=layers, theta=None)


def said(checking: Checking) -> str:
    return checking.strip.words.message


def test_a_key_lays_the_check_over_the_drawing_and_takes_it_away(start: Start, qtbot: QtBot) -> None:
    program = start()
    panel = program.parts.network.network
    checking = checking_of(program)
    assert not checking.strip.isVisible()
    switched_on(program, qtbot)
    assert checking.strip.isVisible()
    assert said(checking).startswith("All 12 gradients compared are right: the largest relative error is ")
    assert isinstance(panel.shown().scene(*panel.extent), CheckScene)
    assert said(checking) in panel.accessibleDescription()
    assert checking.button.isChecked()
    entry = next(a for a in program.window.menus.by_name["view"].actions() if "gradient" in a.text())
    assert entry.isChecked()
    qtbot.keyClick(program.window, Qt.Key.Key_K, CTRL)
    assert not checking.strip.isVisible()
    assert not isinstance(panel.shown().scene(*panel.extent), CheckScene)
    assert not checking.button.isChecked()
    assert not entry.isChecked()


def test_the_button_on_the_drawing_and_the_cross_do_the_same(start: Start, qtbot: QtBot) -> None:
    program = start()
    checking = checking_of(program)
    qtbot.mouseClick(checking.button, LEFT)
    assert checking.strip.isVisible()
    assert checking.checker.is_on
    qtbot.mouseClick(checking.strip.close_button, LEFT)
    assert not checking.checker.is_on
    assert not checking.button.isChecked()
    assert checking.reading is None


def test_it_follows_the_update_and_every_edit(start: Start, qtbot: QtBot) -> None:
    program = start()
    session, document = program.parts.session, program.parts.document
    checking = switched_on(program, qtbot)

    def is_of_this_update() -> bool:
        assert checking.reading is not None
        fresh = NetworkCheck(session.trace).complete()
        assert checking.reading.check.trace.update is session.trace.update
        return bool((checking.reading.check.measured == fresh.measured).all())

    first = checking.reading
    session.over()
    assert checking.reading is first  # another step of the same update
    session.go_to_update(7)
    assert checking.reading is not first
    assert is_of_this_update()
    theta = session.moment.update.before.theta.copy()
    before = checking.reading
    theta[0] = 2.0
    document.edit("weight", edits.set_parameter(document.project, theta, 1, 0, 0, 2.0))
    assert checking.reading is not before
    assert is_of_this_update()
    document.undo_stack.undo()
    assert is_of_this_update()


def test_a_parameter_that_is_chosen_or_pointed_at_says_both_numbers(start: Start, qtbot: QtBot) -> None:
    program = start()
    session, panel = program.parts.session, program.parts.network.network
    checking = switched_on(program, qtbot)
    session.select_node(2, 0, 1)
    recorded = float(session.moment.update.recording.gradient[session.trace.task.network.index(2, 0, 1)])
    assert said(checking).startswith(f"W2[2,1]: backpropagation {recorded!r}, by differences 0.0826")
    assert said(checking).endswith(": right.")
    session.select_node(1, 1)
    assert said(checking).startswith("b1[2]: backpropagation ")
    session.select_node(0, 1)
    assert said(checking).startswith("All 12 gradients")
    session.select_node(None, None)
    assert said(checking).startswith("All 12 gradients")
    rect = panel.shown().place(Source("weight_gradient", 2, 0, 0), *panel.extent)
    assert rect is not None
    scale = panel.pixels_per_point
    tip = panel.tooltip_at(QPointF(rect.centre * scale, rect.middle * scale))
    assert "Gradient check" in tip
    assert "by differences" in tip
    loss = panel.shown().place(Source("loss", 2), *panel.extent)
    assert loss is not None
    assert "Gradient check" not in panel.tooltip_at(QPointF(loss.centre * scale, loss.middle * scale))


def test_in_a_narrow_window_it_is_said_in_one_line(start: Start, qtbot: QtBot) -> None:
    program = start()
    checking = switched_on(program, qtbot)
    program.window.resize(1024, 600)
    qtbot.waitUntil(lambda: said(checking).startswith("✓ 12 right, errors up to "))
    assert checking.strip.words.toolTip().startswith("All 12 gradients")
    program.parts.session.select_node(2, 0, 1)
    assert said(checking).startswith("W2[2,1]: 0.0")


def test_while_training_runs_it_rests_and_then_checks_where_training_stopped(
    start: Start, qtbot: QtBot
) -> None:
    program = start()
    session = program.parts.session
    checking = switched_on(program, qtbot)
    session.train()
    assert checking.reading is None
    assert said(checking) == "Gradients are checked when training rests."
    qtbot.waitUntil(lambda: len(session.moment.losses) > 50)
    session.stop()
    assert checking.reading is not None
    assert checking.reading.check.trace.update is session.trace.update


def test_a_large_network_is_measured_in_the_background_until_it_is_done(start: Start, qtbot: QtBot) -> None:
    program = start("xor-2-4-1")
    document = program.parts.document
    document.edit("wide", wide(document.project, 60))
    checking = switched_on(program, qtbot)
    checker = checking.checker
    assert checker.is_running
    assert checking.strip.stop_button.isVisible()
    assert "gradients are measured" in said(checking)
    qtbot.waitUntil(lambda: not checker.is_running, timeout=30_000)
    assert checker.check is not None
    assert checker.check.is_complete
    assert "right: the largest relative error is" in said(checking)
    assert not checking.strip.stop_button.isVisible()
    np.testing.assert_array_equal(
        checker.check.measured, NetworkCheck(program.parts.session.trace).complete().measured
    )


@pytest.mark.parametrize("way", ["stop", "step", "close"])
def test_measuring_can_be_left(start: Start, qtbot: QtBot, way: str) -> None:
    program = start("xor-2-4-1")
    document, session = program.parts.document, program.parts.session
    document.edit("wide", wide(document.project))
    checking = switched_on(program, qtbot)
    checker = checking.checker
    qtbot.waitUntil(lambda: checking.reading is not None and checking.reading.done > 0, timeout=30_000)
    assert checker.is_running
    if way == "stop":
        qtbot.mouseClick(checking.strip.stop_button, LEFT)
        assert not checker.is_running
        assert checking.reading is not None
        assert not checking.reading.check.is_complete
        assert "gradients are measured." in said(checking)
    elif way == "step":
        left = checker.check
        session.go_to_update(1)
        assert checker.check is not left
        assert checker.is_running
        qtbot.mouseClick(checking.button, LEFT)
        assert not checker.is_running
    else:
        program.parts.document.undo_stack.setClean()
        program.window.close()
        assert not checker.is_running


def test_the_exported_figure_has_the_check(start: Start, qtbot: QtBot) -> None:
    program = start()
    panel = program.parts.network.network
    plain = panel.picture(program.theme.style)
    checking = switched_on(program, qtbot)
    assert checking.reading is not None
    figure = panel.picture(program.theme.style)
    assert figure.description == f"{plain.description} {checking.reading.summary}"
    assert figure.size[1] > plain.size[1]
