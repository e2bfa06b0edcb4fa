"""The data panel, as a user has it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.activations.identity import Identity
from core.activations.tanh import Tanh
from core.datasets.table import Table
from core.initializers.glorot_uniform import GlorotUniform
from core.losses.mse import MeanSquaredError
from core.network import Layer
from core.optimizers.sgd import SGD
from nnviz.document import Document
from nnviz.figures.plot import Image, Marker
from nnviz.panels.data import DataPanel
from nnviz.project.model import NetworkSpec, Project
from nnviz.session import Session
from nnviz.theme import Theme
from tests.nnviz.sessions import sample


@dataclass
class Opened:
    """A document with the panel that shows its data."""

    qtbot: QtBot
    document: Document
    session: Session
    panel: DataPanel

    def click(self, x: float, y: float) -> None:
        place = self.panel.view.place_of(x, y).toPoint()
        self.qtbot.mouseClick(self.panel.view, Qt.MouseButton.LeftButton, pos=place)

    def press(self, button: object) -> None:
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def layer(self, kind: type) -> object:
        return next(layer for layer in self.panel.view.picture.plot.layers if isinstance(layer, kind))


@pytest.fixture
def open_panel(qtbot: QtBot, qapp: QApplication):
    def run(project: Project) -> Opened:
        document = Document(project)
        session = Session(document, document)
        panel = DataPanel(document, session, Theme(qapp, "light"))
        qtbot.addWidget(panel)
        panel.resize(600, 400)
        panel.show()
        return Opened(qtbot, document, session, panel)

    return run


def line_through(*points: tuple[float, float]) -> Project:
    return Project(
        NetworkSpec(1, (Layer(2, Tanh()), Layer(1, Identity())), GlorotUniform()),
        MeanSquaredError(),
        SGD(learning_rate=0.1),
        Table(tuple((x,) for x, _ in points), tuple((y,) for _, y in points)),
    )


def test_a_click_on_a_sample_of_the_batch_shows_its_numbers(open_panel) -> None:
    opened = open_panel(sample("xor-2-4-1").with_training(batch_size=4))
    batch = opened.session.moment.update.batch
    opened.click(1, 0)
    inputs = opened.document.project.samples.inputs
    assert tuple(inputs[batch[opened.session.selection.sample]]) == (1, 0)
    ring = opened.layer(Marker)
    assert (ring.x, ring.y) == (1, 0)


def test_a_sample_outside_the_batch_is_not_chosen_and_said_so(open_panel) -> None:
    opened = open_panel(sample("xor-2-4-1").with_training(batch_size=1))
    opened.click(1, 1)
    assert opened.session.selection.sample == 0
    assert "not in the batch" in opened.panel.notice.message


def test_generated_data_become_a_table_and_then_take_points(open_panel) -> None:
    opened = open_panel(sample("xor-2-4-1"))
    opened.click(0.4, 0.3)
    assert "table" in opened.panel.notice.message
    assert len(opened.document.project.samples) == 4
    before = opened.document.project
    opened.press(opened.panel.convert)
    assert isinstance(opened.document.project.data, Table)
    np.testing.assert_array_equal(opened.document.project.samples.inputs, before.samples.inputs)
    assert not opened.panel.convert.isVisible()
    assert opened.panel.notice.message == ""
    opened.panel.classes.combo.setCurrentIndex(1)
    opened.click(0.4, 0.3)
    samples = opened.document.project.samples
    assert len(samples) == 5
    np.testing.assert_allclose(samples.inputs[4], [0.4, 0.3], atol=0.01)
    assert samples.targets[4] == 1
    opened.document.undo_stack.undo()
    opened.document.undo_stack.undo()
    assert opened.document.project == before
    assert [action.isEnabled() for action in opened.panel.menu_actions()] == [True]


def test_a_new_point_has_no_more_digits_than_its_pixel(open_panel) -> None:
    opened = open_panel(sample("xor-2-4-1"))
    opened.panel.menu_actions()[0].trigger()
    opened.click(0.4, 0.3)
    assert all(len(repr(value)) <= 6 for value in opened.document.project.data.inputs[4])


def test_with_one_input_a_click_gives_input_and_target(open_panel) -> None:
    opened = open_panel(line_through((0, 0), (1, 1), (2, 5)))
    opened.click(1.5, 3)
    samples = opened.document.project.samples
    np.testing.assert_allclose([samples.inputs[3, 0], samples.targets[3, 0]], [1.5, 3], atol=0.05)


def test_several_quantities_cannot_be_clicked(open_panel) -> None:
    opened = open_panel(sample("mazur"))
    opened.click(0.3, 0.3)
    assert len(opened.document.project.samples) == 1
    assert "quantities" in opened.panel.notice.message


def test_moves_are_drawn_coarsely_and_rest_finely(open_panel) -> None:
    opened = open_panel(sample("spiral-2-8-8-1"))
    opened.session.go_to_update(3)
    assert opened.layer(Image).rgba.shape[0] == 80
    opened.qtbot.waitUntil(lambda: opened.layer(Image).rgba.shape[0] == 200, timeout=2000)
    fine = opened.layer(Image)
    opened.session.over()
    assert opened.layer(Image) is fine


def test_many_inputs_are_drawn_over_two_of_them(open_panel) -> None:
    opened = open_panel(sample("iris-4-8-3"))
    names = opened.document.project.samples.input_names
    assert opened.panel.axes.isVisible()
    assert not opened.panel.convert.isVisible()
    opened.panel.axes.horizontal.setCurrentIndex(2)
    opened.panel.axes.horizontal.activated.emit(2)
    assert opened.panel.view.picture.plot.x.label == names[2]
    opened.panel.axes.vertical.setCurrentIndex(2)
    opened.panel.axes.vertical.activated.emit(2)
    assert opened.panel.axes.axes == (1, 2)
