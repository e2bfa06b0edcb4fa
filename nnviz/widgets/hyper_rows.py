"""One row per hyperparameter of a member, made from its declarations alone."""

from __future__ import annotations

import random
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QLineEdit, QWidget

from core.hyper import Hyper, HyperError
from core.registry import Declared
from nnviz.widgets.icon_button import IconButton
from nnviz.widgets.notice import Notice
from nnviz.widgets.number_edit import DragLabel, NumberEdit, new_gesture
from nnviz.widgets.number_text import range_text, share_of, slider_ends, value_at
from nnviz.widgets.quiet import QuietCombo, QuietSlider

_SLIDER_STEPS = 100  # as fine as the values that they stand for
_LARGEST_NEW_SEED = 9999  # a seed that one can read out to a class
_EDIT_WIDTH = 76
_PROPER_NAMES = {"pytorch": "PyTorch", "keras": "Keras"}


def words(name: str) -> str:
    """Return a key of a file as words, ``sample_mean`` as ``sample mean``."""
    return _PROPER_NAMES.get(name, name.replace("_", " "))


def new_seed() -> int:
    """Return a seed that nobody chose."""
    return random.randint(0, _LARGEST_NEW_SEED)


class HyperRows(QWidget):
    """Shows the hyperparameters of a member, or of what else declares some, and lets the user change them.

    Signals
    -------
    edited : Declared, str
        The member that the user made; edits with the same, non-empty key are one gesture.
    """

    edited = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._member: Declared | None = None
        self._editors: dict[str, QWidget] = {}
        self._notices: dict[str, Notice] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self.hide()

    @property
    def member(self) -> Declared | None:
        """What is shown."""
        return self._member

    def editor(self, name: str) -> QWidget:
        """Return the widget that edits a hyperparameter."""
        return self._editors[name]

    def notice(self, name: str) -> Notice:
        """Return the line that says what is wrong with a hyperparameter."""
        return self._notices[name]

    def set_member(self, member: Declared) -> None:
        """Show a member; the rows are made anew only for another class."""
        former, self._member = self._member, member
        if type(former) is not type(member):
            self._rebuild(member.hypers())
        for name, editor in self._editors.items():
            self._show(name)
            if not (isinstance(editor, NumberEdit) and editor.problem):
                self._notices[name].say("")

    def refuse(self, name: str, reason: str) -> None:
        """Show the member's own value of a hyperparameter again, and why another is not possible."""
        self._show(name)
        self._notices[name].say(reason)

    def _rebuild(self, declared: tuple[Hyper, ...]) -> None:
        for widget in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._editors, self._notices = {}, {}
        for row, hyper in enumerate(declared):
            self._add_row(2 * row, hyper)
        self.setVisible(bool(declared))

    def _add_row(self, row: int, hyper: Hyper) -> None:
        notice = self._notices[hyper.name] = Notice("error")
        if isinstance(hyper.default, bool):
            self._add_switch(row, hyper)
        elif hyper.choices:
            self._add_choice(row, hyper)
        elif isinstance(hyper.default, str):
            self._add_text(row, hyper)
        else:
            self._add_number(row, hyper)
        self._grid.addWidget(notice, row + 1, 0, 1, 3)

    def _add_switch(self, row: int, hyper: Hyper) -> None:
        switch = QCheckBox(words(hyper.name))
        switch.setToolTip(hyper.help)
        switch.setAccessibleDescription(hyper.help)
        switch.setMinimumHeight(24)
        switch.clicked.connect(lambda checked: self._choose(hyper.name, checked))
        self._editors[hyper.name] = switch
        self._grid.addWidget(switch, row, 0, 1, 3)

    def _add_choice(self, row: int, hyper: Hyper) -> None:
        combo = QuietCombo(words(hyper.name))
        for choice in hyper.choices:
            combo.addItem(words(choice), choice)
        combo.setToolTip(hyper.help)
        combo.setAccessibleDescription(hyper.help)
        combo.activated.connect(lambda _: self._choose(hyper.name, combo.currentData()))
        label = QLabel(words(hyper.name))
        label.setBuddy(combo)
        label.setToolTip(hyper.help)
        self._editors[hyper.name] = combo
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(combo, row, 1, 1, 2)

    def _add_text(self, row: int, hyper: Hyper) -> None:
        edit = QLineEdit()
        edit.setAccessibleName(words(hyper.name))
        edit.setToolTip(hyper.help)
        edit.setAccessibleDescription(hyper.help)
        edit.editingFinished.connect(lambda: self._take_text(hyper.name, edit.text()))
        self._editors[hyper.name] = edit
        self._grid.addWidget(edit, row, 0, 1, 3)

    def _take_text(self, name: str, text: str) -> None:
        """Take what was typed; what is refused stays to be mended, with the reason below it."""
        assert self._member is not None
        self._notices[name].say("")
        if text == getattr(self._member, name):
            return
        try:
            made = type(self._member).from_values(self._values_with(name, text), self._member.key)
        except HyperError as error:
            self._notices[name].say(error.reason)
            return
        self.set_member(made)
        self.edited.emit(made, "")

    def _add_number(self, row: int, hyper: Hyper) -> None:
        edit = NumberEdit(hyper, words(hyper.name))
        edit.setFixedWidth(_EDIT_WIDTH)
        notice = self._notices[hyper.name]
        edit.edited.connect(lambda value, gesture: self._choose(hyper.name, value, gesture))
        edit.problem_changed.connect(notice.say)
        label = DragLabel(words(hyper.name), edit)
        limits = range_text(hyper)
        tooltip = f"{hyper.help}\n{limits}".strip()
        for widget in (edit, label):
            widget.setToolTip(tooltip)
        self._editors[hyper.name] = edit
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(edit, row, 2)
        ends = slider_ends(hyper)
        if ends:
            self._grid.addWidget(self._slider(hyper, edit, ends), row, 1)
        elif hyper.name == "seed":
            dice = IconButton("dices", self.tr("New seed"), self.tr("Draw another seed"))
            dice.clicked.connect(lambda: edit.choose(new_seed()))
            self._grid.addWidget(dice, row, 1, Qt.AlignmentFlag.AlignRight)

    def _slider(self, hyper: Hyper, edit: NumberEdit, ends: tuple[float, float]) -> QuietSlider:
        slider = QuietSlider(self.tr("%s, slider") % words(hyper.name))
        slider.setRange(0, _SLIDER_STEPS)
        slider.setPageStep(_SLIDER_STEPS // 10)
        slider.setToolTip(edit.toolTip())
        drag = ""

        def begin() -> None:
            nonlocal drag
            drag = new_gesture()

        def move(place: int) -> None:
            gesture = drag if slider.isSliderDown() else edit.gesture()
            edit.choose(value_at(hyper, place / _SLIDER_STEPS, ends), gesture)

        def follow() -> None:
            share = share_of(hyper, edit.value, ends)
            with QSignalBlocker(slider):
                slider.setValue(round(share * _SLIDER_STEPS))

        slider.sliderPressed.connect(begin)
        slider.valueChanged.connect(move)
        edit.value_changed.connect(follow)
        follow()
        return slider

    def _show(self, name: str) -> None:
        editor, value = self._editors[name], getattr(self._member, name)
        if isinstance(editor, QCheckBox):
            editor.setChecked(value)
        elif isinstance(editor, NumberEdit):
            editor.set_value(value)
        elif isinstance(editor, QLineEdit):
            editor.setText(value)
        elif isinstance(editor, QuietCombo):
            editor.setCurrentIndex(editor.findData(value))

    def _choose(self, name: str, value: Any, gesture: str = "") -> None:
        assert self._member is not None
        member = self._member
        try:
            made = type(member).from_values(self._values_with(name, value), member.key)
        except HyperError as error:
            self._show(name)
            place = error.path.rpartition(".")[2]
            self.refuse(place if place in self._editors else name, error.reason)
            return
        merge = f"{member.key}.{name}.{gesture}" if gesture else ""
        self.set_member(made)
        self.edited.emit(made, merge)

    def _values_with(self, name: str, value: Any) -> dict[str, Any]:
        """Return all values with one changed; those that were a framework's defaults follow the framework."""
        assert self._member is not None
        values = {key: entry for key, entry in self._member.encode().items() if key != "key"}
        former = values.get("framework")
        values[name] = value
        if name == "framework":
            for hyper in self._member.hypers():
                if hyper.name != name and values[hyper.name] == hyper.default_for(former):
                    values[hyper.name] = hyper.default_for(value)
        return values
