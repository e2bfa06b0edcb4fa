"""Bars of the samples' shares in a gradient."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from core.number_format import format_number
from nnviz.figures.inspection import Shares
from nnviz.figures.style import Style, blend

_HEAD, _FOOT = 22.0, 20.0


def paint_shares(painter: QPainter, area: QRectF, shares: Shares, style: Style) -> None:
    """Paint a bar per sample, those not yet added hollow, and the sum below."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(style.font("small"))
    painter.setPen(QColor(style.muted))
    head = QRectF(area.left(), area.top(), area.width(), _HEAD)
    painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, f"Shares of the {len(shares.values)} samples")
    plot = area.adjusted(0, _HEAD, 0, -_FOOT)
    _paint_bars(painter, plot, shares, style)
    painter.setPen(QColor(style.text))
    foot = QRectF(area.left(), plot.bottom(), area.width(), _FOOT)
    painter.drawText(foot, Qt.AlignmentFlag.AlignVCenter, _sum_words(shares, style))
    painter.restore()


def _sum_words(shares: Shares, style: Style) -> str:
    count = len(shares.values)
    if shares.done == count:
        return f"their sum: {format_number(shares.total, style.digits)}"
    so_far = float(shares.values[: shares.done].sum())
    return f"{shares.done} of {count} added: {format_number(so_far, style.digits)}"


def _paint_bars(painter: QPainter, plot: QRectF, shares: Shares, style: Style) -> None:
    largest = max((abs(float(value)) for value in shares.values), default=0.0) or 1.0
    width = plot.width() / len(shares.values)
    middle = plot.center().y()
    gap = min(2.0, width * 0.2)
    for sample, share in enumerate(shares.values):
        value = float(share)
        height = value / largest * (plot.height() / 2 - 2)
        bar = QRectF(plot.left() + sample * width + gap / 2, middle, width - gap, -height).normalized()
        colour = style.sign_colour(value)
        if sample < shares.done:
            painter.fillRect(bar, QColor(colour))
        else:
            painter.setPen(QPen(QColor(blend(style.surface, colour, 0.5)), 1))
            painter.drawRect(bar)
        if sample == shares.sample:
            painter.setPen(QPen(QColor(style.current), 2))
            painter.drawRect(QRectF(bar.left() - 1, plot.top() + 1, bar.width() + 2, plot.height() - 2))
    painter.setPen(QPen(QColor(style.outline), 1))
    painter.drawLine(QPointF(plot.left(), middle), QPointF(plot.right(), middle))
