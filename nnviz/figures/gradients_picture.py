"""The gradients of every layer: how they are spread at a moment, and how long they were in each update."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from core.gradient_norms import NormCurve
from nnviz.figures.gradient_reading import is_uneven, known_norms, verdict
from nnviz.figures.norm_plot import norm_plot
from nnviz.figures.plot_painter import PlotPicture
from nnviz.figures.spread_picture import SpreadPicture
from nnviz.figures.style import Style
from nnviz.moment import Moment

_SPREAD_SHARE = 0.58
_LINE = 18.0


class GradientsPicture:
    """A `nnviz.figures.picture.Picture`: a sentence, the lanes, and the norms over the updates."""

    size = (560.0, 230.0)

    def __init__(self, moment: Moment, curve: NormCurve, style: Style) -> None:
        self._norms = known_norms(moment)
        self._spread = SpreadPicture(moment, style)
        self._plot = PlotPicture(norm_plot(moment, curve, style), style)
        self._style = style

    @property
    def description(self) -> str:
        """What it shows, in words."""
        return f"{self._plot.description} {self._spread.description}"

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        """Draw from (0, 0) to (width, height) in points."""
        style = self._style
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.setFont(style.font("normal", bold=is_uneven(self._norms)))
        painter.setPen(QColor(style.text))
        line = QRectF(6, 2, width - 12, _LINE - 2)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, verdict(self._norms))
        share = _SPREAD_SHARE * width
        painter.translate(0, _LINE)
        self._spread.paint(painter, share, height - _LINE)
        painter.translate(share, 0)
        self._plot.paint(painter, width - share, height - _LINE)
        painter.restore()
