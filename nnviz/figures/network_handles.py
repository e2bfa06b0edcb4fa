"""The small buttons on the drawing that add and remove units and layers."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.figures.network_layout import HEADER, NetworkLayout
from nnviz.figures.network_shapes import Rect

_TARGET = 24.0
_SIGNS = {"add_unit": "+", "remove_unit": "−", "add_layer": "+", "remove_layer": "×"}


@dataclass(frozen=True)
class Handle:
    """A button on the drawing.

    Attributes
    ----------
    action : str
        ``add_unit``, ``remove_unit``, ``add_layer`` (behind `layer`) or ``remove_layer``.
    layer : int
    rect : Rect
    """

    action: str
    layer: int
    rect: Rect

    @property
    def sign(self) -> str:
        """What stands on it."""
        return _SIGNS[self.action]


def handles_at(layout: NetworkLayout, x: float, y: float) -> tuple[Handle, ...]:
    """Return the buttons that are offered while the pointer is at a point.

    The inputs and outputs follow the data, so that only hidden layers grow, shrink and go.
    """
    depth = len(layout.columns) - 1
    for column in layout.columns:
        reach = max(column.width / 2, 1.5 * _TARGET) + 2
        if abs(x - column.x) <= reach and 0 <= y <= layout.footer.bottom:
            return _of_column(column.layer, column.x) if 0 < column.layer < depth else ()
    for layer in range(depth):
        left, right = layout.columns[layer], layout.columns[layer + 1]
        if left.x < x < right.x:
            middle = (left.right + right.left) / 2
            return (Handle("add_layer", layer, _button(middle)),)
    return ()


def _of_column(layer: int, x: float) -> tuple[Handle, ...]:
    actions = ("remove_unit", "add_unit", "remove_layer")
    return tuple(
        Handle(action, layer, _button(x + (position - 1) * _TARGET))
        for position, action in enumerate(actions)
    )


def _button(x: float) -> Rect:
    return Rect(x - _TARGET / 2, HEADER - _TARGET - 1, _TARGET, _TARGET)
