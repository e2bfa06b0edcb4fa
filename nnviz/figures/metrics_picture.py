"""How good the predictions are, as a small table, with the confusion matrices beside it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from core.metrics import RULES, Metrics
from nnviz.evaluation import Evaluation, measure_words, measures
from nnviz.figures.style import Style, blend
from nnviz.figures.text_width import text_width

MOST_CLASSES = 12  # more are no picture any more
_GAP, _ROW, _HEAD = 10.0, 16.0, 14.0
_LEAST_CELL = 24.0
_WIDEST_NAME = 60.0
_RIGHT, _LEFT = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft
_CENTRE = Qt.AlignmentFlag.AlignHCenter


@dataclass(frozen=True)
class MetricsPicture:
    """A row per measure and a column per part; then the matrices that fit, the test samples' first."""

    evaluation: Evaluation
    classes: tuple[str, ...]
    style: Style

    @property
    def description(self) -> str:
        """Every number of the table, and the rule by which outputs became classes."""
        parts = [f"{name}: {measure_words(metrics, self.style.digits)}" for name, metrics in self._parts]
        return ". ".join(filter(None, [*parts, self.rule]))

    @property
    def rule(self) -> str:
        """How an output becomes a class; empty for quantities."""
        return RULES.get(self.evaluation.training.rule, "")

    @property
    def size(self) -> tuple[float, float]:
        """Enough for the table with all matrices below one another."""
        boxes = [self._matrix_size(metrics) for _, metrics in self._parts if self._has_matrix(metrics)]
        width = max([self._table_width, *(width for width, _ in boxes)])
        height = self._table_height + sum(height + _GAP for _, height in boxes)
        return width, height + self._rule_height(width)

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        """Draw from (0, 0) to (width, height) in points; what does not fit is left out."""
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self._paint_table(painter)
        above_rule = height - self._rule_height(width)
        # A matrix says more than the rule: where there is room for one of them, it is the matrix.
        placed = self._placed(width, above_rule) or self._placed(width, height)
        for name, metrics, place in placed:
            self._paint_matrix(painter, name, metrics, place)
        bottoms = [place.y() + self._matrix_size(metrics)[1] for _, metrics, place in placed]
        if max([self._table_height, *bottoms]) <= above_rule:
            self._paint_rule(painter, QRectF(0, above_rule, width, height - above_rule))
        painter.restore()

    # The table

    @property
    def _parts(self) -> list[tuple[str, Metrics]]:
        return self.evaluation.parts

    def _rows(self) -> list[tuple[str, list[str]]]:
        columns = [measures(metrics, self.style.digits) for _, metrics in self._parts]
        names = dict.fromkeys(name for column in columns for name in column)
        return [(name, [column.get(name, "") for column in columns]) for name in names]

    def _columns(self) -> list[float]:
        """Return where each column ends; the first one holds the names of the measures."""
        measure, rows = text_width(self.style, "small"), self._rows()
        ends = [max(measure(name) for name, _ in rows)]
        for column, (name, _) in enumerate(self._parts):
            width = max(measure(name), *(measure(words[column]) for _, words in rows))
            ends.append(ends[-1] + _GAP + width)
        return ends

    @property
    def _table_width(self) -> float:
        return self._columns()[-1]

    @property
    def _table_height(self) -> float:
        return _HEAD + _ROW * len(self._rows())

    def _paint_table(self, painter: QPainter) -> None:
        ends = self._columns()
        for end, (name, _) in zip(ends[1:], self._parts, strict=True):
            self._text(painter, QRectF(0, 0, end, _HEAD), name, _RIGHT, muted=True)
        for row, (name, words) in enumerate(self._rows()):
            box = QRectF(0, _HEAD + row * _ROW, ends[-1], _ROW)
            self._text(painter, box, name, _LEFT, muted=True)
            for end, word in zip(ends[1:], words, strict=True):
                self._text(painter, QRectF(0, box.top(), end, _ROW), word, _RIGHT)

    # The rule

    def _rule_height(self, width: float) -> float:
        if not self.rule:
            return 0.0
        metrics = QFontMetricsF(self.style.font("small"))
        box = metrics.boundingRect(QRectF(0, 0, width, 1000), Qt.TextFlag.TextWordWrap, self.rule)
        return float(box.height()) + _GAP / 2

    def _paint_rule(self, painter: QPainter, box: QRectF) -> None:
        painter.setFont(self.style.font("small"))
        painter.setPen(QColor(self.style.muted))
        painter.drawText(box.adjusted(0, _GAP / 2 - 1, 0, 0), Qt.TextFlag.TextWordWrap, self.rule)

    # The matrices

    def _has_matrix(self, metrics: Metrics) -> bool:
        return metrics.confusion is not None and len(metrics.confusion) <= MOST_CLASSES

    def _placed(self, width: float, bottom: float) -> list[tuple[str, Metrics, QPointF]]:
        """Return the matrices that fit, with their places: beside and below one another."""
        placed = []
        x, y = 0.0, self._table_height + _GAP
        for name, metrics in reversed(self._parts):
            if not self._has_matrix(metrics):
                continue
            across, down = self._matrix_size(metrics)
            if x and x + across > width:
                x, y = 0.0, y + down + _GAP
            if x + across <= width and y + down <= bottom:
                placed.append((name, metrics, QPointF(x, y)))
                x += across + _GAP
        return placed

    def _names_width(self) -> float:
        measure = text_width(self.style, "small")
        return min(max(measure(name) for name in self.classes), _WIDEST_NAME)

    def _cell(self, metrics: Metrics) -> float:
        assert metrics.confusion is not None
        measure = text_width(self.style, "small")
        return max(_LEAST_CELL, measure(str(int(metrics.confusion.max()))) + 8)

    def _matrix_size(self, metrics: Metrics) -> tuple[float, float]:
        count = len(self.classes)
        width = self._names_width() + 6 + count * self._cell(metrics)
        return max(width, text_width(self.style, "small")(_title("training"))), 2 * _HEAD + count * _ROW

    def _paint_matrix(self, painter: QPainter, name: str, metrics: Metrics, place: QPointF) -> None:
        assert metrics.confusion is not None
        cell, left = self._cell(metrics), place.x() + self._names_width() + 6
        top = place.y() + 2 * _HEAD
        width, _ = self._matrix_size(metrics)
        self._text(painter, QRectF(place.x(), place.y(), width, _HEAD), _title(name), _LEFT, muted=True)
        for column, label in enumerate(self.classes):
            box = QRectF(left + column * cell, place.y() + _HEAD, cell, _HEAD)
            self._text(painter, box, label, _CENTRE, muted=True)
        totals = metrics.confusion.sum(axis=1)
        for row, label in enumerate(self.classes):
            y = top + row * _ROW
            box = QRectF(place.x(), y, self._names_width(), _ROW)
            self._text(painter, box, label, _LEFT, muted=True)
            for column in range(len(self.classes)):
                number = int(metrics.confusion[row, column])
                share = number / totals[row] if totals[row] else 0.0
                hue = self.style.positive if row == column else self.style.negative
                self._paint_cell(painter, QRectF(left + column * cell, y, cell, _ROW), number, share, hue)

    def _paint_cell(self, painter: QPainter, box: QRectF, number: int, share: float, hue: str) -> None:
        """Paint a count on a tint of its share of the row; blue for right, orange for wrong."""
        painter.setPen(QPen(QColor(self.style.line), 0.75))
        painter.setBrush(QColor(blend(self.style.surface, hue, 0.35 * share)))
        painter.drawRect(box)
        self._text(painter, box, str(number), _CENTRE, muted=not number)

    def _text(
        self, painter: QPainter, box: QRectF, text: str, side: Qt.AlignmentFlag, *, muted: bool = False
    ) -> None:
        font = self.style.font("small")
        painter.setFont(font)
        painter.setPen(QColor(self.style.muted if muted else self.style.text))
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, shown)


def _title(name: str) -> str:
    return f"{name}: true \N{DOWNWARDS ARROW}, predicted \N{RIGHTWARDS ARROW}"
