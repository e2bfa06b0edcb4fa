"""What the workspace Functions shows of the open document, and what of it is looked at."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from nnviz.document import Document
from nnviz.figures.functions_view import FunctionsView
from nnviz.project.functions_spec import FunctionsSpec, functions_of

_PLACES = {
    "activations": "activation",
    "initializers": "initializer",
    "losses": "loss",
    "schedules": "schedule",
}


class FunctionsSession(QObject):
    """Holds the view; what is shown is edited in the document, and can be undone there.

    Signals
    -------
    changed()
        `view` is another.
    """

    changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.view = FunctionsView(functions_of(document.project))
        document.changed.connect(self._document_changed)

    @property
    def spec(self) -> FunctionsSpec:
        """What is shown."""
        return self.view.spec

    def edit(self, text: str, merge: str = "", **changes: Any) -> None:
        """Change fields of the FunctionsSpec; it can be undone.

        Raises
        ------
        ProjectError
            If that cannot be shown.
        """
        spec = replace(self.spec, **changes)
        self.document.edit(text, replace(self.document.project, functions=spec), merge)

    def look_at(self, **changes: Any) -> None:
        """Look at another part of what is shown: no edit."""
        view = replace(self.view, **changes)
        if view != self.view:
            self.view = view
            self.changed.emit()

    def place_of(self, field: str) -> int:
        """Return the place of the member that is looked at in a list of the spec, by the list's name."""
        return int(getattr(self.view, _PLACES[field]))

    def choose(self, field: str, place: int) -> None:
        """Look at another member of a list of the spec."""
        self.look_at(**{_PLACES[field]: place})

    @Slot(frozenset)
    def _document_changed(self, fields: frozenset[str]) -> None:
        if "functions" in fields:
            self.look_at(spec=functions_of(self.document.project))
