"""How a picture is to leave: its size, its look and its kind of file, seen before it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDoubleSpinBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from nnviz.figures.export import POINTS_PER_MM, ExportError, ExportOptions, export_picture, paper_size
from nnviz.figures.on_paper import OnPaper
from nnviz.figures.picture import Picture
from nnviz.figures.style import Style
from nnviz.widgets.notice import Notice
from nnviz.widgets.picture_preview import PicturePreview
from nnviz.widgets.segments import Segments

PRESETS = (("Slide", 254.0), ("Page", 160.0), ("Column", 89.0))
FORMATS = {
    "png": ("PNG", "Pixels: for slides and the web"),
    "svg": ("SVG", "Vectors that can be edited, with text as text"),
    "pdf": ("PDF", "Vectors for print and for LaTeX"),
    "tex": ("TikZ", "Drawn by LaTeX, with the letters of the document"),
}
LOOKS = {
    "print": ("Print", "White paper, fine lines"),
    "light": ("Light", "As on a light screen"),
    "dark": ("Dark", "As on a dark screen"),
}
_SIZE = (920, 500)  # pixels
_WIDTHS = (10.0, 2000.0)  # millimetres
_RESOLUTIONS = (36, 2400)  # pixels per inch


class Figure(NamedTuple):
    """A picture, the name that its file is offered (without ending), and what is noted inside the file."""

    picture: Picture
    name: str
    metadata: Mapping[str, str]


@dataclass(frozen=True)
class ExportChoices:
    """What the user last chose.

    Attributes
    ----------
    format : str
        ``png``, ``svg``, ``pdf`` or ``tex``.
    style : str
        The name of a style.
    width_mm, dpi, transparent
        As in `ExportOptions`.
    folder : str
        Where the last picture went.
    """

    format: str
    style: str
    width_mm: float
    dpi: int
    transparent: bool
    folder: str

    def options(self, style: Style) -> ExportOptions:
        """Return the options for a picture in `style`; the paper is what its numbers stand on."""
        return ExportOptions(
            width_mm=self.width_mm, dpi=self.dpi, transparent=self.transparent, background=style.surface
        )


def ask_path(
    parent: QWidget, start: Path, chosen_format: str, formats: Mapping[str, tuple[str, str]] = FORMATS
) -> Path | None:
    """Ask where to write; an ending that is left out is that of the kind of file chosen there."""
    dialog = QFileDialog(parent, parent.windowTitle(), str(start.parent))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    filters = {f"{name} (*.{ending})": ending for ending, (name, _) in formats.items()}
    dialog.setNameFilters(list(filters))
    # The ending is added before Qt asks whether a file may be replaced.
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(filters[chosen]))
    dialog.selectNameFilter(next(text for text, ending in filters.items() if ending == chosen_format))
    dialog.setDefaultSuffix(chosen_format)
    dialog.selectFile(start.name)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return Path(dialog.selectedFiles()[0]) if accepted else None


class ExportDialog(QDialog):
    """Shows the picture as it will be, and writes it.

    Parameters
    ----------
    draw : callable
        Makes the figure in a style.
    styles : mapping of str to Style
        What ``print``, ``light`` and ``dark`` look like.
    choices : ExportChoices
        What to begin with.
    ask : callable
        Asks for the path, as `ask_path` does.

    Signals
    -------
    exported(Path)
        The picture was written; `choices` are those it was written with.
    """

    exported = Signal(object)

    def __init__(
        self,
        draw: Callable[[Style], Figure],
        styles: Mapping[str, Style],
        choices: ExportChoices,
        ask: Callable[[QWidget, Path, str], Path | None] = ask_path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._draw = draw
        self._styles = styles
        self._ask = ask
        self._folder = choices.folder
        self._figure: Figure | None = None
        self.setWindowTitle(self.tr("Export figure"))
        self.preview = PicturePreview(self.tr("Preview of the figure"))
        self.size_label = QLabel()
        self.size_label.setProperty("muted", True)
        self.size_label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.error = Notice("error")
        self._add_controls(choices)
        self._arrange()
        self._connect()
        self._draw_again()

    @property
    def choices(self) -> ExportChoices:
        """What is chosen now."""
        return ExportChoices(
            format=self.format.value,
            style=self.look.value,
            width_mm=self.width_mm.value(),
            dpi=self.dpi.value(),
            transparent=self.transparent.isChecked(),
            folder=self._folder,
        )

    def save(self) -> None:
        """Ask for a path and write the picture there."""
        figure = self._drawn()
        start = Path(self._folder) / f"{figure.name}.{self.format.value}"
        path = self._ask(self, start, self.format.value)
        if path is not None:
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Write the picture and close; where that fails, say why and stay."""
        if not path.suffix:
            path = path.with_name(f"{path.name}.{self.format.value}")
        figure = self._drawn()
        try:
            export_picture(self._on_paper(), path, self._options(), figure.metadata)
        except ExportError as error:
            self.error.say(str(error))
            return
        self._folder = str(path.absolute().parent)
        self.format.choose(path.suffix.lower()[1:])
        self.exported.emit(path)
        self.accept()

    # Inside

    def _add_controls(self, choices: ExportChoices) -> None:
        self.format = Segments(self.tr("Kind of file"), FORMATS)
        self.format.choose(choices.format)
        self.look = Segments(self.tr("Look"), LOOKS)
        self.look.choose(choices.style)
        self.width_mm = QDoubleSpinBox()
        self.width_mm.setRange(*_WIDTHS)
        self.width_mm.setDecimals(1)
        self.width_mm.setSuffix(" mm")
        self.width_mm.setAccessibleName(self.tr("Width in millimetres"))
        self.width_mm.setValue(choices.width_mm)
        self.dpi = QSpinBox()
        self.dpi.setRange(*_RESOLUTIONS)
        self.dpi.setSuffix(" dpi")
        self.dpi.setAccessibleName(self.tr("Resolution in pixels per inch"))
        self.dpi.setToolTip(self.tr("Pixels per inch of a PNG; vectors have none"))
        self.dpi.setValue(choices.dpi)
        self.transparent = QCheckBox(self.tr("Transparent background"))
        self.transparent.setChecked(choices.transparent)
        self.presets = {name: self._preset(name, width) for name, width in PRESETS}

    def _preset(self, name: str, width: float) -> QPushButton:
        button = QPushButton(f"{name} {width:g}")
        button.setToolTip(self.tr("%g millimetres wide") % width)
        button.setAccessibleName(self.tr("Width of a %s, %g millimetres") % (name.lower(), width))
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self.width_mm.setValue(width))
        return button

    def _arrange(self) -> None:
        presets = QWidget()
        in_a_row = QHBoxLayout(presets)
        in_a_row.setContentsMargins(0, 0, 0, 0)
        in_a_row.setSpacing(8)
        for button in self.presets.values():
            in_a_row.addWidget(button)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        rows: tuple[tuple[str, QWidget], ...] = (
            (self.tr("File"), self.format),
            (self.tr("Width"), self.width_mm),
            ("", presets),
            (self.tr("Resolution"), self.dpi),
            (self.tr("Look"), self.look),
            ("", self.transparent),
        )
        for row, (text, control) in enumerate(rows):
            grid.addWidget(QLabel(text), row, 0)
            grid.addWidget(control, row, 1)
        self.save_button = QPushButton(self.tr("Save as…"))
        self.save_button.setProperty("primary", True)
        self.save_button.setDefault(True)
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.cancel_button.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.save_button)
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addLayout(grid)
        column.addStretch(1)
        column.addWidget(self.error)
        column.addLayout(buttons)
        picture = QVBoxLayout()
        picture.setSpacing(8)
        picture.addWidget(self.preview, 1)
        picture.addWidget(self.size_label)
        both = QHBoxLayout(self)
        both.setContentsMargins(24, 24, 24, 24)
        both.setSpacing(24)
        both.addLayout(picture, 1)
        both.addLayout(column)
        self.resize(*_SIZE)
        self.save_button.setFocus()

    def _connect(self) -> None:
        self.look.chosen.connect(self._draw_again)
        self.format.chosen.connect(self._show)
        self.width_mm.valueChanged.connect(self._show)
        self.dpi.valueChanged.connect(self._show)
        self.transparent.toggled.connect(self._show)
        self.save_button.clicked.connect(self.save)
        self.cancel_button.clicked.connect(self.reject)

    def _drawn(self) -> Figure:
        assert self._figure is not None
        return self._figure

    def _on_paper(self) -> OnPaper:
        return OnPaper(self._drawn().picture, self._styles[self.look.value])

    def _options(self) -> ExportOptions:
        return self.choices.options(self._styles[self.look.value])

    def _draw_again(self) -> None:
        self._figure = self._draw(self._styles[self.look.value])
        self._show()

    def _show(self) -> None:
        """Show what is chosen; what was wrong before may be right now."""
        self.error.say("")
        has_pixels = self.format.value == "png"
        self.dpi.setEnabled(has_pixels)
        picture, options = self._on_paper(), self._options()
        self.preview.show_picture(picture, options)
        width, height = paper_size(picture, options)
        text = self.tr("%.0f × %.0f mm") % (width / POINTS_PER_MM, height / POINTS_PER_MM)
        if has_pixels:
            pixels = tuple(round(side * options.dpi / 72) for side in (width, height))
            text += self.tr(", %d × %d pixels") % pixels
        self.size_label.setText(text)
