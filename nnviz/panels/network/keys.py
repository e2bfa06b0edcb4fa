"""How the arrow keys move the selection over the drawing."""

from __future__ import annotations

from PySide6.QtCore import Qt

from nnviz.moment import Selection

_PAGE = 10  # units
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
    Qt.Key.Key_PageUp: (0, -_PAGE),
    Qt.Key.Key_PageDown: (0, _PAGE),
}


def moved_selection(
    chosen: Selection, sizes: tuple[int, ...], key: int, *, along_edges: bool
) -> tuple[int, int, int | None] | None:
    """Return layer, unit and origin of what an arrow key or a page key selects; None for any other key.

    Parameters
    ----------
    along_edges : bool
        Up and Down walk through the edges that come into the chosen unit instead of the units.
    """
    step = _STEPS.get(Qt.Key(key)) if key in _STEPS else None
    if step is None:
        return None
    if chosen.layer is None or chosen.unit is None or chosen.layer >= len(sizes):
        return 0, 0, None
    across, down = step
    if along_edges and down and chosen.layer > 0:
        fan_in = sizes[chosen.layer - 1]
        first = 0 if down > 0 else fan_in - 1
        origin = first if chosen.origin is None else (chosen.origin + down) % fan_in
        return chosen.layer, chosen.unit, origin
    layer = min(max(chosen.layer + across, 0), len(sizes) - 1)
    return layer, min(max(chosen.unit + down, 0), sizes[layer] - 1), None
