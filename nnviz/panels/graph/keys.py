"""How the arrow keys move over the graph."""

from __future__ import annotations

from PySide6.QtCore import Qt

from nnviz.figures.graph_items import OPERATIONS, Item
from nnviz.figures.graph_layout import GraphLayout

REACHED = (*OPERATIONS, "unit", "peer", "more", "onward", "weight", "bias", "slope")
_DIRECTIONS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ASIDE = 3.0  # how much farther than straight on a way to the side counts


def next_item(layout: GraphLayout, item: Item | None, key: int) -> Item | None:
    """Return the item that an arrow key leads to; None for another key, or if there is none.

    Parameters
    ----------
    item : Item or None
        Where one is; from nowhere one comes to the sum, or else the first box.
    """
    direction = _DIRECTIONS.get(Qt.Key(key)) if key in _DIRECTIONS else None
    if direction is None:
        return None
    reached = [other for other in layout.items if other.kind in REACHED]
    if item is None:
        return next((other for other in reached if other.kind == "add"), reached[0])
    ahead = [(_distance(item, other, direction), place) for place, other in enumerate(reached)]
    nearest = min(((far, place) for far, place in ahead if far is not None), default=None)
    return item if nearest is None else reached[nearest[1]]


def _distance(item: Item, other: Item, direction: tuple[int, int]) -> float | None:
    """Return how far one item is from another in a direction; None if it does not lie there."""
    dx, dy = other.rect.centre - item.rect.centre, other.rect.middle - item.rect.middle
    along = dx * direction[0] + dy * direction[1]
    aside = abs(dx * direction[1] + dy * direction[0])
    return along + _ASIDE * aside if along > 1 else None
