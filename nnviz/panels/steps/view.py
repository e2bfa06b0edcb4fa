"""The step list on the screen: the step just done is lit, its ancestors are open."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from core.breakpoints.breakpoint import Breakpoint
from nnviz.figures.breakpoint_mark import MARK_SIZE, paint_mark
from nnviz.figures.step_breakpoints import breakpoint_at
from nnviz.figures.step_words import StepWords
from nnviz.figures.style import LIGHT, Style, blend
from nnviz.panels.steps.model import RESULT, TITLE, WORDS, StepModel

_ROW_HEIGHT = 24  # pixels; the least that a hand can aim at
_INDENT = 14
_BAR = 3
_CELL_PADDING, _HOVER = 6, 0.07
_MARK_ROOM = round(2 * MARK_SIZE) + 4
_NARROW = 560  # pixels; below, there is no room for the words
_LEAST_TITLE, _TITLE_SHARE = 230, 0.31
_LONGEST_RESULT = "δ = −1.234e−05"
_SHEET = "StepView, StepView:focus { border: none; border-radius: 0; }"

Index = QModelIndex | QPersistentModelIndex


class StepView(QTreeView):
    """Follows a moment; a click or Return asks to go to a row.

    Signals
    -------
    step_chosen(int)
        The last step of the row that was chosen.
    typed(str)
        A letter was typed: it begins a search.
    """

    step_chosen = Signal(int)
    typed = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.step_model = StepModel(self)
        self._style: Style = LIGHT
        self._followed: set[int] = set()
        self._by_hand: dict[int, tuple[int, ...]] = {}
        self._sizes: tuple[int, ...] = ()
        self._is_following = False
        self.setModel(self.step_model)
        self.setItemDelegate(_StepDelegate(self))
        self.setAccessibleName(name)
        self.setHeaderHidden(True)
        self.setStyleSheet(_SHEET)
        self.setUniformRowHeights(True)
        self.setIndentation(_INDENT)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.header().setMinimumSectionSize(0)
        self.clicked.connect(self._choose)
        self.expanded.connect(self._opened_by_hand)
        self.collapsed.connect(self._folded_by_hand)

    @property
    def style_shown(self) -> Style:
        """The colours in use."""
        return self._style

    def show_words(self, words: StepWords, style: Style) -> None:
        """Show a moment: open what its step lies in, fold what was only open for the former one."""
        self._style = style
        if self.step_model.show(words):
            self._followed.clear()
            self._reopen(words)
        self._follow(words)
        self.viewport().update()

    @Slot()
    def fold_all(self) -> None:
        """Fold everything but what the step just done lies in."""
        self.collapseAll()
        self._by_hand.clear()
        if self.step_model.step_words is not None:
            self._follow(self.step_model.step_words)

    def lit_index(self) -> QModelIndex:
        """Return the row of the step just done; before the first step, none."""
        words = self.step_model.step_words
        if words is None or words.moment.step < 0:
            return QModelIndex()
        return self.step_model.index_of(words.tree.path(words.moment.step)[-1])

    # Events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.currentIndex())
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Asterisk):
            event.ignore()  # Space plays; "open all" would list what must not be listed
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        self.typed.emit(search)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.viewport().width()
        result = self.fontMetrics().horizontalAdvance(_LONGEST_RESULT) + 16
        words = room - result - max(_LEAST_TITLE, round(_TITLE_SHARE * room)) if room >= _NARROW else 0
        for column, width in ((TITLE, room - result - words), (WORDS, words), (RESULT, result)):
            self.header().resizeSection(column, width)

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the row of the step just done, or what it is folded into, with its glow and bar."""
        rect = QRect(option.rect)
        row = self.step_model.row_at(index)
        if self.step_model.is_lit(index) and row is not None and (row.is_step or not self.isExpanded(index)):
            painter.fillRect(rect, QColor(self._style.current_soft))
            painter.fillRect(QRect(rect.left(), rect.top(), _BAR, rect.height()), QColor(self._style.current))
        super().drawRow(painter, option, index)
        if self.hasFocus() and row is not None and row == self.step_model.row_at(self.currentIndex()):
            painter.setPen(QPen(QColor(self._style.accent), 1.5))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))

    # Following the cursor

    def _follow(self, words: StepWords) -> None:
        step = words.moment.step
        path = [self.step_model.index_of(row) for row in words.tree.path(step)] if step >= 0 else []
        self._is_following = True
        self._fold_others({self.step_model.key_of(index) for index in path})
        for index in path[:-1]:
            if not self.isExpanded(index):
                self.expand(index)
                self._followed.add(self.step_model.key_of(index))
        self._is_following = False
        self.setCurrentIndex(path[-1] if path else QModelIndex())
        self._bring_in_sight(path[-1] if path else self.step_model.index(0, TITLE))

    def _fold_others(self, kept: set[int]) -> None:
        """Fold what was opened for a former step: otherwise the list would grow with every node."""
        for key in self._followed - kept:
            self.collapse(self.step_model.index_at(key))
        self._followed &= kept

    def _bring_in_sight(self, index: QModelIndex) -> None:
        """Scroll no further than needed for a row and its neighbours; a far one comes to the middle."""
        view, place = self.viewport().rect(), self.visualRect(index)
        if not view.adjusted(0, -2 * _ROW_HEIGHT, 0, 2 * _ROW_HEIGHT).contains(place.center()):
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
            return
        for near in (self.indexAbove(index), self.indexBelow(index), index):
            if near.isValid():
                self.scrollTo(near, QAbstractItemView.ScrollHint.EnsureVisible)

    def _reopen(self, words: StepWords) -> None:
        """Open what a hand has opened: where only the batch has another length, the rows are the same."""
        sizes = words.trace.task.network.sizes
        kept = self._by_hand.values() if sizes == self._sizes else ()
        self._by_hand, self._sizes = {}, sizes
        for places in list(kept):
            index = QModelIndex()
            for place in places:
                index = self.step_model.index(place, TITLE, index)
            if self.step_model.hasChildren(index):
                self.expand(index)

    @Slot(QModelIndex)
    def _opened_by_hand(self, index: QModelIndex) -> None:
        row = self.step_model.row_at(index)
        if self._is_following or row is None or self.step_model.step_words is None:
            return
        path = self.step_model.step_words.tree.path(row.start)[: row.level + 1]
        self._by_hand[self.step_model.key_of(index)] = tuple(above.place for above in path)
        self._followed.discard(self.step_model.key_of(index))

    @Slot(QModelIndex)
    def _folded_by_hand(self, index: QModelIndex) -> None:
        if not self._is_following:
            self._by_hand.pop(self.step_model.key_of(index), None)
            self._followed.discard(self.step_model.key_of(index))

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        row = self.step_model.row_at(index)
        if row is not None:
            self.step_chosen.emit(row.stop - 1)


