"""A neuron's examples with what it makes of them, and a perceptron's conventions side by side, as tables."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.arrays import Array
from core.neurons.variants import Variant
from core.number_format import format_number
from nnviz.figures.style import Style
from nnviz.figures.table_picture import TablePicture
from nnviz.neuron_moment import NeuronMoment

_RATE = "\N{GREEK SMALL LETTER ETA}"


class NamedTable(NamedTuple):
    """Rows and columns with their names.

    Attributes
    ----------
    rows, columns : tuple of str
    numbers : array (rows, columns)
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    numbers: Array


def examples_table(moment: NeuronMoment) -> NamedTable:
    """Return inputs, target, sum, answer and error of every example at the cursor."""
    samples = moment.spec.samples
    targets, outputs = samples.targets[:, 0], moment.outputs
    columns = [*samples.inputs.T, targets, moment.sums, outputs, targets - outputs]
    total = "s" if moment.spec.is_gate else "z"
    rows = tuple(str(number + 1) for number in range(len(samples)))
    return NamedTable(
        rows, (*samples.input_names, "y", total, "a", "y \N{MINUS SIGN} a"), np.column_stack(columns)
    )


def examples_picture(moment: NeuronMoment, style: Style) -> TablePicture:
    """Return the examples as a picture."""
    table, wrong = examples_table(moment), int(moment.is_wrong.sum())
    words = f"{len(table.rows)} examples with what the neuron says: {wrong} on the wrong side."
    return TablePicture(table.rows, table.columns, table.numbers, style, words)


def variants_table(found: Sequence[Variant]) -> NamedTable:
    """Return what each convention comes to: mistakes, epochs, the last w and b, and these over the rate."""
    width = len(found[0].learning.neuron.initial_theta(found[0].learning.samples.inputs.shape[1]))
    names = (*(f"w{number}" for number in range(1, width)), "b")
    rows, numbers = [], []
    for one in found:
        last = one.learning.path[-1]
        sign = "\N{GREATER-THAN OR EQUAL TO}" if one.at_zero == ">=" else ">"
        rows.append(f"z {sign} 0, {_RATE} = {format_number(one.learning_rate, 3)}")
        done = len(one.learning.mistakes) if one.learning.outcome == "separated" else math.nan
        numbers.append([sum(one.learning.mistakes), done, *last, *(last / one.learning_rate)])
    columns = ("mistakes", "epochs", *names, *(f"{name}/{_RATE}" for name in names))
    return NamedTable(tuple(rows), columns, np.array(numbers, dtype=np.float64))


def variants_picture(found: Sequence[Variant], style: Style) -> TablePicture:
    """Return the conventions side by side; none for a neuron that has no such."""
    if not found:
        words = "Only a perceptron has these conventions."
        return TablePicture((), (words,), np.empty((0, 1)), style, words)
    table = variants_table(found)
    words = "A perceptron with > and with >= at zero, at three learning rates."
    return TablePicture(table.rows, table.columns, table.numbers, style, words)
