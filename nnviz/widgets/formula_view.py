"""A formula on the screen, whose numbers can be pointed at, walked through and copied."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QScrollBar, QSizePolicy, QWidget

from core.formula import Formula, Source
from nnviz.figures.formula import FormulaInk, FormulaLayout, PlacedPiece, is_quick, layout_formula

_MARGIN = 6
_WIDEST_HINT = 520
_NARROWEST = 120
_LATER_MS = 50


class FormulaView(QWidget):
    """Shows a `Formula`, wrapped to its width.

    The arrow keys walk through the numbers that have a source, Return is a click, Ctrl+C copies the LaTeX.

    Signals
    -------
    source_hovered : Source or None
        The number under the mouse, or reached with the keys; None when it is left.
    source_clicked : Source
        The number that was clicked.
    """

    source_hovered = Signal(object)
    source_clicked = Signal(object)

    def __init__(self, size: float = 17.0, *, patient: bool = False, parent: QWidget | None = None) -> None:
        """Make an empty view.

        Parameters
        ----------
        size : float
            The em of its formulas in pixels.
        patient : bool
            Let a formula that takes long to set follow a moment later, after everything else is painted.
        """
        super().__init__(parent)
        self._is_patient = patient
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_LATER_MS)
        self._later.timeout.connect(self._relayout)
        self._size = size
        self._formula: Formula | None = None
        self._natural: FormulaLayout | None = None  # on one line
        self._layouts: dict[int, FormulaLayout] = {}  # broken, for narrower widths
        self._ink: FormulaInk | None = None
        self._highlight: Source | None = None
        self._hovered: Source | None = None
        self._walked: int | None = None
        self._scroll = QScrollBar(Qt.Orientation.Horizontal, self)
        self._scroll.setAccessibleName("Scroll the formula")
        self._scroll.hide()
        self._scroll.valueChanged.connect(self.update)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("Formula")

    @property
    def formula(self) -> Formula | None:
        """What is shown."""
        return self._formula

    def set_formula(self, formula: Formula | None) -> None:
        """Show another formula, or nothing."""
        if formula == self._formula:
            return
        self._formula = formula
        self._walked = None
        self._point_at(None)
        self.setAccessibleName(formula.latex if formula else "Formula")
        self.setAccessibleDescription("")
        self._later.stop()
        if self._is_patient and formula is not None and not is_quick(formula):
            self._later.start()
        self._relayout()

    def set_size(self, size: float) -> None:
        """Set the em in pixels."""
        if size != self._size:
            self._size = size
            self._relayout()

    def set_ink(self, ink: FormulaInk) -> None:
        """Set the colours; until then they are those of the palette."""
        self._ink = ink
        self.update()

    def set_highlight(self, source: Source | None) -> None:
        """Light the numbers from this source; what the user points at goes before it."""
        if source != self._highlight:
            self._highlight = source
            self.update()

    def copy_latex(self) -> None:
        """Put the formula's LaTeX on the clipboard."""
        if self._formula:
            QGuiApplication.clipboard().setText(self._formula.latex)

    def number_rect(self, source: Source) -> QRect:
        """Return where the first number from a source is shown, in the widget; empty if it is not."""
        for piece in self._layout().numbers():
            if piece.source == source:
                return piece.box.translated(self._origin()).toAlignedRect()
        return QRect()

    # Size

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = self._layout_for(width)
        bar = self._scroll.sizeHint().height() if _overflow(layout, width) else 0
        return round(layout.height + 0.5) + 2 * _MARGIN + bar

    def sizeHint(self) -> QSize:
        natural = self._layout_for(_WIDEST_HINT)
        width = round(natural.width + 0.5) + 2 * _MARGIN
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(_NARROWEST, self.heightForWidth(max(self.width(), _NARROWEST)))

    # Events

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        lit = self._hovered or self._walked_source() or self._highlight
        self._layout().paint(painter, self._origin(), self._ink or _palette_ink(self.palette()), lit)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_scroll_bar()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._source_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        source = self._source_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and source is not None:
            self.source_clicked.emit(source)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.angleDelta().x() and not self._scroll.isHidden():
            self._scroll.setValue(self._scroll.value() - event.angleDelta().x() // 2)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        source = self._walked_source()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_latex()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._layout().numbers():
            self._walk(1 if event.key() == Qt.Key.Key_Right else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and source is not None:
            self.source_clicked.emit(source)
        elif event.key() == Qt.Key.Key_Escape and source is not None:
            self._stop_walking()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        # A menu takes the focus only for a moment.
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._stop_walking()
        super().focusOutEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.addAction("Copy as LaTeX", self.copy_latex).setEnabled(self._formula is not None)
        menu.exec(event.globalPos())

    # Inside

    def _relayout(self) -> None:
        self._natural = None
        self._layouts.clear()
        self._place_scroll_bar()
        self.updateGeometry()
        self.update()

    def _layout(self) -> FormulaLayout:
        return self._layout_for(self.width())

    def _layout_for(self, width: int) -> FormulaLayout:
        shown = Formula(()) if self._formula is None or self._later.isActive() else self._formula
        if self._natural is None:
            self._natural = layout_formula(shown, self._size)
        room = max(width, _NARROWEST) - 2 * _MARGIN
        if self._natural.width <= room:  # as most are: one layout for every width that Qt asks about
            return self._natural
        if width not in self._layouts:
            self._layouts[width] = layout_formula(shown, self._size, room)
        return self._layouts[width]

    def _origin(self) -> QPointF:
        return QPointF(_MARGIN - self._scroll.value(), _MARGIN)

    def _place_scroll_bar(self) -> None:
        excess = _overflow(self._layout(), self.width())
        self._scroll.setVisible(excess > 0)
        self._scroll.setRange(0, excess)
        self._scroll.setPageStep(self.width())
        height = self._scroll.sizeHint().height()
        self._scroll.setGeometry(0, self.height() - height, self.width(), height)

    def _source_at(self, point: QPointF) -> Source | None:
        return self._layout().source_at(point - self._origin())

    def _point_at(self, source: Source | None) -> None:
        if source != self._hovered:
            self._hovered = source
            self.setCursor(
                Qt.CursorShape.ArrowCursor if source is None else Qt.CursorShape.PointingHandCursor
            )
            self.source_hovered.emit(source)
            self.update()

    def _walked_piece(self) -> PlacedPiece | None:
        return None if self._walked is None else self._layout().numbers()[self._walked]

    def _walked_source(self) -> Source | None:
        piece = self._walked_piece()
        return piece.source if piece else None

    def _walk(self, step: int) -> None:
        numbers = self._layout().numbers()
        if self._walked is None:
            self._walked = 0 if step > 0 else len(numbers) - 1
        else:
            self._walked = min(max(self._walked + step, 0), len(numbers) - 1)
        piece = numbers[self._walked]
        quantity = piece.source.quantity if piece.source else ""
        self.setAccessibleDescription(f"{quantity.replace('_', ' ')} {piece.latex}")
        self._scroll.setValue(round(piece.box.center().x() - self.width() / 2))
        self.source_hovered.emit(piece.source)
        self.update()

    def _stop_walking(self) -> None:
        if self._walked is not None:
            self._walked = None
            self.setAccessibleDescription("")
            self.source_hovered.emit(None)
            self.update()


def _overflow(layout: FormulaLayout, width: int) -> int:
    return max(0, round(layout.width + 2 * _MARGIN - width))


def _palette_ink(palette: QPalette) -> FormulaInk:
    accent = palette.color(QPalette.ColorRole.Highlight)
    glow = QColor(accent)
    glow.setAlphaF(0.25)
    return FormulaInk(palette.color(QPalette.ColorRole.WindowText), glow, accent)
