"""Plots below one another, with a point that can be dragged and stepped, and words below them."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Slot
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.figures.functions_view import FunctionsView
from nnviz.figures.plot import Marker, Plot
from nnviz.figures.plot_column import PlotColumn
from nnviz.figures.plot_legend import legend_entries
from nnviz.figures.style import Style
from nnviz.functions_session import FunctionsSession
from nnviz.panels.functions.base import FunctionsPanel
from nnviz.project.errors import ProjectError
from nnviz.theme import Theme
from nnviz.widgets.muted_label import muted_label
from nnviz.widgets.number_edit import new_gesture
from nnviz.widgets.plot_view import PlotView

STEPS = 50
"""Steps of a key over half of an axis."""

_LEGEND_SHARE = 0.75  # of a plot's height, that a legend may take
_ROOMY = 520  # pixels: there is room for a legend; with less the readings stand below the plots
_SOME = range(1, 6)  # functions, whose readings can be told in words
_POINTS_PER_INCH = 72
_ROW = 2.0  # points between the lines of a legend


class PlotsPanel(FunctionsPanel):
    """A `PlotView` for each plot; whoever derives from it calls `add_views`.

    Attributes
    ----------
    has_table : bool
        The readings of the legend stand in a table beside it: they need not be told in words.
    """

    has_table: ClassVar[bool] = False

    def __init__(self, functions: FunctionsSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(functions, theme, parent)
        self._gesture = ""
        self._moves = False
        self.views: list[PlotView] = []
        self.words = muted_label(self.tr("What the plots cannot show"))
        self.head = QHBoxLayout()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 8, 8, 8)
        self._column.setSpacing(4)
        self._column.addLayout(self.head)

    def add_views(self, *names: str, tooltip: str = "") -> None:
        """Add a view for each plot.

        Parameters
        ----------
        *names : str
            What the plots are, for a screen reader.
        tooltip : str
            What can be done with the mouse; without it nothing can be dragged.
        """
        self._moves = bool(tooltip)
        self.views = [PlotView(name) for name in names]
        for number, view in enumerate(self.views):
            view.setMinimumHeight(90)
            view.setToolTip(tooltip)
            view.context_menu_requested.connect(self.show_menu)
            if tooltip:
                view.clicked.connect(partial(self._click, number))
                view.drag_started.connect(self._begin)
                view.dragged.connect(partial(self._drag, number))
            self._column.addWidget(view, 1)
        self._column.addWidget(self.words)

    def plots(self, view: FunctionsView, style: Style) -> tuple[Plot, ...]:
        """Return what is shown."""
        raise NotImplementedError

    def words_of(self, view: FunctionsView, style: Style) -> str:
        """Return what is said below the plots; empty where there is nothing to say."""
        return ""

    def take_hold(self, handle: int) -> None:
        """Take hold of one of a plot's marks, by its place among them."""

    def move_to(self, number: int, x: float, y: float, merge: str) -> None:
        """Move what was taken hold of to a place in a plot; without `merge` it was clicked there."""

    def point_words(self) -> str:
        """Return in a few words where the point is; empty where there is none."""
        return ""

    def step(self, steps: int) -> None:
        """Move what can be moved by a key, by so many small steps; `End` and `Home` ask for very many."""

    def picture(self, style: Style) -> PlotColumn:
        """Return the plots as a picture."""
        return PlotColumn(self.plots(self._functions.view, style), style)

    def show_view(self, view: FunctionsView, style: Style) -> None:
        plots = self.plots(view, style)
        is_told = False
        for shown, plot in zip(self.views, plots, strict=True):
            has_room = self.width() >= _ROOMY and _legend_fits(plot, style, shown)
            is_told = is_told or has_room or len(legend_entries(plot)) not in _SOME
            shown.show_plot(replace(plot, legend=has_room), style)
            shown.handles = _handles(plot) if self._moves else ()
        readings = "" if is_told or self.has_table else plots[0].description
        words = "\n".join(filter(None, (readings, self.words_of(view, style))))
        self.words.setText(words)
        self.words.setVisible(bool(words))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh()

    def edit(self, text: str, merge: str, **changes: object) -> None:
        """Edit what is shown; what cannot be is said below the plots."""
        try:
            self._functions.edit(text, f"functions.{merge}" if merge else "", **changes)
        except ProjectError as error:
            self.words.setText(error.reason)
            self.words.show()

    def _click(self, number: int, x: float, y: float) -> None:
        self._move(number, x, y, "")

    @Slot(int)
    def _begin(self, handle: int) -> None:
        self._gesture = new_gesture()
        self.take_hold(handle)

    def _drag(self, number: int, x: float, y: float) -> None:
        self._move(number, x, y, self._gesture)

    def _move(self, number: int, x: float, y: float, merge: str) -> None:
        """Move to a place with no more decimals than a pixel tells apart."""
        view = self.views[number]
        here, there = view.place_of(x, y), view.place_of(x + 1, y + 1)
        across, up = abs(there.x() - here.x()), abs(there.y() - here.y())
        self.move_to(number, _rounded(x, across), _rounded(y, up), merge)


def _handles(plot: Plot) -> list[tuple[float, float]]:
    """Return the places of the marks, which can be dragged."""
    marks = (layer for layer in plot.layers if isinstance(layer, Marker))
    return [(mark.x, mark.y) for mark in marks if math.isfinite(mark.y)]


def _rounded(value: float, pixels: float) -> float:
    """Return a value where so many pixels are one unit."""
    return round(value, math.ceil(math.log10(pixels))) if pixels > 0 else value


def _legend_fits(plot: Plot, style: Style, view: PlotView) -> bool:
    lines = len(legend_entries(plot)) * (QFontMetricsF(style.font("small")).height() + _ROW)
    return lines < _LEGEND_SHARE * view.height() * _POINTS_PER_INCH / view.logicalDpiY()
