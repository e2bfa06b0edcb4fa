"""The drawing of the network to look at, to point at and to build on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QWidget

from core.formula import Source
from core.network import ParameterPlace
from nnviz.document import Document
from nnviz.figures.network_breakpoints import breakpoint_tooltip
from nnviz.figures.network_handles import Handle
from nnviz.figures.network_symbols import is_parameter
from nnviz.figures.network_words import tooltip
from nnviz.panels.network.editing import Editing, parameter_at
from nnviz.panels.network.keys import moved_selection
from nnviz.panels.network.menu import place_actions
from nnviz.panels.network.number_popup import PARAMETER, NumberPopup
from nnviz.panels.network.view import NetworkView
from nnviz.session import Session
from nnviz.settings import Settings
from nnviz.theme import Theme
from nnviz.widgets.live_tooltip import LiveTooltip
from nnviz.widgets.number_edit import new_gesture
from nnviz.widgets.number_text import dragged

_DRAG_START = 4  # pixels


class NetworkPanel(NetworkView):
    """The drawing of the session's moment.

    Signals
    -------
    source_hovered(Source or None)
        The place under the pointer.
    breakpoint_toggled(Place)
        A breakpoint is wanted at a node or an edge, or wanted no more.
    """

    source_hovered = Signal(object)
    breakpoint_toggled = Signal(object)

    def __init__(
        self,
        document: Document,
        session: Session,
        theme: Theme,
        settings: Settings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, theme, settings, parent)
        self.title = self.tr("Network")
        self._editing = Editing(document, session)
        self._drag: tuple[ParameterPlace, float, QPoint, str] | None = None
        self._asked: ParameterPlace | None = None
        self._menu_place: Source | None = None
        self._popup = NumberPopup(self)
        self._popup.edited.connect(self._take_number)
        self.setMouseTracking(True)
        LiveTooltip(self, self.tooltip_at)

    def forget_places(self) -> None:
        super().forget_places()
        self.source_hovered.emit(None)
        if self._asked is not None and not self._editing.has(self._asked):
            self._popup.hide()
        if self._drag is not None and not self._editing.has(self._drag[0]):
            self._drag = None

    # Pointing

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag:
            self._drag_to(event.position().toPoint())
            return
        found = self.hit(event.position())
        source = found if isinstance(found, Source) else None
        handles = self.shown().handles_at(*self.point(event.position()), *self.extent)
        is_label = source is not None and is_parameter(source)
        self.setCursor(self._cursor(found, is_label=is_label))
        if handles != self.handles or source != self.hovered:
            self.handles = handles
            self._hover(source)

    def leaveEvent(self, event: QEvent) -> None:
        self.handles = ()
        self._hover(None)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        found = self.hit(event.position())
        if isinstance(found, Handle):
            self._editing.press(found)
            return
        if found is None or found.unit is None:
            self._session.select_node(None, None)
            return
        self._session.select_node(found.layer, found.unit, found.origin)
        place = parameter_at(found)
        if place is not None and is_parameter(found):
            start = event.position().toPoint()
            self._drag = (place, self._editing.value(place), start, new_gesture())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self.hit(event.position())
        if isinstance(found, Handle):
            self._editing.press(found)
        elif found is not None and event.button() == Qt.MouseButton.LeftButton:
            self._ask(found, event.position().toPoint())

    def tooltip_at(self, position: QPointF) -> str:
        """Return what is said about a place of the panel, as rich text; empty where nothing is."""
        found = self.hit(position)
        if isinstance(found, Handle):
            return {
                "add_unit": self.tr("Add a unit"),
                "remove_unit": self.tr("Remove the last unit"),
                "add_layer": self.tr("Insert a layer here"),
                "remove_layer": self.tr("Remove this layer"),
            }[found.action]
        if found is None:
            return ""
        hint = ""
        if is_parameter(found):
            hint = self.tr("Double-click or Return to type it, drag up or down to change it")
        elif parameter_at(found):
            hint = self.tr("Double-click or Return to type its bias; Delete removes the unit; arrows move")
        reading = self.shown().reading
        stop = breakpoint_tooltip(reading.moment.project, found)
        return f"{tooltip(reading, found)}{self.checking.tooltip(found)}{stop}{hint}"

    def _hover(self, source: Source | None) -> None:
        if source != self.hovered:
            self.hovered = source
            self.source_hovered.emit(source)
        self.redraw()

    def _cursor(self, found: Source | Handle | None, *, is_label: bool) -> Qt.CursorShape:
        if found is None:
            return Qt.CursorShape.ArrowCursor
        return Qt.CursorShape.SizeVerCursor if is_label else Qt.CursorShape.PointingHandCursor

    # Editing numbers

    def _drag_to(self, place: QPoint) -> None:
        assert self._drag is not None
        parameter, start_value, start, gesture = self._drag
        up = start.y() - place.y()
        if abs(up) >= _DRAG_START or self._editing.value(parameter) != start_value:
            self._editing.set_value(parameter, float(dragged(PARAMETER, start_value, up)), gesture)

    def _ask_at(self, source: Source) -> None:
        """Ask for the number of a place, there."""
        self._ask(source, self._middle_of(source))

    def _middle_of(self, source: Source) -> QPoint:
        rect = self.shown().place(source, *self.extent)
        if rect is None:
            return self.rect().center()
        return QPoint(round(rect.centre * self.pixels_per_point), round(rect.middle * self.pixels_per_point))

    def _ask(self, source: Source, place: QPoint) -> None:
        parameter = parameter_at(source)
        if parameter is None:
            self._session.message.emit(self.tr("Only weights, biases and slopes can be typed here."))
            return
        self._drag = None
        self._asked = parameter
        name = self.tr("Bias") if parameter.origin is None else self.tr("Weight")
        if parameter.unit is None:
            name = self.tr("Slope")
        self._popup.ask(name, self._editing.value(parameter), place)

    @Slot(float, str)
    def _take_number(self, value: float, gesture: str) -> None:
        if self._asked is not None:
            self._editing.set_value(self._asked, value, gesture)

    # Keys and menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chosen, selected, key = self._session.selection, self._selected(), event.key()
        sizes = self._session.moment.trace.task.network.sizes
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        moved = moved_selection(chosen, sizes, key, along_edges=shift)
        if moved is not None:
            self._session.select_node(*moved)
        elif selected is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask_at(selected)
        elif selected is not None and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._editing.remove_unit(selected.layer, selected.unit)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        found = self.hit(QPointF(event.pos()))
        is_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        self._menu_place = self._selected() if is_key else (found if isinstance(found, Source) else None)
        super().contextMenuEvent(event)

    def menu_actions(self) -> list[QAction]:
        """Return what can be done at the place that the menu was opened at, or at the selection."""
        place = self._menu_place or self._selected()
        toggle = self.breakpoint_toggled.emit
        return place_actions(self, self._editing, place, self._ask_at, toggle) if place else []

    def _selected(self) -> Source | None:
        chosen = self._session.selection
        if chosen.layer is None or chosen.unit is None:
            return None
        kind = "a" if chosen.origin is None else "weight"
        return Source(kind, chosen.layer, chosen.unit, chosen.origin)
