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
from core.datasets.split import Split
from core.datasets.table import Table
from core.initializers.glorot_uniform import GlorotUniform
from core.losses.mse import MeanSquaredError
from core.network import Layer
from core.optimizers.sgd import SGD
from nnviz.document import Document
from nnviz.evaluation import evaluate_at
from nnviz.figures.plot import Image, Marker
from nnviz.figures.samples import point_at
from nnviz.figures.style import PRINT
from nnviz.panels.data import DataPanel
from nnviz.project import edits
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


# Test samples, features and metrics


def split(name: str = "spiral-2-8-8-1") -> Project:
    return edits.set_split(sample(name), Split(0.3)).project


def test_a_test_sample_is_in_no_batch_and_the_others_keep_their_place(open_panel) -> None:
    opened = open_panel(edits.set_batch_size(split(), 140))
    project = opened.document.project
    test, training = np.flatnonzero(project.is_test)[0], np.flatnonzero(~project.is_test)[7]
    opened.panel._choose(int(test))
    assert opened.panel.notice.message == "This sample is kept for testing: it is in no batch."
    opened.panel._choose(int(training))
    assert opened.panel.notice.message == ""
    moment = opened.session.moment
    shown = project.training_samples.inputs[moment.update.batch[moment.sample]]
    np.testing.assert_array_equal(shown, project.samples.inputs[training])
    ring = opened.layer(Marker)
    assert (ring.x, ring.y) == tuple(shown)


def test_a_click_with_features_adds_a_point_as_the_data_have_it(open_panel) -> None:
    project = edits.set_features(sample("xor-2-4-1"), ("x1_x2", "sin_x1", "x2"))
    opened = open_panel(project)
    opened.panel.menu_actions()[0].trigger()
    assert opened.document.project.data == Table(
        ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)), ((0.0,), (1.0,), (1.0,), (0.0,))
    )
    opened.panel.classes.combo.setCurrentIndex(1)
    opened.click(0.4, 0.3)
    samples = opened.document.project.samples
    x1, x2 = opened.document.project.data.inputs[4]
    assert (x1, x2) == pytest.approx((0.4, 0.3), abs=0.01)
    np.testing.assert_array_equal(samples.inputs[4], [x1 * x2, np.sin(x1), x2])


def test_a_single_feature_is_still_drawn_over_the_plane(open_panel) -> None:
    opened = open_panel(edits.set_features(sample("xor-2-4-1"), ("x1_x2",)))
    assert opened.layer(Image)
    opened.click(1, 1)
    assert "table" in opened.panel.notice.message or opened.session.moment.sample >= 0
    plot = opened.panel.view.picture.plot
    assert (plot.x.label, plot.y.label) == ("x1", "x2")


def test_the_metrics_follow_the_cursor(open_panel) -> None:
    opened = open_panel(split())
    before = opened.panel.metrics.picture.evaluation
    opened.session.go_to_update(200)
    moment = opened.session.moment
    after = opened.panel.metrics.picture.evaluation
    assert after == evaluate_at(moment.project, point_at(moment))
    assert after.training.loss < before.training.loss
    assert after.test.confusion.sum() == 60
    assert "An output of 0.5 or more counts as class 1." in opened.panel.metrics.accessibleDescription()
    assert repr(after.test.loss) in opened.panel.metrics.toolTip()


def test_a_narrow_panel_says_the_metrics_in_words(open_panel) -> None:
    opened = open_panel(split())
    assert opened.panel.metrics.isVisible()
    assert not opened.panel.words.isVisible()
    opened.panel.resize(400, 300)
    QApplication.processEvents()
    assert not opened.panel.metrics.isVisible()
    assert opened.panel.words.isVisible()
    assert "accuracy" in opened.panel.words.text()
    assert ", test " in opened.panel.words.text()
    opened.panel._say("a message")
    assert not opened.panel.words.isVisible()
    opened.panel.resize(700, 300)
    QApplication.processEvents()
    assert opened.panel.metrics.isVisible()


def test_what_takes_long_is_measured_at_rest(open_panel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnviz.evaluation._QUICK_WORK", 1)
    opened = open_panel(split())
    opened.qtbot.waitUntil(lambda: opened.panel.metrics.picture is not None, timeout=2000)
    first = opened.panel.metrics.picture
    opened.session.go_to_update(20)
    assert opened.panel.metrics.picture is first
    opened.qtbot.waitUntil(lambda: opened.panel.metrics.picture is not first, timeout=2000)


def test_the_figure_has_the_metrics_beside_the_plot(open_panel) -> None:
    opened = open_panel(split())
    picture = opened.panel.picture(PRINT)
    assert "accuracy" in picture.description
    assert picture.size[0] > picture.plot.size[0]
