"""The graph on the screen: sized to what it is shown in, pointed at, and walked over by keys."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from core.formula import Source
from nnviz.figures.graph_excerpt import Room
from nnviz.figures.graph_items import Fold, Item
from nnviz.figures.graph_picture import GraphOptions, GraphPicture
from nnviz.figures.graph_reading import GraphLabel
from nnviz.figures.graph_words import item_tooltip, number_tooltip
from nnviz.figures.network_shapes import Rect
from nnviz.figures.style import Style
from nnviz.moment import Moment
from nnviz.panels.graph.keys import REACHED, next_item
from nnviz.widgets.live_tooltip import LiveTooltip

_SMALLEST, _LARGEST = 0.92, 2.0  # pixels per point
_ROW, _REST, _CHIP = 47.0, 38.0, 20.0  # points of a row, of what is there besides, of a folded row
_MOST = 8  # rows


class GraphCanvas(QWidget):
    """Shows a moment's graph, as large as it needs to be.

    Signals
    -------
    item_clicked(Item), number_clicked(Source)
        By the mouse or by Return.
    source_hovered(Source or None)
        The number under the pointer.
    """

    item_clicked = Signal(object)
    number_clicked = Signal(object)
    source_hovered = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._options = GraphOptions(caption=False)
        self._picture: GraphPicture | None = None
        self._room = QSize(1, 1)
        self._scale = 1.0
        self._hovered: Source | None = None
        LiveTooltip(self, self.tooltip_at)

    @property
    def picture(self) -> GraphPicture | None:
        """What is shown."""
        return self._picture

    @property
    def pointed(self) -> Item | None:
        """The item under the pointer or the keys."""
        return self._options.pointed

    def show_moment(self, moment: Moment, style: Style, unfolded: frozenset[Fold]) -> None:
        """Show a moment."""
        self._options = replace(self._options, unfolded=unfolded, room=self._rows())
        self._picture = GraphPicture(moment, style, self._options)
        pointed = self._options.pointed
        if pointed is not None:
            kept = self._picture.layout().item(pointed.kind, pointed.layer, pointed.unit, pointed.origin)
            self._point(kept)
        self.setAccessibleDescription(self._picture.description)
        self._fit()
        self.update()

    def set_highlight(self, source: Source | None) -> None:
        """Light a number that is looked at elsewhere."""
        self._set(replace(self._options, highlight=source))

    def set_room(self, room: QSize) -> None:
        """Fit into what the graph is shown in, as far as its letters stay readable."""
        self._room = room
        if self._picture is not None:
            self._set(replace(self._options, room=self._rows()))
            self._fit()

    def place_of(self, item: Item) -> Rect:
        """Return where an item of the shown layout is, in pixels."""
        return Rect(*(side * self._scale for side in item.rect))

    def lit(self) -> tuple[Item, ...]:
        """Return what the step works on."""
        return self._picture.scene(*self.extent).lit if self._picture else ()

    def shown_item(self, kind: str, layer: int, unit: int | None, origin: int | None = None) -> Item | None:
        """Return an item as it is on the screen, by its place."""
        if self._picture is None:
            return None
        return self._picture.scene(*self.extent).layout.item(kind, layer, unit, origin)

    def hit(self, position: QPointF) -> Item | GraphLabel | None:
        """Return what is under a position of the widget."""
        if self._picture is None:
            return None
        place = position.x() / self._scale, position.y() / self._scale
        return self._picture.hit(*place, *self.extent)

    def tooltip_at(self, position: QPointF) -> str:
        """Return what is said about a place, as rich text; empty where nothing is."""
        found = self.hit(position)
        if self._picture is None or found is None:
            return ""
        reading = self._picture.reading
        if isinstance(found, GraphLabel):
            return number_tooltip(reading, found.source)
        return item_tooltip(reading, found)

    # Events

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            return
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(self._picture.style.surface))
        painter.scale(self._scale, self._scale)
        self._picture.paint(painter, *self.extent)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self.hit(event.position())
        item = found if isinstance(found, Item) and found.kind in REACHED else None
        self._point(item)
        self._hover(found.source if isinstance(found, GraphLabel) else (item.writes if item else None))
        active = item is not None or isinstance(found, GraphLabel)
        self.setCursor(Qt.CursorShape.PointingHandCursor if active else Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        found = self.hit(event.position())
        if isinstance(found, GraphLabel):
            self.number_clicked.emit(found.source)
        elif isinstance(found, Item) and found.kind in REACHED:
            self.item_clicked.emit(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pointed = self._options.pointed
        if self._picture is None:
            super().keyPressEvent(event)
            return
        reached = next_item(self._picture.scene(*self.extent).layout, pointed, event.key())
        if reached is not None:
            self._point(reached)
            self._hover(reached.writes)
        elif pointed is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.item_clicked.emit(pointed)
        else:
            super().keyPressEvent(event)

    # Inside

    def _point(self, item: Item | None) -> None:
        self._set(replace(self._options, pointed=item))

    def _hover(self, source: Source | None) -> None:
        if source != self._hovered:
            self._hovered = source
            self.source_hovered.emit(source)

    def _set(self, options: GraphOptions) -> None:
        if options == self._options:
            return
        self._options = options
        if self._picture is not None:
            self._picture = self._picture.with_options(options)
            self.update()

    def _rows(self) -> Room:
        """Return for how many rows of inputs there is room."""
        free = self._room.height() / _SMALLEST - _REST
        whole, part = (int(height / _ROW) for height in (free, free - _CHIP))
        return Room(max(1, min(whole, _MOST)), max(1, min(part, _MOST - 1)))

    def _fit(self) -> None:
        if self._picture is None:
            return
        width, height = self._picture.size
        fitting = self._room.width() / width, self._room.height() / height
        # Where it does not fit both ways it is scrolled: then letters shrink for the other way alone.
        readable = [scale for scale in fitting if scale >= _SMALLEST] or [1.0]
        self._scale = min(*readable, _LARGEST if len(readable) == 2 else 1.0)
        self.setMinimumSize(int(width * self._scale), int(height * self._scale))

    @property
    def extent(self) -> tuple[float, float]:
        """The widget's size in points."""
        return self.width() / self._scale, self.height() / self._scale
