"""The step of the chosen runner in slow motion: every quantity of its rule, with formula and numbers."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from core.explain import Explanation
from nnviz.figures.film.reel import RaceSource
from nnviz.figures.inspector_picture import InspectorPicture
from nnviz.figures.race_pictures import RacePictures, explanations, step_picture
from nnviz.figures.style import Style
from nnviz.panels.base import Panel
from nnviz.race_session import RaceSession
from nnviz.theme import Theme
from nnviz.widgets.explanation_card import ExplanationCard
from nnviz.widgets.scrolled import scrolled


class RaceStepPanel(Panel):
    """Explains the quantity that was computed last, along both axes, and below it the earlier ones."""

    moves = True
    name = "race-step"

    def __init__(self, race: RaceSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Step")
        self._race = race
        self._theme = theme
        self._empty = QLabel()
        self._empty.setWordWrap(True)
        self.main = (ExplanationCard(is_main=True), ExplanationCard(is_main=True))
        self._earlier = QLabel(self.tr("In this step so far"))
        self._earlier.setProperty("muted", True)
        self.cards: list[ExplanationCard] = []
        self._column = QVBoxLayout()
        self._column.setContentsMargins(16, 12, 16, 16)
        self._column.setSpacing(12)
        for widget in (self._empty, *self.main, self._earlier):
            self._column.addWidget(widget)
        self._column.addStretch(1)
        contents = QWidget()
        contents.setObjectName("inspectorContents")
        contents.setLayout(self._column)
        scroll = scrolled(contents, by_key=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)
        for signal in (race.raced, race.moved, race.runner_changed):
            signal.connect(self._refresh)
        theme.style_changed.connect(self._restyle)
        self._restyle()

    def picture(self, style: Style) -> InspectorPicture:
        """Return the explanations as a picture."""
        self._race.finished_race()
        return step_picture(self._race.slow, self._race.quantity, style)

    def film(self) -> RaceSource:
        """Return what a film of the runner's steps can be made of."""
        race = self._race.finished_race()
        pictures = RacePictures(race, self._race.document.project)
        return RaceSource(race, partial(pictures.slow, rival=self._race.rival))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        if not self.isVisible():
            return
        slow = self._race.slow
        main, earlier = ((), ()) if slow is None else explanations(slow, self._race.quantity)
        self._empty.setText(self._empty_words())
        self._empty.setVisible(slow is None)
        self._earlier.setVisible(bool(earlier))
        for card in self.main:
            card.setVisible(slow is not None)
        for card, explanation in zip(self.main, main, strict=False):
            card.show_explanation(explanation, None)
        self._show_earlier(earlier)

    def _empty_words(self) -> str:
        if self._race.rival is None:
            return self.tr("Choose a runner that races: its step is taken apart here.")
        if self._race.step < 0:
            return self.tr("Nobody has moved yet.\n\nPress F11 to compute the first quantity of a step.")
        return self.tr("On this plane no axis is a parameter: choose the plane of two parameters.")

    def _show_earlier(self, explanations: tuple[Explanation, ...]) -> None:
        while len(self.cards) < len(explanations):
            card = ExplanationCard(is_main=False)
            card.setCursor(Qt.CursorShape.ArrowCursor)
            card.setToolTip("")
            card.set_style(self._theme.style)
            self._column.insertWidget(self._column.count() - 1, card)
            self.cards.append(card)
        for card, explanation in zip(self.cards, explanations, strict=False):
            card.show_explanation(explanation, None)
        for number, card in enumerate(self.cards):
            card.setVisible(number < len(explanations))

    @Slot()
    def _restyle(self) -> None:
        for card in (*self.main, *self.cards):
            card.set_style(self._theme.style)
        self._refresh()
