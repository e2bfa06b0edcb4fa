from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from core.activations.base import Activation
from core.formula import Source
from nnviz.document import Document
from nnviz.figures.formula_typeset import typeset_chunk
from nnviz.panels.inspector import InspectorPanel
from nnviz.project import edits
from nnviz.project.model import Vector
from nnviz.session import Session
from nnviz.theme import Theme
from nnviz.widgets.explanation_card import ExplanationCard
from tests.nnviz.sessions import sample


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    session = Session(Document(sample("mazur")))
    yield session
    session.stop()


@pytest.fixture
def panel(qapp: QApplication, qtbot: QtBot, session: Session) -> InspectorPanel:
    panel = InspectorPanel(session, Theme(qapp, "light"))
    qtbot.addWidget(panel)
    panel.resize(350, 600)
    panel.show()
    return panel


def cards(panel: InspectorPanel) -> list[str]:
    return [card.title_text for card in panel.findChildren(ExplanationCard) if card.isVisible()]


def words(panel: InspectorPanel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def test_before_the_first_step_it_says_how_to_begin(panel: InspectorPanel) -> None:
    assert cards(panel) == []
    assert "Press F10" in words(panel)


def test_it_explains_the_step_under_the_cursor(panel: InspectorPanel, session: Session) -> None:
    session.go_to_step(34)
    assert "Delta of hidden unit 1 of layer 1: dL/dz" in cards(panel)
    assert "By central differences" in words(panel)
    assert "Press F10" not in words(panel)


def test_another_grain_puts_another_step_of_the_node_in_the_focus(
    panel: InspectorPanel, session: Session
) -> None:
    session.go_to_step(37)
    assert cards(panel)[0] == "Delta of hidden unit 1 of layer 1: dL/dz"
    session.choose_grain("term")
    assert cards(panel)[0].startswith("Gradient of the bias")
    session.choose_grain("layer")
    assert cards(panel)[0] == "Delta of hidden unit 1 of layer 1: dL/dz"


def test_it_rests_while_training_runs_and_shows_where_it_stopped(
    qtbot: QtBot, panel: InspectorPanel, session: Session
) -> None:
    session.go_to_step(34)
    session.train()
    assert cards(panel) == []
    assert "Training is running" in words(panel)
    qtbot.waitUntil(lambda: session.history.last.update > 3)
    assert cards(panel) == []
    session.stop()
    assert any("bias of output 2" in title for title in cards(panel))
    assert "Training is running" not in words(panel)


def test_the_rest_of_the_node_follows_when_one_rests(
    qtbot: QtBot, panel: InspectorPanel, session: Session
) -> None:
    session.go_to_step(37)  # the end of hidden unit 1, all of whose numbers are there
    assert len(cards(panel)) == 1
    qtbot.waitUntil(lambda: len(cards(panel)) == 6)
    assert any(title.startswith("Slope of the activation") for title in cards(panel))
    session.go_to_step(3)  # its activation: nothing of the former node is left on the screen
    assert len(cards(panel)) == 1
    qtbot.waitUntil(lambda: len(cards(panel)) == 2)
    assert cards(panel)[1].startswith("Pre-activation z")


def test_a_click_on_a_card_goes_to_its_step(qtbot: QtBot, panel: InspectorPanel, session: Session) -> None:
    session.go_to_step(3)
    qtbot.waitUntil(lambda: len(cards(panel)) == 2)
    card = [card for card in panel.findChildren(ExplanationCard) if card.isVisible()][1]
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert session.cursor.step == 2


def test_formulas_are_set_beforehand_while_nobody_does_anything(
    qtbot: QtBot, panel: InspectorPanel, session: Session
) -> None:
    panel.warm_up()
    session.document.load(sample("xor-2-4-1"))  # what is open by then counts
    assert panel.warmer.is_working
    qtbot.waitUntil(lambda: not panel.warmer.is_working, timeout=20_000)
    known = typeset_chunk.cache_info().misses
    for step in (3, 30, 60):
        session.go_to_step(step)
    assert typeset_chunk.cache_info().misses == known


def test_a_gradient_at_a_kink_is_not_called_wrong(panel: InspectorPanel, session: Session) -> None:
    project = edits.set_activation(session.document.project, 1, Activation.decode({"key": "relu"})).project
    theta = project.network.initial_theta().copy()
    parts = project.network.network.split(theta)
    parts[0].weights[:, 0] = 0
    parts[0].biases[0] = 0  # z of the first unit is 0: moving its bias steps over ReLU's kink
    session.document.edit("Kink", project.with_network(theta=Vector(theta)))
    session.go_to_step(session.trace.step_of(Source("bias_gradient", 1, 0)))
    assert "across a kink: no one slope to compare with" in words(panel)
    session.go_to_step(session.trace.step_of(Source("bias_gradient", 1, 1)))
    assert "relative difference" in words(panel)
    assert "kink" not in words(panel)
