"""The logits as numbers, and how many classes there are."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from core.hyper import Hyper
from nnviz.figures.functions_view import FunctionsView
from nnviz.figures.style import Style
from nnviz.functions_session import FunctionsSession
from nnviz.panels.functions.settings import FunctionsSection
from nnviz.project.functions_spec import FEWEST_CLASSES, LARGEST_LOGIT, MOST_CLASSES
from nnviz.widgets.number_edit import DragLabel, NumberEdit
from nnviz.widgets.stepper import Stepper

_WIDTH = 92


class LogitsSection(FunctionsSection):
    """A field for each logit; a new class begins with the logit 0."""

    def __init__(self, title: str, functions: FunctionsSession, parent: QWidget | None = None) -> None:
        super().__init__(title, functions, "logits", parent)
        count = Hyper("classes", 3, low=FEWEST_CLASSES, high=MOST_CLASSES, help="how many classes there are")
        self.count = Stepper(count)
        self.count.set_name(self.tr("Classes"))
        self.count.edit.edited.connect(self._resize)
        self.edits: list[NumberEdit] = []
        self._labels: list[QLabel] = []
        body = QWidget()
        self._grid = QGridLayout(body)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(QLabel(self.tr("classes")), 0, 0)
        self._grid.addWidget(self.count, 0, 1)
        for place in range(MOST_CLASSES):
            self._add_row(place)
        self.add(body)

    def show_view(self, view: FunctionsView, style: Style) -> None:
        logits = view.spec.logits
        self.count.set_value(len(logits))
        self.count.more.setEnabled(len(logits) < MOST_CLASSES)
        for place, edit in enumerate(self.edits):
            is_there = place < len(logits)
            edit.setVisible(is_there)
            self._labels[place].setVisible(is_there)
            if is_there:
                edit.set_value(logits[place])

    def _add_row(self, place: int) -> None:
        limits = Hyper("logit", 0.0, low=-LARGEST_LOGIT, high=LARGEST_LOGIT, help="z of this class")
        edit = NumberEdit(limits, self.tr("Logit of class %d") % (place + 1))
        edit.setFixedWidth(_WIDTH)
        edit.edited.connect(partial(self._set, place))
        edit.problem_changed.connect(self.error.say)
        label = DragLabel(self.tr("z of class %d") % (place + 1), edit)
        self.edits.append(edit)
        self._labels.append(label)
        self._grid.addWidget(label, place + 1, 0)
        self._grid.addWidget(edit, place + 1, 1)

    def _set(self, place: int, value: float, gesture: str) -> None:
        logits = list(self._functions.spec.logits)
        logits[place] = float(value)
        self._functions.look_at(entry=(place, self._functions.view.entry[1]))
        self.edit(self.tr("Change a logit"), tuple(logits), gesture and f"{place}.{gesture}")

    @Slot(object, str)
    def _resize(self, count: int, gesture: str) -> None:
        logits = self._functions.spec.logits
        self.edit(self.tr("Change the classes"), (*logits, *(0.0,) * count)[:count], gesture)
