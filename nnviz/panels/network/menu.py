"""What the drawing's context menu offers at a place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from core.formula import Source
from nnviz.panels.network.editing import Editing, parameter_at


def place_actions(
    parent: QWidget, editing: Editing, place: Source, ask: Callable[[Source], None]
) -> list[QAction]:
    """Return the actions at a node or an edge of the drawing.

    Parameters
    ----------
    ask : callable
        Opens the field for the number of a place.
    """
    layer, actions = place.layer, []

    def add(text: str, do: Callable[[], None]) -> None:
        action = QAction(QCoreApplication.translate("NetworkPanel", text), parent)
        action.triggered.connect(lambda: do())
        actions.append(action)

    if place.unit is None or place.quantity in ("target", "loss_term", "loss"):
        return actions
    if parameter_at(place) is not None:
        text = "Type the bias…" if place.origin is None else "Type the weight…"
        add(text, lambda: ask(place))
    if editing.can_reshape(layer):
        add("Add a unit to this layer", lambda: editing.add_unit(layer))
        add("Remove this unit", lambda: editing.remove_unit(layer, place.unit))
        add("Remove this layer", lambda: editing.remove_layer(layer))
    if layer < editing.depth:
        add("Insert a layer after this one", lambda: editing.add_layer(layer))
    return actions
