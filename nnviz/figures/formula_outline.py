"""Outlines of glyphs and rules as painter paths; the baseline is y = 0 and y grows downwards."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath
from ziafont.glyph import SimpleGlyph
from ziafont.svgpath import Cubic, Lineto, Moveto, Point, Quad, SVGOpType
from ziamath.drawable import HLine, VLine
from ziamath.mathtable import AssembledGlyph

from nnviz.figures.formula_font import tabular_font


def new_path() -> QPainterPath:
    """Return an empty path that is filled as fonts are: contours may overlap."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    return path


def glyph_path(glyph: SimpleGlyph, size: float) -> QPainterPath:
    """Return a glyph's outline at an em of `size`."""
    scale = size / glyph.font.info.layout.unitsperem
    path = new_path()
    if isinstance(glyph, AssembledGlyph):  # a tall bracket, put together from parts
        for part, offset in zip(glyph.glyphs, glyph.offsets, strict=True):
            x, y = (0, offset) if glyph.vert else (offset, 0)
            _add(path, [operator.xform(1, 0, 0, 1, x, y, 1, 1) for operator in part.operators], scale)
    else:
        _add(path, glyph.operators, scale)
    return path


@lru_cache(maxsize=2048)
def digit_path(glyphid: int, size: float) -> QPainterPath:
    """Return the outline of one of the font's digits; the caller must not change it."""
    return glyph_path(tabular_font().glyph_fromid(glyphid), size)


def rule_path(rule: HLine | VLine) -> QPainterPath:
    """Return the bar of a fraction, a root or a table, as a filled rectangle."""
    path = new_path()
    if isinstance(rule, HLine):
        path.addRect(0, 0, rule.length, rule.lw)
    else:
        path.addRect(-rule.lw / 2, 0, rule.lw, rule.height)
    return path


def _add(path: QPainterPath, operators: Sequence[SVGOpType], scale: float) -> None:
    def at(point: Point) -> QPointF:
        return QPointF(point.x * scale, -point.y * scale)

    for operator in operators:
        match operator:
            case Moveto():
                path.closeSubpath()
                path.moveTo(at(operator.p))
            case Lineto():
                path.lineTo(at(operator.p))
            case Quad():
                path.quadTo(at(operator.p1), at(operator.p2))
            case Cubic():
                path.cubicTo(at(operator.p1), at(operator.p2), at(operator.p3))
    path.closeSubpath()
