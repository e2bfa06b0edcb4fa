"""The table of numbers by runner."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from core.number_format import format_number
from nnviz.figures.style import LIGHT
from nnviz.widgets.runner_table import RunnerTable, digits_in_table

LONGEST = (-0.0008165, -1.2345e-11, 888888.8, -0.1)


@pytest.mark.parametrize("runners", [1, 3, 9])
def test_no_number_is_cut_however_many_runners_there_are(qtbot: QtBot, runners: int) -> None:
    table = RunnerTable("Runners", 24)
    qtbot.addWidget(table)
    table.setRowCount(len(LONGEST))
    table.setVerticalHeaderLabels(["row"] * len(LONGEST))
    digits = digits_in_table(LIGHT)
    table.show_runners([(f"runner {n}", "#3b61e7", "circle") for n in range(runners)], digits)
    for row, number in enumerate(LONGEST):
        for column in range(runners):
            table.show_number(row, column, format_number(number, digits), repr(number))
    table.resize(340, 200)
    table.show()
    for row in range(len(LONGEST)):
        for column in range(runners):
            needed = table.sizeHintForIndex(table.model().index(row, column)).width()
            assert needed <= table.columnWidth(column)
    assert table.horizontalScrollBar().isVisible() == (runners == 9)
