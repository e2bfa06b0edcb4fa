"""What layers do to a signal and to a gradient, as their spread or as their mean."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from nnviz.figures.functions_view import MEAN, SPREAD, FunctionsView
from nnviz.figures.style import Style
from nnviz.functions_session import FunctionsSession
from nnviz.panels.functions.plots import PlotsPanel
from nnviz.theme import Theme
from nnviz.widgets.segments import Segments


class StackPanel(PlotsPanel):
    """Plots over the layers, with the choice between spread and mean above them."""

    has_table = True

    def __init__(self, functions: FunctionsSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(functions, theme, parent)
        words = {
            SPREAD: (self.tr("Spread"), self.tr("The standard deviation over units and samples")),
            MEAN: (self.tr("Mean"), self.tr("The mean over units and samples")),
        }
        self.quantity = Segments(self.tr("What is shown of every layer"), words)
        self.quantity.chosen.connect(self._choose)
        self.head.addWidget(self.quantity)
        self.head.addStretch(1)

    def show_view(self, view: FunctionsView, style: Style) -> None:
        self.quantity.choose(view.quantity)
        super().show_view(view, style)

    @Slot(str)
    def _choose(self, quantity: str) -> None:
        self._functions.look_at(quantity=quantity)
