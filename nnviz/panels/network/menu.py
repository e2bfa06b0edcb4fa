"""What the drawing's context menu offers at a place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from core.formula import Source
from core.places.base import Place
from nnviz.panels.network.editing import Editing, parameter_at
from nnviz.project.breakpoints import place_of


def place_actions(
    parent: QWidget,
    editing: Editing,
    place: Source,
    ask: Callable[[Source], None],
    toggle: Callable[[Place], None],
) -> list[QAction]:
    """Return the actions at a node or an edge of the drawing.

    Parameters
    ----------
    ask : callable
        Opens the field for the number of a place.
    toggle : callable
        Sets a breakpoint at a place, or takes it away.
    """
    layer, actions = place.layer, []

    def add(text: str, do: Callable[..., None]) -> None:
        action = QAction(QCoreApplication.translate("NetworkPanel", text), parent)
        action.triggered.connect(lambda: do())
        actions.append(action)

    for words, formula in watchable(place):
        add(f"Watch {words}", lambda chosen=formula: editing.watch(chosen))
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
    stop = place_of(layer, place.unit, place.origin)
    if stop is not None:
        text = "Remove the breakpoint" if editing.has_breakpoint(stop) else "Set a breakpoint"
        add(f"{text}\tF9", lambda: toggle(stop))
    return actions


def watchable(place: Source) -> list[tuple[str, str]]:
    """Return what can be watched at a place: in words, and as a formula of `core.conditions.watch`."""
    layer = place.layer
    if place.quantity == "loss":
        return [("the loss", "loss")]
    if place.unit is None:
        return []
    unit = place.unit + 1
    if place.quantity in ("target", "loss_term"):
        return [("the target", f"y[{unit}]")]
    if layer == 0:
        return [("x", f"x[{unit}]")]
    if place.origin is not None:
        at = f"{layer}[{place.origin + 1}, {unit}]"
        return [("w", f"W{at}"), ("its gradient dL/dw", f"dW{at}")]
    names = (("z", "z"), ("a", "a"), ("delta", "delta"), ("b", "b"), ("its gradient dL/db", "db"))
    return [(words, f"{name}{layer}[{unit}]") for words, name in names]
