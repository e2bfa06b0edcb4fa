"""How good the network is: the table of metrics, with the confusion matrices as far as there is room."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.number_format import full_number
from nnviz.figures.metrics_picture import MetricsPicture

_POINTS_PER_INCH = 72
_MARGIN = 8.0  # points


class MetricsView(QWidget):
    """Paints the picture; the pointer on it shows every digit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: MetricsPicture | None = None
        self.setAccessibleName(self.tr("How good the network is"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    @property
    def picture(self) -> MetricsPicture | None:
        """What is shown."""
        return self._picture

    def show_metrics(self, picture: MetricsPicture) -> None:
        """Show other metrics."""
        former, self._picture = self._picture, picture
        if former is None or former.size != picture.size:
            self.updateGeometry()
        self.setAccessibleDescription(picture.description)
        losses = [
            self.tr("%s: loss %s") % (name, full_number(metrics.loss))
            for name, metrics in picture.evaluation.parts
        ]
        self.setToolTip("\n".join(filter(None, [*losses, picture.rule])))
        self.update()

    def sizeHint(self) -> QSize:
        if self._picture is None:
            return QSize(0, 0)
        width, height = self._picture.size
        scale = self._scale()
        return QSize(math.ceil((width + 2 * _MARGIN) * scale), math.ceil((height + 2 * _MARGIN) * scale))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            return
        painter = QPainter(self)
        scale = self._scale()
        painter.scale(scale, scale)
        painter.translate(_MARGIN, _MARGIN)
        self._picture.paint(painter, self.width() / scale - 2 * _MARGIN, self.height() / scale - 2 * _MARGIN)
        painter.end()

    def _scale(self) -> float:
        return self.logicalDpiX() / _POINTS_PER_INCH
