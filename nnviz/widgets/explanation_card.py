"""One step, explained: its name, why, the formula in symbols and with its numbers, and the check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from core.explain import Explanation
from core.formula import Formula
from core.gradient_check import Check
from core.number_format import full_number
from nnviz.figures.formula import formula_ink
from nnviz.figures.inspection import check_words, formula_words
from nnviz.figures.style import Style
from nnviz.widgets.formula_view import FormulaView

if TYPE_CHECKING:
    from core.checking.formula_check import FormulaCheck

MAIN_EM, _SMALL_EM = 17.0, 14.0


class ExplanationCard(QFrame):
    """Shows an `Explanation`; the main one in full, others in two lines.

    Signals
    -------
    source_hovered(Source or None), source_clicked(Source)
        A number of a formula.
    step_chosen(int)
        The title of a small card was clicked: go to its step.
    """

    source_hovered = Signal(object)
    source_clicked = Signal(object)
    step_chosen = Signal(int)

    def __init__(self, *, is_main: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_main = is_main
        self._step = -1
        self._digits = 4
        self._explanation: Explanation | None = None
        self._check_value: Check | None = None
        self._formula_value: FormulaCheck | None = None
        self._title = self._label("heading" if is_main else "muted")
        self._why = self._label()
        self._symbols = self._formula_view(MAIN_EM)
        self._numbers = self._formula_view(MAIN_EM if is_main else _SMALL_EM)
        self._check, self._formula = self._label(), self._label()
        self._check.hide()
        self._formula.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8 if is_main else 2)
        for widget in (self._title, self._why, self._symbols, self._numbers, self._check, self._formula):
            layout.addWidget(widget)
        if not is_main:
            self._why.hide()
            self._symbols.hide()
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setToolTip(self.tr("Go to this step"))

    @property
    def numbers(self) -> Formula | None:
        """The formula with its numbers, as it is shown."""
        return self._numbers.formula

    @property
    def check_text(self) -> str:
        """The line about the central difference; empty if there is none."""
        return self._check.text() if not self._check.isHidden() else ""

    @property
    def formula_text(self) -> str:
        """The line about the number and its formula; empty if there is none."""
        return self._formula.text() if not self._formula.isHidden() else ""

    @property
    def title_text(self) -> str:
        """The name of the step."""
        return self._title.text()

    def set_style(self, style: Style) -> None:
        """Take the colours and digits of a style."""
        self._digits = style.digits
        for view in (self._symbols, self._numbers):
            view.set_ink(formula_ink(style))
        self._good, self._bad = style.good, style.bad
        if self._explanation is not None:
            self.show_explanation(self._explanation, self._check_value, self._formula_value)

    def show_explanation(
        self, explanation: Explanation, check: Check | None, formula: FormulaCheck | None = None
    ) -> None:
        """Show another step."""
        self._explanation, self._check_value, self._step = explanation, check, explanation.step
        self._formula_value = formula
        self._title.setText(explanation.title)
        self._numbers.set_formula(explanation.numbers(self._digits))
        self._numbers.setToolTip(full_number(explanation.result))
        if self._is_main:
            self._why.setText(explanation.why)
            self._symbols.set_formula(explanation.symbols)
            self._show_check(check)
            self._show_formula_check(formula)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._is_main and event.button() == Qt.MouseButton.LeftButton:
            self.step_chosen.emit(self._step)

    def _show_check(self, check: Check | None) -> None:
        self._check.setVisible(check is not None)
        if check is None:
            return
        text, agrees = check_words(check, self._digits)
        self._check.setText(text)
        self._check.setStyleSheet(f"color: {self._good if agrees else self._bad};")
        self._check.setToolTip(
            self.tr("recorded %s\nmeasured %s\nmoved by %s either way")
            % (full_number(check.recorded), full_number(check.measured), full_number(check.step))
        )

    def _show_formula_check(self, check: FormulaCheck | None) -> None:
        self._formula.setVisible(check is not None)
        if check is not None:
            text, agrees = formula_words(check, self._digits)
            self._formula.setText(text)
            self._formula.setStyleSheet(f"color: {self._good if agrees else self._bad};")
            self._formula.setToolTip(full_number(check.computed))

    def _label(self, role: str = "") -> QLabel:
        label = QLabel()
        if role:
            label.setProperty(role, True)
        label.setWordWrap(True)
        if self._is_main:
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _formula_view(self, size: float) -> FormulaView:
        view = FormulaView(size, patient=True)
        view.source_hovered.connect(self.source_hovered)
        view.source_clicked.connect(self.source_clicked)
        return view
