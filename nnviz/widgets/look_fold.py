"""How a runner is drawn: its colour, its dashes and its symbol, behind one line."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFormLayout, QWidget

from nnviz.figures.style import Style
from nnviz.project.race_spec import LookSpec
from nnviz.widgets.fold import Fold
from nnviz.widgets.quiet import QuietCombo
from nnviz.widgets.symbol_icon import line_icon, symbol_icon


class LookFold(Fold):
    """Three choices out of the style's row of looks; the first entry follows the place in the list.

    Signals
    -------
    edited : LookSpec
    """

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Look"), parent)
        self._style: Style | None = None
        self._combos = {
            "colour": QuietCombo(self.tr("Colour")),
            "dash": QuietCombo(self.tr("Dashes")),
            "symbol": QuietCombo(self.tr("Symbol")),
        }
        rows = QWidget()
        form = QFormLayout(rows)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(6)
        for combo in self._combos.values():
            combo.setIconSize(QSize(32, 16))
            combo.activated.connect(self._choose)
            form.addRow(combo.accessibleName().lower(), combo)
        self.add(rows)

    def combo(self, name: str) -> QuietCombo:
        """Return the choice of ``colour``, ``dash`` or ``symbol``."""
        return self._combos[name]

    def show_look(self, look: LookSpec, style: Style) -> None:
        """Show a runner's look."""
        if style is not self._style:
            self._style = style
            self._offer(style)
        for name, combo in self._combos.items():
            combo.setCurrentIndex(combo.findData(getattr(look, name)))
        own = look != LookSpec()
        self.say(self.tr("its own") if own else self.tr("by its place in the list"))

    def _offer(self, style: Style) -> None:
        plain = style.text
        icons = {
            "colour": [symbol_icon(series.colour, "square") for series in style.series],
            "dash": [line_icon(plain, series.dash) for series in style.series],
            "symbol": [symbol_icon(plain, series.symbol) for series in style.series],
        }
        for name, combo in self._combos.items():
            combo.clear()
            combo.addItem(self.tr("by place"), None)
            for number, picture in enumerate(icons[name]):
                combo.addItem(picture, str(number + 1), number)

    def _choose(self) -> None:
        chosen = {name: combo.currentData() for name, combo in self._combos.items()}
        self.edited.emit(LookSpec(**chosen))
