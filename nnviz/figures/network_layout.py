"""Where everything of a network drawing stands, in points; arithmetic only.

Layers are columns, the inputs at the left, the loss at the right. A tall layer first gets smaller nodes, then
nodes without numbers, then only its first and last units; the one that is looked at is always among them.
Where the edges between two layers are too many to be told apart they are a bundle, and a tall layer beside it
is a strip of all its units.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from nnviz.figures.network_shapes import Bundle, Column, Gap, Rect

MOST_LINES = 400  # edges between two layers that are drawn one by one
_MOST_LINES_IN_ALL = 2000
_LEAST_BUNDLED = 64  # where there are more in all
HEADER = 44.0
FOOTER = 26.0
LEGEND = 20.0
MARGIN = 14.0
LINE = 13.0
BIAS_LINES = (19.0, 14.0)

_NODE_HEIGHTS = {3: 50.0, 2: 34.0, 1: 20.0}
_LEAST_HEIGHTS = {3: 45.0, 2: 30.0, 1: 14.0}
_BARE_PITCH = 8.0
_SLOT = 30.0
_LOSS_GAP = 24.0
_COMFORTABLE_SPACE, _MOST_COMFORTABLE = 116.0, 230.0
_SPINE = 6.0
_LEAST_SPACE = 8.0
_MOST_NODES = 200  # in all, where they have no room for numbers anyway
_STRIP_WIDTH, _STRIP_END = 16.0, 11.0  # the ends bear the numbers of the first and the last unit
_BUNDLE_PAD, _LEAST_PAD, _ROOMY_GAP = 14.0, 4.0, 56.0
_WIDEST_BUNDLE = 1.3  # times its height


@dataclass(frozen=True)
class NetworkLayout:
    """The whole drawing.

    Attributes
    ----------
    columns : tuple of Column
        Layer 0 first.
    chips : Column
        The targets, at the heights of the outputs.
    loss : Rect
        The loss itself.
    bundles : tuple of Bundle
        The edges that are not drawn one by one.
    symbols : bool
        Whether each number has its letter before it.
    """

    width: float
    height: float
    columns: tuple[Column, ...]
    chips: Column
    loss: Rect
    bundles: tuple[Bundle, ...]
    symbols: bool

    @property
    def footer(self) -> Rect:
        """The line under the layers."""
        return Rect(0, self.height - LEGEND - FOOTER, self.width, FOOTER)

    @property
    def legend(self) -> Rect:
        """The line at the bottom."""
        return Rect(MARGIN, self.height - LEGEND, self.width - 2 * MARGIN, LEGEND)

    @property
    def edges(self) -> int:
        """How many edges are drawn one by one."""
        counts = [len(column.units) for column in self.columns]
        bundled = {bundle.layer for bundle in self.bundles}
        pairs = enumerate(pairwise(counts), start=1)
        return sum(a * b for layer, (a, b) in pairs if layer not in bundled)

    def bundle(self, layer: int) -> Bundle | None:
        """Return the bundle before a layer; None where the edges are drawn one by one."""
        return next((bundle for bundle in self.bundles if bundle.layer == layer), None)


class _Widths(NamedTuple):
    """Widths of an input, a unit and a chip; the least space for edges; whether letters fit."""

    inputs: float
    unit: float
    chip: float
    least_space: float
    symbols: bool


_WIDTHS = (
    _Widths(58, 74, 70, 92, True),
    _Widths(50, 54, 58, 50, False),
    _Widths(14, 14, 48, 0, False),
)


@lru_cache(maxsize=64)
def lay_out(
    sizes: tuple[int, ...], width: float, height: float, focus: tuple[int | None, ...] = ()
) -> NetworkLayout:
    """Return the drawing's layout.

    Parameters
    ----------
    sizes : tuple of int
        Units per layer, the inputs first.
    focus : tuple of (int or None)
        Per layer the unit that is looked at and has to be shown; may be empty.
    """
    focus = focus or (None,) * len(sizes)
    top, bottom = HEADER + 4, height - LEGEND - FOOTER - 2
    bundled = bundled_layers(sizes)
    rows_of = [_column_rows(count, bottom - top) for count in sizes]
    strips = [
        not bundled.isdisjoint((layer, layer + 1))
        and ((bottom - top) / count < _BARE_PITCH or (not rows_of[layer] and sum(sizes) > _MOST_NODES))
        for layer, count in enumerate(sizes)
    ]
    rows_of = [0 if is_strip else rows for rows, is_strip in zip(rows_of, strips, strict=True)]
    widths, space = _choose_widths(rows_of, width)
    rows = min((r for r in rows_of if r), default=0) if widths in _WIDTHS[:-1] else 0
    columns = []
    x = MARGIN
    for layer, count in enumerate(sizes):
        own = rows if rows_of[layer] else 0
        column_width = _column_width(widths, layer, own)
        middle = x + column_width / 2
        if strips[layer]:
            columns.append(_strip(layer, count, (top, bottom), middle, min(column_width, _STRIP_WIDTH)))
        else:
            columns.append(_column(layer, count, (top, bottom), own, focus[layer], middle, column_width))
        x += column_width + space
    chips = _chips(columns[-1], rows_of[-1], width - MARGIN - _SPINE - widths.chip / 2, widths.chip)
    bundles = tuple(_bundle(columns[layer - 1], columns[layer]) for layer in sorted(bundled))
    loss = _loss_rect(chips, widths.chip, bottom)
    return NetworkLayout(width, height, tuple(columns), chips, loss, bundles, widths.symbols)


def bundled_layers(sizes: tuple[int, ...]) -> set[int]:
    """Return the layers before which the edges are too many to be told apart."""
    counts = [a * b for a, b in pairwise(sizes)]
    most = MOST_LINES if sum(counts) <= _MOST_LINES_IN_ALL else _LEAST_BUNDLED
    return {layer for layer, count in enumerate(counts, start=1) if count > most}


def least_size(sizes: tuple[int, ...]) -> tuple[float, float]:
    """Return the size at which a small network shows all its numbers; that of a large one is bounded."""
    node = _NODE_HEIGHTS[3] + BIAS_LINES[0] + 20
    height = HEADER + FOOTER + LEGEND + 10 + min(node * max(*sizes, 2), _MOST_COMFORTABLE)
    width = 2 * MARGIN + _LOSS_GAP + _SPINE + sum(_WIDTHS[0][:3]) + _COMFORTABLE_SPACE
    return width + (_WIDTHS[0].unit + _COMFORTABLE_SPACE) * (len(sizes) - 2), height


def visible(count: int, slots: int, focus: int | None) -> list[int | None]:
    """Return the units that are shown in `slots` places; None stands for those left out."""
    if count <= slots:
        return list(range(count))
    slots = max(slots, 3)
    head = slots // 2
    tail = slots - 1 - head
    if focus is None or focus < head or focus >= count - tail:
        return [*range(head), None, *range(count - tail, count)]
    head, tail = max(1, head - 1), max(1, tail - 1)
    before = [None] if focus > head else []
    after = [None] if focus < count - tail - 1 else []
    return [*range(head), *before, focus, *after, *range(count - tail, count)]


def _column_rows(count: int, body: float) -> int:
    """Return how many lines of numbers the nodes of a layer have room for."""
    pitch = body / count
    if pitch < _BARE_PITCH:
        return 1  # it collapses to its first and last units, which have room
    return next(
        (rows for rows in (3, 2) if pitch - BIAS_LINES[-1] - 3 >= _LEAST_HEIGHTS[rows]), int(pitch - 3 >= 14)
    )


def _choose_widths(rows_of: list[int], width: float) -> tuple[_Widths, float]:
    """Return the widest nodes that leave room for the edges, and that room."""
    space = 0.0
    for widths in _WIDTHS:
        used = sum(_column_width(widths, layer, rows) for layer, rows in enumerate(rows_of))
        free = width - 2 * MARGIN - _LOSS_GAP - _SPINE - widths.chip - used
        space = free / (len(rows_of) - 1)
        if space >= max(widths.least_space, _LEAST_SPACE):
            return widths, space
    narrow = (free + used) / (2 * len(rows_of) - 1)  # as wide as what lies between
    return _WIDTHS[-1]._replace(inputs=narrow, unit=narrow), narrow


def _column_width(widths: _Widths, layer: int, rows: int) -> float:
    if rows == 0:
        return min(widths.unit, 18.0)
    return widths.inputs if layer == 0 else widths.unit


def _column(
    layer: int,
    count: int,
    body: tuple[float, float],
    rows: int,
    focus: int | None,
    x: float,
    width: float,
) -> Column:
    top, bottom = body
    room = bottom - top
    fits = room / count >= _BARE_PITCH
    shown = visible(count, count if fits else int(room / _SLOT), focus)
    pitch = room / len(shown)
    first = top + room / 2 - pitch * (len(shown) - 1) / 2
    places = [first + pitch * k for k in range(len(shown))]
    fitting = [above for above in BIAS_LINES if rows and pitch - above - 3 >= _LEAST_HEIGHTS[rows]]
    above = fitting[0] if fitting else 0.0
    height = min(pitch - above - 3, _NODE_HEIGHTS[rows]) if rows else min(pitch - 2.5, 12.0)
    shift = max(above / 2 - 1, 0.0)
    units = tuple(unit for unit in shown if unit is not None)
    ys = tuple(y + shift for y, unit in zip(places, shown, strict=True) if unit is not None)
    return Column(layer, x, width, max(height, 2.0), rows, units, ys, _gaps(count, shown, places), above)


def _strip(layer: int, count: int, body: tuple[float, float], x: float, width: float) -> Column:
    """Return a column of all units, edge to edge."""
    top, room = body[0] + _STRIP_END, body[1] - body[0] - 2 * _STRIP_END
    pitch = room / count
    ys = tuple(top + pitch * (k + 0.5) for k in range(count))
    return Column(layer, x, width, pitch, 0, range(count), ys, is_strip=True)


def _bundle(before: Column, after: Column) -> Bundle:
    """Return the sheet of the edges between two columns, its rows beside the units that they lead to."""
    units, origins = len(after.units), len(before.units)
    pitch = (after.ys[-1] - after.ys[0]) / (units - 1) if units > 1 else after.height
    top, height = after.ys[0] - pitch / 2, pitch * units
    gap = after.left - before.right
    pad = _BUNDLE_PAD if gap >= _ROOMY_GAP else min(_LEAST_PAD, gap / 6)
    width = max(min(gap - 2 * pad, _WIDEST_BUNDLE * height), 2.0)
    left = before.right + (gap - width) / 2
    return Bundle(after.layer, Rect(left, top, width, height), units, origins)


def _gaps(count: int, shown: list[int | None], places: list[float]) -> tuple[Gap, ...]:
    gaps = []
    for position, unit in enumerate(shown):
        if unit is None:
            before, after = shown[position - 1], shown[position + 1]
            assert before is not None
            assert after is not None
            gaps.append(Gap(places[position], after - before - 1))
    return tuple(gaps)


def _chips(outputs: Column, most_rows: int, x: float, width: float) -> Column:
    if outputs.is_strip:
        return replace(outputs, x=x)
    rows = min(outputs.rows or most_rows, 2)
    height = min(max(outputs.height, _LEAST_HEIGHTS[rows]), _NODE_HEIGHTS[rows]) if rows else outputs.height
    return Column(outputs.layer, x, width, height, rows, outputs.units, outputs.ys, outputs.gaps)


def _loss_rect(chips: Column, width: float, bottom: float) -> Rect:
    """Place the loss under the chips, as the result stands under a sum."""
    height = 22.0
    lowest = chips.ys[-1] + chips.height / 2
    y = min(lowest + 22, bottom + FOOTER - height)
    return Rect(chips.x - width / 2, max(y, lowest + 4), width, height)
