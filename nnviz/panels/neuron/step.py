"""The step in words, in symbols and with its numbers; below it the rest of the example so far."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from core.explain import Explanation
from nnviz.figures.inspector_picture import InspectorPicture
from nnviz.figures.neuron_words import inspection_of
from nnviz.figures.style import Style
from nnviz.neuron_moment import NeuronMoment
from nnviz.neuron_session import NeuronSession
from nnviz.panels.neuron.part import NeuronPart
from nnviz.theme import Theme
from nnviz.widgets.explanation_card import ExplanationCard
from nnviz.widgets.scrolled import scrolled

_REST_MS = 40
_SETTLE_MS = 80  # after which formulas that took long to set are there, too


class NeuronStepPanel(NeuronPart):
    """Explains the step under the cursor, as the inspector of the network does.

    Signals
    -------
    source_hovered(Source or None)
        A number in a formula is pointed at: the drawing lights its place.
    """

    name = "neuron-step"
    source_hovered = Signal(object)

    def __init__(self, session: NeuronSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        self.title = self.tr("Inspector")
        self._empty = QLabel(
            self.tr(
                "Nothing is computed yet.\n\nPress F10, or the step button, to look at the first example."
            )
        )
        self._empty.setWordWrap(True)
        self.main = ExplanationCard(is_main=True)
        self.main.source_hovered.connect(self.source_hovered)
        self._earlier = QLabel(self.tr("With this example so far"))
        self._earlier.setProperty("muted", True)
        self.cards: list[ExplanationCard] = []
        self._column = QVBoxLayout()
        self._column.setContentsMargins(16, 12, 16, 16)
        self._column.setSpacing(12)
        self._others = QWidget()
        self._list = QVBoxLayout(self._others)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(12)
        self._list.addWidget(self._earlier)
        for widget in (self._empty, self.main, self._others):
            self._column.addWidget(widget)
        self._column.addStretch(1)
        self._waiting: list[Explanation] = []
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._show_next)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.timeout.connect(self._take_room)
        self.contents = QWidget()
        self.contents.setObjectName("inspectorContents")
        self.contents.setLayout(self._column)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(self.contents))
        theme.style_changed.connect(self._restyle)
        self._restyle(theme.style)

    def picture(self, style: Style) -> InspectorPicture:
        """Return the explanations as a picture."""
        return InspectorPicture(inspection_of(self._session.finished_moment()), style)

    def show_moment(self, moment: NeuronMoment) -> None:
        inspection = inspection_of(moment)
        self._empty.setVisible(inspection.main is None)
        self.main.setVisible(inspection.main is not None)
        if inspection.main is not None:
            self.main.show_explanation(inspection.main, None)
        # The rest comes when one rests, a card at a time: who steps fast does not wait for it.
        self._others.hide()
        for card in self.cards:
            card.hide()
        self._waiting = list(reversed(inspection.others))
        self._rest.start(_REST_MS) if self._waiting else self._rest.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settling.start(_SETTLE_MS)

    @Slot()
    def _take_room(self) -> None:
        """Ask for the height of all lines: the scroll area misses that words wrap anew at another width."""
        QApplication.postEvent(self.contents, QEvent(QEvent.Type.LayoutRequest))

    @Slot()
    def _show_next(self) -> None:
        explanation = self._waiting.pop()
        card = next((card for card in self.cards if card.isHidden()), None) or self._add_card()
        card.show_explanation(explanation, None)
        card.show()
        self._others.show()
        if self._waiting:
            self._rest.start(0)
        else:
            self._settling.start(_SETTLE_MS)

    def _add_card(self) -> ExplanationCard:
        card = ExplanationCard(is_main=False)
        card.set_style(self._theme.style)
        card.source_hovered.connect(self.source_hovered)
        card.step_chosen.connect(self._session.go_to)
        card.hide()
        self._list.addWidget(card)
        self.cards.append(card)
        return card

    @Slot(object)
    def _restyle(self, style: Style) -> None:
        for card in (self.main, *self.cards):
            card.set_style(style)
