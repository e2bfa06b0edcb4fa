"""What stands in the place of a picture that would give away what a lesson asks for."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from nnviz.figures.style import Style

VEILED = "What the network says about all samples is hidden until the lesson's question is answered."


@dataclass(frozen=True)
class VeiledPicture:
    """A sentence."""

    style: Style

    @property
    def description(self) -> str:
        """The sentence."""
        return VEILED

    @property
    def size(self) -> tuple[float, float]:
        """Room for it on two lines."""
        return 320.0, 60.0

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        """Draw from (0, 0) to (width, height) in points."""
        painter.setFont(self.style.font("normal"))
        painter.setPen(QColor(self.style.muted))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(QRectF(0, 0, width, height), flags, VEILED)
