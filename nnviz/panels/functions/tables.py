"""A table of numbers, with formulas above it where they say how it comes about."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.formula import formula_of
from nnviz.figures.formula import formula_ink
from nnviz.figures.functions_view import FunctionsView
from nnviz.figures.style import Style
from nnviz.figures.table_picture import TablePicture
from nnviz.functions_session import FunctionsSession
from nnviz.panels.functions.base import FunctionsPanel
from nnviz.theme import Theme
from nnviz.widgets.formula_view import FormulaView
from nnviz.widgets.muted_label import muted_label
from nnviz.widgets.number_table import NumberTable

_EM = 16.0
_DIGITS = 3  # at most: the columns are narrow, and the whole number is shown on hover


class TablePanel(FunctionsPanel):
    """Words and formulas, if there are any, over the table."""

    def __init__(self, functions: FunctionsSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(functions, theme, parent)
        self.words = muted_label(self.tr("About the table"))
        self.formulas = (FormulaView(_EM, patient=True), FormulaView(_EM, patient=True))
        self.view = NumberTable(self.tr("Table"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 2, 8)
        layout.setSpacing(4)
        for widget in (self.words, *self.formulas):
            layout.addWidget(widget)
        layout.addWidget(self.view, 1)

    def table(self, view: FunctionsView, style: Style) -> TablePicture:
        """Return the table."""
        raise NotImplementedError

    def words_of(self, view: FunctionsView, style: Style) -> str:
        """Return what is said above the table; empty where there is nothing to say."""
        return ""

    def formulas_of(self, view: FunctionsView) -> tuple[str, ...]:
        """Return up to two formulas, in LaTeX."""
        return ()

    def picture(self, style: Style) -> TablePicture:
        """Return the table as a picture."""
        return self.table(self._functions.view, style)

    def show_view(self, view: FunctionsView, style: Style) -> None:
        words, latex = self.words_of(view, style), self.formulas_of(view)
        self.words.setText(words)
        self.words.setVisible(bool(words))
        for number, shown in enumerate(self.formulas):
            shown.setVisible(number < len(latex))
            shown.set_ink(formula_ink(style))
            shown.set_formula(formula_of(latex[number]) if number < len(latex) else None)
        self.view.show_table(self.table(view, style.with_digits(min(style.digits, _DIGITS))))
