"""Which class a new sample has, shown with the symbol that stands for it in the picture."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from core.datasets.base import Samples
from nnviz.figures.samples import class_looks, class_names, class_targets
from nnviz.figures.style import Style
from nnviz.widgets.quiet import QuietCombo
from nnviz.widgets.symbol_icon import symbol_icon


class ClassChoice(QWidget):
    """A combo box of the classes of a data set."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.combo = QuietCombo(label)
        self.combo.setMinimumContentsLength(8)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(QLabel(label))
        layout.addWidget(self.combo)

    @property
    def target(self) -> tuple[float, ...]:
        """The row of targets of the chosen class."""
        chosen: tuple[float, ...] = self.combo.currentData()
        return chosen

    def set_samples(self, samples: Samples, style: Style) -> None:
        """Offer the classes of a data set; what was chosen stays, if there are as many."""
        former = self.combo.currentIndex()
        self.combo.clear()
        if not samples.class_count:
            return
        names = class_names(samples)
        looks = class_looks(style, len(names))
        for name, look, target in zip(names, looks, _targets(samples, len(names)), strict=True):
            self.combo.addItem(symbol_icon(look.colour, look.symbol), name, target)
        self.combo.setCurrentIndex(former if 0 <= former < len(names) else 0)


def _targets(samples: Samples, count: int) -> list[tuple[float, ...]]:
    if samples.targets.shape[1] > 1:
        return [tuple(row) for row in np.eye(count).tolist()]
    return [(value,) for value in class_targets(samples)]