class _StepDelegate(QStyledItemDelegate):
    """Writes a row: what is not computed yet is pale, what flows backward has its hue.

    It paints by itself: through the style sheet the list takes nearly twice as long.
    """

    def __init__(self, view: StepView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, _ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view, column = self._view, index.column()
        row, words = view.step_model.row_at(index), view.step_model.step_words
        if row is None or words is None:
            return
        style, font = view.style_shown, view.font()
        is_lit = row.is_step and words.holds_cursor(row)
        if option.state & QStyle.StateFlag.State_MouseOver and not is_lit:
            painter.fillRect(option.rect, QColor(blend(style.surface, style.text, _HOVER)))
        colour = style.text if words.is_done(row) and column != WORDS else style.muted
        if column == RESULT and words.trace.layout.section_at(row.start).phase == "backward":
            colour = style.gradient
        if column != WORDS and (row.level == 0 or is_lit):
            font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        room = option.rect.adjusted(_CELL_PADDING, 0, -_CELL_PADDING, 0)
        one = breakpoint_at(words, row) if column == TITLE else None
        if one is not None:
            self._paint_mark(painter, one, QRectF(room))
            room.setLeft(room.left() + _MARK_ROOM)
        text = view.step_model.data(index)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        side = Qt.AlignmentFlag.AlignRight if column == RESULT else Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_mark(self, painter: QPainter, one: Breakpoint, room: QRectF) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_mark(painter, self._view.style_shown, one, QPointF(room.left() + MARK_SIZE, room.center().y()))
        painter.restore()
