"""Several explanations in full, one below the other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QPainter

from core.explain import Explanation
from nnviz.figures.inspection import Inspection
from nnviz.figures.inspector_picture import InspectorPicture
from nnviz.figures.style import Style

_NOTHING = "Nothing is shown."
_MARGIN = 14.0


class ExplanationsPicture(InspectorPicture):
    """Like the inspector's picture, with symbols and numbers for every one of them."""

    def __init__(self, explanations: Sequence[Explanation], style: Style) -> None:
        super().__init__(Inspection(), style)
        self._explanations = tuple(explanations)
        self._parts = [InspectorPicture(Inspection(each), style) for each in explanations]

    @property
    def description(self) -> str:
        """Titles and formulas of all."""
        return " ".join(part.description for part in self._parts) or _NOTHING

    def _run(self, painter: QPainter | None, width: float) -> float:
        if not self._parts:
            return self._text(painter, _NOTHING, _MARGIN, width - 2 * _MARGIN, "normal")
        height = 0.0
        for part in self._parts:
            if painter is not None:
                painter.save()
                painter.translate(0, height)
            height += part._run(painter, width)
            if painter is not None:
                painter.restore()
        return height
