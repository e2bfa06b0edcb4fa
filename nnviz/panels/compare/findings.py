"""What the comparison has found: the sentence, then a card for everything that explains it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from nnviz.comparing import Compared
from nnviz.figures.style import Style
from nnviz.verdict_words import Finding, findings, headline, remarks
from nnviz.widgets.formula_pair import FormulaPair

MOST_CARDS = 24
_SHEET = """
FindingCard {{ background: {ground}; border: 1px solid {line}; border-radius: 6px; }}
FindingCard:hover, FindingCard:focus {{ border-color: {accent}; }}
"""


class FindingCard(QFrame):
    """One finding; a click or Return goes to its place.

    Signals
    -------
    chosen(Departure)
    """

    chosen = Signal(object)

    def __init__(self, finding: Finding, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finding = finding
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        title = _label(finding.title)
        title.setStyleSheet("font-weight: 600;")
        column.addWidget(title)
        if finding.text:
            column.addWidget(_label(finding.text))
        for formulas in finding.formulas:
            pair = FormulaPair(self.tr("As it should be"), self.tr("What yours is"))
            pair.show_formulas(*formulas, style)
            column.addWidget(pair)
        for reason in finding.reasons:
            why = _label(reason)
            why.setProperty("muted", True)
            column.addWidget(why)
        self.setStyleSheet(_SHEET.format(ground=style.raised, line=style.line, accent=style.accent))
        self.setAccessibleName(f"{finding.title}. {finding.text}")
        if finding.place is not None:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setToolTip(self.tr("Go to this number"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose()
        else:
            super().keyPressEvent(event)

    def _choose(self) -> None:
        if self.finding.place is not None:
            self.chosen.emit(self.finding.place)


class FindingsView(QScrollArea):
    """The verdict, its cards and what else there is to say.

    Signals
    -------
    place_chosen(Departure)
        Go to a number.
    """

    place_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(200)
        self.setAccessibleName(self.tr("What was found"))
        self.headline = _label("")
        self.cards: list[FindingCard] = []
        self.remarks: list[str] = []

    def show_compared(self, compared: Compared, left_out: tuple[str, ...], style: Style) -> None:
        """Show what was found."""
        verdict = compared.verdict
        self.headline = _label(headline(verdict))
        mark = "\N{CHECK MARK}" if verdict.is_right else "\N{BALLOT X}"
        self.headline.setText(f"{mark} {self.headline.text()}")
        colour = style.good if verdict.is_right else style.bad
        self.headline.setStyleSheet(f"color: {colour}; font-weight: 600;")
        found = list(findings(verdict))
        self.cards = [FindingCard(finding, style) for finding in found[:MOST_CARDS]]
        self.remarks = list(remarks(verdict, left_out, compared.unseen))
        if len(found) > MOST_CARDS:
            self.remarks.insert(0, self.tr("%d more explanations fit.") % (len(found) - MOST_CARDS))
        self._fill(self.headline, *self.cards, *map(_muted, self.remarks))
        for card in self.cards:
            card.chosen.connect(self.place_chosen)

    def show_words(self, words: str) -> None:
        """Say something in place of a result."""
        self.cards, self.remarks = [], []
        self.headline = _muted(words)
        self._fill(self.headline)

    def _fill(self, *widgets: QWidget) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(8, 4, 12, 8)
        column.setSpacing(8)
        for widget in widgets:
            column.addWidget(widget)
        column.addStretch(1)
        self.setWidget(body)


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _muted(text: str) -> QLabel:
    label = _label(text)
    label.setProperty("muted", True)
    return label
