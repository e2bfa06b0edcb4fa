"""What each array is: by guess, and by hand."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QToolButton, QWidget

from core.checking.given import FLAT, Given
from core.checking.situation import BY_SAMPLE, Key, keys
from core.checking.verdict import Comparison, Verdict, within
from core.network import Network
from nnviz.figures.style import Style
from nnviz.widgets.elided_label import ElidedLabel
from nnviz.widgets.phrases import counted
from nnviz.widgets.quiet import QuietCombo

MOST_ROWS = 100
_COMBO_WIDTH = 88  # pixels
_NARROW = 260  # pixels; below, the shapes are left to the tooltips
_SHORT = {
    "delta": "δ",
    "grad_a": "dL/da",
    "weights_gradient": "dL/dW",
    "biases_gradient": "dL/db",
    "slope_gradient": "dL/dslope",
    "gradient": "dL/dθ, all",
    "theta_after": "θ after",
}
_AFTER = {"weights_after": "W", "biases_after": "b", "slope_after": "slope"}
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_TICK, _CROSS, _DASH = "\N{CHECK MARK}", "\N{BALLOT X}", "\N{EN DASH}"


class MappingTable(QScrollArea):
    """A row per array: whether it agrees, its name and shape, and a list to say what it is.

    Signals
    -------
    meant(str, Key or None)
        The user says what an array is; None leaves it out.
    comparison_chosen(Comparison)
        Go to where an array first differs.
    """

    meant = Signal(str, object)
    comparison_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(200)
        self._choices: list[Key | None] = []
        self._names = QStringListModel(self)
        self._shown: list[tuple[str, tuple[int, ...]]] = []
        self.rows: dict[str, _Row] = {}

    def show_arrays(self, arrays: list[Given], meant: Mapping[str, Key | None], network: Network) -> None:
        """Show other arrays, or the same ones understood in another way."""
        choices = [None, *keys(network), *(Key(name, 0) for name in FLAT)]
        if choices != self._choices:
            self._choices = choices
            self._names.setStringList([self._choice_words(key) for key in choices])
        shown = [(one.name, one.values.shape) for one in arrays]
        if shown != self._shown:
            self._shown = shown
            self._build(arrays)
        for name, row in self.rows.items():
            row.combo.blockSignals(True)
            row.combo.setCurrentIndex(self._choices.index(meant[name]) if meant[name] in choices else 0)
            row.combo.blockSignals(False)
        self.show_verdict(None, meant, None)

    def show_verdict(
        self, verdict: Verdict | None, meant: Mapping[str, Key | None], style: Style | None
    ) -> None:
        """Mark which arrays agree, and say how they were read; None marks none."""
        for name, row in self.rows.items():
            key = meant.get(name)
            row.show_found(_comparisons(verdict, key), verdict.transposed if verdict else (), key, style)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # Inside

    def _fit(self) -> None:
        for row in self.rows.values():
            row.shape.setVisible(self.width() >= _NARROW)

    def _build(self, arrays: list[Given]) -> None:
        body = QWidget()
        self._grid = QGridLayout(body)
        self._grid.setContentsMargins(8, 4, 8, 8)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        self.rows = {}
        for number, one in enumerate(arrays[:MOST_ROWS]):
            self.rows[one.name] = row = _Row(one, self._names)
            row.combo.activated.connect(lambda index, name=one.name: self._choose(name, index))
            row.mark.clicked.connect(lambda _checked=False, chosen=row: self._go(chosen))
            for column, widget in enumerate((row.mark, row.name, row.shape, row.combo)):
                self._grid.addWidget(widget, number, column)
        if len(arrays) > MOST_ROWS:
            more = QLabel(self.tr("and %s, read by their names") % counted(len(arrays) - MOST_ROWS, "more"))
            more.setProperty("muted", True)
            self._grid.addWidget(more, MOST_ROWS, 1, 1, 3)
        self._grid.setRowStretch(MOST_ROWS + 1, 1)
        self.setWidget(body)
        self._fit()

    def _choice_words(self, key: Key | None) -> str:
        if key is None:
            return self.tr("left out")
        number = str(key.layer).translate(_SUBSCRIPTS) if key.layer else ""
        if key.quantity in _AFTER:
            return self.tr("%s after") % f"{_AFTER[key.quantity]}{number}"
        return f"{_SHORT.get(key.quantity, key.quantity)}{number}"

    def _choose(self, name: str, index: int) -> None:
        self.meant.emit(name, self._choices[index])

    def _go(self, row: _Row) -> None:
        if row.wrong is not None:
            self.comparison_chosen.emit(row.wrong)


class _Row:
    """The widgets of one array."""

    def __init__(self, given: Given, choices: QStringListModel) -> None:
        self.wrong: Comparison | None = None
        self._plain = " \N{MULTIPLICATION SIGN} ".join(map(str, given.values.shape)) or "1"
        self.mark = QToolButton()
        self.mark.setAutoRaise(True)
        self.mark.setFixedSize(24, 24)
        self.name = ElidedLabel()
        self.name.show_text(given.name)
        self.shape = QLabel(self._plain)
        self.shape.setProperty("muted", True)
        self.combo = QuietCombo(f"What {given.name} is")
        self.combo.setModel(choices)
        self.combo.setMaxVisibleItems(20)
        self.combo.setFixedWidth(_COMBO_WIDTH)

    def show_found(
        self, found: list[Comparison], transposed: tuple[str, ...], key: Key | None, style: Style | None
    ) -> None:
        """Say whether the array, or each of its parts, agrees."""
        self.wrong = next((comparison for comparison in found if not comparison.is_right), None)
        self.mark.setEnabled(self.wrong is not None)
        self.mark.setText((_CROSS if self.wrong else _TICK) if found else _DASH)
        name = self.name.text()
        if self.wrong is not None:
            said = f"{name} differs; go to the first number that does"
        elif found:
            said = f"{name} agrees, {within(max(comparison.deviation for comparison in found))}"
        else:
            said = f"{name} is not compared"
        self.mark.setToolTip(said)
        self.mark.setAccessibleName(said)
        colour = "" if style is None or not found else style.bad if self.wrong else style.good
        self.mark.setStyleSheet(f"QToolButton {{ color: {colour}; font-weight: 700; }}" if colour else "")
        self.shape.setText(" ".join([self._plain, *_layout_words(transposed, key)]))
        self.name.setToolTip(f"{name}, {self.shape.text()}")


def _comparisons(verdict: Verdict | None, key: Key | None) -> list[Comparison]:
    """Return what became of an array; a row of all parameters was taken apart."""
    if verdict is None or key is None:
        return []
    wanted = FLAT.get(key.quantity)
    if wanted is None:
        return [verdict.comparisons[key]] if key in verdict.comparisons else []
    return [one for one in verdict.comparisons.values() if one.key.quantity in wanted]


def _layout_words(transposed: tuple[str, ...], key: Key | None) -> list[str]:
    """Return how a matrix lies, if it lies otherwise than ours."""
    if key is None:
        return []
    group = "weights in the row" if key.quantity in FLAT else "arrays of samples"
    if key.quantity not in (*FLAT, *BY_SAMPLE):
        group = f"{key.quantity.partition('_')[0]} read"
    return [text[text.rindex("(") :] for text in transposed if text.startswith(group)]
