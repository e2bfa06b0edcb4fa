"""The matrices of a layer as heat-maps, with numbers where there is room."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from nnviz.figures.matrices import Matrix, layer_of, matrices_of
from nnviz.figures.matrix_blocks import Block, Cell, nearest_cell
from nnviz.figures.matrix_cells import fitting_number, paint_cells
from nnviz.figures.matrix_layout import arrange
from nnviz.figures.network_reading import Reading
from nnviz.figures.network_shapes import Rect
from nnviz.figures.network_words import NOT_YET, step_words
from nnviz.figures.style import Style
from nnviz.figures.text_width import text_width
from nnviz.moment import Moment

_WIDTH, _HEIGHTS = 560.0, (120.0, 160.0, 200.0, 260.0, 340.0)
_USUAL_HEIGHT = 200.0
_CAPTION, _EDGE = 16.0, 6.5
_LABEL_PAD, _LEAST_RING = 5.0, 4.0
_STRIDES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
_VCENTRE = Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class MatrixOptions:
    """What is shown besides the moment itself.

    Attributes
    ----------
    layer : int or None
        From 1; None follows the step just done.
    only : str
        The quantity that is shown alone (with bias or slope, if it has them); empty for all.
    focus : Cell or None
        The cell that keys have chosen.
    caption : bool
        Whether the layer's name stands above.
    """

    layer: int | None = None
    only: str = ""
    focus: Cell | None = None
    caption: bool = False


class MatrixPicture:
    """A `nnviz.figures.picture.Picture` of a layer's matrices at a moment."""

    def __init__(self, moment: Moment, style: Style, options: MatrixOptions | None = None) -> None:
        self.moment = moment
        self.style = style
        self.options = options or MatrixOptions()
        self.reading = Reading(moment)
        self.layer = self.options.layer or layer_of(self.reading)
        everything = matrices_of(self.reading, self.layer)
        self.matrices = tuple(m for m in everything if _is_wanted(m.quantity, self.options.only))
        self._blocks: tuple[Block, ...] = ()
        self._area = (0.0, 0.0)

    @property
    def caption(self) -> str:
        """The layer in a few words."""
        network = self.reading.network
        declared = network.layers[self.layer - 1]
        name = "Output layer" if self.layer == network.depth else f"Layer {self.layer}"
        return f"{name}: {network.sizes[self.layer - 1]} → {declared.units}, {declared.activation.label}"

    @property
    def description(self) -> str:
        """Which matrices there are, and how many of their numbers are computed."""
        parts = (f"{m.symbol} {m.shape_words}, {_known_words(m)}" for m in self.matrices)
        return f"{self.caption}. {'; '.join(parts)}. {step_words(self.reading)}."

    @property
    def size(self) -> tuple[float, float]:
        """Just large enough for all numbers; with too many of them, for what a usual area has room for."""
        for height in _HEIGHTS:
            blocks = self.blocks(_WIDTH, height)
            if all(block.has_numbers for block in blocks):
                break
        else:
            blocks = self.blocks(_WIDTH, _USUAL_HEIGHT)
        right, bottom = max(b.rect.right for b in blocks), max(b.rect.bottom for b in blocks)
        caption = text_width(self.style, "normal")(self.caption) * 1.1 + 16 if self.options.caption else 0.0
        return max(right + _EDGE, caption), bottom + _EDGE

    def blocks(self, width: float, height: float) -> tuple[Block, ...]:
        """Return where each matrix stands."""
        if self._area != (width, height):
            top = _CAPTION if self.options.caption else 0.0
            found = arrange(self.matrices, width, height - top, self.style)
            self._blocks = tuple(block.moved(top) for block in found)
            self._area = (width, height)
        return self._blocks

    def cell_at(self, x: float, y: float, width: float, height: float) -> Cell | None:
        """Return the cell under a point."""
        found = (block.cell_at(x, y) for block in self.blocks(width, height))
        return next((cell for cell in found if cell is not None), None)

    def title_at(self, x: float, y: float, width: float, height: float) -> str:
        """Return the quantity of the matrix whose name is under a point; empty if none is."""
        found = (b.matrix.quantity for b in self.blocks(width, height) if b.title_rect.contains(x, y))
        return next(found, "")

    def rect_of(self, cell: Cell, width: float, height: float) -> Rect | None:
        """Return where a cell is, if it is shown."""
        for block in self.blocks(width, height):
            if block.matrix.quantity == cell.quantity and block.matrix.has(cell.row, cell.column):
                return block.cell_rect(cell.row, cell.column)
        return None

    def neighbour(self, cell: Cell | None, down: int, right: int) -> Cell:
        """Return the cell next to one, in the same matrix or in the one beside it; None begins anywhere."""
        blocks = self._blocks
        here = next((b for b in blocks if cell is not None and b.matrix.quantity == cell.quantity), None)
        if cell is None or here is None or not here.matrix.has(cell.row, cell.column):
            lit = next((m for m in self.matrices if m.lit is not None), None)
            first = Cell(self.matrices[0].quantity, 0, 0)
            return first if lit is None or lit.lit is None else Cell(lit.quantity, *lit.lit)
        rows, columns = here.matrix.values.shape
        row, column = cell.row + down, cell.column + right
        if 0 <= row < rows and 0 <= column < columns:
            return Cell(cell.quantity, row, column)
        return nearest_cell(blocks, here, cell, (down, right)) or cell

    def with_focus(self, focus: Cell | None) -> MatrixPicture:
        """Return the same matrices with another cell chosen; what that leaves alone is not made anew."""
        picture = copy(self)
        picture.options = replace(self.options, focus=focus)
        return picture

    def matrix(self, quantity: str) -> Matrix | None:
        """Return the matrix of a quantity, if it is shown."""
        return next((matrix for matrix in self.matrices if matrix.quantity == quantity), None)

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        """Draw from (0, 0) to (width, height) in points."""
        painter.save()
        if self.options.caption:
            painter.setPen(QColor(self.style.text))
            painter.setFont(self.style.font("normal", bold=True))
            painter.drawText(QRectF(8, 4, width - 16, _CAPTION), _VCENTRE, self.caption)
        for block in self.blocks(width, height):
            paint_cells(painter, block, self.style)
            self._paint_labels(painter, block)
            self._paint_rings(painter, block)
        painter.restore()

    # Inside

    def _paint_labels(self, painter: QPainter, block: Block) -> None:
        style = self.style
        if block.title[0]:
            left, top, _, line = block.title_rect
            painter.setFont(style.font("small", bold=True))
            painter.setPen(QColor(style.gradient if block.matrix.is_gradient else style.text))
            place = QRectF(left, top, 1e4, line)
            painter.drawText(place, _VCENTRE, block.title[0])
            after = painter.boundingRect(place, _VCENTRE, block.title[0]).right() + 5
            painter.setFont(style.font("small"))
            painter.setPen(QColor(style.muted))
            painter.drawText(QRectF(after, top, 1e4, line), _VCENTRE, block.title[1])
        painter.setFont(style.font("small"))
        painter.setPen(QColor(style.muted))
        self._paint_column_labels(painter, block)
        self._paint_row_labels(painter, block)

    def _paint_column_labels(self, painter: QPainter, block: Block) -> None:
        if not block.has_columns:
            return
        columns = block.matrix.values.shape[1]
        measure = text_width(self.style, "small")
        stride = _stride(measure(str(columns)) + _LABEL_PAD, block.cell_width)
        for column in _labelled(columns, stride):
            rect = block.cell_rect(0, column)
            place = QRectF(rect.centre - 20, block.rect.y - block.line, 40, block.line)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(column + 1))

    def _paint_row_labels(self, painter: QPainter, block: Block) -> None:
        matrix, style = block.matrix, self.style
        rows = len(matrix.values)
        stride = _stride(1.1 * style.small, block.cell_height)
        shown = self._sample_row(matrix)
        for row in {*_labelled(rows, stride)} | ({shown} if shown is not None else set()):
            if shown is not None and row != shown and abs(row - shown) < stride and stride > 1:
                continue  # its label would lie over that of the shown sample
            rect = block.cell_rect(row, 0)
            if 1 < stride < rows and rect.middle + _LABEL_PAD > block.rect.bottom and row != shown:
                continue  # it would lie over that of the matrix below
            place = QRectF(rect.x - block.gutter, rect.middle - 10, block.gutter - _LABEL_PAD, 20)
            painter.setFont(style.font("small", bold=row == shown))
            painter.setPen(QColor(style.text if row == shown else style.muted))
            painter.drawText(place, _VCENTRE | Qt.AlignmentFlag.AlignRight, matrix.row_label(row))

    def _paint_rings(self, painter: QPainter, block: Block) -> None:
        """Mark the shown sample's row, the cell that the step writes, and the one that keys have chosen."""
        matrix, style = block.matrix, self.style
        row = self._sample_row(matrix)
        if row is not None:
            rect = QRectF(block.rect.x, block.cell_rect(row, 0).y, block.rect.width, block.cell_height)
            _ring(painter, rect, style.text, 1.0)
        if matrix.lit is not None:
            rect = QRectF(*block.cell_rect(*matrix.lit))
            if block.has_numbers:
                painter.fillRect(rect, QColor(style.current_soft))
                self._write_lit(painter, block, rect)
            _ring(painter, rect, style.current, 2.0)
        focus = self.options.focus
        if focus is not None and focus.quantity == matrix.quantity and matrix.has(focus.row, focus.column):
            _ring(painter, QRectF(*block.cell_rect(focus.row, focus.column)), style.accent, 1.5)

    def _write_lit(self, painter: QPainter, block: Block, rect: QRectF) -> None:
        matrix = block.matrix
        assert matrix.lit is not None
        if matrix.known[matrix.lit]:
            text = fitting_number(float(matrix.values[matrix.lit]), rect.width() / 1.1, self.style)
            painter.setPen(QColor(self.style.text))
            painter.setFont(self.style.font("small", bold=True))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)

    def _sample_row(self, matrix: Matrix) -> int | None:
        """Return the row of the shown sample, if there are others."""
        return self.moment.sample if matrix.has_samples and len(matrix.values) > 1 else None


