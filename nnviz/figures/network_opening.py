"""Units of columns without numbers, opened: they show theirs, over their neighbours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from nnviz.figures.network_layout import LINE, NetworkLayout
from nnviz.figures.network_shapes import Column, Opened, Rect

ROWS = 2  # of numbers
_WIDTHS, _ROOM_BESIDE = (74.0, 56.0), 48.0  # the wider one where that much of a gap is left
_TITLE, _APART = 15.0, 4.0
_MOST = 3  # in one column, the most important first


def with_opened(layout: NetworkLayout, places: Iterable[tuple[int, int]]) -> NetworkLayout:
    """Return the layout with some units opened, where they have no room for numbers beside a bundle.

    Parameters
    ----------
    places : iterable of (int, int)
        Layer and unit, the most important first.
    """
    beside = {layer for bundle in layout.bundles for layer in (bundle.layer - 1, bundle.layer)}
    units: dict[int, list[int]] = {}
    for layer, unit in places:
        if layer in beside and layout.columns[layer].rows == 0 and unit not in units.get(layer, []):
            units.setdefault(layer, []).append(unit)
    if not units:
        return layout
    columns = list(layout.columns)
    taken: list[Rect] = []
    for layer, wanted in units.items():  # where layers stand close, the less important gives way
        column = _opened(layout, columns[layer], wanted)
        rects = [opened.rect for opened in column.opened]
        if not any(rect.overlaps(other) for rect in rects for other in taken):
            columns[layer] = column
            taken += rects
    chips = layout.chips
    if chips.is_strip:
        chips = _opened(layout, chips, units.get(chips.layer, []))
    return replace(layout, columns=tuple(columns), chips=chips)


def title_rect(opened: Rect) -> Rect:
    """Return the line of an opened unit that says which one it is."""
    return Rect(opened.x, opened.y + 1, opened.width, _TITLE - 2)


def numbers_rect(opened: Rect) -> Rect:
    """Return the place of an opened unit's numbers."""
    return Rect(opened.x, opened.y + _TITLE - 2, opened.width, opened.height - _TITLE)


def _opened(layout: NetworkLayout, column: Column, units: list[int]) -> Column:
    if not units:
        return column
    rows = 1 if column.layer == 0 else ROWS
    height = _TITLE + LINE * rows + 3
    shown = sorted(units[:_MOST])
    middles = [column.ys[column.units.index(unit)] for unit in shown]
    tops = _apart([middle - height / 2 for middle in middles], height + _APART, column.extent, height)
    distance = layout.columns[1].x - layout.columns[0].x
    width = next((width for width in _WIDTHS if distance - width >= _ROOM_BESIDE), _WIDTHS[-1])
    x = min(max(column.x - width / 2, 2.0), layout.width - width - 2)
    rects = [Rect(x, top, width, height) for top in tops]
    return replace(column, opened=tuple(map(Opened, shown, rects)))


def _apart(tops: list[float], pitch: float, body: Rect, height: float) -> list[float]:
    """Push places apart that would overlap, and back into the body of the column."""
    placed: list[float] = []
    for top in tops:
        least = placed[-1] + pitch if placed else body.y
        placed.append(max(top, least))
    most = body.bottom - height
    for position in reversed(range(len(placed))):
        placed[position] = min(placed[position], most)
        most = placed[position] - pitch
    return placed
