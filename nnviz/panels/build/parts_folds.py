"""What of the data is kept for testing, and what the network is given of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from core.features import FEATURES
from nnviz.project.edits.data import PLAIN
from nnviz.project.model import Project
from nnviz.widgets.fold import Fold
from nnviz.widgets.hyper_rows import HyperRows
from nnviz.widgets.notice import Notice
from nnviz.widgets.phrases import some_of

_COLUMNS = 2


class SplitFold(Fold):
    """The share of the samples that is kept for testing, and the seed that draws them.

    Signals
    -------
    edited : Split, str
        The split that the user made, and the gesture.
    """

    edited = Signal(object, str)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.rows = HyperRows()
        self.rows.edited.connect(self.edited)
        self.add(self.rows)

    def show_project(self, project: Project) -> None:
        """Show the project's split."""
        self.rows.set_member(project.split)
        count = len(project.test_samples)
        self.say(self.tr("%d of %d") % (count, len(project.samples)) if count else self.tr("none"))


class FeaturesFold(Fold):
    """The numbers made of two inputs that the network is given instead of them.

    Signals
    -------
    edited : tuple of str
        The keys that the user chose.
    """

    edited = Signal(object)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.boxes: dict[str, QCheckBox] = {}
        self.problem = Notice("error")
        choice = QWidget()
        grid = QGridLayout(choice)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(0)
        for place, (key, feature) in enumerate(FEATURES.items()):
            box = QCheckBox(feature.label)
            box.setMinimumHeight(24)
            box.setToolTip(self.tr("Give %s to the network") % feature.label)
            box.clicked.connect(self._clicked)
            self.boxes[key] = box
            grid.addWidget(box, *divmod(place, _COLUMNS))
        self.add(choice)
        self.add(self.problem)

    def show_project(self, project: Project) -> None:
        """Show the project's features; there are none but of two inputs."""
        self.setVisible(project.original.inputs.shape[1] == len(PLAIN))
        chosen = project.features or PLAIN
        for key, box in self.boxes.items():
            box.setChecked(key in chosen)
        self.problem.say("")
        self.say(some_of([FEATURES[key].label for key in chosen]))

    def _clicked(self) -> None:
        chosen = tuple(key for key, box in self.boxes.items() if box.isChecked())
        if chosen:
            self.edited.emit(chosen)
            return
        self.problem.say(self.tr("The network needs at least one input."))
        for box in self.boxes.values():
            if box is self.sender():
                box.setChecked(True)
