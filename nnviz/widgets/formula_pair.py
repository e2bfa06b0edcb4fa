"""The right formula and the wrong one, side by side."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QVBoxLayout, QWidget

from core.formula import formula_of
from nnviz.figures.formula import formula_ink
from nnviz.figures.style import Style
from nnviz.widgets.formula_view import FormulaView

_EM = 15.0
_SIDE_BY_SIDE = 300  # pixels; a narrower pair stands one over the other


class FormulaPair(QWidget):
    """Shows two formulas, each under a word that says which one it is.

    Parameters
    ----------
    right, wrong : str
        The words.
    """

    def __init__(self, right: str, wrong: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.right, self.wrong = FormulaView(_EM, patient=True), FormulaView(_EM, patient=True)
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(12)
        for words, view in ((right, self.right), (wrong, self.wrong)):
            label = QLabel(words)
            label.setProperty("muted", True)
            column = QVBoxLayout()
            column.setSpacing(2)
            column.addWidget(label)
            column.addWidget(view)
            column.addStretch(1)
            self._box.addLayout(column, 1)

    def show_formulas(self, right: str, wrong: str, style: Style) -> None:
        """Show two formulas, given as LaTeX."""
        for view, latex in ((self.right, right), (self.wrong, wrong)):
            view.set_ink(formula_ink(style))
            view.set_formula(formula_of(latex))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        direction = QBoxLayout.Direction
        is_wide = event.size().width() >= _SIDE_BY_SIDE
        self._box.setDirection(direction.LeftToRight if is_wide else direction.TopToBottom)