def matrix_figure(moment: Moment, style: Style) -> MatrixPicture:
    """Return the matrices of the layer that the step just done is in, with the layer's name."""
    return MatrixPicture(moment, style, MatrixOptions(caption=True))


def _is_wanted(quantity: str, only: str) -> bool:
    """Tell whether a matrix belongs to what is chosen: bias and slope go with their weights."""
    if not only or quantity == only:
        return True
    kin = {"weight": ("bias", "slope"), "weight_gradient": ("bias_gradient", "slope_gradient")}
    return quantity in kin.get(only, ())


def _known_words(matrix: Matrix) -> str:
    known = int(matrix.known.sum())
    if known == matrix.known.size:
        return "all computed"
    return f"{known} of {matrix.known.size} computed" if known else NOT_YET


def _stride(needed: float, cell: float) -> int:
    """Return how many cells a label needs, as a round number."""
    return next((stride for stride in _STRIDES if stride * cell >= needed), _STRIDES[-1])


def _labelled(count: int, stride: int) -> list[int]:
    """Return which of the cells have labels: all, every other, or the first and every fifth, tenth, ..."""
    if stride <= 2:
        return list(range(0, count, stride))
    return [0, *range(stride - 1, count, stride)]


def _ring(painter: QPainter, rect: QRectF, colour: str, width: float) -> None:
    """Draw a ring around a cell; a cell that is too small to be seen gets a larger one."""
    spread = max(0.0, (_LEAST_RING - rect.width()) / 2), max(0.0, (_LEAST_RING - rect.height()) / 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colour), width))
    painter.drawRect(rect.adjusted(-spread[0], -spread[1], spread[0], spread[1]))
