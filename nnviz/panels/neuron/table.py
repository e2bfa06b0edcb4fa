"""The examples as a table: a truth table, or rows to type in."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.number_format import format_number, full_number
from nnviz.figures.neuron_tables import examples_picture, examples_table
from nnviz.figures.style import Style
from nnviz.figures.table_picture import TablePicture
from nnviz.neuron_moment import NeuronMoment
from nnviz.neuron_session import NeuronSession
from nnviz.panels.neuron.editing import ExampleEditing
from nnviz.panels.neuron.part import NeuronPart
from nnviz.theme import Theme
from nnviz.widgets.notice import Notice
from nnviz.widgets.number_text import parse_number

_ROW = 24
_NARROWEST = 48


class ExamplesPanel(NeuronPart):
    """Inputs and targets can be typed; sum, answer and error are those at the cursor."""

    name = "neuron-table"

    def __init__(self, session: NeuronSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        self.title = self.tr("Examples")
        self.editing = ExampleEditing(session, self)
        self.notice = Notice("note")
        self.editing.refused.connect(self.notice.say)
        self.table = QTableWidget()
        self.table.setAccessibleName(self.tr("Examples, with the answers of the neuron"))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setShowGrid(False)
        self.table.verticalHeader().setDefaultSectionSize(_ROW)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(_NARROWEST)
        self.table.currentCellChanged.connect(self._choose)
        self.table.itemChanged.connect(self._take)
        self.add = self._button(self.tr("Add"), self.tr("Add an example like the chosen one"), self._add)
        self.flip = self._button(
            self.tr("Flip"), self.tr("Give the chosen example the other class (F)"), self.editing.flip
        )
        self.delete = self._button(
            self.tr("Delete"), self.tr("Remove the chosen example (Delete)"), self.editing.delete
        )
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.notice, 1)
        buttons.addStretch(0)
        for button in (self.add, self.flip, self.delete):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)

    def picture(self, style: Style) -> TablePicture:
        """Return the table as a picture."""
        return examples_picture(self._session.finished_moment(), style)

    def menu_actions(self) -> list[QAction]:
        """Offer what can be done with the chosen example."""
        return self.editing.actions

    def show_moment(self, moment: NeuronMoment) -> None:
        table, style = examples_table(moment), self._theme.style
        with QSignalBlocker(self.table):
            self.table.setRowCount(len(table.rows))
            self.table.setColumnCount(len(table.columns))
            self.table.setHorizontalHeaderLabels(table.columns)
            for row, numbers in enumerate(table.numbers.tolist()):
                for column, number in enumerate(numbers):
                    self.table.setItem(row, column, self._cell(moment, row, column, number, style))
            if moment.row is None:
                self.table.clearSelection()
                self.table.setCurrentCell(-1, -1)
            elif self.table.currentRow() != moment.row:
                self.table.setCurrentCell(moment.row, max(self.table.currentColumn(), 0))
        if moment.sample is not None:
            self.table.scrollTo(self.table.model().index(moment.sample, 0))
        for button in (self.add, self.delete):
            button.setVisible(not moment.spec.is_gate)

    def _cell(
        self, moment: NeuronMoment, row: int, column: int, number: float, style: Style
    ) -> QTableWidgetItem:
        width = moment.spec.width
        cell = QTableWidgetItem(format_number(number, style.digits))
        cell.setToolTip(full_number(number))
        cell.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        typed = column == width or (column < width and not moment.spec.is_gate)
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        cell.setFlags(flags | Qt.ItemFlag.ItemIsEditable if typed else flags)
        if row == moment.sample:
            cell.setBackground(QColor(style.current_soft))
        if column > width:
            is_wrong = bool(moment.is_wrong[row]) and column == width + 3
            cell.setForeground(QColor(style.bad if is_wrong else style.muted))
        return cell

    @Slot(int, int, int, int)
    def _choose(self, row: int, _column: int, _former_row: int, _former_column: int) -> None:
        if row >= 0:
            self._session.choose_row(row)

    @Slot(QTableWidgetItem)
    def _take(self, item: QTableWidgetItem) -> None:
        """Take a typed number over; what is none is said, and the former one comes back."""
        number, spec = parse_number(item.text()), self._session.spec
        if number is None:
            self.notice.say(self.tr("%s is not a number.") % (item.text() or self.tr("Nothing")))
        elif item.column() == spec.width:
            self.editing.edit(self.tr("Change a target"), spec.with_target(item.row(), float(number)))
        else:
            place = list(spec.inputs[item.row()])
            place[item.column()] = float(number)
            self.editing.move(item.row(), tuple(place))
        self.refresh()

    @Slot()
    def _add(self) -> None:
        spec, row = self._session.spec, self._session.row
        like = len(spec.targets) - 1 if row is None else row
        self.editing.add(spec.inputs[like], spec.targets[like])

    def _button(self, text: str, tip: str, action: object) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.setAccessibleName(f"{text}: {tip}")
        button.clicked.connect(action)
        return button
