"""Any frame of a film as it will be, how long the film is and how large."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QSlider, QVBoxLayout, QWidget

from nnviz.figures.export import ExportOptions
from nnviz.figures.film.bounds import FILM_DPI
from nnviz.figures.film.film import FilmOptions, frame_seconds
from nnviz.figures.film.frame import Paper, framed, grown
from nnviz.figures.film.reel import Reel, evenly
from nnviz.figures.style import Style
from nnviz.widgets.picture_preview import PicturePreview

_MEASURED = 12  # frames that the paper has room for; the film measures all of them
_MM_PER_INCH = 25.4


class FilmPreview(QWidget):
    """Shows the frame that its slider chooses."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = PicturePreview(self.tr("Preview of a frame"))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(self.tr("Which frame is shown"))
        self.slider.setMinimumHeight(24)
        self.slider.valueChanged.connect(self._show_frame)
        self.size_label = QLabel()
        self.size_label.setProperty("muted", True)
        self.size_label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._shown: tuple[Reel, Style, FilmOptions, Paper] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.picture, 1)
        column.addWidget(self.slider)
        column.addWidget(self.size_label)

    def show_film(self, reel: Reel, style: Style, options: FilmOptions) -> None:
        """Show another film, at the same place in it where that is possible."""
        paper = Paper()
        for place in evenly(len(reel), _MEASURED):
            paper = grown(paper, reel.shoot(reel.numbers[place], style), style, options.caption)
        self._shown = (reel, style, options, paper)
        self.slider.blockSignals(True)
        self.slider.setRange(0, len(reel) - 1)
        self.slider.blockSignals(False)
        self.slider.setEnabled(len(reel) > 1)
        self._show_frame()
        self.show_size(None)

    def show_nothing(self) -> None:
        """Say nothing of a film that there is not; its former frame stays."""
        self._shown = None
        self.slider.setEnabled(False)
        self.size_label.setText("")

    def show_size(self, size: int | None) -> None:
        """Show how many bytes the film will have; None while it is not known."""
        if self._shown is None:
            return
        reel, _, options, _ = self._shown
        words = self.tr("%d frames, %.1f s") % (len(reel), sum(frame_seconds(reel, options)))
        words += self.tr(", about %s") % ("…" if size is None else size_words(size))
        self.size_label.setText(words)

    @Slot()
    def _show_frame(self) -> None:
        if self._shown is None:
            return
        reel, style, options, paper = self._shown
        shot = reel.shoot(reel.numbers[self.slider.value()], style)
        paper = grown(paper, shot, style, options.caption)
        width_mm, height_mm = (
            (side or 0) / FILM_DPI * _MM_PER_INCH for side in (options.width_px, options.height_px)
        )
        shown = ExportOptions(width_mm, height_mm, background=style.surface)
        self.picture.show_picture(framed(shot, style, options.caption, paper), shown)


def size_words(size: int) -> str:
    """Return a number of bytes, to two digits."""
    for unit, name in ((10**6, "MB"), (10**3, "kB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}" if size < 10 * unit else f"{size / unit:.0f} {name}"
    return f"{size} bytes"
