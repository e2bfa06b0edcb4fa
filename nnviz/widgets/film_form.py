"""How a film is to be: which frames, how fast, how large, in what kind of file."""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from nnviz.figures.film.bounds import FASTEST, LARGEST_SIDE, LONGEST_HOLD, SLOWEST, SMALLEST_SIDE
from nnviz.figures.film.film import FilmOptions
from nnviz.figures.film.frame import Caption
from nnviz.figures.film.reel import UPDATES, FilmSource, Reel, ReelError
from nnviz.widgets.export_dialog import LOOKS
from nnviz.widgets.segments import Segments

FILMS = {
    "gif": ("GIF", "Plays everywhere; 255 colours"),
    "apng": ("APNG", "All colours; plays in every browser"),
    "webp": ("WebP", "All colours, small; plays in every browser"),
    "mp4": ("MP4", "A video for slides; needs the extra “film”"),
}
CAPTIONS = {
    "none": ("None", "Nothing below the picture"),
    "words": ("Words", "Which step or update it is"),
    "formula": ("Formula", "Which step it is, and its formula with numbers"),
}
SIZES = ((800, 600), (1280, 720), (1080, 1080))
_SIDES = (SMALLEST_SIDE, LARGEST_SIDE)
_LONGEST_SPAN = 10**9


@dataclass(frozen=True)
class FilmChoices:
    """What the user last chose.

    Attributes
    ----------
    format, style : str
        A key of `FILMS`; the name of a style.
    width_px, height_px : int
    caption : str
    hold_end : float
        Seconds.
    loop : bool
    folder : str
        Where the last film or figure went.
    """

    format: str
    style: str
    width_px: int
    height_px: int
    caption: Caption
    hold_end: float
    loop: bool
    folder: str


