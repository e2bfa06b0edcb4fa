"""The numbers of a layer as matrices; a click on one goes to the step that computed it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QRect, QSignalBlocker, Qt, Slot
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from nnviz.exporters.matrix_text import FORMATS
from nnviz.figures.matrices import Matrix
from nnviz.figures.matrix_blocks import Cell
from nnviz.figures.matrix_picture import MatrixOptions, MatrixPicture
from nnviz.figures.style import Style
from nnviz.moment import Moment
from nnviz.panels.base import MomentPanel
from nnviz.panels.matrices.view import MatrixView
from nnviz.session import Session
from nnviz.theme import Theme
from nnviz.widgets.quiet import QuietCombo

_ALL = ""
_WIDEST_COMBO = 190


class MatricesPanel(MomentPanel):
    """Shows the layer that the step just done is in, or the one that was chosen."""

    name = "matrices"

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Matrices")
        self._session = session
        self._theme = theme
        self._layer: int | None = None
        self.layers = QuietCombo(self.tr("Layer whose matrices are shown"))
        self.layers.setToolTip(self.tr("A layer, or always the one that the step just done is in"))
        self.layers.activated.connect(self._choose_layer)
        self.choice = QuietCombo(self.tr("Which of the matrices are shown"))
        self.choice.setToolTip(self.tr("All, or one with its numbers: a click on its name does that, too"))
        for quantity, text in self._choices().items():
            self.choice.addItem(text, quantity)
        self.choice.activated.connect(self._refresh)
        self.view = MatrixView(self.tr("Matrices of a layer"))
        self.view.cell_chosen.connect(self._go)
        self.view.title_chosen.connect(self._toggle_alone)
        self.view.menu_wanted.connect(self._show_menu)
        self.view.place_wanted.connect(self._bring_in_sight)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self.view)
        head = QHBoxLayout()
        head.setContentsMargins(8, 4, 8, 0)
        head.setSpacing(8)
        for combo in (self.layers, self.choice):
            combo.setMaximumWidth(_WIDEST_COMBO)
            head.addWidget(combo, 1)
        head.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._scroll, 1)
        session.moved.connect(self._refresh)
        theme.style_changed.connect(self._refresh)

    def picture_of(self, moment: Moment, style: Style) -> MatrixPicture:
        """Return what is shown as a picture, with the layer's name."""
        options = MatrixOptions(self._layer, self.only, caption=True)
        return MatrixPicture(moment, style, options)

    def menu_actions(self) -> list[QAction]:
        """Offer to copy the matrix that the menu was opened on."""
        matrix, actions = self._menu_matrix(), []
        if matrix is not None:
            for name in FORMATS:
                action = QAction(self.tr("Copy %s as %s") % (matrix.symbol, name), self)
                action.triggered.connect(partial(self.copy, matrix, name))
                actions.append(action)
        return actions

    def copy(self, matrix: Matrix, text_format: str) -> None:
        """Put a matrix on the clipboard with all digits, as one of `FORMATS`."""
        text = FORMATS[text_format](matrix.shown(), is_vector=matrix.is_vector)
        QGuiApplication.clipboard().setText(text)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.view.menu_cell = None  # beside the matrices there is none to copy
        super().contextMenuEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    # What is shown

    def _choices(self) -> dict[str, str]:
        return {
            _ALL: self.tr("All matrices"),
            "weight": self.tr("W and b"),
            "z": "z",
            "a": "a",
            "delta": self.tr("δ = dL/dz"),
            "weight_gradient": self.tr("dL/dW and dL/db"),
        }

    @property
    def only(self) -> str:
        """The quantity that is shown alone; empty for all."""
        return str(self.choice.currentData())

    @Slot(str)
    def _toggle_alone(self, quantity: str) -> None:
        """Show a matrix alone or, if it is, all of them again."""
        index = self.choice.findData(_ALL if self.only else quantity)
        if index >= 0:
            self.choice.setCurrentIndex(index)
            self._refresh()

    @Slot()
    def _refresh(self) -> None:
        if not self.isVisible():
            return
        moment = self._session.moment
        depth = moment.trace.task.network.depth
        if self._layer is not None and self._layer > depth:
            self._layer = None
        self.view.show_moment(moment, self._theme.style, self._layer, self.only)
        self._show_layers(depth)

    def _show_layers(self, depth: int) -> None:
        """Name the layers; the first entry says which one the step is in."""
        picture = self.view.picture
        assert picture is not None
        names = [self.tr("Layer %d") % layer for layer in range(1, depth)] + [self.tr("Output layer")]
        follows = self.tr("Follows: layer %d") % picture.layer if self._layer is None else self.tr("Follow")
        with QSignalBlocker(self.layers):
            if self.layers.count() != depth + 1:
                self.layers.clear()
                self.layers.addItems([follows, *names])
            self.layers.setItemText(0, follows)
            self.layers.setCurrentIndex(self._layer or 0)

    @Slot(int)
    def _choose_layer(self, index: int) -> None:
        self._layer = index or None
        self._refresh()

    @Slot(object)
    def _bring_in_sight(self, rect: QRect) -> None:
        centre = rect.center()
        self._scroll.ensureVisible(centre.x(), centre.y(), rect.width(), rect.height())

    # What a click does

    @Slot(object)
    def _go(self, cell: Cell) -> None:
        """Go to the step that completed a number, as its sample sees it; a weight is only selected."""
        matrix = self._matrix_of(cell)
        if matrix is None:
            return
        source = matrix.source(cell.row, cell.column)
        step = self._session.trace.step_of(source)
        if step < 0:
            self._session.select_node(source.layer, source.unit, source.origin)
            return
        if matrix.has_samples and cell.row != self._session.moment.sample:
            self._session.select(sample=cell.row)
        self._session.go_to_step(step)

    def _matrix_of(self, cell: Cell | None) -> Matrix | None:
        picture = self.view.picture
        return picture.matrix(cell.quantity) if cell is not None and picture is not None else None

    def _menu_matrix(self) -> Matrix | None:
        return self._matrix_of(self.view.menu_cell)

    @Slot(object)
    def _show_menu(self, place: QPoint) -> None:
        self.context_menu().exec(place)
