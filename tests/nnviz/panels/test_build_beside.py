"""The panel Build: dropout, penalty, schedule, clipping, test samples, features and the stop condition."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QSlider, QWidget

from core.activations.prelu import PReLU
from core.clipping.base import Clipping
from core.clipping.norm import ByNorm
from core.datasets.split import Split
from core.hyper import hyper
from core.registry import Member
from core.regularizers.base import Regularizer
from core.regularizers.l2 import L2
from core.schedules.base import Schedule
from core.schedules.cosine import Cosine
from core.stops.base import Stop
from core.stops.early_stopping import EarlyStopping
from core.stops.plateau import Plateau
from nnviz.panels.build import BuildPanel
from nnviz.project import edits
from nnviz.widgets.fold import Fold
from nnviz.widgets.member_fold import MemberFold
from tests.nnviz.panels.building import choose, click, type_in, undo_and_redo


def folds(panel: BuildPanel) -> list[Fold]:
    return [
        panel.data.split,
        panel.data.features,
        panel.loss.regularizer,
        panel.optimizer.schedule,
        panel.optimizer.clipping,
        panel.training.stop,
    ]


def unfold(qtbot, fold: Fold) -> None:
    click(qtbot, fold.header)
    assert not fold.is_folded


def test_everything_is_behind_a_line_that_says_what_is_chosen(panel):
    assert all(fold.is_folded for fold in folds(panel))
    assert [fold.header.text() for fold in folds(panel)] == [
        "Test samples: none",
        "Features: x1, x2",
        "Weight penalty: none",
        "Learning rate: constant",
        "Gradient clipping: none",
        "Stop by itself: none",
    ]


def test_a_fold_opens_by_keyboard(qtbot, panel):
    fold = panel.loss.regularizer
    fold.header.setFocus()
    qtbot.keyClick(fold.header, Qt.Key.Key_Space)
    assert fold.form.isVisible()
    assert fold.header.accessibleDescription() == "expanded"
    qtbot.keyClick(fold.header, Qt.Key.Key_Space)
    assert not fold.form.isVisible()


@pytest.mark.parametrize(
    ("place", "label", "field", "value"),
    [
        (2, "L2", "regularizer", L2()),
        (3, "Cosine", "schedule", Cosine()),
        (4, "By norm", "clipping", ByNorm()),
    ],
)
def test_a_member_is_chosen(qtbot, panel, document, place, label, field, value):
    before = document.project
    fold = folds(panel)[place]
    unfold(qtbot, fold)
    choose(fold.form.combo, label)
    assert document.project == replace(before, **{field: value})
    assert fold.convention.text() == value.convention
    assert not fold.convention.isHidden()
    assert fold.header.text().endswith({"By norm": "by norm", "Cosine": "cosine"}.get(label, label))
    undo_and_redo(panel, document, before)
    document.undo_stack.undo()
    assert fold.convention.isHidden()


def test_a_number_beside_is_typed_and_dragged(qtbot, panel, document):
    unfold(qtbot, panel.loss.regularizer)
    choose(panel.loss.regularizer.form.combo, "L2")
    rows = panel.loss.regularizer.form.rows
    type_in(qtbot, rows.editor("lambda2"), "0.5")
    assert document.project.regularizer == L2(lambda2=0.5)
    choose(rows.editor("framework"), "Keras")
    assert document.project.regularizer == L2("keras", 0.5)
    assert "whole squares" in panel.loss.regularizer.convention.text()
    before = document.project
    slider = rows.findChild(QSlider)
    slider.setSliderDown(True)
    for place in range(20, 60, 4):
        slider.setSliderPosition(place)
    slider.setSliderDown(False)
    assert document.project.regularizer != before.regularizer
    assert document.undo_stack.count() == 4
    document.undo_stack.undo()
    assert document.project == before


def test_training_goes_on_from_the_cursor(qtbot, panel, document, session):
    session.go_to_update(7)
    theta = session.moment.update.before.theta
    choose(panel.optimizer.schedule.form.combo, "Cosine")
    assert session.cursor.update == 7
    assert session.history.first_update == 7
    assert session.moment.update.before.theta.tobytes() == theta.tobytes()


# Dropout


def test_dropout_is_typed_beside_the_layer(qtbot, panel, document):
    before = document.project
    dropout = panel.layers.dropouts[1]
    assert dropout.isVisible()
    assert not panel.layers.dropouts[0].isVisible()  # the inputs have none
    type_in(qtbot, dropout.edit, "0,25")
    assert document.project == edits.set_dropout(before, 1, 0.25)
    undo_and_redo(panel, document, before)
    document.undo_stack.undo()
    assert dropout.edit.text() == "0"


def test_a_dropout_of_one_is_refused_with_its_limits(qtbot, panel, document):
    before = document.project
    type_in(qtbot, panel.layers.dropouts[1].edit, "1")
    assert document.project is before
    assert panel.layers.error.message == "0 to less than 1"
    type_in(qtbot, panel.layers.dropouts[1].edit, "0.5")
    assert panel.layers.error.isHidden()


def test_a_drag_of_the_dropout_is_one_command(qtbot, panel, document):
    before = document.project
    name = panel.layers.dropouts[1].name
    qtbot.mousePress(name, Qt.MouseButton.LeftButton, pos=QPoint(2, 5))
    for x in (20, 50, 90):
        qtbot.mouseMove(name, QPoint(x, 5))
    qtbot.mouseRelease(name, Qt.MouseButton.LeftButton, pos=QPoint(90, 5))
    assert document.project.network.layers[0].dropout > 0
    undo_and_redo(panel, document, before)


def test_each_hidden_layer_has_a_dropout_of_its_own(qtbot, panel, document):
    type_in(qtbot, panel.layers.dropouts[1].edit, "0.25")
    click(qtbot, panel.layers.adders[1])
    type_in(qtbot, panel.layers.dropouts[2].edit, "0.5")
    assert [layer.dropout for layer in document.project.network.layers] == [0.25, 0.5, 0]
    assert panel.layers.dropouts[2].edit.accessibleName() == "Dropout of Layer 2"
    click(qtbot, panel.layers.rows[0].remove)
    assert [row.edit.text() for row in panel.layers.dropouts[1:]] == ["0.5"]


# A learned slope


def test_a_learned_slope_begins_with_what_is_typed(qtbot, panel, document, session):
    row = panel.layers.rows[0]
    choose(row.activation, "PReLU")
    session.go_to_update(5)
    type_in(qtbot, row.rows.editor("slope"), "0.5")
    assert document.project.network.layers[0].activation == PReLU(0.5)
    network = document.project.network.network
    assert session.cursor.update == 0
    assert session.moment.update.before.theta[network.index(1, None)] == 0.5
    document.undo_stack.undo()
    assert session.cursor.update == 5


# Test samples


def test_samples_are_kept_for_testing(qtbot, panel, document, session):
    choose(panel.data.combo, "Circles")
    before = document.project
    unfold(qtbot, panel.data.split)
    type_in(qtbot, panel.data.split.rows.editor("test_share"), "0.3")
    assert document.project == edits.set_split(before, Split(0.3)).project
    assert panel.data.split.header.text() == f"Test samples: 60 of {len(before.samples)}"
    undo_and_redo(panel, document, before, 2)
    type_in(qtbot, panel.data.split.rows.editor("seed"), "5")
    assert document.project.split == Split(0.3, 5)
    click(qtbot, panel.training.full)
    assert document.project.training.batch_size == 140
    assert session.history.task.samples == 140


def test_the_batch_follows_what_is_left_and_it_is_said(qtbot, panel, document):
    click(qtbot, panel.training.full)
    type_in(qtbot, panel.data.split.rows.editor("test_share"), "0.5")
    assert document.project.training.batch_size == 2
    assert panel.note.message == "The batch size is now 2: there are no more samples."


# Features


def test_features_are_chosen_by_their_boxes(qtbot, panel, document):
    before = document.project
    unfold(qtbot, panel.data.features)
    boxes = panel.data.features.boxes
    assert [key for key, box in boxes.items() if box.isChecked()] == ["x1", "x2"]
    click(qtbot, boxes["x1_x2"])
    assert document.project.features == ("x1", "x2", "x1_x2")
    assert document.project.network.inputs == 3
    assert panel.data.features.header.text() == "Features: x1, x2, x1·x2"
    assert panel.layers.inputs.text() == "3 inputs: x1, x2, x1·x2"
    undo_and_redo(panel, document, before)
    click(qtbot, boxes["x1"])
    click(qtbot, boxes["x2"])
    assert document.project.features == ("x1_x2",)


def test_one_input_has_to_stay(qtbot, panel, document):
    unfold(qtbot, panel.data.features)
    boxes = panel.data.features.boxes
    click(qtbot, boxes["x1"])
    before = document.project
    click(qtbot, boxes["x2"])
    assert document.project is before
    assert boxes["x2"].isChecked()
    assert panel.data.features.problem.message == "The network needs at least one input."
    click(qtbot, boxes["sin_x2"])
    assert panel.data.features.problem.isHidden()


def test_features_are_offered_for_two_inputs_alone(panel):
    assert panel.data.features.isVisible()
    choose(panel.data.combo, "Iris")
    assert not panel.data.features.isVisible()
    choose(panel.data.combo, "Spiral")
    assert panel.data.features.isVisible()


def test_a_table_is_edited_as_it_was_typed(panel, document):
    document.edit("Features", edits.set_features(document.project, ("x1_x2", "sin_x1", "x2")))
    choose(panel.data.combo, "Table")
    assert panel.data.dialog.model.columnCount() == 3  # two inputs and a target
    panel.data.dialog.accept()
    assert document.project.data.inputs == ((0, 0), (0, 1), (1, 0), (1, 1))
    assert document.project.features == ("x1_x2", "sin_x1", "x2")


# When training stops


def test_a_stop_condition_is_chosen(qtbot, panel, document, session):
    before = document.project
    session.go_to_update(6)
    unfold(qtbot, panel.training.stop)
    choose(panel.training.stop.form.combo, "No improvement")
    assert document.project.training.stop == Plateau()
    assert session.history.first_update == 0  # it changes no number
    assert session.cursor.update == 6
    undo_and_redo(panel, document, before)
    type_in(qtbot, panel.training.stop.form.rows.editor("epochs"), "7")
    assert document.project.training.stop == Plateau(epochs=7)


def test_early_stopping_needs_test_samples_and_says_so(qtbot, panel, document):
    before = document.project
    choose(panel.training.stop.form.combo, "No better test loss")
    assert document.project is before
    assert (
        panel.training.error.message
        == "'No better test loss' needs test samples: keep a share of the data for testing"
    )
    assert panel.training.stop.form.combo.currentText() == "None"
    type_in(qtbot, panel.data.split.rows.editor("test_share"), "0.5")
    choose(panel.training.stop.form.combo, "No better test loss")
    assert document.project.training.stop == EarlyStopping()
    type_in(qtbot, panel.data.split.rows.editor("test_share"), "0")
    assert "does not stop by itself any more" in panel.note.message
    assert panel.training.stop.header.text() == "Stop by itself: none"


# For everybody


@pytest.mark.parametrize("family", [Regularizer, Schedule, Clipping, Stop], ids=lambda family: family.family)
def test_a_class_written_now_can_be_chosen(
    qtbot, panel, document, family: type[Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(family, "_members", dict(family._members))

    @dataclass(frozen=True)
    class Written(family):  # type: ignore[misc, valid-type]
        """Written here."""

        key, label = "written", "Written"
        size: float = hyper(1.0, "s", low=0, high=2, help="a number")

        def factor(self, update: int) -> float:
            return 1.0

        def clip(self, gradient):
            return gradient * self.size

        def penalty(self, weights):
            return weights * 0

        def gradient(self, weights):
            return weights * 0

    fold = next(f for f in panel.findChildren(MemberFold) if f.form._family is family)
    unfold(qtbot, fold)
    choose(fold.form.combo, "Written")
    type_in(qtbot, fold.form.rows.editor("size"), "1,5")
    project = document.project
    values = (project.regularizer, project.schedule, project.clipping, project.training.stop)
    assert Written(1.5) in values
    document.undo_stack.undo()
    document.undo_stack.undo()


@pytest.mark.parametrize("width", [280, 320])
def test_nothing_is_cut_off_and_all_can_be_hit(qtbot, panel, document, width):
    choose(panel.data.combo, "Spiral")
    project = edits.set_split(document.project, Split(0.3)).project
    project = replace(project, regularizer=L2(), schedule=Cosine(), clipping=ByNorm())
    document.edit("all", edits.set_stop(project, EarlyStopping()))
    for fold in folds(panel):
        fold.fold(False)
    panel.resize(width, 500)
    QApplication.processEvents()
    for widget in panel.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, (QAbstractButton, QComboBox, QLineEdit, QSlider)):
            continue
        assert widget.mapTo(panel, QPoint(widget.width(), 0)).x() <= width, widget
        assert widget.accessibleName() or getattr(widget, "text", str)(), widget
        assert widget.height() >= 24, (widget, widget.height())
