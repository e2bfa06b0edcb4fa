"""Activations, deltas and gradients of every layer at a moment, spread out side by side."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from core.number_format import format_number
from nnviz.figures.gradient_reading import Quantity, known_values
from nnviz.figures.plot_layers import line_pen
from nnviz.figures.spread_lanes import Lanes, paint_lanes
from nnviz.figures.style import Style
from nnviz.moment import Moment

_TITLES: tuple[tuple[Quantity, str, bool], ...] = (
    ("a", "a", False),
    ("delta", "|δ|", True),
    ("weight_gradient", "|dL/dW|", True),
)
_HEAD, _FOOT, _GAP, _EDGE = 16.0, 16.0, 14.0, 6.0
_LEGEND = 38.0
_LEAST_PITCH = 9.0


class SpreadPicture:
    """A `nnviz.figures.picture.Picture` with a column per quantity and a lane per layer."""

    def __init__(self, moment: Moment, style: Style) -> None:
        self.moment = moment
        self.style = style
        self.columns = tuple(
            Lanes(quantity, title, tuple(known_values(moment, quantity)), log)
            for quantity, title, log in _TITLES
        )

    @property
    def depth(self) -> int:
        """How many lanes a column has."""
        return len(self.columns[0].values)

    @property
    def known(self) -> tuple[int, ...]:
        """How many numbers each lane has: within an update they become more, and never others."""
        return tuple(values.size for lanes in self.columns for values in lanes.values)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points at which it looks as intended."""
        return 330.0, 210.0

    @property
    def description(self) -> str:
        """The medians in words."""
        return " ".join(self._words(lanes) for lanes in self.columns)

    def areas(self, width: float, height: float) -> list[QRectF]:
        """Return where the lanes of each column are."""
        left, count = _EDGE + _LEGEND, len(self.columns)
        each = max((width - left - _EDGE - (count - 1) * _GAP) / count, 20.0)
        tall = max(height - _HEAD - _FOOT, 10.0)
        return [QRectF(left + k * (each + _GAP), _HEAD, each, tall) for k in range(count)]

    def lane_at(self, x: float, y: float, width: float, height: float) -> tuple[int, int] | None:
        """Return the column and the layer, from 1, whose lane is under a point."""
        for column, area in enumerate(self.areas(width, height)):
            if area.contains(x, y):
                layer = 1 + int((y - area.top()) / area.height() * self.depth)
                return column, min(layer, self.depth)
        return None

    def words_of(self, column: int, layer: int) -> str:
        """Return what is known of a lane, in words."""
        lanes = self.columns[column]
        found = lanes.spreads[layer - 1]
        if found is None:
            return f"{lanes.title} of layer {layer}: not computed yet"
        low, lower, median, upper, high = (
            format_number(value, self.style.digits)
            for value in (found.low, found.lower, found.median, found.upper, found.high)
        )
        zeros = f", {found.zeros} of them 0" if found.zeros else ""
        return (
            f"{lanes.title} of layer {layer}: {found.count} numbers{zeros}, from {low} to {high}; "
            f"the middle half from {lower} to {upper}, median {median}"
        )

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        """Draw the columns, and on their left which line of the norms belongs to a layer."""
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        areas = self.areas(width, height)
        self._paint_legend(painter, areas[0])
        for lanes, area in zip(self.columns, areas, strict=True):
            painter.setFont(self.style.font("normal", bold=True))
            painter.setPen(QColor(self.style.text))
            head = QRectF(area.left(), 0, area.width(), _HEAD)
            painter.drawText(head, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, lanes.title)
            paint_lanes(painter, lanes, area, self.style)
        painter.restore()

    def _paint_legend(self, painter: QPainter, area: QRectF) -> None:
        pitch = area.height() / self.depth
        painter.setFont(self.style.font("small"))
        painter.setPen(QColor(self.style.muted))
        head = QRectF(_EDGE, 0, _LEGEND, _HEAD)
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, "layer")
        every = max(1, -(-int(_LEAST_PITCH) // max(int(pitch), 1)))
        for position in range(0, self.depth, every):
            look = self.style.series[position % len(self.style.series)]
            y = area.top() + (position + 0.5) * pitch
            painter.setPen(line_pen(look.colour, 1.75, look.dash, self.style))
            painter.drawLine(QLineF(QPointF(_EDGE, y), QPointF(_EDGE + 18, y)))
            painter.setFont(self.style.font("small", bold=True))
            painter.setPen(QColor(look.colour))
            name = QRectF(_EDGE + 22, y - 7, _LEGEND - 24, 14)
            painter.drawText(
                name, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, str(position + 1)
            )

    def _words(self, lanes: Lanes) -> str:
        medians = [
            f"layer {layer} {format_number(found.median)}"
            for layer, found in enumerate(lanes.spreads, start=1)
            if found is not None
        ]
        return f"Median of {lanes.title}: {', '.join(medians) or 'not computed yet'}."
