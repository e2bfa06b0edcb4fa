"""The workspace Neuron, as a person uses it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QSlider
from pytestqt.qtbot import QtBot

from core.formula import Source
from core.neurons.mcculloch_pitts import McCullochPitts
from core.neurons.perceptron import Perceptron
from core.neurons.sigmoid_neuron import SigmoidNeuron
from core.neurons.two_layer import TwoLayerWalk
from nnviz.document import Document
from nnviz.figures.neuron_course import neuron_course
from nnviz.figures.neuron_picture import NeuronPicture
from nnviz.figures.neuron_plane import neuron_plane
from nnviz.figures.neuron_tables import examples_table
from nnviz.figures.neuron_words import outcome_words, place_words
from nnviz.figures.plot import Bars, Image
from nnviz.figures.style import LIGHT
from nnviz.neuron_moment import NeuronMoment, learn
from nnviz.settings import Settings
from nnviz.theme import Theme
from nnviz.workspaces.neuron import NeuronWorkspace
from tests.nnviz.sessions import sample
from tests.nnviz.workspaces.arena import choose, layers

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def workspace(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[NeuronWorkspace]:
    document = Document(sample("mazur"))
    workspace = NeuronWorkspace(document, Theme(qapp, "light"), Settings(tmp_path / "settings.ini"))
    qtbot.addWidget(workspace)
    workspace.resize(1366, 720)
    workspace.show()
    yield workspace
    workspace.stop()
    document.undo_stack.setClean()  # or it would tell of it while it dies, to a document that is gone


def spec(workspace: NeuronWorkspace):
    return workspace.neuron_session.spec


def undo_all(workspace: NeuronWorkspace) -> None:
    stack = workspace.neuron_session.document.undo_stack
    while stack.canUndo():
        stack.undo()


def take(workspace: NeuronWorkspace, key: str, examples: str = "") -> None:
    """Choose a neuron and its examples as a person does."""
    choose(workspace.settings.model.combo, key)
    if examples:
        choose(workspace.settings.data.combo, examples)


def place(workspace: NeuronWorkspace, x: float, y: float) -> QPoint:
    return workspace.plane.view.place_of(x, y).toPoint()


# Examples in the plane


def test_examples_are_clicked_in_flipped_and_deleted(workspace: NeuronWorkspace, qtbot: QtBot) -> None:
    view, first = workspace.plane.view, spec(workspace)
    workspace.plane.classes.combo.setCurrentIndex(1)
    qtbot.mouseClick(view, LEFT, pos=place(workspace, 0.9, -0.5))
    assert spec(workspace).inputs[-1] == pytest.approx((0.9, -0.5), abs=0.02)
    assert spec(workspace).targets[-1] == 1
    assert workspace.neuron_session.row == 10
    assert len(workspace.neuron_session.moment.outputs) == 11
    x, y = spec(workspace).inputs[2]
    qtbot.mouseClick(view, LEFT, pos=place(workspace, x, y))
    assert workspace.neuron_session.row == 2
    assert spec(workspace).targets[2] == 0
    qtbot.mouseClick(view, LEFT, pos=place(workspace, x, y))
    assert spec(workspace).targets[2] == 1
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_F)
    assert spec(workspace).targets[2] == 0
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert (x, y) not in spec(workspace).inputs
    assert workspace.neuron_session.row == 2
    undo_all(workspace)
    assert spec(workspace) == first
    assert workspace.neuron_session.document.project.neuron is None


def test_a_drag_moves_an_example_and_is_undone_as_one(workspace: NeuronWorkspace, qtbot: QtBot) -> None:
    view, first = workspace.plane.view, spec(workspace)
    start = place(workspace, *first.inputs[3])
    qtbot.mousePress(view, LEFT, pos=start)
    for step in range(1, 6):
        qtbot.mouseMove(view, start + QPoint(-8 * step, 6 * step))
    assert workspace.neuron_session.row == 3
    assert spec(workspace).inputs[3] != first.inputs[3]
    np.testing.assert_array_equal(
        workspace.neuron_session.moment.spec.samples.inputs[3], spec(workspace).inputs[3]
    )
    qtbot.mouseMove(view, start + QPoint(5000, -5000))
    (image,) = layers(view, Image)
    left, right, bottom, top = image.extent
    assert left <= spec(workspace).inputs[3][0] <= right  # not beyond what is seen
    assert bottom <= spec(workspace).inputs[3][1] <= top
    qtbot.mouseRelease(view, LEFT, pos=start)
    workspace.neuron_session.document.undo_stack.undo()
    assert spec(workspace) == first
    empty = place(workspace, 1.5, 1.5)
    qtbot.mousePress(view, LEFT, pos=empty)
    for step in range(1, 4):
        qtbot.mouseMove(view, empty + QPoint(-9 * step, 0))
    qtbot.mouseRelease(view, LEFT, pos=empty)
    assert spec(workspace) == first


def test_what_cannot_be_done_with_an_example_is_said(workspace: NeuronWorkspace, qtbot: QtBot) -> None:
    view, plane = workspace.plane.view, workspace.plane
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_F)
    assert plane.notice.message.startswith("Choose an example first")
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert plane.notice.message.startswith("Choose an example first")
    assert not any(action.isEnabled() for action in plane.menu_actions())
    take(workspace, "sigmoid_neuron", "Sure and wrong")
    workspace.neuron_session.choose_row(0)
    assert all(action.isEnabled() for action in plane.menu_actions())
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert "only example" in plane.notice.message
    view.clicked.emit(0.4, 0.9)
    assert spec(workspace).inputs[-1][0] == pytest.approx(0.4, abs=0.02)
    assert spec(workspace).targets == (0, 1)
    take(workspace, "perceptron", "and")
    workspace.settings.data.inputs.choose(3)
    qtbot.waitUntil(lambda: workspace.neuron_session.is_current)
    view.clicked.emit(9.0, 0.5)
    assert "in the table below" in plane.notice.message
    take(workspace, "mcculloch_pitts", "or")
    workspace.settings.data.inputs.choose(2)
    view.clicked.emit(0.5, 0.5)
    assert plane.notice.message.startswith("A truth table has a row for every input there is")
    before = spec(workspace)
    start = place(workspace, 1, 1)
    qtbot.mousePress(view, LEFT, pos=start)
    for step in range(1, 4):
        qtbot.mouseMove(view, start + QPoint(-9 * step, 0))
    qtbot.mouseRelease(view, LEFT, pos=start)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert spec(workspace) == before
    workspace.neuron_session.choose_row(None)
    qtbot.mouseClick(view, LEFT, pos=place(workspace, 0, 0))
    qtbot.mouseClick(view, LEFT, pos=place(workspace, 0, 0))
    assert spec(workspace).targets == (1, 1, 1, 1)
    assert plane.notice.message == ""


def test_the_table_is_typed_in(workspace: NeuronWorkspace, qtbot: QtBot) -> None:
    table, first = workspace.table, spec(workspace)
    table.table.item(1, 0).setText("-0,5")
    assert spec(workspace).inputs[1] == (-0.5, 0.75)
    table.table.item(1, 1).setText("three")
    assert table.notice.message == "three is not a number."
    assert table.table.item(1, 1).text() == "0.75"
    table.table.item(1, 2).setText("2")
    assert "the target 2 is neither 0 nor 1" in table.notice.message
    assert table.table.item(1, 2).text() == "1"
    table.table.setCurrentCell(4, 0)
    assert workspace.neuron_session.row == 4
    qtbot.mouseClick(table.add, LEFT)
    assert spec(workspace).inputs[-1] == spec(workspace).inputs[4]
    assert workspace.neuron_session.row == table.table.currentRow() == 10
    qtbot.mouseClick(table.flip, LEFT)
    assert spec(workspace).targets[-1] == 1 - spec(workspace).targets[4]
    qtbot.keyClick(table.table, Qt.Key.Key_Delete)
    assert len(spec(workspace).targets) == 10
    undo_all(workspace)
    assert spec(workspace) == first
    take(workspace, "mcculloch_pitts", "and")
    assert table.add.isHidden()
    assert not table.table.item(0, 0).flags() & Qt.ItemFlag.ItemIsEditable
    table.table.item(0, 2).setText("1")
    assert spec(workspace).targets == (1, 0, 0, 1)


# McCulloch-Pitts


def test_a_threshold_is_swept_or_chosen_by_hand(workspace: NeuronWorkspace, qtbot: QtBot) -> None:
    take(workspace, "mcculloch_pitts", "and")
    session, gate = workspace.neuron_session, workspace.settings.gate
    workspace.plots.setCurrentWidget(workspace.course)
    session.choose_grain("threshold")
    workspace.to_start()
    seen = []
    for _ in range(4):
        workspace.over()
        seen.append(session.moment.explanation.title)
    assert seen == [
        "Threshold 0: 3 of 4 rows wrong",
        "Threshold 1: 2 of 4 rows wrong",
        "Threshold 2: every row is right",
        "Threshold 3: 1 of 4 rows wrong",
    ]
    assert [bar.heights[0] for bar in layers(workspace.course.view, Bars)] == [3, 2, 1]
    assert workspace.outcome.words.text() == "Every row is right with the threshold 2."
    before = spec(workspace)
    gate.threshold.setValue(3)
    assert spec(workspace).neuron == McCullochPitts(3, search="hand")
    assert gate.search.value == "hand"
    assert gate.value.text() == "θ = 3"
    assert "It can be done, with the threshold 2" in workspace.outcome.words.text()
    qtbot.mouseClick(gate.search.buttons["sweep"], LEFT)
    assert session.learning.thresholds == (0, 1, 2, 3)
    undo_all_to(workspace, before)


def undo_all_to(workspace: NeuronWorkspace, wanted: object) -> None:
    stack = workspace.neuron_session.document.undo_stack
    while spec(workspace) != wanted:
        assert stack.canUndo()
        stack.undo()


def test_not_needs_inhibition(workspace: NeuronWorkspace, qtbot: QtBot) -> None:
    take(workspace, "mcculloch_pitts", "not")
    outcome, gate = workspace.outcome, workspace.settings.gate
    assert "the sum can only rise when an input goes on" in outcome.words.text()
    assert [button.isVisible() for button in (outcome.inhibit, outcome.layers, outcome.learn)] == [
        True,
        False,
        False,
    ]
    qtbot.mouseClick(outcome.inhibit, LEFT)
    assert spec(workspace).neuron.inhibitory == (0,)
    assert gate.inputs[0].isChecked()
    assert outcome.words.text() == "Every row is right with the threshold 0."
    qtbot.mouseClick(gate.inputs[0], LEFT)
    assert spec(workspace).neuron.inhibitory == ()
    choose(gate.inhibition, "relative")
    assert spec(workspace).neuron.inhibition == "relative"
    workspace.settings.data.inputs.choose(2)
    assert "NOT has one input" in workspace.settings.data.error.message
    assert spec(workspace).width == 1


def test_xor_takes_two_layers(workspace: NeuronWorkspace, qtbot: QtBot) -> None:
    take(workspace, "mcculloch_pitts", "xor")
    outcome = workspace.outcome
    assert "add up to the same inputs as (0, 0) and (1, 1)" in outcome.words.text()
    assert [button.isVisible() for button in (outcome.inhibit, outcome.layers, outcome.learn)] == [
        False,
        True,
        False,
    ]
    qtbot.mouseClick(outcome.layers, LEFT)
    session = workspace.neuron_session
    assert isinstance(session.learning, TwoLayerWalk)
    assert list(workspace.transport.bar.grains.buttons) == ["term", "neuron", "row", "table"]
    assert session.moment.outputs.tolist() == [0, 1, 1, 0]
    workspace.to_end()
    assert session.moment.is_at_end
    qtbot.mouseClick(workspace.settings.gate.layers.buttons["1"], LEFT)
    assert list(workspace.transport.bar.grains.buttons) == ["term", "row", "threshold", "sweep"]
    workspace.settings.data.inputs.choose(4)
    assert len(spec(workspace).targets) == 16
    qtbot.mouseClick(workspace.settings.gate.layers.buttons["2"], LEFT)
    assert len(session.learning.net.hidden) == 8


def test_where_weights_would_help_a_perceptron_is_offered(workspace: NeuronWorkspace, qtbot: QtBot) -> None:
    take(workspace, "mcculloch_pitts", "or")
    workspace.settings.data.inputs.choose(3)
    for row in (1, 2):  # x1, or x2 and x3
        workspace.table.table.item(row, 3).setText("0")
    assert workspace.outcome.learn.isVisible()
    qtbot.mouseClick(workspace.outcome.learn, LEFT)
    assert isinstance(spec(workspace).neuron, Perceptron)
    assert workspace.neuron_session.learning.outcome == "separated"


# The perceptron


def test_it_is_walked_by_the_keys_of_the_debugger(workspace: NeuronWorkspace, qtbot: QtBot) -> None:
    session, bar = workspace.neuron_session, workspace.transport.bar
    workspace.to_start()
    assert bar.hint.toolTip() == "at the start"
    assert workspace.inspector._empty.isVisible()
    workspace.into()
    assert workspace.inspector.main.title_text == "Weighted sum: term 1 of 2"
    workspace.over()
    assert workspace.inspector.main.title_text == "z of example 1"
    workspace.out()
    assert session.moment.sample == 0
    workspace.back_into()
    workspace.back_over()
    workspace.back_out()
    assert session.cursor == -1
    session.choose_row(6)
    workspace.to_selected()
    assert session.moment.sample == 6
    assert bar.hint.toolTip() == "epoch 1, example 7; 2 mistakes so far"
    workspace.to_selected()
    workspace.back_to_selected()
    assert session.moment.epoch == 0
    bar.moved_to.emit(30)
    assert session.cursor == bar.slider.value() == 30
    qtbot.mouseClick(bar.grains.buttons["epoch"], LEFT)
    workspace.over()
    assert session.moment.explanation.title == "Epoch 1: 2 mistakes"


def test_it_can_be_presented(workspace: NeuronWorkspace, qtbot: QtBot) -> None:
    with qtbot.waitSignal(workspace.shown_changed):
        workspace.neuron_session.go_to(21)
    assert workspace.position() == (0, 21)
    assert workspace.words() == "step 22 of 555: epoch 1, example 2; 2 mistakes so far"


def test_it_plays(workspace: NeuronWorkspace, qtbot: QtBot) -> None:
    session, bar = workspace.neuron_session, workspace.transport.bar
    bar.choose_speed(60.0)
    session.choose_grain("epoch")
    workspace.to_end()
    workspace.play()
    qtbot.waitUntil(lambda: session.moment.is_at_end and not bar.is_playing)
    workspace.play_back()
    qtbot.waitUntil(lambda: session.cursor == -1 and not bar.is_playing)
    workspace.play()
    workspace.hide()
    assert not bar.is_playing


def test_a_separable_problem_ends_below_the_bound(workspace: NeuronWorkspace) -> None:
    words = workspace.outcome.words.text()
    found = workspace.neuron_session.learning.convergence
    assert found.mistakes == 8 <= found.bound
    assert "After 5 epochs and 8 mistakes a whole epoch is right" in words
    assert "8 mistakes were made, at most 28.30 are possible" in words
    assert workspace.outcome.pocket.isHidden()


def test_what_no_line_separates_is_offered_the_pocket(workspace: NeuronWorkspace, qtbot: QtBot) -> None:
    choose(workspace.settings.data.combo, "Overlapping clouds")
    outcome = workspace.outcome
    assert "everything repeats every 2 epochs. No line separates the classes." in outcome.words.text()
    qtbot.mouseClick(outcome.pocket, LEFT)
    assert spec(workspace).neuron.pocket
    assert outcome.pocket.isHidden()
    assert "in the pocket get 9 of 12 examples right" in outcome.words.text()
    undo_all(workspace)
    assert not spec(workspace).neuron.pocket


def test_conventions_are_compared(workspace: NeuronWorkspace) -> None:
    workspace.plots.setCurrentWidget(workspace.variants)
    table, words = workspace.variants.table, workspace.variants.words
    column = [table.item(row, 0).text() for row in range(6)]
    assert column[:3] == ["8"] * 3
    assert column[3:] == [column[3]] * 3
    assert words.text().startswith("From zero weights the learning rate only scales w and b")
    workspace.settings.learning.rows.editor("start").setCurrentIndex(1)
    workspace.settings.learning.rows.editor("start").activated.emit(1)
    assert workspace.settings.learning.weights[0].isVisible()
    workspace.settings.learning.weights[0].choose(3)
    assert spec(workspace).neuron.weights == (3.0, 0.0)
    assert words.text().startswith("From weights that are not zero")
    choose(workspace.settings.data.combo, "Overlapping clouds")
    assert table.item(0, 1).text() == "never"


def test_too_long_a_learning_is_refused_beside_its_field(workspace: NeuronWorkspace) -> None:
    learning = workspace.settings.learning
    for _ in range(5):
        inputs, targets = spec(workspace).inputs, spec(workspace).targets
        if len(targets) < 160:
            workspace.plane.editing.edit("more", spec(workspace).with_examples(inputs * 2, targets * 2))
    learning.rows.editor("epochs").choose(5000)
    assert "5000 epochs are too many for 160 examples: at most 625" in learning.error.message
    assert learning.rows.editor("epochs").value == 100
    learning.rows.editor("epochs").choose(3)
    assert learning.error.message == ""


# The sigmoid neuron


def test_the_path_is_followed_over_the_loss(workspace: NeuronWorkspace) -> None:
    take(workspace, "sigmoid_neuron")
    session = workspace.neuron_session
    workspace.plots.setCurrentWidget(workspace.surface)
    session.choose_grain("epoch")
    workspace.to_start()
    workspace.over()
    workspace.over()
    picture = workspace.surface.view.picture
    assert picture.step == 1
    np.testing.assert_array_equal(picture.race.runs.paths[0], session.learning.path[:, :2])
    assert workspace.surface.words.text().startswith("b as at the end of the learning")
    workspace.surface.axes.vertical.setCurrentIndex(2)
    workspace.surface.axes.vertical.activated.emit(2)
    assert session.axes == (0, 2)
    np.testing.assert_array_equal(
        workspace.surface.view.picture.race.runs.paths[0], session.learning.path[:, [0, 2]]
    )
    before = workspace.surface.view.picture.view
    workspace.surface.view.turned.emit(before.turned(20, 0))
    assert workspace.surface.view.picture.view != before
    choose(workspace.settings.data.combo, "Sure and wrong")
    assert workspace.surface.axes.isHidden()
    assert session.axes == (0, 1)


def test_why_squared_error_is_slow(workspace: NeuronWorkspace) -> None:
    take(workspace, "sigmoid_neuron", "Sure and wrong")
    workspace.plots.setCurrentWidget(workspace.slope)
    assert "Example 1 is answered by 0.9975, 0 is right." in workspace.slope.words.text()
    slow = workspace.neuron_session.learning.losses
    choose(workspace.settings.learning.rows.editor("loss"), "bce")
    assert spec(workspace).neuron.loss == "bce"
    fast = workspace.neuron_session.learning
    assert fast.neuron.value(np.array([1.0]), fast.path[-1]) < 0.05
    assert slow[-1] > 0.98 * slow[0]


# The whole


def test_every_neuron_has_the_plots_that_suit_it(workspace: NeuronWorkspace) -> None:
    def offered() -> list[str]:
        plots = workspace.plots
        return [plots.tabText(k) for k in range(plots.count()) if plots.isTabVisible(k)]

    assert offered() == ["Examples", "Course", "Conventions"]
    take(workspace, "sigmoid_neuron")
    assert offered() == ["Examples", "Course", "Loss surface", "Sure and wrong"]
    workspace.plots.setCurrentWidget(workspace.slope)
    take(workspace, "mcculloch_pitts")
    assert offered() == ["Examples", "Course"]
    assert workspace.plots.currentWidget() in (workspace.table, workspace.course)
    assert "Undo brings them back" in workspace.settings.model.error.message
    undo_all(workspace)
    assert offered() == ["Examples", "Course", "Conventions"]
    assert workspace.settings.data.combo.currentText() == "Two clouds"


def test_own_examples_are_called_so(workspace: NeuronWorkspace) -> None:
    combo = workspace.settings.data.combo
    workspace.plane.editing.add((0.5, -0.5), 1.0)
    assert combo.currentText() == "Your own"
    combo.activated.emit(combo.currentIndex())
    assert combo.currentText() == "Your own"
    choose(combo, "nand")
    assert (combo.currentText(), combo.findText("Your own")) == ("Gate NAND", -1)
    assert workspace.settings.data.inputs.value == 2


def test_a_number_of_a_formula_is_lit_in_the_drawing(workspace: NeuronWorkspace, qtbot: QtBot) -> None:
    workspace.neuron_session.go_to(4)
    workspace.inspector.source_hovered.emit(Source("x", 0, 0))
    assert workspace.neuron.view.picture.highlight == Source("x", 0, 0)
    workspace.inspector.source_hovered.emit(None)
    assert workspace.neuron.view.picture.highlight is None
    qtbot.waitUntil(lambda: bool(workspace.inspector.cards) and not workspace.inspector.cards[0].isHidden())
    workspace.inspector.cards[0].step_chosen.emit(2)
    assert workspace.neuron_session.cursor == 2


def test_the_explanation_is_whole_at_every_width(workspace: NeuronWorkspace, qtbot: QtBot) -> None:
    contents = workspace.inspector.contents
    for cursor, width in ((116, 1366), (117, 1024), (20, 900), (21, 1366)):
        workspace.neuron_session.go_to(cursor)
        workspace.resize(width, 560)
        qtbot.waitUntil(lambda: not workspace.inspector._waiting)
        qtbot.waitUntil(lambda: contents.height() >= contents.heightForWidth(contents.width()))


def test_long_learning_is_announced(workspace: NeuronWorkspace, qtbot: QtBot) -> None:
    choose(workspace.settings.data.combo, "Overlapping clouds")
    rows = workspace.settings.learning.rows
    rows.editor("shuffle").click()
    rows.editor("epochs").choose(300)
    assert workspace.outcome.words.text() == "The neuron is learning…"
    assert workspace.transport.bar.hint.toolTip() == "The neuron is learning…"
    qtbot.waitUntil(lambda: workspace.neuron_session.is_current, timeout=30_000)
    assert "stopped after 300 epochs" in workspace.outcome.words.text()


@pytest.mark.parametrize("key", ["mcculloch_pitts", "perceptron", "sigmoid_neuron"])
def test_every_control_has_a_name_and_room(workspace: NeuronWorkspace, key: str) -> None:
    take(workspace, key)
    workspace.resize(1024, 560)
    controls = (QComboBox, QLineEdit, QSlider, QAbstractButton)
    for kind in controls:
        for control in workspace.findChildren(kind):
            if control.isVisible() and not control.objectName().startswith(("qt_", "Scroll")):
                assert control.accessibleName() or getattr(control, "text", str)(), control
    for panel in workspace.panels():
        assert panel.title


def test_another_theme_is_taken(workspace: NeuronWorkspace) -> None:
    workspace.neuron_session.go_to(5)
    workspace.plane._theme.choose("dark")
    assert workspace.plane.view.picture.style.dark
    assert workspace.neuron.view.picture.style.dark
    workspace.plane._theme.choose("light")


def test_batch_and_online_are_two_ways(workspace: NeuronWorkspace) -> None:
    take(workspace, "sigmoid_neuron")
    online = workspace.neuron_session.learning.path[-1]
    choose(workspace.settings.learning.rows.editor("rule"), "batch")
    assert spec(workspace).neuron == SigmoidNeuron(rule="batch")
    assert not np.array_equal(workspace.neuron_session.learning.path[-1], online)
    workspace.to_end()
    assert workspace.neuron_session.moment.sample is None


def test_whatever_is_done_every_view_shows_the_same_moment(workspace: NeuronWorkspace, qtbot: QtBot) -> None:
    chance, session = random.Random(7), workspace.neuron_session
    stack = session.document.undo_stack
    moves = [workspace.over, workspace.back_over, workspace.into, workspace.back_into, workspace.out]
    moves += [workspace.back_out, workspace.to_start, workspace.to_end, workspace.to_selected]
    edits = [
        lambda: take(workspace, chance.choice(["mcculloch_pitts", "perceptron", "sigmoid_neuron"])),
        lambda: choose(workspace.settings.data.combo, chance.choice(["and", "nor", "xor", "not"])),
        lambda: session.choose_row(chance.randrange(len(spec(workspace).targets))),
        workspace.plane.editing.flip,
        workspace.plane.editing.delete,
        stack.undo,
        stack.redo,
        lambda: session.choose_grain(chance.choice(session.learning.grains)),
        lambda: session.go_to(chance.randrange(session.length)),
    ]
    for number in range(80):
        chance.choice(moves if number % 2 else edits)()
        qtbot.waitUntil(lambda: session.is_current)
        workspace.plots.setCurrentWidget(chance.choice([workspace.table, workspace.course]))
        moment = NeuronMoment(spec(workspace), learn(spec(workspace)), session.cursor, session.row)
        assert workspace.neuron.view.picture.description == NeuronPicture(moment, LIGHT).description
        assert workspace.plane.view.picture.description == neuron_plane(moment, LIGHT).description
        assert workspace.outcome.words.text() == "\n\n".join(outcome_words(moment))
        assert workspace.transport.bar.hint.toolTip() == place_words(moment)
        if workspace.course.isVisible():
            assert workspace.course.view.picture.description == neuron_course(moment, LIGHT).description
        else:
            shown = workspace.table.table
            cells = [
                [shown.item(r, c).toolTip() for c in range(shown.columnCount())]
                for r in range(shown.rowCount())
            ]
            assert cells == [[repr(x) for x in row] for row in examples_table(moment).numbers.tolist()]
        if moment.explanation is not None:
            assert workspace.inspector.main.title_text == moment.explanation.title
