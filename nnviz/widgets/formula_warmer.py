"""Sets formulas in type before they are wanted, while nobody does anything.

A formula whose numbers have a new shape takes some ten milliseconds the first time; afterwards its pattern is
known (`nnviz.figures.formula_typeset`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.formula import Formula
from nnviz.figures.formula import layout_formula

_IDLE_MS = 300
_REST_MS = 15
_SLICE_SECONDS = 0.008


class FormulaWarmer(QObject):
    """Works through formulas in short slices, and waits whenever something happens.

    Signals
    -------
    done()
        Nothing is left to do.
    """

    done = Signal()

    def __init__(self, size: float, parent: QObject) -> None:
        super().__init__(parent)
        self._size = size
        self._formulas: Iterator[Formula] = iter(())
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._work)

    @property
    def is_working(self) -> bool:
        """Whether there is something left to do."""
        return self._timer.isActive()

    def take(self, formulas: Iterator[Formula]) -> None:
        """Work through these from the next idle moment on, instead of what was left."""
        self._formulas = formulas
        self._timer.start(_IDLE_MS)

    @Slot()
    def wait(self) -> None:
        """Begin again only when nothing has happened for a while."""
        if self.is_working:
            self._timer.start(_IDLE_MS)

    @Slot()
    def _work(self) -> None:
        until = time.perf_counter() + _SLICE_SECONDS
        for formula in self._formulas:
            layout_formula(formula, self._size)
            if time.perf_counter() > until:
                self._timer.start(_REST_MS)
                return
        self.done.emit()
