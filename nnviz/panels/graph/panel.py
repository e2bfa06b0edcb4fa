"""The operations around a unit, with what runs forward and back between them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from core.formula import Source
from nnviz.figures.graph_items import Fold, Item
from nnviz.figures.graph_picture import GraphOptions, GraphPicture
from nnviz.figures.graph_reading import middle
from nnviz.figures.graph_words import caption
from nnviz.figures.network_reading import Reading
from nnviz.figures.style import Style
from nnviz.moment import Moment
from nnviz.panels.base import MomentPanel
from nnviz.panels.graph.canvas import GraphCanvas
from nnviz.session import Session
from nnviz.theme import Theme

_LOW = 200  # pixels, below which the graph needs all of them
_OF_MIDDLE = ("inputs", "paths", "peers")


class GraphPanel(MomentPanel):
    """The computation graph of the session's moment.

    A click on an operation or a number goes to the step that computes it; a click on a folded unit or row
    unfolds it.

    Signals
    -------
    source_hovered(Source or None)
        The number under the pointer.
    """

    name = "graph"
    source_hovered = Signal(object)

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Graph")
        self._session = session
        self._theme = theme
        self._middle = middle(session.moment)
        self._unfolded: frozenset[Fold] = frozenset()
        self._menu_item: Item | None = None
        self.canvas = GraphCanvas(self.tr("Computation graph"))
        self.canvas.item_clicked.connect(self._press)
        self.canvas.number_clicked.connect(self._go_to)
        self.canvas.source_hovered.connect(self.source_hovered)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self.canvas)
        self._scroll.viewport().installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_head())
        column.addWidget(self._scroll, 1)
        session.moved.connect(self._moved)
        theme.style_changed.connect(self._refresh)

    def picture_of(self, moment: Moment, style: Style) -> GraphPicture:
        """Return the graph, with what is unfolded."""
        return GraphPicture(moment, style, GraphOptions(self._unfolded))

    @Slot(object)
    def set_highlight(self, source: Source | None) -> None:
        """Light the place of a number that is looked at elsewhere; None lights none."""
        self.canvas.set_highlight(source)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._moved()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._head.setVisible(self.height() >= _LOW)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.canvas.set_room(self._scroll.maximumViewportSize())
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._session.selection.unit is not None:
            self._follow()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place = self.canvas.mapFromGlobal(event.globalPos())
        is_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        found = self.canvas.pointed if is_key else self.canvas.hit(QPointF(place))
        self._menu_item = found if isinstance(found, Item) else None
        super().contextMenuEvent(event)

    def menu_actions(self) -> list[QAction]:
        """Return what can be done with the item that the menu was opened at, and with the whole graph."""
        item, actions = self._menu_item, []
        if item is not None and item.kind in ("unit", "peer", "onward") and item.unit is not None:
            choose = QAction(self.tr("Put this unit in the middle"), self)
            choose.triggered.connect(lambda: self._choose(item))
            actions.append(choose)
        if item is not None and item.writes is not None:
            source = item.writes
            go = QAction(self.tr("Go to the step that computes it"), self)
            go.triggered.connect(lambda: self._go_to(source))
            actions.append(go)
        fold = QAction(self.tr("Fold everything"), self)
        fold.setEnabled(bool(self._unfolded))
        fold.triggered.connect(self._fold_all)
        follow = QAction(self.follow.text(), self)
        follow.setEnabled(self._session.selection.unit is not None)
        follow.triggered.connect(self._follow)
        return [*actions, fold, follow]

    # Inside

    def _make_head(self) -> QWidget:
        self.words = QLabel()
        self.follow = QPushButton(self.tr("Follow the step"))
        self.follow.setToolTip(self.tr("Show the graph around the step again (Escape)"))
        self.follow.clicked.connect(self._follow)
        self._head = QWidget()
        row = QHBoxLayout(self._head)
        row.setContentsMargins(8, 0, 8, 0)
        row.addWidget(self.words, 1)
        row.addWidget(self.follow)
        self._head.setFixedHeight(self.follow.sizeHint().height() + 4)
        return self._head

    @Slot()
    def _moved(self) -> None:
        if not self.isVisible():
            return
        now = middle(self._session.moment)
        if now != self._middle:
            self._renew_folds(now)
        self._refresh()
        self._show_step()

    def _renew_folds(self, now: tuple[int, int]) -> None:
        """Take over to another unit whether its own lists are unfolded; its neighbours begin folded."""
        kept = {fold.kind for fold in self._unfolded if fold[1:] == self._middle and fold.kind in _OF_MIDDLE}
        self._unfolded = frozenset(Fold(kind, *now) for kind in kept)
        self._middle = now

    @Slot()
    def _refresh(self) -> None:
        if not self.isVisible():
            return
        moment = self._session.moment
        self.canvas.show_moment(moment, self._theme.style, self._unfolded)
        name, why = caption(Reading(moment))
        self.words.setText(f"<b>{name}</b>, {why}")
        self.follow.setVisible(self._session.selection.unit is not None)

    def _show_step(self) -> None:
        """Scroll to what the step works on or, where that is elsewhere, to the middle."""
        found = self.canvas.lit()
        if not found:
            middle_item = self.canvas.shown_item("add", *self._middle)
            found = (middle_item,) if middle_item else ()
        for item in found[:1]:
            rect = self.canvas.place_of(item)
            self._scroll.ensureVisible(round(rect.centre), round(rect.middle), 90, 60)

    # What a click does

    @Slot(object)
    def _press(self, item: Item) -> None:
        if item.fold is not None:
            self._toggle(item.fold)
        elif item.kind in ("unit", "peer", "onward"):
            self._choose(item)
        elif item.kind in ("weight", "bias") and item.unit is not None:
            self._session.select_node(item.layer, item.unit, item.origin)
        elif item.writes is not None:
            self._go_to(item.writes)

    def _toggle(self, fold: Fold) -> None:
        self._unfolded ^= {fold}
        self._refresh()

    def _choose(self, item: Item) -> None:
        self._session.select_node(item.layer, item.unit)

    @Slot(object)
    def _go_to(self, source: Source) -> None:
        step = self._session.trace.step_of(source)
        if step >= 0:
            self._session.go_to_step(step)
        else:
            self._session.message.emit(self.tr("This number is given: no step computes it."))

    @Slot()
    def _follow(self) -> None:
        self._session.select_node(None, None)

    def _fold_all(self) -> None:
        self._unfolded = frozenset()
        self._refresh()
