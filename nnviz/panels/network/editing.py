"""The edits that the drawing offers: parameters typed and dragged, units and layers that come and go."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from core.formula import Source
from core.network import ParameterPlace
from core.places.base import Place
from nnviz.document import Document
from nnviz.figures.network_handles import Handle
from nnviz.project import edits
from nnviz.project.breakpoints import at_place
from nnviz.project.errors import ProjectError
from nnviz.project.model import Project
from nnviz.session import Session


def parameter_at(source: Source) -> ParameterPlace | None:
    """Return the parameter that is edited at a place: an edge's weight, a node's bias, a layer's slope."""
    if source.quantity.startswith("slope"):
        return ParameterPlace(source.layer, None, None)
    if source.layer == 0 or source.unit is None or source.quantity in ("target", "loss_term", "loss"):
        return None
    return ParameterPlace(source.layer, source.unit, source.origin)


class Editing:
    """Carries edits of the drawing to the document.

    Parameters
    ----------
    document : Document
    session : Session
        Knows the parameters at the cursor, and tells what is not possible.
    """

    def __init__(self, document: Document, session: Session) -> None:
        self._document = document
        self._session = session

    def value(self, place: ParameterPlace) -> float:
        """Return the parameter that an edit replaces: the one before the update, until it is finished."""
        network = self._document.project.network.network
        return float(self._session.edited_point.theta[network.index(*place)])

    def has(self, place: ParameterPlace) -> bool:
        """Tell whether there is such a parameter; an undone edit may have taken it away."""
        network = self._document.project.network.network
        sizes = network.sizes
        layer, unit, origin = place
        if unit is None:
            return layer < len(sizes) and network.layers[layer - 1].activation.learns_slope
        return layer < len(sizes) and unit < sizes[layer] and (origin or 0) < sizes[layer - 1]

    def has_breakpoint(self, place: Place) -> bool:
        """Tell whether a breakpoint stands there."""
        return at_place(self._document.project, place) is not None

    def set_value(self, place: ParameterPlace, value: float, gesture: str = "") -> None:
        """Replace a parameter; all of one gesture is undone at once."""
        theta = self._session.edited_point.theta
        project = edits.set_parameter(self._document.project, theta, *place, value)
        text = _tr("Set a bias") if place.origin is None else _tr("Set a weight")
        if place.unit is None:
            text = _tr("Set a slope")
        self._edit(text, lambda _: project, f"parameter {place} {gesture}" if gesture else "")

    def watch(self, formula: str) -> None:
        """Keep an eye on a number."""
        self._edit(_tr("Add a watch"), lambda project: edits.add_watch(project, formula))

    @property
    def depth(self) -> int:
        """The number of the output layer."""
        return self._document.project.network.network.depth

    def can_reshape(self, layer: int | None) -> bool:
        """Tell whether units may come and go: the ends of the network follow the data."""
        return layer is not None and 0 < layer < self.depth

    def press(self, handle: Handle) -> None:
        """Do what a button of the drawing says."""
        actions = {
            "add_unit": self.add_unit,
            "remove_unit": self.remove_unit,
            "add_layer": self.add_layer,
            "remove_layer": self.remove_layer,
        }
        actions[handle.action](handle.layer)

    def add_unit(self, layer: int) -> None:
        """Add a unit at the end of a hidden layer."""
        self._edit(_tr("Add a unit"), lambda project: edits.add_unit(project, layer))

    def remove_unit(self, layer: int, unit: int | None = None) -> None:
        """Remove a unit of a hidden layer, the last one if none is named."""
        if not self.can_reshape(layer):
            self._session.message.emit(_tr("Inputs and outputs follow the data: choose other columns there."))
            return
        self._edit(_tr("Remove a unit"), lambda project: edits.remove_unit(project, layer, unit))

    def add_layer(self, after: int) -> None:
        """Insert a layer behind another one."""
        self._edit(_tr("Add a layer"), lambda project: edits.add_layer(project, after))

    def remove_layer(self, layer: int) -> None:
        """Remove a hidden layer."""
        self._edit(_tr("Remove a layer"), lambda project: edits.remove_layer(project, layer))

    def _edit(self, text: str, change: Callable[[Project], Project], merge: str = "") -> None:
        try:
            self._document.edit(text, change(self._document.project), merge)
        except ProjectError as error:
            self._session.message.emit(_tr("That is not possible: %s") % error.reason)


def _tr(text: str) -> str:
    return QCoreApplication.translate("NetworkPanel", text)
