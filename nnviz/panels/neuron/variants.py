"""A perceptron's conventions side by side: > or >= at zero, and the learning rate."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.neurons.perceptron import Perceptron
from core.neurons.variants import Variant, variants
from core.number_format import format_number, full_number
from nnviz.figures.neuron_tables import variants_picture, variants_table
from nnviz.figures.style import Style
from nnviz.figures.table_picture import TablePicture
from nnviz.neuron_moment import NeuronMoment
from nnviz.neuron_session import NeuronSession
from nnviz.panels.neuron.part import NeuronPart
from nnviz.project.neuron_spec import NeuronSpec
from nnviz.theme import Theme
from nnviz.widgets.muted_label import muted_label

_ROW = 24
_NARROWEST = 74
_FROM_ZERO = (
    "From zero weights the learning rate only scales w and b: mistakes, answers and w over the rate are the "
    "same in all three rows. Whether z = 0 counts as yes decides which examples are wrong first."
)
_FROM_OTHERS = (
    "From weights that are not zero the learning rate matters, too: it says how much the start counts."
)


class VariantsPanel(NeuronPart):
    """Six perceptrons on the same examples."""

    name = "neuron-variants"

    def __init__(self, session: NeuronSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        self.title = self.tr("Conventions")
        self._shown: tuple[NeuronSpec, tuple[Variant, ...]] | None = None
        self.table = QTableWidget()
        self.table.setAccessibleName(self.tr("The perceptron under other conventions"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setShowGrid(False)
        self.table.verticalHeader().setDefaultSectionSize(_ROW)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(_NARROWEST)
        self.words = muted_label(self.tr("What the conventions change"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.words)

    def picture(self, style: Style) -> TablePicture:
        """Return the table as a picture."""
        return variants_picture(self._found(self._session.spec), style)

    def show_moment(self, moment: NeuronMoment) -> None:
        found, style = self._found(moment.spec), self._theme.style
        if not found:
            return
        table = variants_table(found)
        self.table.setRowCount(len(table.rows))
        self.table.setColumnCount(len(table.columns))
        self.table.setHorizontalHeaderLabels(table.columns)
        self.table.setVerticalHeaderLabels(table.rows)
        for row, numbers in enumerate(table.numbers.tolist()):
            for column, number in enumerate(numbers):
                known = not math.isnan(number)
                cell = QTableWidgetItem(format_number(number, style.digits) if known else "never")
                cell.setToolTip(full_number(number) if known else self.tr("No epoch was without a mistake"))
                cell.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(row, column, cell)
        starts_at_zero = not found[0].learning.path[0].any()
        self.words.setText(self.tr(_FROM_ZERO) if starts_at_zero else self.tr(_FROM_OTHERS))
        self.words.show()

    def _found(self, spec: NeuronSpec) -> tuple[Variant, ...]:
        """Return the variants of a spec; learned once."""
        if not isinstance(spec.neuron, Perceptron):
            return ()
        if self._shown is None or self._shown[0] is not spec:
            self._shown = spec, variants(spec.neuron, spec.samples)
        return self._shown[1]
