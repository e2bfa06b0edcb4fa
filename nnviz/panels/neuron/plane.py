"""The examples in the plane, with the neuron's line; they are clicked in, moved, flipped and deleted here."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnviz.figures.neuron_plane import PLANE_SIZE, View, line_words, neuron_plane, places_of, view_of
from nnviz.figures.plot_painter import PlotPicture
from nnviz.figures.style import Style
from nnviz.neuron_moment import NeuronMoment
from nnviz.neuron_session import NeuronSession
from nnviz.panels.neuron.editing import ExampleEditing
from nnviz.panels.neuron.part import NeuronPart
from nnviz.theme import Theme
from nnviz.widgets.class_choice import ClassChoice
from nnviz.widgets.notice import Notice
from nnviz.widgets.number_edit import new_gesture
from nnviz.widgets.plot_view import PlotView

_REACH = 11  # pixels around an example that count as the example
_ROOMY = 430  # pixels: there is room for a legend beside the plane


class PlanePanel(NeuronPart):
    """A click adds an example or chooses one, a second click flips its class, a drag moves it."""

    name = "neuron-plane"

    def __init__(self, session: NeuronSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        self.title = self.tr("Plane")
        self._held: View | None = None  # while an example is dragged, the plane stands still
        self._dragged: int | None = None
        self._gesture = ""
        self.editing = ExampleEditing(session, self)
        self.view = PlotView(self.tr("Examples and the neuron's line"))
        self.view.setToolTip(
            self.tr(
                "Click to add an example; click one to choose it, again to flip its class (F). "
                "Drag moves it, Delete removes it."
            )
        )
        self.view.clicked.connect(self._clicked)
        self.view.drag_started.connect(self._begin_drag)
        self.view.dragged.connect(self._drag)
        self.view.drag_ended.connect(self._end_drag)
        self.view.context_menu_requested.connect(self._show_menu)
        self.classes = ClassChoice(self.tr("New:"))
        self.notice = Notice("note")
        self.lines = QLabel()  # of one line: the plane keeps its height
        self.lines.setAccessibleName(self.tr("What the lines are"))
        self.lines.setProperty("muted", True)
        self.editing.refused.connect(self.notice.say)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 0, 12, 4)
        foot.addWidget(self.lines, 1)
        foot.addWidget(self.notice, 1)
        foot.addStretch(0)
        foot.addWidget(self.classes, 0, Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.view, 1)
        layout.addLayout(foot)

    def picture(self, style: Style) -> PlotPicture:
        """Return the plane at the step that is looked at."""
        return PlotPicture(neuron_plane(self._session.finished_moment(), style), style, PLANE_SIZE)

    def menu_actions(self) -> list[QAction]:
        """Offer what can be done with the chosen example."""
        return self.editing.actions

    def show_moment(self, moment: NeuronMoment) -> None:
        style = self._theme.style
        self.view.show_plot(neuron_plane(moment, style, self.width() >= _ROOMY, self._held), style)
        words = "" if self.width() >= _ROOMY else line_words(moment)
        self.lines.setText(words)
        fits = (
            self.lines.fontMetrics().horizontalAdvance(words)
            <= self.width() - self.classes.sizeHint().width() - 40
        )
        self.lines.setVisible(bool(words) and fits and self.notice.isHidden())
        self.classes.set_samples(moment.spec.samples, style)
        moves = not moment.spec.is_gate and moment.spec.width <= 2
        self.view.handles = [(x, y) for x, y in places_of(moment).tolist()] if moves else ()
        self.classes.setVisible(moves and moment.spec.samples.class_count > 0)

    # What the mouse does

    @Slot(float, float)
    def _clicked(self, x: float, y: float) -> None:
        if not self._session.is_current:
            return
        row, width = self._example_at(x, y), self._session.spec.width
        if row is not None and row == self._session.row:
            self.editing.flip()
        elif row is not None:
            self._session.choose_row(row)
            self.notice.say("")
        elif width > 2:
            self.notice.say(self.tr("With more than two inputs, add examples in the table below."))
        elif width == 1:
            self.editing.add((self._rounded(x, y)[0],), float(y >= 0.5))
        else:
            classes = self._session.spec.samples.class_count
            self.editing.add(self._rounded(x, y), self.classes.target[0] if classes else 1.0)

    @Slot(int)
    def _begin_drag(self, row: int) -> None:
        if self._session.is_current:
            self._dragged, self._gesture = row, new_gesture()
            self._held = view_of(self._session.moment)
            self._session.choose_row(row)

    @Slot(float, float)
    def _drag(self, x: float, y: float) -> None:
        if self._dragged is not None:
            place = self._rounded(x, y)
            self.editing.move(self._dragged, place[: self._session.spec.width], self._gesture)

    @Slot()
    def _end_drag(self) -> None:
        self._dragged = self._held = None
        self.refresh()

    def _example_at(self, x: float, y: float) -> int | None:
        """Return the example nearest to a place, if it is near on the screen."""
        places = places_of(self._session.moment)
        origin = self.view.place_of(x, y)
        scale = self.view.place_of(x + 1, y + 1) - origin
        distance = np.hypot((places[:, 0] - x) * scale.x(), (places[:, 1] - y) * scale.y())
        nearest = int(np.argmin(distance))
        return nearest if distance[nearest] <= _REACH else None

    def _rounded(self, x: float, y: float) -> tuple[float, float]:
        """Return a place with no more decimals than a pixel tells apart."""
        here, there = self.view.place_of(x, y), self.view.place_of(x + 1, y + 1)
        pixels = abs(there.x() - here.x()), abs(there.y() - here.y())
        across, up = (max(0, math.ceil(math.log10(count))) for count in pixels)
        return round(x, across), round(y, up)

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        self.context_menu().exec(place)
