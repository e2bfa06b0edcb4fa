"""The nodes of a network drawing: units, targets and the loss, filled by what is known of them."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from core.activations.base import Activation
from core.formula import Source
from nnviz.figures.network_edges import paint_arrowhead
from nnviz.figures.network_scene import Scene
from nnviz.figures.network_shapes import Column, Rect
from nnviz.figures.style import blend

_CURVE_POINTS = 25
_CURVE_REACH = 3.0


def qrect(rect: Rect) -> QRectF:
    """Return a rectangle as Qt has it."""
    return QRectF(*rect)


def rounded(
    painter: QPainter, rect: Rect, fill: str | None, line: str | None, width: float = 1.0, radius: float = 12
) -> None:
    """Draw a rectangle with round corners."""
    painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(line), width) if line else Qt.PenStyle.NoPen)
    corner = min(radius, rect.height / 2, rect.width / 2)
    painter.drawRoundedRect(qrect(rect), corner, corner)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def paint_units(painter: QPainter, scene: Scene) -> None:
    """Draw the nodes of all layers, the inputs too."""
    for column in scene.layout.columns:
        largest = _largest_activation(scene, column)
        opened = [opened.unit for opened in column.opened]
        for unit in (*(column.units if not column.is_strip else ()), *opened):
            rect = column.node(unit) if unit in opened else column.place(unit)
            assert rect is not None
            if unit in opened:
                rounded(painter, rect.grown(2.5), scene.style.surface, None)
            _paint_unit(
                painter, scene, Source("a" if column.layer else "x", column.layer, unit), rect, largest
            )
            if column.layer and not column.above and rect.height > 5:
                _paint_bias_dot(painter, scene, Source("bias", column.layer, unit), rect)
        for gap in column.gaps:
            _paint_gap(painter, scene, column, gap.y, gap.hidden)


def paint_loss(painter: QPainter, scene: Scene) -> None:
    """Draw the targets beside the outputs and the loss below them."""
    style, chips, outputs = scene.style, scene.layout.chips, scene.layout.columns[-1]
    loss = scene.layout.loss
    ys = (chips.ys[0], chips.ys[-1]) if chips.is_strip else chips.ys
    painter.setPen(QPen(QColor(style.outline), 1.0))
    painter.drawLines([QLineF(outputs.right, y, chips.left, y) for y in ys])
    spine = max(chips.right, loss.right) + 6
    painter.drawLine(QLineF(spine, ys[0], spine, loss.middle))
    painter.drawLine(QLineF(spine, loss.middle, loss.right, loss.middle))
    painter.drawLines([QLineF(chips.right, y, spine, y) for y in ys])
    for unit in [opened.unit for opened in chips.opened] if chips.is_strip else chips.units:
        rect = chips.node(unit)
        assert rect is not None
        known = scene.reading.is_known(Source("loss_term", chips.layer, unit))
        rounded(painter, rect, style.raised, style.text if known else style.outline, 1.0, radius=4)
    known = scene.reading.is_known(Source("loss", chips.layer))
    rounded(
        painter, loss, style.raised, style.text if known else style.outline, 1.4 if known else 1.0, radius=4
    )


def paint_loss_arrow(painter: QPainter, scene: Scene, unit: int, *, backward: bool) -> None:
    """Light the line between an output and its target."""
    rect, chip = scene.layout.columns[-1].node(unit), scene.layout.chips.node(unit)
    if rect is None or chip is None:
        return
    line = QLineF(rect.right, rect.middle, chip.x, chip.middle)
    painter.setPen(QPen(QColor(scene.style.current), 2.0))
    painter.drawLine(line)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(scene.style.current))
    paint_arrowhead(painter, QLineF(line.p2(), line.p1()) if backward else line)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def paint_softmax_boxes(painter: QPainter, scene: Scene) -> None:
    """Join the units of the layers whose activations depend on one another."""
    line = blend(scene.style.surface, scene.style.outline, 0.75)
    for layer, declared in enumerate(scene.reading.network.layers, start=1):
        if not declared.activation.elementwise:
            rounded(painter, scene.layout.columns[layer].box, None, line, 1.0, radius=14)


def paint_curve(painter: QPainter, activation: Activation, rect: Rect, colour: str) -> None:
    """Draw an activation's curve from -3 to 3 as a small sign."""
    painter.setPen(QPen(QColor(colour), 1.3))
    painter.drawPath(_curve(activation, rect.width, rect.height).translated(rect.x, rect.y))


@lru_cache(maxsize=64)
def _curve(activation: Activation, width: float, height: float) -> QPainterPath:
    z = np.linspace(-_CURVE_REACH, _CURVE_REACH, _CURVE_POINTS)
    a = activation.value(z)
    low, high = min(float(a.min()), 0.0), max(float(a.max()), 1e-9)
    path = QPainterPath()
    for position, value in enumerate(a):
        point = QPointF(
            width * position / (_CURVE_POINTS - 1), height - height * (float(value) - low) / (high - low)
        )
        path.lineTo(point) if position else path.moveTo(point)
    return path


def _largest_activation(scene: Scene, column: Column) -> float:
    rows = scene.reading.trace.update.recording.a[column.layer][scene.reading.moment.sample]
    return max(1.0, float(abs(rows[np.isfinite(rows)]).max(initial=0.0)))


def _paint_unit(painter: QPainter, scene: Scene, source: Source, rect: Rect, largest: float) -> None:
    style, value = scene.style, scene.reading.number(source)
    if value is None:
        rounded(painter, rect, style.surface, style.outline, 1.0)
        return
    bare = rect.height < 14
    share = min(abs(value) / largest, 1.0) if math.isfinite(value) else 1.0
    strength = (0.15 + 0.85 * share) if bare else (0.05 + 0.17 * share)
    fill = blend(style.surface, style.sign_colour(value), strength)
    border = blend(style.outline, style.text, 0.35)
    rounded(painter, rect, fill, border, 0.8 if bare else 1.3)


def _paint_bias_dot(painter: QPainter, scene: Scene, source: Source, rect: Rect) -> None:
    size = min(5.0, rect.height / 2)
    dot = Rect(rect.x + 5, rect.y - size / 2, size, size)
    colour = scene.style.sign_colour(scene.reading.values.read(source))
    rounded(painter, dot, colour, scene.style.surface, 0.8, radius=size)


def _paint_gap(painter: QPainter, scene: Scene, column: Column, y: float, hidden: int) -> None:
    painter.setPen(QColor(scene.style.muted))
    painter.setFont(scene.style.font("small"))
    painter.drawText(QRectF(column.x - 50, y - 8, 100, 16), Qt.AlignmentFlag.AlignCenter, f"⋮ {hidden} more")
