"""What is chosen of a worksheet: its file, its numbers, its steps, what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QLineEdit, QSpinBox, QWidget

from nnviz.exporters.worksheet.blanks import GROUPS
from nnviz.exporters.worksheet.numbers import LARGEST_SEED, MOST_VARIANTS
from nnviz.exporters.worksheet.sheet import FEWEST_DIGITS, MOST_DIGITS, SheetOptions
from nnviz.figures.worksheet.pages import MOST_ROOM
from nnviz.widgets.segments import Segments

KINDS = {
    "pdf": ("PDF", "Pages to print"),
    "latex": ("LaTeX", "A document to change, which needs amsmath alone"),
}
PAPERS = {"a4": ("A4", "210 × 297 mm"), "letter": ("Letter", "8.5 × 11 inches")}
OWN, NEW = "own", "new"
NUMBERS = {
    OWN: ("This update's", "One sheet with the weights and the sample at the cursor"),
    NEW: ("New ones", "Sheets with weights and inputs of few digits, another set on each"),
}
RANGES = ("forward-update", "forward-backward", "forward", "forward-loss", "backward", "update")
_BESIDE = 3  # boxes in a row


@dataclass(frozen=True)
class SheetChoices:
    """What is chosen.

    Attributes
    ----------
    kind, paper, numbers : str
        Keys of `KINDS`, `PAPERS` and `NUMBERS`.
    variants, seed : int
        How many sheets with new numbers, and of which seed.
    title : str
        What stands at the top.
    room : int
        Millimetres to reckon below each number.
    folder : str
        Where the last one went.
    """

    kind: str = "pdf"
    paper: str = "a4"
    numbers: str = NEW
    variants: int = 1
    seed: int = 0
    title: str = ""
    room: int = 15
    options: SheetOptions = field(default_factory=SheetOptions)
    folder: str = ""


class WorksheetForm(QWidget):
    """The controls.

    Signals
    -------
    changed
        Something else is chosen.
    """

    changed = Signal()

    def __init__(self, choices: SheetChoices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = choices.folder
        self._add_controls(choices)
        self._arrange()
        self._connect()
        self._follow_numbers()

    @property
    def choices(self) -> SheetChoices:
        """What is chosen now."""
        return SheetChoices(
            kind=self.kind.value,
            paper=self.paper.value,
            numbers=self.numbers.value,
            variants=self.variants.value(),
            seed=self.seed.value(),
            title=self.title.text().strip(),
            room=self.room.value(),
            options=SheetOptions(
                steps=self.steps.currentText(),
                blanks=tuple(key for key, box in self.blanks.items() if box.isChecked()),
                digits=self.digits.value(),
            ),
            folder=self._folder,
        )

    def _add_controls(self, choices: SheetChoices) -> None:
        self.kind = Segments(self.tr("Kind of file"), KINDS)
        self.kind.choose(choices.kind)
        self.paper = Segments(self.tr("Paper"), PAPERS)
        self.paper.choose(choices.paper)
        self.title = QLineEdit(choices.title)
        self.title.setAccessibleName(self.tr("Title"))
        self.numbers = Segments(self.tr("Numbers"), NUMBERS)
        self.numbers.choose(choices.numbers)
        self.variants = _spin(self.tr("Number of sheets"), (1, MOST_VARIANTS), choices.variants)
        self.seed = _spin(self.tr("Seed of the numbers"), (0, LARGEST_SEED), choices.seed)
        self.seed.setToolTip(self.tr("The same seed always makes the same sheets"))
        self.steps = QComboBox()
        self.steps.setEditable(True)
        self.steps.addItems(RANGES)
        self.steps.setCurrentText(choices.options.steps)
        self.steps.setAccessibleName(self.tr("Steps"))
        self.steps.setToolTip(self.tr("Phases or numbers of steps, first and last: forward-backward, 12-40"))
        self.blanks = {}
        for key, group in GROUPS.items():
            box = QCheckBox(group.label)
            box.setToolTip(group.help)
            box.setAccessibleName(self.tr("Leave out %s") % group.help)
            box.setChecked(key in choices.options.blanks)
            self.blanks[key] = box
        digits = (FEWEST_DIGITS, MOST_DIGITS)
        self.digits = _spin(self.tr("Significant digits"), digits, choices.options.digits)
        self.room = _spin(self.tr("Room to reckon in millimetres"), (0, int(MOST_ROOM)), choices.room)
        self.room.setSuffix(" mm")
        self.room.setSingleStep(5)

    def _arrange(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        self.variants_label, self.seed_label = QLabel(self.tr("Sheets")), QLabel(self.tr("Seed"))
        rows: tuple[tuple[QLabel, QWidget], ...] = (
            (QLabel(self.tr("Title")), self.title),
            (QLabel(self.tr("File")), self.kind),
            (QLabel(self.tr("Paper")), self.paper),
            (QLabel(self.tr("Numbers")), self.numbers),
            (self.variants_label, self.variants),
            (self.seed_label, self.seed),
            (QLabel(self.tr("Steps")), self.steps),
            (QLabel(self.tr("Blanks")), _grid(list(self.blanks.values()))),
            (QLabel(self.tr("Digits")), self.digits),
            (QLabel(self.tr("Room")), self.room),
        )
        for row, (label, control) in enumerate(rows):
            grid.addWidget(label, row, 0)
            grid.addWidget(control, row, 1)

    def _connect(self) -> None:
        self.numbers.chosen.connect(self._follow_numbers)
        for choice in (self.kind, self.paper, self.numbers):
            choice.chosen.connect(self.changed)
        for spin in (self.variants, self.seed, self.digits, self.room):
            spin.valueChanged.connect(self.changed)
        for box in self.blanks.values():
            box.toggled.connect(self.changed)
        self.title.textChanged.connect(self.changed)
        self.steps.currentTextChanged.connect(self.changed)

    def _follow_numbers(self) -> None:
        is_new = self.numbers.value == NEW
        for widget in (self.variants, self.seed, self.variants_label, self.seed_label):
            widget.setEnabled(is_new)


def _spin(name: str, limits: tuple[int, int], value: int) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(*limits)
    spin.setValue(value)
    spin.setAccessibleName(name)
    return spin


def _grid(widgets: Sequence[QWidget]) -> QWidget:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(8)
    for place, widget in enumerate(widgets):
        grid.addWidget(widget, place // _BESIDE, place % _BESIDE)
    return holder
