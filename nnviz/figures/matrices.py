"""The matrices of a layer at a moment: their numbers, which of them are computed, which the step writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.explain.notation import handed_on, node_name, parameter_name
from core.formula import Source
from core.training import Update
from nnviz.figures.network_reading import Reading
from nnviz.figures.step_titles import indexed

SYMBOLS = {
    "weight": "W",
    "bias": "b",
    "slope": "α",
    "z": "z",
    "a": "a",
    "dropped": "ã",
    "delta": "δ",
    "weight_gradient": "dL/dW",
    "bias_gradient": "dL/db",
    "slope_gradient": "dL/dα",
}
PER_SAMPLE = ("z", "a", "dropped", "delta")
GRADIENTS = ("delta", "weight_gradient", "bias_gradient", "slope_gradient")
_ROW_NAMES = {"bias_gradient": "db", "slope_gradient": "dα"}
# Whose cell a step lights that writes a number without a matrix of its own.
_STANDS_FOR = {
    "exponential": "a",
    "chain_delta": "delta",
    "derivative": "delta",
    "grad_a": "delta",
    "grad_dropped": "delta",
}


@dataclass(frozen=True, eq=False)
class Matrix:
    """One matrix.

    Attributes
    ----------
    quantity : str
        As in `core.formula.Source`.
    layer : int
    values : array (rows, columns)
        Of the whole update, computed already or not. Columns are units; rows are inputs, or samples.
    known : array of bool (rows, columns)
        Which of them are computed.
    lit : (int, int) or None
        The cell that the step just done writes.
    origin : str
        Of weights, the symbol of what they are multiplied with: ``x``, ``a`` or ``ã``.
    update : Update or None
        The one that the numbers belong to.
    """

    quantity: str
    layer: int
    values: Array
    known: NDArray[np.bool_]
    lit: tuple[int, int] | None
    origin: str
    update: Update | None = None

    @property
    def symbol(self) -> str:
        """Its name as it is written: ``W``, ``dL/db``."""
        return SYMBOLS[self.quantity]

    @property
    def is_gradient(self) -> bool:
        """Whether its numbers flow backward."""
        return self.quantity in GRADIENTS

    @property
    def has_samples(self) -> bool:
        """Whether its rows are the samples of the batch."""
        return self.quantity in PER_SAMPLE

    @property
    def is_vector(self) -> bool:
        """Whether it is a row of numbers by its nature: a bias, a slope."""
        return self.quantity.startswith(("bias", "slope"))

    @property
    def shape_words(self) -> str:
        """Its shape, ``2 × 8`` or ``8``."""
        rows, columns = self.values.shape
        return str(columns) if self.is_vector else f"{rows} × {columns}"

    def has(self, row: int, column: int) -> bool:
        """Tell whether there is such a cell."""
        rows, columns = self.values.shape
        return row < rows and column < columns

    def row_label(self, row: int) -> str:
        """Return what stands beside a row: the other end of its weights, its sample, or the matrix' name."""
        if self.origin:
            return indexed(self.origin, row)
        return str(row + 1) if len(self.values) > 1 else _ROW_NAMES.get(self.quantity, self.symbol)

    def source(self, row: int, column: int) -> Source:
        """Return the place of a cell's number, in whatever sample."""
        if self.quantity.startswith("slope"):
            return Source(self.quantity, self.layer)
        origin = row if self.quantity.startswith("weight") else None
        return Source(self.quantity, self.layer, column, origin)

    def shown(self) -> list[list[float | None]]:
        """Return the rows, with None for what is not computed yet."""
        return [
            [number if is_known else None for number, is_known in zip(*pair, strict=True)]
            for pair in zip(self.values.tolist(), self.known.tolist(), strict=True)
        ]


def matrices_of(reading: Reading, layer: int) -> tuple[Matrix, ...]:
    """Return the matrices of a layer, counted from 1, in the order in which they are computed."""
    place = _lit_place(reading, layer)
    before = SYMBOLS.get(handed_on(reading.network, layer - 1, 0).quantity, "x")

    def matrix(quantity: str, values: Array, known: NDArray[np.bool_]) -> Matrix:
        lit = place[1:] if place is not None and place[0] == quantity else None
        origin = before if quantity.startswith("weight") else ""
        is_known = np.broadcast_to(known, values.shape)
        return Matrix(quantity, layer, values, is_known, lit, origin, reading.trace.update)

    return tuple(matrix(*each) for each in _contents(reading, layer))


def layer_of(reading: Reading) -> int:
    """Return the layer that the step just done is in; the first before the first step."""
    return reading.current.layer if reading.current else 1


def cell_name(reading: Reading, matrix: Matrix, row: int, column: int) -> str:
    """Return what a cell holds in words: ``dL/dW: the weight from input 1 to output 2``."""
    network, source = reading.network, matrix.source(row, column)
    if not matrix.has_samples:
        return f"{matrix.symbol}: {parameter_name(network, source.layer, source.unit, source.origin)}"
    name = f"{matrix.symbol} of {node_name(network, matrix.layer, column)}"
    return f"{name}, sample {row + 1}" if len(matrix.values) > 1 else name


def _contents(reading: Reading, layer: int) -> Iterator[tuple[str, Array, NDArray[np.bool_]]]:
    """Yield quantity, numbers and what is known of each matrix."""
    declared = reading.network.layers[layer - 1]
    now, always = reading.parameters(layer), np.ones((1, 1), dtype=bool)
    yield "weight", now.weights, always
    yield "bias", now.biases[None], always
    if declared.activation.learns_slope:
        yield "slope", now.slope[None], always
    for quantity in ("z", "a", "dropped", "delta"):
        if quantity != "dropped" or declared.dropout:
            yield quantity, reading.values.rows(quantity, layer), reading.known(quantity, layer)[None]
    gradients = reading.network.split(reading.trace.update.recording.gradient)[layer - 1]
    yield "weight_gradient", gradients.weights, reading.known("weight_gradient", layer)
    yield "bias_gradient", gradients.biases[None], reading.known("bias_gradient", layer)[None]
    if declared.activation.learns_slope:
        is_known = reading.is_known(Source("slope_gradient", layer))
        yield "slope_gradient", gradients.slope[None], np.full((1, 1), is_known)


def _lit_place(reading: Reading, layer: int) -> tuple[str, int, int] | None:
    """Return the matrix, row and column of the cell that the step just done writes."""
    written = reading.written
    if written is None or written.layer != layer:
        return None
    quantity = _STANDS_FOR.get(written.quantity, written.quantity)
    if quantity in PER_SAMPLE:
        return None if written.unit is None else (quantity, reading.moment.sample, written.unit)
    if quantity not in SYMBOLS:
        if reading.phase != "update":
            return None
        quantity = "slope" if written.unit is None else "bias" if written.origin is None else "weight"
    return quantity, written.origin or 0, written.unit or 0