class FilmForm(QWidget):
    """The controls of `nnviz.widgets.film_dialog.FilmDialog`.

    Parameters
    ----------
    source : FilmSource
    choices : FilmChoices
        What to begin with.

    Signals
    -------
    changed()
        Another film is asked for.
    """

    changed = Signal()

    def __init__(self, source: FilmSource, choices: FilmChoices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._add_frames()
        self._add_times(choices)
        self._add_file(choices)
        self._arrange()
        self._choose_grain(self.grain.value)
        self._connect()

    def choices(self, folder: str) -> FilmChoices:
        """Return what is chosen now."""
        return FilmChoices(
            format=self.format.value,
            style=self.look.value,
            width_px=self.width_px.value(),
            height_px=self.height_px.value(),
            caption=self._caption(),
            hold_end=self.hold_end.value(),
            loop=self.loop.isChecked(),
            folder=folder,
        )

    def reel(self) -> Reel:
        """Return the frames that are asked for.

        Raises
        ------
        ReelError
            If there are none, or too many.
        """
        first, last = (spin.value() - self._offset for spin in (self.first, self.last))
        return self._source.reel(self.grain.value, first, last, self.every.value())

    def options(self, reel: Reel) -> FilmOptions:
        """Return the rest.

        Raises
        ------
        ReelError
            If what is to be held is no list of numbers, or not in the film.
        """
        return FilmOptions(
            width_px=self.width_px.value(),
            height_px=self.height_px.value(),
            frames_per_second=self.speed.value(),
            holds=self._holds(reel),
            hold_end=self.hold_end.value(),
            caption=self._caption(),
            loop=self.loop.isChecked(),
        )

    # Inside

    @property
    def _offset(self) -> int:
        return self._source.on_screen(self.grain.value)

    def _caption(self) -> Caption:
        return next(caption for caption in ("none", "words", "formula") if caption == self.caption.value)

    def _holds(self, reel: Reel) -> dict[int, float]:
        words = self.held.text().strip()
        if not re.fullmatch(r"(\d{1,9}([\s,;]+\d{1,9})*[\s,;]*)?", words, re.ASCII):
            raise ReelError("what is to be held should be numbers with commas between them, as 12, 40")
        numbers = [int(number) for number in re.findall(r"\d+", words)]
        for number in numbers:
            if number - self._offset not in reel.numbers:
                raise ReelError(f"{number} cannot be held: no frame shows it")
        return {number - self._offset: self.hold.value() for number in numbers}

    def _add_frames(self) -> None:
        words = {
            grain: (grain.capitalize(), self.tr("A frame at the end of every %s") % grain)
            for grain in self._source.grains
        }
        self.grain = Segments(self.tr("What passes from frame to frame"), words, tight=True)
        self.grain.choose("node" if "node" in words else next(iter(words)))
        self.first = _spin(self.tr("First step or update"), 0, _LONGEST_SPAN)
        self.last = _spin(self.tr("Last step or update"), 0, _LONGEST_SPAN)
        self.every = _spin(self.tr("Show every so manieth frame"), 1, 1000)
        self.every.setToolTip(self.tr("1 shows all; the last one is always there"))

    def _add_times(self, choices: FilmChoices) -> None:
        self.speed = _decimals(self.tr("Frames per second"), SLOWEST, FASTEST, self.tr(" a second"))
        self.hold_end = _decimals(self.tr("Seconds that the last frame stays"), 0.0, LONGEST_HOLD, " s")
        self.hold_end.setValue(choices.hold_end)
        self.held = QLineEdit()
        self.held.setPlaceholderText(self.tr("12, 40"))
        self.held.setAccessibleName(self.tr("Steps or updates that stay longer"))
        self.held.setToolTip(self.tr("Numbers of steps or updates that are shown, with commas between them"))
        self.hold = _decimals(self.tr("Seconds that these stay"), 0.1, LONGEST_HOLD, " s")
        self.hold.setValue(2.0)
        self.loop = QCheckBox(self.tr("Begin again at the end"))
        self.loop.setChecked(choices.loop)

    def _add_file(self, choices: FilmChoices) -> None:
        self.format = Segments(self.tr("Kind of film"), FILMS)
        self.format.choose(choices.format)
        self.caption = Segments(self.tr("Caption"), CAPTIONS)
        self.caption.choose(choices.caption)
        self.look = Segments(self.tr("Look"), LOOKS)
        self.look.choose(choices.style)
        self.width_px = _spin(self.tr("Width in pixels"), *_SIDES)
        self.width_px.setValue(choices.width_px)
        self.height_px = _spin(self.tr("Height in pixels"), *_SIDES)
        self.height_px.setValue(choices.height_px)
        self.sizes = {size: self._size_button(*size) for size in SIZES}

    def _size_button(self, width: int, height: int) -> QPushButton:
        button = QPushButton(f"{width} × {height}")
        button.setAccessibleName(self.tr("%d by %d pixels") % (width, height))
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self._set_size(width, height))
        return button

    def _set_size(self, width: int, height: int) -> None:
        with QSignalBlocker(self.width_px):
            self.width_px.setValue(width)
        self.height_px.setValue(height)
        self.changed.emit()

    def _arrange(self) -> None:
        self.from_label = QLabel()
        rows: list[tuple[QLabel | str, QWidget]] = [
            (self.tr("File"), self.format),
            (self.tr("Frame per"), self.grain),
            (self.from_label, _row(self.first, self.tr("to"), self.last, self.tr("every"), self.every)),
            (self.tr("Frames"), _row(self.speed, self.tr("last one"), self.hold_end)),
            (self.tr("Hold"), _row(self.held, self.tr("for"), self.hold)),
            (self.tr("Caption"), self.caption),
            (self.tr("Pixels"), _row(self.width_px, "×", self.height_px)),
            ("", _row(*self.sizes.values())),
            (self.tr("Look"), self.look),
            ("", self.loop),
        ]
        if len(self._source.grains) == 1:
            rows = [row for row in rows if row[1] is not self.grain]
            self.grain.hide()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        for row, (label, control) in enumerate(rows):
            grid.addWidget(QLabel(label) if isinstance(label, str) else label, row, 0)
            grid.addWidget(control, row, 1)

    def _connect(self) -> None:
        self.grain.chosen.connect(self._choose_grain)
        for spin in (self.first, self.last, self.every, self.width_px, self.height_px):
            spin.valueChanged.connect(self.changed)
        for decimals in (self.speed, self.hold_end, self.hold):
            decimals.valueChanged.connect(self.changed)
        for segments in (self.grain, self.format, self.caption, self.look):
            segments.chosen.connect(self.changed)
        self.held.textChanged.connect(self.changed)
        self.loop.toggled.connect(self.changed)

    @Slot(str)
    def _choose_grain(self, grain: str) -> None:
        """Offer all that can be filmed by this grain, at its usual speed."""
        span = self._source.span(grain)
        self.from_label.setText(self.tr("Updates") if grain == UPDATES else self.tr("Steps"))
        low, high = span[0] + self._offset, span[-1] + self._offset
        for spin, value in ((self.first, low), (self.last, high)):
            if (spin.minimum(), spin.maximum()) != (low, high):
                with QSignalBlocker(spin):
                    spin.setRange(low, high)
                    spin.setValue(value)
        has_formula = grain in self._source.explained
        self.caption.buttons["formula"].setEnabled(has_formula)
        if self.caption.value == "formula" and not has_formula:
            self.caption.choose("words")
        with QSignalBlocker(self.speed):
            self.speed.setValue(self._source.reel(grain, span[-1], span[-1]).frames_per_second)


def _spin(name: str, low: int, high: int) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(low, high)
    spin.setAccessibleName(name)
    spin.setKeyboardTracking(False)
    return spin


def _decimals(name: str, low: float, high: float, suffix: str) -> QDoubleSpinBox:
    spin = QDoubleSpinBox()
    spin.setDecimals(1)
    spin.setRange(low, high)
    spin.setSuffix(suffix)
    spin.setAccessibleName(name)
    spin.setKeyboardTracking(False)
    return spin


def _row(*parts: QWidget | str) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    for part in parts:
        layout.addWidget(QLabel(part) if isinstance(part, str) else part, 0 if isinstance(part, str) else 1)
    return row
