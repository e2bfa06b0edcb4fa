"""A form made from declarations alone."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox

from core.hyper import hyper
from core.initializers.base import Initializer
from core.initializers.uniform import Uniform
from core.initializers.zeros import Zeros
from core.losses.base import Loss
from core.losses.bce import BinaryCrossEntropy
from core.losses.mse import MeanSquaredError
from core.optimizers.adam import Adam
from core.optimizers.base import Optimizer
from core.optimizers.sgd import SGD
from nnviz.widgets.hyper_form import HyperForm
from nnviz.widgets.hyper_rows import HyperRows
from nnviz.widgets.icon_button import IconButton
from nnviz.widgets.notice import Notice
from nnviz.widgets.quiet import QuietSlider


@pytest.fixture
def form(qtbot):
    """Return a function that shows a form and records its edits."""

    def show(family, member):
        form = HyperForm(family)
        form.set_value(member)
        form.edits = []
        form.edited.connect(lambda member, merge: form.edits.append((member, merge)))
        qtbot.addWidget(form)
        form.show()
        qtbot.waitExposed(form)
        return form

    return show


def choose(combo, text):
    """Choose an entry of a combo box as the mouse does."""
    index = combo.findText(text)
    assert index >= 0, f"no {text!r} among {[combo.itemText(i) for i in range(combo.count())]}"
    combo.setCurrentIndex(index)
    combo.activated.emit(index)


def type_in(qtbot, edit, text):
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, text + "\r")


def messages(form):
    return [notice.message for notice in form.findChildren(Notice) if not notice.isHidden()]


def test_each_kind_of_hyperparameter_has_its_editor(form):
    shown = form(Optimizer, SGD(learning_rate=0.5, nesterov=True, framework="keras"))
    rows = shown.rows
    assert rows.editor("learning_rate").text() == "0.5"
    assert rows.editor("nesterov").isChecked()
    assert rows.editor("framework").currentText() == "Keras"
    assert "step size" in rows.editor("learning_rate").toolTip()
    assert "0 to 100" in rows.editor("learning_rate").toolTip()
    assert shown.edits == []


def test_typing_makes_a_member(qtbot, form):
    shown = form(Optimizer, SGD(learning_rate=0.5))
    type_in(qtbot, shown.rows.editor("learning_rate"), "0,25")
    assert shown.edits == [(SGD(learning_rate=0.25), "")]
    assert shown.value() == SGD(learning_rate=0.25)


def test_a_switch_makes_a_member(qtbot, form):
    shown = form(Optimizer, SGD())
    qtbot.keyClick(shown.rows.editor("nesterov"), Qt.Key.Key_Space)
    assert shown.edits == [(SGD(nesterov=True), "")]


def test_another_member_keeps_words_and_no_numbers(form):
    shown = form(Optimizer, SGD(learning_rate=0.5, framework="keras"))
    choose(shown.combo, "Adam")
    made, merge = shown.edits[-1]
    assert made == Adam.from_values({"framework": "keras"})
    assert merge == ""
    assert shown.rows.editor("beta1").text() == "0.9"


def test_a_word_that_the_new_member_does_not_know_is_its_default(form):
    shown = form(Loss, MeanSquaredError("half_sum"))
    choose(shown.combo, BinaryCrossEntropy.label)
    assert shown.edits == [(BinaryCrossEntropy(), "")]


def test_choosing_the_same_member_again_changes_nothing(form):
    shown = form(Optimizer, SGD(learning_rate=0.5))
    choose(shown.combo, "SGD")
    assert shown.edits == []


def test_defaults_follow_the_framework_and_chosen_values_stay(form):
    shown = form(Optimizer, SGD(momentum=0.9))
    choose(shown.rows.editor("framework"), "Keras")
    assert shown.edits[-1][0] == SGD(framework="keras", learning_rate=0.01, momentum=0.9)


def test_a_dragged_slider_is_one_gesture(qtbot, form):
    shown = form(Optimizer, SGD(momentum=0.0))
    slider = next(s for s in shown.findChildren(QuietSlider) if "momentum" in s.accessibleName())
    slider.setSliderDown(True)
    for place in (25, 50):
        slider.setSliderPosition(place)
    slider.setSliderDown(False)
    (first, key), (last, other) = shown.edits
    assert (first.momentum, last.momentum) == (0.25, 0.5)
    assert key == other != ""
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert shown.edits[-1][1] != key


def test_the_slider_follows_the_number(qtbot, form):
    shown = form(Optimizer, SGD(momentum=0.0))
    slider = next(s for s in shown.findChildren(QuietSlider) if "momentum" in s.accessibleName())
    type_in(qtbot, shown.rows.editor("momentum"), "0.5")
    assert slider.value() == slider.maximum() / 2
    assert len(shown.edits) == 1


def test_a_wrong_number_is_explained_beside_it(qtbot, form):
    shown = form(Optimizer, SGD(momentum=0.5))
    type_in(qtbot, shown.rows.editor("momentum"), "1.5")
    assert messages(shown) == ["0 to 1"]
    assert shown.edits == []
    type_in(qtbot, shown.rows.editor("momentum"), "1")
    assert messages(shown) == []


def test_a_rule_between_two_numbers_is_explained_too(qtbot, form):
    shown = form(Initializer, Uniform(-0.5, 0.5))
    type_in(qtbot, shown.rows.editor("low"), "3")
    assert shown.edits == []
    assert shown.rows.editor("low").text() == "-0.5"
    assert "below low" in messages(shown)[0]


def test_a_member_without_hyperparameters_has_no_rows(form):
    shown = form(Initializer, Zeros())
    assert not shown.rows.isVisible()


def test_a_seed_has_a_dice(qtbot):
    from core.datasets.circles import Circles

    rows = HyperRows()
    qtbot.addWidget(rows)
    rows.set_member(Circles(seed=123456))
    with qtbot.waitSignal(rows.edited) as edited:
        rows.findChild(IconButton).click()
    assert edited.args[0].seed != 123456


def test_a_class_written_now_turns_up_by_itself(qtbot, form):
    shown = form(Optimizer, SGD())
    try:

        @dataclass(frozen=True)
        class Stroll(Optimizer):
            """Take a walk."""

            key, label = "stroll", "Stroll"
            pace: float = hyper(3.0, r"p", low=1, high=5, help="how fast")
            barefoot: bool = hyper(False, help="without shoes")

        shown.hide()
        shown.show()
        choose(shown.combo, "Stroll")
        assert shown.edits == [(Stroll(), "")]
        assert "1 to 5" in shown.rows.editor("pace").toolTip()
        assert isinstance(shown.rows.editor("barefoot"), QCheckBox)
        type_in(qtbot, shown.rows.editor("pace"), "4")
        assert shown.value() == Stroll(pace=4.0)
    finally:
        Optimizer._members.pop("stroll", None)


def test_every_member_of_every_family_can_be_shown(form):
    for family in (Optimizer, Loss, Initializer):
        for member in family.members().values():
            shown = form(family, member())
            assert shown.combo.currentText() == member.label
            for declared in member.hypers():
                assert shown.rows.editor(declared.name) is not None
