"""Which two of many columns a picture is drawn over."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from nnviz.widgets.quiet import QuietCombo


class AxisChoice(QWidget):
    """Two combo boxes of the same names; choosing what the other one has swaps them.

    Signals
    -------
    changed()
        The user chose another pair.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axes = (0, 1)
        self.horizontal = QuietCombo(self.tr("Horizontal axis"))
        self.vertical = QuietCombo(self.tr("Vertical axis"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for letter, combo in (("x", self.horizontal), ("y", self.vertical)):
            combo.setMinimumContentsLength(9)
            combo.activated.connect(self._choose)
            layout.addWidget(QLabel(letter))
            layout.addWidget(combo)

    @property
    def axes(self) -> tuple[int, int]:
        """The positions of the two names."""
        return self._axes

    def set_names(self, names: tuple[str, ...]) -> None:
        """Offer these columns; another set of names begins with its first two."""
        if names == tuple(self.horizontal.itemText(k) for k in range(self.horizontal.count())):
            return
        for combo in (self.horizontal, self.vertical):
            combo.clear()
            combo.addItems(names)
        self.set_axes((0, min(1, len(names) - 1)))

    def set_axes(self, axes: tuple[int, int]) -> None:
        """Show a pair."""
        self._axes = axes
        self.horizontal.setCurrentIndex(axes[0])
        self.vertical.setCurrentIndex(axes[1])

    def _choose(self) -> None:
        chosen = self.horizontal.currentIndex(), self.vertical.currentIndex()
        self.set_axes(self._axes[::-1] if chosen[0] == chosen[1] else chosen)
        self.changed.emit()
