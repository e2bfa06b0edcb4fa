"""The softmax: logits to drag, their probabilities, its Jacobian, and an entry of it explained."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.explain import Explanation
from core.number_format import format_number
from nnviz.figures.functions_pictures import softmax_point
from nnviz.figures.functions_view import FunctionsView
from nnviz.figures.plot import Plot
from nnviz.figures.softmax_plot import JacobianPicture, softmax_plots
from nnviz.figures.style import Style
from nnviz.functions_session import FunctionsSession
from nnviz.panels.functions.base import FunctionsPanel
from nnviz.panels.functions.cards import CardsPanel
from nnviz.panels.functions.plots import PlotsPanel
from nnviz.project.functions_spec import LARGEST_LOGIT
from nnviz.theme import Theme
from nnviz.widgets.picture_view import PictureView

_KEY_STEP = 0.1
_ARROWS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class SoftmaxBarsPanel(PlotsPanel):
    """Logits over probabilities; a logit's bar is dragged up and down."""

    name = "softmax"

    def __init__(self, functions: FunctionsSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(functions, theme, parent)
        self.title = self.tr("Softmax")
        self.add_views(
            self.tr("Logits"),
            self.tr("Probabilities"),
            tooltip=self.tr("Drag the top of a logit up or down; click a bar to choose its class"),
        )

    def plots(self, view: FunctionsView, style: Style) -> tuple[Plot, ...]:
        return softmax_plots(view, style)

    def take_hold(self, handle: int) -> None:
        """Choose the class of a handle."""
        row = min(max(handle, 0), len(self._functions.spec.logits) - 1)
        self._functions.look_at(entry=(row, self._functions.view.entry[1]))

    def move_to(self, number: int, x: float, y: float, merge: str) -> None:
        """Give the class that was taken hold of another logit; a click chooses a class alone."""
        if merge:
            self._set_logit(y, merge)
        else:
            self.take_hold(round(x) - 1)

    def point_words(self) -> str:
        return f"T = {format_number(self._functions.spec.heat.temperature)}"

    def step(self, steps: int) -> None:
        row = self._row()
        self._set_logit(round(self._functions.spec.logits[row] + steps * _KEY_STEP, 12), "keys")

    def _row(self) -> int:
        return min(self._functions.view.entry[0], len(self._functions.spec.logits) - 1)

    def _set_logit(self, value: float, merge: str) -> None:
        row, logits = self._row(), list(self._functions.spec.logits)
        logits[row] = min(max(value, -LARGEST_LOGIT), LARGEST_LOGIT)
        self.edit(self.tr("Move a logit"), f"logit.{row}.{merge}", logits=tuple(logits))


class JacobianView(PictureView):
    """The Jacobian; the arrows choose an entry, as a click does.

    Signals
    -------
    entry_wanted(int, int)
        Row and column, from 0.
    """

    entry_wanted = Signal(int, int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(self.tr("Click an entry to see it explained; the arrows choose one, too"))
        self.clicked.connect(self._click)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
            painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        arrow = _ARROWS.get(Qt.Key(event.key()))
        if arrow is None or not isinstance(self.picture, JacobianPicture):
            super().keyPressEvent(event)
            return
        last = len(self.picture.view.spec.logits) - 1
        places = (place + by for place, by in zip(self.picture.entry, arrow, strict=True))
        self.entry_wanted.emit(*(min(max(place, 0), last) for place in places))

    @Slot(QPointF)
    def _click(self, place: QPointF) -> None:
        if isinstance(self.picture, JacobianPicture):
            entry = self.picture.entry_at(place.x(), place.y(), *self.room)
            if entry is not None:
                self.entry_wanted.emit(*entry)


class JacobianPanel(FunctionsPanel):
    """Every da/dz as a cell with its number."""

    name = "softmax-jacobian"

    def __init__(self, functions: FunctionsSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(functions, theme, parent)
        self.title = self.tr("Jacobian")
        self.view = JacobianView(self.tr("Jacobian of the softmax"))
        self.view.entry_wanted.connect(self._choose)
        self.view.context_menu_requested.connect(self.show_menu)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.addWidget(self.view)

    def picture(self, style: Style) -> JacobianPicture:
        """Return the Jacobian as a picture."""
        return JacobianPicture(self._functions.view, style)

    def show_view(self, view: FunctionsView, style: Style) -> None:
        self.view.show_picture(JacobianPicture(view, style))

    @Slot(int, int)
    def _choose(self, row: int, column: int) -> None:
        self._functions.look_at(entry=(row, column))


class SoftmaxPointPanel(CardsPanel):
    """The probability of the chosen class, and how it answers to the logit of another."""

    name = "softmax-point"

    def __init__(self, functions: FunctionsSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(functions, theme, parent)
        self.title = self.tr("The chosen class")

    def explanations(self, view: FunctionsView) -> tuple[Explanation, ...]:
        return softmax_point(view)
