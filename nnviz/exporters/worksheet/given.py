"""What a worksheet gives beforehand, as formulas: the sample, the parameters, the settings."""

from __future__ import annotations

from collections.abc import Iterator

from core.arrays import Array
from core.formula import Formula, formula_of
from core.number_format import latex_number
from core.registry import Member
from nnviz.exporters.worksheet.sheet import Sheet

_WIDEST, _TALLEST = 10, 12  # of a matrix that is written; a larger one stands in the formulas alone


def given(sheet: Sheet) -> list[Formula]:
    """Return the sample, weights, biases and slopes, and the hyperparameters that are not 0."""
    return [formula_of(latex) for latex in _latex(sheet)]


def _latex(sheet: Sheet) -> Iterator[str]:
    task, update, digits = sheet.trace.task, sheet.trace.update, sheet.digits
    arrays = [("x", update.recording.inputs), ("y", update.recording.targets)]
    for layer, part in enumerate(task.network.split(update.before.theta), start=1):
        arrays += [(f"W^{{({layer})}}", part.weights), (f"b^{{({layer})}}", part.biases[None, :])]
        if part.slope.size:
            arrays.append((rf"\alpha^{{({layer})}}", part.slope[None, :]))
    for name, array in arrays:
        if array.shape[0] <= _TALLEST and array.shape[1] <= _WIDEST:
            yield f"{name} = {_matrix(array, digits)}"
    activations = [layer.activation for layer in task.network.layers if not layer.activation.learns_slope]
    optimizer = task.optimizer_at(sheet.moment.update_number)
    members: list[Member] = [
        *dict.fromkeys(activations),
        task.loss,
        optimizer,
        task.regularizer,
        task.clipping,
    ]
    for member in members:
        for hyper in member.hypers():
            value = getattr(member, hyper.name)
            if hyper.symbol and value:
                yield f"{hyper.symbol} = {latex_number(float(value), digits)}"


def _matrix(array: Array, digits: int) -> str:
    if array.size == 1:
        return latex_number(float(array[0, 0]), digits)
    rows = (" & ".join(latex_number(number, digits) for number in row) for row in array.tolist())
    return r"\begin{bmatrix} " + r" \\ ".join(rows) + r" \end{bmatrix}"
