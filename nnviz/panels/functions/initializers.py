"""Initializers, and what they do to the spread of signals and gradients."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from nnviz.figures.functions_pictures import initializer_stack
from nnviz.figures.functions_view import FunctionsView, chosen, member_name
from nnviz.figures.plot import Plot
from nnviz.figures.stack_plot import by_initializer, initializer_table, stack_words
from nnviz.figures.style import Style
from nnviz.figures.table_picture import TablePicture
from nnviz.functions_session import FunctionsSession
from nnviz.panels.functions.stack import StackPanel
from nnviz.panels.functions.tables import TablePanel
from nnviz.theme import Theme


class InitializerStackPanel(StackPanel):
    """A signal and a gradient through layers whose weights each initializer has drawn."""

    name = "initializer-stack"

    def __init__(self, functions: FunctionsSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(functions, theme, parent)
        self.title = self.tr("Spread by initializer")
        self.add_views(
            self.tr("Signal over the layers, by initializer"),
            self.tr("Gradient over the layers, by initializer"),
        )

    def plots(self, view: FunctionsView, style: Style) -> tuple[Plot, ...]:
        return initializer_stack(view, style)

    def words_of(self, view: FunctionsView, style: Style) -> str:
        return stack_words(by_initializer(view))


class InitializerTablePanel(TablePanel):
    """How widely each initializer spreads weights, signal and gradient; the formulas of the chosen one."""

    name = "initializer-table"

    def __init__(self, functions: FunctionsSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(functions, theme, parent)
        self.title = self.tr("How wide")
        self.view.setAccessibleName(self.tr("Spread by initializer"))

    def table(self, view: FunctionsView, style: Style) -> TablePicture:
        return initializer_table(view, style)

    def formulas_of(self, view: FunctionsView) -> tuple[str, ...]:
        member = chosen(view.spec.initializers, view.initializer)
        if member is None:
            return ()
        says_more = "=" in member.spread_formula
        return (member.formula, member.spread_formula) if says_more else (member.formula,)

    def words_of(self, view: FunctionsView, style: Style) -> str:
        member = chosen(view.spec.initializers, view.initializer)
        if member is None:
            return self.tr("Add an initializer: its formula and its numbers appear here.")
        return f"{member_name(member)}: {(type(member).__doc__ or '').partition(chr(10))[0]}"
