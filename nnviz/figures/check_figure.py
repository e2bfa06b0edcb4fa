"""The gradient check of a whole network as a figure: over the drawing, with what came out below it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from core.network_check import NetworkCheck
from nnviz.figures.check_reading import CheckReading
from nnviz.figures.network_layout import MARGIN
from nnviz.figures.network_picture import NetworkOptions, NetworkPicture
from nnviz.figures.on_paper import Scaled
from nnviz.figures.style import LIGHT, Style
from nnviz.moment import Moment

_FLAGS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


class CheckFigure:
    """A `nnviz.figures.picture.Picture` of a network under its check.

    Parameters
    ----------
    moment : Moment
    check : CheckReading
    style : Style
    """

    def __init__(self, moment: Moment, check: CheckReading, style: Style) -> None:
        self._style = style
        self._words = check.summary
        self._drawing = NetworkPicture(moment, style, NetworkOptions(check=check))

    @property
    def description(self) -> str:
        """What the figure shows, in words."""
        return self._drawing.description

    @property
    def size(self) -> tuple[float, float]:
        """That of the drawing, and the lines below it."""
        width, height = self._drawing.size
        return width, height + self._height_of_words(width)

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        """Draw from (0, 0) to (width, height) in points."""
        room = self._height_of_words(width)
        self._drawing.paint(painter, width, height - room)
        painter.save()
        painter.setFont(self._style.font("normal"))
        painter.setPen(QColor(self._style.text))
        painter.drawText(QRectF(MARGIN, height - room + 4, width - 2 * MARGIN, room), _FLAGS, self._words)
        painter.restore()

    def _height_of_words(self, width: float) -> float:
        room = QRectF(0, 0, width - 2 * MARGIN, 1000)
        bounds = QFontMetricsF(self._style.font("normal")).boundingRect(room, int(_FLAGS.value), self._words)
        return bounds.height() + 12


def check_figure(moment: Moment, style: Style, check: CheckReading | None = None) -> Scaled:
    """Return the check of a moment's update, measured now unless it is given, in the letters of `style`.

    As in `nnviz.figures.network_figure`, a style with smaller letters has the whole drawing smaller.
    """
    on_screen = replace(style, small=LIGHT.small, normal=LIGHT.normal, large=LIGHT.large)
    measured = check or CheckReading(NetworkCheck(moment.trace).complete())
    return Scaled(CheckFigure(moment, measured, on_screen), style.small / LIGHT.small)
