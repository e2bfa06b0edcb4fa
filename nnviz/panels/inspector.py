"""The current step in words, in symbols and with its numbers, and the second opinion on its gradient."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from core.explain import Explanation, explain
from core.formula import Formula, Source
from nnviz.figures.inspection import Inspection, inspect
from nnviz.figures.inspector_picture import InspectorPicture
from nnviz.figures.style import Style
from nnviz.moment import Moment
from nnviz.panels.base import MomentPanel
from nnviz.session import Session
from nnviz.theme import Theme
from nnviz.widgets.explanation_card import MAIN_EM, ExplanationCard
from nnviz.widgets.formula_warmer import FormulaWarmer
from nnviz.widgets.scrolled import scrolled
from nnviz.widgets.share_list import ShareList

_REST_MS = 40
_WARMED_STEPS = 400


class InspectorPanel(MomentPanel):
    """Explains the step under the cursor.

    Signals
    -------
    source_hovered(Source or None)
        A number in a formula is pointed at: the drawing lights its place.
    """

    name = "inspector"
    source_hovered = Signal(object)

    def __init__(
        self, session: Session, theme: Theme, *, asleep: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.title = self.tr("Inspector")
        self._is_asleep = asleep
        self._session = session
        self._theme = theme
        self._cards: list[ExplanationCard] = []
        self._main = ExplanationCard(is_main=True)
        self._connect(self._main)
        self._earlier = QLabel(self.tr("In this node so far"))
        self._earlier.setProperty("muted", True)
        self._shares = ShareList()
        self._shares.sample_chosen.connect(self._choose_sample)
        self._empty_text = self.tr(
            "Nothing is computed yet.\n\nPress F10, or the step button, to compute the first number."
        )
        self._running_text = self.tr("Training is running.\n\nStop it to look at a step.")
        self._empty = QLabel()
        self._empty.setWordWrap(True)
        self._column = QVBoxLayout()
        self._column.setContentsMargins(16, 12, 16, 16)
        self._column.setSpacing(12)
        self._node = QWidget()
        self._list = QVBoxLayout(self._node)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(12)
        self._list.addWidget(self._earlier)
        for widget in (self._empty, self._main, self._shares, self._node):
            self._column.addWidget(widget)
        self._column.addStretch(1)
        self._waiting: list[Explanation] = []
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._show_next)
        contents = QWidget()
        contents.setLayout(self._column)
        contents.setObjectName("inspectorContents")
        scroll = scrolled(contents, by_key=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._sample_row())
        layout.addWidget(scroll, 1)
        self.warmer = FormulaWarmer(MAIN_EM, self)
        session.moved.connect(self.warmer.wait)
        session.moved.connect(self._refresh)
        session.grain_changed.connect(self._refresh)
        session.running_changed.connect(self._refresh)
        theme.style_changed.connect(self._restyle)
        self._restyle(theme.style)

    def wake(self) -> None:
        """Show formulas from now on; until then the panel, made asleep, is empty."""
        self._is_asleep = False
        self._refresh()

    def warm_up(self) -> None:
        """Set the formulas of the project in type while nobody does anything, so that steps are quick."""
        self.warmer.take(_formulas_of(self._session, self._theme.style.digits))

    def picture_of(self, moment: Moment, style: Style) -> InspectorPicture:
        """Return the explanation as a picture."""
        return InspectorPicture(self._inspection(moment), style)

    def step_title(self) -> str:
        """Return the current step in words; empty before the first one."""
        main = self._inspection(self._session.moment).main
        return main.title if main else ""

    # Inside

    def _sample_row(self) -> QHBoxLayout:
        self._sample = QSpinBox()
        self._sample.setAccessibleName(self.tr("Sample whose numbers are shown"))
        self._sample.setToolTip(self.tr("Which sample of the batch the numbers are those of"))
        self._sample.valueChanged.connect(lambda value: self._choose_sample(value - 1))
        self._sample_label = QLabel(self.tr("Sample"))
        self._batch_label = QLabel()
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 16, 0)
        row.setSpacing(8)
        row.addWidget(self._sample_label)
        row.addWidget(self._sample)
        row.addWidget(self._batch_label)
        row.addStretch(1)
        return row

    def _connect(self, card: ExplanationCard) -> None:
        card.source_hovered.connect(self.source_hovered)
        card.source_clicked.connect(self._go_to_source)
        card.step_chosen.connect(self._session.go_to_step)

    def _inspection(self, moment: Moment) -> Inspection:
        return inspect(moment, in_terms=self._session.grain == "term")

    @Slot()
    def _refresh(self) -> None:
        if self._is_asleep:
            return
        moment = self._session.moment
        samples = len(moment.update.batch)
        for widget in (self._sample, self._sample_label, self._batch_label):
            widget.setVisible(samples > 1)
        self._sample.blockSignals(True)
        self._sample.setRange(1, samples)
        self._sample.setValue(moment.sample + 1)
        self._sample.blockSignals(False)
        row = int(moment.update.batch[moment.sample])
        self._batch_label.setText(self.tr("of %d") % samples)
        self._batch_label.setToolTip(self.tr("row %d of the data") % (row + 1))
        # Setting formulas in type takes longer than a report of training may hold the window up.
        self._show(Inspection() if self._session.is_running else self._inspection(moment))

    def _show(self, inspection: Inspection) -> None:
        main = inspection.main
        self._empty.setVisible(main is None)
        self._empty.setText(self._running_text if self._session.is_running else self._empty_text)
        self._main.setVisible(main is not None)
        if main is not None:
            self._main.show_explanation(main, inspection.check, inspection.formula)
        self._shares.show_shares(inspection.shares, self._theme.style)
        # The rest of the node comes when one rests, a card at a time: who steps fast does not wait for it.
        self._node.hide()
        for card in self._cards:
            card.hide()
        self._waiting = list(reversed(inspection.others))
        self._rest.start(_REST_MS) if self._waiting else self._rest.stop()

    @Slot()
    def _show_next(self) -> None:
        """Show one more card of the node."""
        explanation = self._waiting.pop()
        card = next((card for card in self._cards if card.isHidden()), None) or self._add_card()
        card.show_explanation(explanation, None)
        card.show()
        self._node.show()
        if self._waiting:
            self._rest.start(0)

    def _add_card(self) -> ExplanationCard:
        card = ExplanationCard(is_main=False)
        card.set_style(self._theme.style)
        self._connect(card)
        self._cards.append(card)
        self._list.addWidget(card)
        card.hide()
        return card

    @Slot(object)
    def _restyle(self, style: Style) -> None:
        for card in (self._main, *self._cards):
            card.set_style(style)
        self._refresh()

    def _choose_sample(self, sample: int) -> None:
        self._session.select(sample=sample)

    @Slot(object)
    def _go_to_source(self, source: Source) -> None:
        """Go to the step that computed a number; what was given beforehand is only selected."""
        step = self._session.trace.step_of(source)
        if step >= 0:
            self._session.go_to_step(step)
        else:
            self._session.select_node(source.layer, source.unit, source.origin)


def _formulas_of(session: Session, digits: int) -> Iterator[Formula]:
    """Yield the formulas of steps from all over the update that is open when the first one is asked for."""
    moment = session.moment
    trace = moment.trace
    for step in range(0, len(trace), max(1, len(trace) // _WARMED_STEPS)):
        explanation = explain(trace, step, moment.sample)
        yield explanation.symbols
        yield explanation.numbers(digits)
