"""The matrices on the screen: cells to point at, to click and to walk through."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from core.number_format import full_number
from nnviz.figures.matrices import cell_name
from nnviz.figures.matrix_blocks import Cell
from nnviz.figures.matrix_layout import size_with_numbers
from nnviz.figures.matrix_picture import MatrixOptions, MatrixPicture
from nnviz.figures.network_words import NOT_YET
from nnviz.figures.style import Style
from nnviz.moment import Moment
from nnviz.widgets.live_tooltip import LiveTooltip

_POINTS_PER_INCH = 72
_MOST_NUMBERS = 64 * 64  # of a matrix by itself; a larger one is shown without, as a whole
_ARROWS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class MatrixView(QWidget):
    """Shows a `MatrixPicture` as large as the widget.

    Signals
    -------
    cell_chosen(Cell)
        A cell was clicked, or Return pressed on it.
    title_chosen(str)
        The quantity of the matrix whose name was clicked.
    menu_wanted(QPoint)
        The context menu, at a place on the screen.
    place_wanted(QRect)
        A part of the widget should be in sight.
    """

    cell_chosen = Signal(object)
    title_chosen = Signal(str)
    menu_wanted = Signal(object)
    place_wanted = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.focus: Cell | None = None
        self.menu_cell: Cell | None = None
        self._picture: MatrixPicture | None = None
        LiveTooltip(self, self.tooltip_at)

    @property
    def picture(self) -> MatrixPicture | None:
        """What is shown."""
        return self._picture

    def show_moment(self, moment: Moment, style: Style, layer: int | None, only: str) -> None:
        """Show the matrices of a layer, or with `only` one of them."""
        options = MatrixOptions(layer=layer, only=only, focus=self.focus)
        self._picture = picture = MatrixPicture(moment, style, options)
        least = (0.0, 0.0)
        if only and sum(matrix.values.size for matrix in picture.matrices) <= _MOST_NUMBERS:
            least = size_with_numbers(picture.matrices, style)
        # Rounded up: a hair's breadth less would be too little for the numbers.
        self.setMinimumSize(*(round(side * self._scale + 0.5) for side in least))
        self.setAccessibleDescription(self._focus_words() or picture.description)
        self._bring_lit_in_sight()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(480, 200)

    def place_of(self, cell: Cell) -> QPointF | None:
        """Return where in the widget a cell is."""
        rect = self._rect_of(cell)
        return None if rect is None else QPointF(rect.center())

    def tooltip_at(self, position: QPointF) -> str:
        """Return the name of a cell and all digits of its number."""
        cell = self._cell_at(position)
        return self._words(cell) if cell is not None else ""

    # Events

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._picture is not None:
            painter.fillRect(event.rect(), QColor(self._picture.style.surface))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipRect(event.rect())
            painter.scale(self._scale, self._scale)
            self._picture.paint(painter, *self._extent)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        position = event.position()
        is_target = self._cell_at(position) is not None or bool(self._title_at(position))
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_target else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell, title = self._cell_at(event.position()), self._title_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if cell is not None:
            self.focus = None
            self.cell_chosen.emit(cell)
        elif title:
            self.title_chosen.emit(title)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        is_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        self.menu_cell = self.focus if is_key else self._cell_at(QPointF(event.pos()))
        self.menu_wanted.emit(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _ARROWS and self._picture is not None:
            self._set_focus(self._picture.neighbour(self.focus, *_ARROWS[key]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.focus is not None:
            self.cell_chosen.emit(self.focus)
        elif key == Qt.Key.Key_Escape and self.focus is not None:
            self._set_focus(None)
        else:
            super().keyPressEvent(event)

    # Inside

    @property
    def _scale(self) -> float:
        """Logical pixels per point."""
        return self.logicalDpiY() / _POINTS_PER_INCH

    @property
    def _extent(self) -> tuple[float, float]:
        return self.width() / self._scale, self.height() / self._scale

    def _cell_at(self, position: QPointF) -> Cell | None:
        if self._picture is None:
            return None
        return self._picture.cell_at(position.x() / self._scale, position.y() / self._scale, *self._extent)

    def _title_at(self, position: QPointF) -> str:
        """Return the quantity of the matrix whose name is at a position; empty if none is."""
        if self._picture is None:
            return ""
        return self._picture.title_at(position.x() / self._scale, position.y() / self._scale, *self._extent)

    def _rect_of(self, cell: Cell) -> QRect | None:
        """Return where in the widget a cell is."""
        rect = self._picture.rect_of(cell, *self._extent) if self._picture is not None else None
        return None if rect is None else QRectF(*(side * self._scale for side in rect)).toRect()

    def _set_focus(self, cell: Cell | None) -> None:
        assert self._picture is not None
        self.focus, self._picture = cell, self._picture.with_focus(cell)
        self.setAccessibleDescription(self._focus_words() or self._picture.description)
        rect = None if cell is None else self._rect_of(cell)
        if rect is not None:
            self.place_wanted.emit(rect)
        self.update()

    def _bring_lit_in_sight(self) -> None:
        assert self._picture is not None
        lit = next((matrix for matrix in self._picture.matrices if matrix.lit is not None), None)
        if lit is not None and lit.lit is not None:
            rect = self._rect_of(Cell(lit.quantity, *lit.lit))
            if rect is not None:
                self.place_wanted.emit(rect)

    def _focus_words(self) -> str:
        return self._words(self.focus) if self.focus is not None else ""

    def _words(self, cell: Cell) -> str:
        """Return the name of a cell and its number; empty if it is not shown any more."""
        picture = self._picture
        matrix = picture.matrix(cell.quantity) if picture is not None else None
        if picture is None or matrix is None or not matrix.has(cell.row, cell.column):
            return ""
        name = cell_name(picture.reading, matrix, cell.row, cell.column)
        if not matrix.known[cell.row, cell.column]:
            return f"{name}\n{NOT_YET}"
        return f"{name}\n{full_number(float(matrix.values[cell.row, cell.column]))}"
