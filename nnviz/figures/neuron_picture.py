"""A neuron drawn: inputs, wires with their weights, the sum and what it is compared with, and the answer."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from core.formula import Source
from core.number_format import format_number
from nnviz.figures.network_edges import paint_arrowhead
from nnviz.figures.network_nodes import qrect, rounded
from nnviz.figures.network_shapes import Rect
from nnviz.figures.network_symbols import subscript
from nnviz.figures.neuron_layout import NeuronLayout
from nnviz.figures.neuron_reading import PENDING, NeuronReading, Wire, same_place
from nnviz.figures.style import Style, blend
from nnviz.figures.text_width import fitted_number, text_width
from nnviz.neuron_moment import NeuronMoment

NEURON_SIZE = (360.0, 230.0)  # points
_CENTRE = Qt.AlignmentFlag.AlignCenter
_DASHES = (5.0, 3.0)
_LEAST_WIDTH, _MOST_WIDTH = 1.0, 3.6
_LABEL_AT = 0.5  # of a wire's length
_LINE = 14.0  # points, of a box
_SMALLEST = 0.75  # of the letters' size, for a line that would not fit


@dataclass(frozen=True, eq=False)
class NeuronPicture:
    """A `nnviz.figures.picture.Picture` of a neuron at a moment; `highlight` is looked at elsewhere."""

    moment: NeuronMoment
    style: Style
    highlight: Source | None = None

    @property
    def reading(self) -> NeuronReading:
        """What is drawn."""
        return NeuronReading(self.moment, self.style)

    @property
    def description(self) -> str:
        """The drawing in words."""
        return self.reading.description

    @property
    def size(self) -> tuple[float, float]:
        """In points."""
        return NEURON_SIZE

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        """Draw from (0, 0) to (width, height) in points."""
        reading = self.reading
        layout = NeuronLayout(reading, width, height)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = {same_place(source) for source in reading.lit}
        self._paint_wires(painter, layout, lit)
        self._paint_glow(painter, layout, lit)
        self._paint_inputs(painter, layout)
        self._paint_cells(painter, layout)
        self._paint_target(painter, layout)
        self._paint_labels(painter, layout, lit)
        self._paint_rings(painter, layout)
        self._paint_answers(painter, layout)
        self._paint_head(painter, layout)
        painter.restore()

    def _paint_wires(self, painter: QPainter, layout: NeuronLayout, lit: set[Source]) -> None:
        style, wires = self.style, layout.reading.wires
        largest = max((abs(wire.weight) for wire in wires), default=0.0) or 1.0
        for wire in wires:
            line = QLineF(*layout.ends(wire))
            if _source(wire) in lit:
                painter.setPen(QPen(QColor(style.current_soft), 9.0))
                painter.drawLine(line)
            share = abs(wire.weight) / largest
            colour = style.sign_colour(wire.weight)
            thick = (_LEAST_WIDTH + (_MOST_WIDTH - _LEAST_WIDTH) * share) * style.line_width
            pen = QPen(QColor(colour if wire.weight else style.outline), thick)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            if wire.weight < 0:
                pen.setDashPattern([length / thick for length in _DASHES])
            painter.setPen(pen)
            painter.drawLine(line)
            if wire.is_veto:
                self._paint_veto(painter, line)
        last = layout.answer(len(layout.reading.layers), 0)
        painter.setPen(QPen(QColor(style.outline), 1.2 * style.line_width))
        chip = layout.chip
        below = QLineF(last.centre, last.bottom, last.centre, chip.y)
        painter.drawLine(below if layout.is_narrow else QLineF(last.right, last.middle, chip.x, last.middle))

    def _paint_veto(self, painter: QPainter, line: QLineF) -> None:
        """Draw a ring where a forbidding input arrives, as McCulloch and Pitts did."""
        painter.setPen(QPen(QColor(self.style.negative), 1.4 * self.style.line_width))
        painter.setBrush(QColor(self.style.surface))
        painter.drawEllipse(line.p2() - QPointF(3.5, 0), 3.5, 3.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_glow(self, painter: QPainter, layout: NeuronLayout, lit: set[Source]) -> None:
        for source in lit:
            rect = layout.place(source)
            if rect is not None:
                rounded(painter, rect.grown(5), self.style.current_soft, None, radius=17)

    def _paint_inputs(self, painter: QPainter, layout: NeuronLayout) -> None:
        for number, value in enumerate(layout.reading.inputs):
            rect = layout.input(number)
            self._circle(painter, rect, value)
            name = Rect(rect.x - 8, rect.y - 13, rect.width + 16, 12)
            self._text(painter, name, f"x{subscript(number)}", muted=True)

    def _paint_cells(self, painter: QPainter, layout: NeuronLayout) -> None:
        style = self.style
        edge = blend(style.outline, style.text, 0.35)
        for cell, box in layout.cells():
            answer = layout.answer(cell.layer, cell.unit)
            if layout.is_alone:
                rounded(painter, box, style.raised, edge, 1.3, radius=10)
                self._lines(
                    painter, Rect(box.x + 4, box.y, answer.x - box.x - 6, box.height), cell.total, cell.rule
                )
                continue
            fill = blend(style.surface, style.positive, 0.25) if cell.answer else style.raised
            rounded(painter, box, fill, edge, 1.3, radius=8)
            said = f"a = {PENDING if cell.answer is None else format_number(cell.answer)}"
            self._lines(painter, box, cell.total, cell.rule, said)

    def _paint_answers(self, painter: QPainter, layout: NeuronLayout) -> None:
        """Draw the answer of a neuron that stands alone, over the rim of its box."""
        if layout.is_alone:
            for cell, _ in layout.cells():
                self._circle(painter, layout.answer(cell.layer, cell.unit), cell.answer)

    def _lines(self, painter: QPainter, box: Rect, *words: str) -> None:
        """Write lines into a box, as many as it is high enough for: the last ones."""
        width = text_width(self.style, "small")
        may_shrink = len(words) <= 2  # of a neuron among others there is more to say than fits
        legible = [line for line in words[:-1] if may_shrink or width(line) * _SMALLEST <= box.width - 6]
        shown = [*legible, words[-1]][-max(1, int(box.height // _LINE)) :]
        high = (box.height - 6) / len(shown)
        for number, line in enumerate(shown):
            place = Rect(box.x + 3, box.y + 3 + number * high, box.width - 6, high)
            self._text(painter, place, line, muted=number != len(shown) - 1 and len(words) > 2)

    def _paint_target(self, painter: QPainter, layout: NeuronLayout) -> None:
        reading, chip, style = layout.reading, layout.chip, self.style
        rounded(painter, chip, style.raised, style.outline, 1.0, radius=4)
        target = PENDING if reading.target is None else format_number(reading.target, 3)
        self._text(painter, chip, f"y = {target}")
        words = reading.error_words
        below = Rect(chip.x - 10, chip.bottom + 3, chip.width + 20, 14)
        colour = {"right": style.good, "wrong": style.bad}.get(words, style.gradient)
        self._text(painter, below, words, colour=colour, bold=True)

    def _paint_labels(self, painter: QPainter, layout: NeuronLayout, lit: set[Source]) -> None:
        if len(layout.reading.layers) > 1:
            return  # there is no room between them: signs, dashes and rings say what a wire does
        metrics = QFontMetricsF(self.style.font("small"))
        for wire in layout.reading.wires:
            line = QLineF(*layout.ends(wire))
            middle = line.pointAt(_LABEL_AT)
            candidates = _wire_words(wire)
            fitting = (words for words in candidates if metrics.horizontalAdvance(words) + 10 <= line.dx())
            words = next(fitting, candidates[-1])
            wide, high = metrics.horizontalAdvance(words) + 8, metrics.height() + 2
            rect = Rect(middle.x() - wide / 2, middle.y() - high / 2, wide, high)
            is_lit = _source(wire) in lit
            rounded(painter, rect, self.style.current_soft if is_lit else self.style.surface, None, radius=4)
            self._text(painter, rect, words)

    def _paint_rings(self, painter: QPainter, layout: NeuronLayout) -> None:
        style, lit = self.style, layout.reading.lit
        places = [(lit[-1], style.current)] if lit else []
        if self.highlight is not None:
            places.append((self.highlight, style.accent))
        for source, colour in places:
            rect = layout.place(source)
            if rect is not None:
                rounded(painter, rect.grown(2.5), None, colour, 2.5, radius=15)
            wire = next((one for one in layout.reading.wires if _source(one) == same_place(source)), None)
            if wire is not None:
                line = QLineF(*layout.ends(wire))
                painter.setPen(QPen(QColor(colour), 2.2))
                painter.setBrush(QColor(colour))
                paint_arrowhead(painter, line)
                painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_head(self, painter: QPainter, layout: NeuronLayout) -> None:
        reading = layout.reading
        words = "" if reading.row is None else f"example {reading.row + 1} of {len(self.moment.spec.targets)}"
        self._text(painter, Rect(0, 4, layout.width, 14), words, muted=True)

    def _circle(self, painter: QPainter, rect: Rect, value: float | None) -> None:
        style = self.style
        fill = style.surface if not value else blend(style.surface, style.sign_colour(value), 0.2)
        known = value is not None
        rounded(
            painter, rect, fill, blend(style.outline, style.text, 0.35) if known else style.outline, 1.2, 20
        )
        if value is not None and rect.height > 10:
            self._text(painter, rect, fitted_number(value, style.with_digits(3), rect.width - 4))

    def _text(
        self,
        painter: QPainter,
        rect: Rect,
        words: str,
        *,
        muted: bool = False,
        colour: str = "",
        bold: bool = False,
    ) -> None:
        """Write words in the middle of a rectangle, smaller where they would not fit."""
        if not words:
            return
        font = self.style.font("small", bold=bold)
        wide = QFontMetricsF(font).horizontalAdvance(words)
        if wide > rect.width > 0:
            font.setPixelSize(max(6, int(font.pixelSize() * rect.width / wide)))
        painter.setFont(font)
        painter.setPen(QColor(colour or (self.style.muted if muted else self.style.text)))
        painter.drawText(QRectF(qrect(rect)), _CENTRE | Qt.TextFlag.TextDontClip, words)


def _wire_words(wire: Wire) -> tuple[str, ...]:
    """Return what can be written on a wire, the longest first."""
    change = f" ({wire.change})" if wire.change else ""
    return wire.words + change, wire.short + change, wire.short


def _source(wire: Wire) -> Source:
    return Source("weight", wire.layer, wire.unit, wire.origin)
