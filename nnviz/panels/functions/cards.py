"""Explanations in full, one below the other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from core.explain import Explanation
from nnviz.figures.explanations_picture import ExplanationsPicture
from nnviz.figures.functions_view import FunctionsView
from nnviz.figures.style import Style
from nnviz.functions_session import FunctionsSession
from nnviz.panels.functions.base import FunctionsPanel
from nnviz.theme import Theme
from nnviz.widgets.explanation_card import ExplanationCard


class CardsPanel(FunctionsPanel):
    """A card for each explanation; `empty` says what will appear where there is none."""

    def __init__(self, functions: FunctionsSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(functions, theme, parent)
        self.cards = (ExplanationCard(is_main=True), ExplanationCard(is_main=True))
        self.empty = QLabel()
        self.empty.setWordWrap(True)
        contents = QWidget()
        contents.setObjectName("inspectorContents")
        column = QVBoxLayout(contents)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(16)
        for widget in (self.empty, *self.cards):
            column.addWidget(widget)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(contents)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)

    def explanations(self, view: FunctionsView) -> tuple[Explanation, ...]:
        """Return the two that are shown, or none."""
        raise NotImplementedError

    def picture(self, style: Style) -> ExplanationsPicture:
        """Return the explanations as a picture."""
        return ExplanationsPicture(self.explanations(self._functions.view), style)

    def show_view(self, view: FunctionsView, style: Style) -> None:
        explanations = self.explanations(view)
        self.empty.setVisible(not explanations)
        for card in self.cards:
            card.set_style(style)
            card.setVisible(bool(explanations))
        for card, explanation in zip(self.cards, explanations, strict=False):
            card.show_explanation(explanation, None)
