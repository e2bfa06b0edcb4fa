"""Logits as bars, below them their softmax; and its Jacobian as cells with numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from core.arrays import Array
from core.number_format import format_number
from core.tempered import tempered, tempered_jacobian
from nnviz.figures.colour_map import mapped
from nnviz.figures.functions_view import FunctionsView
from nnviz.figures.matrix_cells import fitting_number
from nnviz.figures.plot import Axis, Bars, HLine, Layer, Marker, Plot, Text
from nnviz.figures.plot_column import in_line
from nnviz.figures.style import Style, blend

_HALF = 0.34  # of a bar
_LEAST_REACH = 5.0  # of the axis of the logits, so that there is room to drag
_ROOM = 1.25
_MARGIN, _HEAD = 8.0, 16.0
_HIGHEST, _WIDEST, _PAD = 34.0, 80.0, 4.0


def softmax_plots(view: FunctionsView, style: Style) -> tuple[Plot, ...]:
    """Return the logits with a handle each, and the probabilities with their numbers."""
    logits = np.array(view.spec.logits)
    shares = tempered(logits, view.spec.heat.temperature)
    count = len(logits)
    across = Axis("class", 0.4, count + 0.6, whole=True)
    reach = max(_LEAST_REACH, _ROOM * float(np.abs(logits).max()))
    upper: list[Layer] = [HLine(0.0, style.outline, 1.0)]
    lower: list[Layer] = []
    for place, (logit, share) in enumerate(zip(logits.tolist(), shares.tolist(), strict=True)):
        is_chosen = place == min(view.entry[0], count - 1)
        colour = style.accent if is_chosen else blend(style.surface, style.accent, 0.55)
        middle = place + 1.0
        edges = np.array([middle - _HALF, middle + _HALF])
        upper.append(Bars(edges, np.array([logit]), colour))
        upper.append(Marker(middle, logit, style.surface, "circle", 10.0, style.accent))
        anchor = (0.5, 1.5) if logit >= 0 else (0.5, -0.5)
        upper.append(Text(middle, logit, format_number(logit, style.digits), style.text, anchor))
        lower.append(Bars(edges, np.array([share]), colour))
        lower.append(Text(middle, share, format_number(share, style.digits), style.text, (0.5, 1.15)))
    words = _words(logits, shares, view.spec.heat.temperature, style)
    return in_line(
        Plot(upper, across, Axis("logit z", -reach, reach), description=words),
        Plot(lower, across, Axis("probability a", 0.0, 1.15), description="Below: the probabilities."),
        style=style,
    )


class Entry(NamedTuple):
    """An entry of the Jacobian: dL of class `row` by z of class `column`, from 0."""

    row: int
    column: int


@dataclass(frozen=True)
class JacobianPicture:
    """A `nnviz.figures.picture.Picture`: a row for each probability, a column for each logit."""

    view: FunctionsView
    style: Style

    @property
    def values(self) -> Array:
        """The Jacobian."""
        temperature = self.view.spec.heat.temperature
        return tempered_jacobian(tempered(np.array(self.view.spec.logits), temperature), temperature)

    @property
    def entry(self) -> Entry:
        """The entry that is looked at."""
        last = len(self.view.spec.logits) - 1
        return Entry(*(min(place, last) for place in self.view.entry))

    @property
    def description(self) -> str:
        """Every row in words."""
        rows = (
            f"a{row + 1}: {', '.join(format_number(number, self.style.digits) for number in numbers)}"
            for row, numbers in enumerate(self.values.tolist())
        )
        return f"Jacobian of the softmax, a row for each probability. {'; '.join(rows)}."

    @property
    def size(self) -> tuple[float, float]:
        """Enough for every number."""
        count = len(self.view.spec.logits)
        return 2 * _MARGIN + self._gutter + 46.0 * count, 2 * _MARGIN + 2 * _HEAD + 24.0 * count

    def cells(self, width: float, height: float) -> QRectF:
        """Return where the cells are."""
        count = len(self.view.spec.logits)
        cell = min(_WIDEST, (width - 2 * _MARGIN - self._gutter) / count)
        high = min(_HIGHEST, (height - 2 * _MARGIN - 2 * _HEAD) / count)
        return QRectF(_MARGIN + self._gutter, _MARGIN + 2 * _HEAD, cell * count, high * count)

    def entry_at(self, x: float, y: float, width: float, height: float) -> Entry | None:
        """Return the entry under a point."""
        cells, count = self.cells(width, height), len(self.view.spec.logits)
        if not cells.contains(x, y):
            return None
        row, column = (y - cells.top()) / cells.height(), (x - cells.left()) / cells.width()
        return Entry(*(min(int(share * count), count - 1) for share in (row, column)))

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        """Draw from (0, 0) to (width, height) in points."""
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        values, cells = self.values, self.cells(width, height)
        count = len(values)
        wide, high = cells.width() / count, cells.height() / count
        self._paint_names(painter, cells, wide, high)
        stops = self.style.cell_stops(is_gradient=True, is_pale=True)
        largest = float(np.abs(values).max()) or 1.0
        colours = mapped(values, stops, -largest, largest).tolist()
        painter.setFont(self.style.font("small"))
        for row in range(count):
            for column in range(count):
                box = QRectF(cells.left() + column * wide, cells.top() + row * high, wide, high)
                red, green, blue, _ = colours[row][column]
                painter.setPen(QPen(QColor(self.style.surface), 0.75))
                painter.setBrush(QColor(red, green, blue))
                painter.drawRect(box)
                painter.setPen(QColor(self.style.text))
                text = fitting_number(float(values[row, column]), wide - _PAD, self.style)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        chosen = self.entry
        ring = QRectF(cells.left() + chosen.column * wide, cells.top() + chosen.row * high, wide, high)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self.style.current), 2.0 * self.style.line_width))
        painter.drawRect(ring)
        painter.restore()

    @property
    def _gutter(self) -> float:
        return QFontMetricsF(self.style.font("small")).horizontalAdvance("a8") + 2 * _PAD

    def _paint_names(self, painter: QPainter, cells: QRectF, wide: float, high: float) -> None:
        painter.setFont(self.style.font("normal", bold=True))
        painter.setPen(QColor(self.style.text))
        title = QRectF(_MARGIN, _MARGIN, max(cells.right() - _MARGIN, 200.0), _HEAD)
        painter.drawText(
            title,
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            "\N{PARTIAL DIFFERENTIAL}a / \N{PARTIAL DIFFERENTIAL}z",
        )
        painter.setFont(self.style.font("small"))
        painter.setPen(QColor(self.style.muted))
        for place in range(len(self.view.spec.logits)):
            above = QRectF(cells.left() + place * wide, cells.top() - _HEAD, wide, _HEAD)
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter, f"z{place + 1}")
            beside = QRectF(_MARGIN, cells.top() + place * high, self._gutter, high)
            painter.drawText(beside, Qt.AlignmentFlag.AlignCenter, f"a{place + 1}")


def _words(logits: Array, shares: Array, temperature: float, style: Style) -> str:
    each = (
        f"class {place + 1} logit {format_number(logit, style.digits)} probability"
        f" {format_number(share, style.digits)}"
        for place, (logit, share) in enumerate(zip(logits.tolist(), shares.tolist(), strict=True))
    )
    return f"Softmax at temperature {format_number(temperature, style.digits)}: {'; '.join(each)}."
