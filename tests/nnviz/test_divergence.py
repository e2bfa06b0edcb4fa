"""Training that diverges, as a user has it before him."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.activations.base import Activation
from core.optimizers.base import Optimizer
from nnviz.figures.plot import Line
from nnviz.project import edits
from nnviz.project.model import Vector
from nnviz.session import Cursor
from nnviz.widgets.divergence_notice import DivergenceNotice
from tests.nnviz.conftest import Program

Start = Callable[..., Program]


def diverged(program: Program, qtbot: QtBot) -> DivergenceNotice:
    """Train with a learning rate that is far too large, and return what is said beside the controls."""
    document, session = program.parts.document, program.parts.session
    project = edits.set_activation(document.project, 2, Activation.decode({"key": "identity"})).project
    document.edit(
        "wild", edits.set_optimizer(project, Optimizer.decode({"key": "sgd", "learning_rate": 100.0}))
    )
    with qtbot.waitSignal(session.diverged):
        session.train()
    return program.parts.network.transport.notice


def test_a_divergence_is_told_beside_the_controls_until_one_looks_elsewhere(
    start: Start, qtbot: QtBot
) -> None:
    program = start()
    notice, session = diverged(program, qtbot), program.parts.session
    bad = session.cursor
    assert notice.isVisible()
    assert f"Training diverged at update {bad.update}, step {bad.step}: " in notice.message
    assert "is beyond 1.8e+308" in notice.message
    assert "times what the curvature allows" in notice.message
    session.to_start()
    assert notice.isVisible()
    session.go_to_update(0)
    assert not notice.isVisible()
    program.window.resize(1024, 600)
    session.train()
    qtbot.waitUntil(lambda: notice.isVisible())
    assert notice.message == f"Training diverged at update {bad.update}, step {bad.step}"


def test_a_button_leads_back_to_the_last_update_that_is_finite(start: Start, qtbot: QtBot) -> None:
    program = start()
    notice, session = diverged(program, qtbot), program.parts.session
    bad = session.cursor.update
    assert notice.back_button.text() == f"Step back to update {bad - 1}"
    qtbot.mouseClick(notice.back_button, Qt.MouseButton.LeftButton)
    assert session.cursor.update == bad - 1
    assert session.cursor.step == len(session.trace) - 1
    assert np.isfinite(session.moment.update.after.theta).all()
    assert not notice.isVisible()
    session.over()
    assert session.cursor.update == bad


def test_the_whole_diagnosis_in_a_window_of_its_own(start: Start, qtbot: QtBot) -> None:
    program = start()
    notice, session = diverged(program, qtbot), program.parts.session
    qtbot.mouseClick(notice.details_button, Qt.MouseButton.LeftButton)
    dialog = notice.dialog
    assert dialog is not None
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "a learning rate above 2 / " in words
    assert "It was 100, " in words
    plot = dialog.view.picture
    assert plot is not None
    labels = [layer.label for layer in plot.plot.layers if isinstance(layer, Line)]
    assert labels == ["loss", "|θ|", "|dL/dθ|", "|change of θ|"]
    program.theme.choose("dark")
    assert dialog.view.picture is not plot
    bad = session.cursor.update
    qtbot.mouseClick(dialog.back_button, Qt.MouseButton.LeftButton)
    assert session.cursor.update == bad - 1
    qtbot.waitUntil(lambda: notice.dialog is None)


def test_at_the_first_update_the_way_back_leads_to_the_start(start: Start, qtbot: QtBot) -> None:
    program = start()
    document, session = program.parts.document, program.parts.session
    huge = document.project.network.initial_theta() * 0 + 1e200
    project = edits.set_activation(document.project, 2, Activation.decode({"key": "identity"})).project
    document.edit("huge", project.with_network(theta=Vector(huge)))
    with qtbot.waitSignal(session.diverged):
        session.train()
    notice = program.parts.network.transport.notice
    assert notice.back_button.text() == "Step back to the start"
    qtbot.mouseClick(notice.details_button, Qt.MouseButton.LeftButton)
    assert notice.dialog is not None
    qtbot.mouseClick(notice.back_button, Qt.MouseButton.LeftButton)
    assert session.cursor == Cursor(0, -1)
    notice.dialog.close()
    qtbot.waitUntil(lambda: notice.dialog is None)
