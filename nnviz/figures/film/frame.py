"""One frame of a film: the picture of a moment above its caption, on paper that all frames share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter

from nnviz.figures.export import ExportOptions, rasterise
from nnviz.figures.film.reel import Shot
from nnviz.figures.formula import formula_ink, layout_formula
from nnviz.figures.on_paper import OnPaper
from nnviz.figures.style import Style

Caption = Literal["none", "words", "formula"]
Pixels = NDArray[np.uint32]
"""A frame, shape (height, width), each pixel as 0x00rrggbb."""

_MARGIN, _GAP = 10.0, 5.0
_EM = 1.2  # of the normal letters, for formulas
_RGB = np.uint32(0xFFFFFF)


@dataclass(frozen=True)
class Paper:
    """What all frames have in common, in points: the size, and how much of it belongs to the caption."""

    width: float = 0.0
    height: float = 0.0
    caption: float = 0.0


@dataclass(frozen=True)
class Captioned:
    """A shot as a picture with its caption below it."""

    shot: Shot
    style: Style
    caption: Caption
    paper: Paper

    @property
    def description(self) -> str:
        """What the picture shows, in words."""
        return self.shot.picture.description

    @property
    def size(self) -> tuple[float, float]:
        """That of all frames."""
        return self.paper.width, self.paper.height

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        """Draw from (0, 0) to (width, height) in points."""
        below = height - self.paper.caption
        self.shot.picture.paint(painter, width, below)
        if self.paper.caption:
            painter.save()
            painter.translate(0, below)
            _caption(painter, self.shot, self.style, self.caption, width)
            painter.restore()


def grown(paper: Paper, shot: Shot, style: Style, caption: Caption) -> Paper:
    """Return the paper on which a shot has room, too."""
    own_width, own_height = shot.picture.size
    width, height = max(paper.width, own_width), max(paper.height - paper.caption, own_height)
    below = max(paper.caption, _caption(None, shot, style, caption, width))
    return Paper(width, height + below, below)


def framed(shot: Shot, style: Style, caption: Caption, paper: Paper) -> OnPaper:
    """Return a frame as a picture that grows and shrinks with its size."""
    return OnPaper(Captioned(shot, style, caption, paper), style, (paper.width, paper.height))


def pixels_of(frame: OnPaper, width_px: int, height_px: int, dpi: int) -> Pixels:
    """Draw a frame.

    Raises
    ------
    ExportError
        If the size is absurd.
    """
    options = ExportOptions(dpi=dpi, background=frame.style.surface)
    image = rasterise(frame, width_px, height_px, options).convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint32).reshape(height_px, image.bytesPerLine() // 4)
    pixels: Pixels = rows[:, :width_px] & _RGB
    return pixels


def _caption(painter: QPainter | None, shot: Shot, style: Style, caption: Caption, width: float) -> float:
    """Lay the caption out and, with a painter, paint it; return how high it is."""
    if caption == "none":
        return 0.0
    room, y = width - 2 * _MARGIN, _GAP
    font, flags = style.font("normal"), Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignHCenter
    box = QFontMetricsF(font).boundingRect(QRectF(0, 0, room, 10_000), flags, shot.words)
    if painter is not None:
        painter.setFont(font)
        painter.setPen(QColor(style.text))
        painter.drawText(QRectF(_MARGIN, y, room, box.height() + 1), flags, shot.words)
    y += box.height() + _GAP
    if caption == "formula" and shot.formula is not None:
        layout = layout_formula(shot.formula, _EM * style.normal, room)
        if painter is not None:
            left = max(_MARGIN, (width - layout.width) / 2)
            layout.paint(painter, QPointF(left, y), formula_ink(style))
        y += layout.height + _GAP
    return y + _GAP
