"""The panel Build: every kind of edit by what a person does, then undone, then redone."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QSlider, QWidget

from core.activations.base import Activation
from core.activations.identity import Identity
from core.activations.leaky_relu import LeakyReLU
from core.activations.relu import ReLU
from core.activations.softmax import Softmax
from core.datasets.circles import Circles
from core.datasets.csv_table import CsvTable
from core.datasets.iris import Iris
from core.datasets.table import Table
from core.hyper import hyper
from core.initializers.zeros import Zeros
from core.losses.bce import BinaryCrossEntropy
from core.losses.cce import CategoricalCrossEntropy
from core.losses.mse import MeanSquaredError
from core.network import Layer
from core.optimizers.adam import Adam
from nnviz.document import Document
from nnviz.panels.build import BuildPanel
from nnviz.project import edits
from nnviz.project.model import TrainingSpec
from nnviz.widgets.notice import Notice
from tests.nnviz.panels.building import choose, click, project, type_in, undo_and_redo

# Layers


def test_units_are_typed(qtbot, panel, document):
    before = document.project
    type_in(qtbot, panel.layers.rows[0].units.edit, "6")
    assert document.project == edits.set_units(before, 1, 6)
    undo_and_redo(panel, document, before)
    document.undo_stack.undo()
    assert panel.layers.rows[0].units.edit.text() == "4"


def test_units_are_added_by_the_button_and_undone_at_once(qtbot, panel, document):
    before = document.project
    for _ in range(3):
        click(qtbot, panel.layers.rows[0].units.more)
    assert document.project.network.layers[0].units == 7
    undo_and_redo(panel, document, before)


def test_a_million_units_are_refused_beside_the_field(qtbot, panel, document):
    before = document.project
    row = panel.layers.rows[0]
    type_in(qtbot, row.units.edit, "1000000")
    assert document.project is before
    assert row.problem.message == "expected a whole number from 1 to 10000, got 1000000"
    assert row.units.edit.text() == "4"
    type_in(qtbot, row.units.edit, "5")
    assert row.problem.isHidden()


def test_units_of_the_output_are_the_datas(panel):
    row = panel.layers.rows[1]
    assert not row.units.isEnabled()
    assert row.units.toolTip() == "One per target column: the data decides"


def test_a_layer_is_added_between(qtbot, panel, document):
    before = document.project
    click(qtbot, panel.layers.adders[1])
    assert document.project == edits.add_layer(before, 1)
    assert [row.name.text() for row in panel.layers.rows] == ["Layer 1", "Layer 2", "Output"]
    undo_and_redo(panel, document, before)
    document.undo_stack.undo()
    assert len(panel.layers.rows) == len(panel.layers.adders) == 2


def test_a_layer_is_removed(qtbot, panel, document):
    before = document.project
    click(qtbot, panel.layers.rows[0].remove)
    assert document.project.network.layers == before.network.layers[1:]
    undo_and_redo(panel, document, before)
    assert not panel.layers.rows[-1].remove.isEnabled()


def test_an_activation_brings_its_hyperparameters(qtbot, panel, document):
    before = document.project
    row = panel.layers.rows[0]
    choose(row.activation, "Leaky ReLU")
    assert document.project.network.layers[0].activation == LeakyReLU()
    type_in(qtbot, row.rows.editor("slope"), "0.2")
    assert document.project.network.layers[0].activation == LeakyReLU(0.2)
    document.undo_stack.undo()
    assert row.rows.editor("slope").text() == "0.01"
    document.undo_stack.undo()
    assert document.project == before
    assert not row.rows.isVisible()
    assert row.activation.currentText() == "Tanh"


def test_an_output_that_leaves_its_loss_brings_another_and_says_so(qtbot, panel, document, session):
    before = document.project
    with qtbot.waitSignal(session.message) as message:
        choose(panel.layers.rows[1].activation, "ReLU")
    assert document.project.network.layers[1].activation == ReLU()
    assert document.project.loss == MeanSquaredError()
    assert panel.note.message == message.args[0]
    assert "does not go with ReLU" in panel.note.message
    assert panel.loss.form.combo.currentText() == MeanSquaredError.label
    undo_and_redo(panel, document, before)
    document.undo_stack.undo()
    assert panel.note.isHidden()


def test_a_class_written_now_can_be_chosen(qtbot, panel, document):
    try:

        @dataclass(frozen=True)
        class Shrug(Activation):
            """Return z times the shrug."""

            key, label = "shrug", "Shrug"
            size: float = hyper(1.0, "s", low=0, high=2, help="size of the shrug")

            def value(self, z):
                return self.size * z

            def derivative(self, z, a):
                return np.full_like(z, self.size)

        combo = panel.layers.rows[0].activation
        panel.hide()
        panel.show()
        choose(combo, "Shrug")
        assert document.project.network.layers[0].activation == Shrug()
        type_in(qtbot, panel.layers.rows[0].rows.editor("size"), "1,5")
        assert document.project.network.layers[0].activation == Shrug(1.5)
    finally:
        Activation._members.pop("shrug", None)


# First weights


def test_another_initializer_and_seed(qtbot, panel, document):
    before = document.project
    choose(panel.start.form.combo, "Zeros")
    assert document.project == edits.set_initializer(before, Zeros())
    undo_and_redo(panel, document, before)
    document.undo_stack.undo()
    type_in(qtbot, panel.start.seed.edit, "7")
    assert document.project == edits.set_seed(before, 7)
    undo_and_redo(panel, document, before)
    click(qtbot, panel.start.seed.dice)
    assert document.undo_stack.count() == 2


def test_reinitialise_waits_for_given_parameters(qtbot, panel, document):
    assert not panel.start.reinitialise.isEnabled()
    assert panel.start.reinitialise.toolTip()
    first = document.project
    given = edits.set_parameter(first, first.network.initial_theta(), 1, 0, 0, 2.5)
    document.edit("type a weight", given)
    assert panel.start.reinitialise.isEnabled()
    click(qtbot, panel.start.reinitialise)
    assert document.project.network.theta is None
    undo_and_redo(panel, document, given, 2)


# Loss, optimizer, training


def test_another_loss(qtbot, panel, document):
    before = document.project
    choose(panel.loss.form.combo, MeanSquaredError.label)
    assert document.project == replace(before, loss=MeanSquaredError())
    choose(panel.loss.form.rows.editor("reduction"), "half sum")
    assert document.project.loss == MeanSquaredError("half_sum")
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert document.project == before
    assert panel.loss.form.combo.currentText() == BinaryCrossEntropy.label


def test_a_loss_that_the_targets_do_not_suit_is_refused_in_its_section(qtbot, panel, document):
    before = document.project
    choose(panel.loss.form.combo, CategoricalCrossEntropy.label)
    assert document.project is before
    assert "row 1: the targets sum to 0" in panel.loss.error.message
    assert panel.loss.form.combo.currentText() == BinaryCrossEntropy.label
    choose(panel.loss.form.combo, MeanSquaredError.label)
    assert panel.loss.error.isHidden()


def test_a_loss_brings_its_activation(qtbot, panel, document):
    document.edit("iris", edits.set_data(document.project, Iris()).project)
    choose(panel.loss.form.combo, MeanSquaredError.label)
    choose(panel.layers.rows[1].activation, "Identity")
    choose(panel.loss.form.combo, CategoricalCrossEntropy.label)
    assert document.project.network.layers[1].activation == Softmax()
    assert "The output layer is now Softmax" in panel.note.message


def test_another_optimizer_and_a_drag_that_is_one_command(qtbot, panel, document):
    before = document.project
    choose(panel.optimizer.form.combo, "Adam")
    assert document.project == replace(before, optimizer=Adam())
    undo_and_redo(panel, document, before)
    slider = next(s for s in panel.optimizer.findChildren(QSlider) if "beta1" in s.accessibleName())
    slider.setSliderDown(True)
    for place in range(90, 40, -1):
        slider.setSliderPosition(place)
    slider.setSliderDown(False)
    assert document.project.optimizer == Adam(beta1=0.41)
    undo_and_redo(panel, document, replace(before, optimizer=Adam()), 2)
    assert len(panel.optimizer.form.rows.findChildren(QSlider)) == len(Adam.hypers()) - 1


def test_training_is_edited(qtbot, panel, document):
    before = document.project
    type_in(qtbot, panel.training.batch.edit, "2")
    assert document.project.training == TrainingSpec(2)
    undo_and_redo(panel, document, before)
    click(qtbot, panel.training.full)
    assert document.project.training == TrainingSpec(4)
    assert not panel.training.full.isEnabled()
    type_in(qtbot, panel.training.batch.edit, "99")
    assert panel.training.batch.edit.text() == "4"
    assert panel.training.batch.edit.problem == "there are no more than 4 to train on"
    assert not panel.training.seed.isEnabled()
    click(qtbot, panel.training.shuffle)
    assert document.project.training.shuffle
    type_in(qtbot, panel.training.seed.edit, "3")
    assert document.project.training == TrainingSpec(4, True, 3)
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert not panel.training.shuffle.isChecked()


# Data


def test_another_data_set_adapts_the_network(qtbot, panel, document):
    before = document.project
    choose(panel.data.combo, "Iris")
    assert document.project == edits.set_data(before, Iris()).project
    assert "4 inputs" in panel.note.message
    assert panel.layers.inputs.text().startswith("4 inputs: sepal length")
    assert "setosa" in panel.data.summary.text()
    undo_and_redo(panel, document, before)
    document.undo_stack.undo()
    assert panel.data.combo.currentText() == "XOR"


def test_the_numbers_of_a_data_set_are_edited(qtbot, panel, document):
    choose(panel.data.combo, "Circles")
    before = document.project
    assert before.data == Circles()
    type_in(qtbot, panel.data.rows.editor("samples"), "20")
    assert document.project.data == Circles(samples=20)
    undo_and_redo(panel, document, before, 2)


def test_a_table_is_typed_in(qtbot, panel, document):
    before = document.project
    choose(panel.data.combo, "Table")
    assert panel.data.combo.currentText() == "XOR"
    dialog = panel.data.dialog
    assert dialog.model.rowCount() == 4
    dialog.model.setData(dialog.model.index(0, 2), "0,5")
    dialog.accept()
    assert document.project.data.targets[0] == (0.5,)
    assert panel.data.combo.currentText() == "Table"
    assert panel.data.change.isVisible()
    undo_and_redo(panel, document, before)


def test_a_dialog_that_is_left_changes_nothing(qtbot, panel, document):
    before = document.project
    choose(panel.data.combo, "Table")
    panel.data.dialog.reject()
    assert document.project is before
    assert panel.data.dialog is None


def test_a_file_is_opened(qtbot, panel, document, tmp_path):
    before = document.project
    path = tmp_path / "pets.csv"
    path.write_text("length;width;kind\n1,5;2;cat\n2,5;3;dog\n3,5;4;cat\n", encoding="cp1252")
    panel.import_csv(path)
    panel.data.dialog.accept()
    data = document.project.data
    assert isinstance(data, CsvTable)
    assert data.classes
    assert document.project.network.layers[-1] == Layer(2, Softmax())
    assert "from pets.csv" in panel.data.summary.text()
    undo_and_redo(panel, document, before)
    panel.data.rows.editor("classes").click()
    problems = [notice.message for notice in panel.data.findChildren(Notice) if not notice.isHidden()]
    assert problems == ["pets.csv, line 2, column 'kind': 'cat' is not a number"]
    assert panel.data.rows.editor("classes").isChecked()


def test_quantities_from_a_file(qtbot, panel, document, tmp_path):
    path = tmp_path / "line.csv"
    path.write_text("x,y\n0,10\n1,30\n")
    panel.import_csv(path)
    panel.data.dialog.accept()
    assert document.project.network.network.sizes == (1, 4, 1)
    assert document.project.network.layers[-1].activation == Identity()
    assert document.project.loss == MeanSquaredError()


def test_a_file_that_cannot_be_read_is_named(panel, document, tmp_path):
    before = document.project
    panel.import_csv(tmp_path / "gone.csv")
    assert panel.data.error.message == "gone.csv: No such file or directory"
    assert panel.data.dialog is None
    assert document.project is before


def test_another_project_is_shown(panel, document):
    other = edits.set_data(replace(project(), optimizer=Adam()), Table()).project
    document.load(other)
    assert panel.optimizer.form.value() == Adam()
    assert panel.data.combo.currentText() == "Table"
    assert [row.units.edit.text() for row in panel.layers.rows] == ["4", "2"]


# For everybody


def test_every_control_has_a_name_and_a_target(panel):
    for widget in panel.findChildren(QWidget):
        if not widget.isVisible() or widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue
        if isinstance(widget, (QAbstractButton, QComboBox, QLineEdit, QSlider)):
            assert widget.accessibleName() or getattr(widget, "text", str)(), widget
            assert widget.height() >= 24, (widget, widget.height())
            assert widget.width() >= 24, widget


@pytest.mark.parametrize("width", [280, 320])
def test_nothing_is_cut_off_at_the_sides(qtbot, panel, width):
    choose(panel.data.combo, "Spiral")
    panel.resize(width, 500)
    QApplication.processEvents()
    for widget in panel.findChildren(QWidget):
        if widget.isVisible() and isinstance(widget, (QAbstractButton, QComboBox, QLineEdit)):
            right = widget.mapTo(panel, QPoint(widget.width(), 0)).x()
            assert right <= width, (widget, right)


def test_everything_is_reached_by_the_tab_key(qtbot, panel):
    panel.activateWindow()
    panel.data.combo.setFocus()
    qtbot.waitUntil(panel.data.combo.hasFocus)
    reached = set()
    for _ in range(80):
        widget = QApplication.focusWidget()
        reached.add(widget)
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
    wanted = [panel.layers.adders[0], panel.layers.rows[0].remove, panel.training.full]
    wanted += [panel.optimizer.form.combo, panel.loss.form.rows.editor("from_logits")]
    assert [w for w in wanted if w.isEnabled() and w not in reached] == []


def test_a_section_folds_by_keyboard(qtbot, panel):
    header = panel.loss.findChild(QAbstractButton, "header")
    with qtbot.waitSignal(panel.loss.folded) as folded:
        qtbot.keyClick(header, Qt.Key.Key_Space)
    assert folded.args == [True]
    assert not panel.loss.form.isVisible()
    assert header.accessibleDescription() == "collapsed"
    qtbot.keyClick(header, Qt.Key.Key_Space)
    assert panel.loss.form.isVisible()


def test_the_convention_in_use_is_said(panel: BuildPanel, document: Document) -> None:
    said = panel.optimizer.convention
    document.edit("Adam", edits.set_optimizer(document.project, Adam()))
    pytorch = said.text()
    keras = Adam.from_values({"framework": "keras"})
    document.edit("Keras", edits.set_optimizer(document.project, keras))
    assert pytorch != said.text() == keras.convention
    document.undo_stack.undo()
    assert said.text() == pytorch
