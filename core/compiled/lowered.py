"""The operations of an update that are no ufuncs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.compiled.record import Node, Recorder
from core.compiled.straight import Call


@dataclass(frozen=True, eq=False)
class Affine:
    """``z = a W + b`` as one product: `extended` is the layer before with a column of ones."""

    extended: Array

    def calls(self, out: Array, parameters: Array, _a: Array) -> list[Call]:
        """Return the product with W, whose last row is b."""
        return [Call(parameters.T.dot, (self.extended.T, out.T))]


@dataclass(frozen=True, eq=False)
class ParameterGradient:
    """``dL/dW`` and, below it, ``dL/db`` as one product."""

    extended: Array

    def calls(self, out: Array, delta: Array, _a: Array) -> list[Call]:
        """Return the product of the transposed layer before with delta."""
        return [Call(self.extended.T.dot, (delta, out))]


class InputGradient:
    """``dL/da`` of the layer before: ``delta W^T``."""

    def calls(self, out: Array, delta: Array, parameters: Array) -> list[Call]:
        """Return the product, without the row of b."""
        return [Call(parameters[:-1].dot, (delta.T, out.T))]


class Joined:
    """An array whose parts are computed elsewhere, in place."""

    def calls(self, _out: Array, *_parts: Array) -> list[Call]:
        """Return nothing to do."""
        return []


class Total:
    """The sum of all numbers, as a product with ones: a quarter of the time of a reduction."""

    def calls(self, out: Array, values: Array) -> list[Call]:
        """Return the product."""
        return [Call(values.T.reshape(-1).dot, (np.ones(values.size), out))]


class Weighted:
    """The sum of all numbers, each times its weight."""

    def calls(self, out: Array, values: Array, weights: Array) -> list[Call]:
        """Return the product."""
        return [Call(values.T.reshape(-1).dot, (weights.T.reshape(-1), out))]


def record_total(recorder: Recorder, values: Node) -> Node:
    """Return the sum of all numbers; that of products is one product, with no need of the products."""
    factors = values.arguments * 2 if values.operation is np.square else values.arguments
    if values.operation in (np.square, np.multiply) and {factor.shape for factor in factors} == {
        values.shape
    }:
        return recorder.call(Weighted(), factors, (1,))
    return recorder.call(Total(), (values,), (1,))


class Copy:
    """The same numbers in a place of their own."""

    def calls(self, out: Array, values: Array) -> list[Call]:
        """Return the copy."""
        return [Call(np.copyto, (out, values))]


@dataclass(frozen=True, eq=False)
class Plain:
    """A formula that could not be recorded: it is called as it is."""

    formula: Callable[..., Array]

    def calls(self, out: Array, *arguments: Array) -> list[Call]:
        """Return its call and the copy of what it gives."""
        return [Call(lambda: np.copyto(out, self.formula(*arguments)))]


@dataclass(frozen=True)
class Row:
    """One row of a matrix."""

    number: int

    def calls(self, out: Array, values: Array) -> list[Call]:
        """Return the copy of the row."""
        return [Call(np.copyto, (out, values[self.number]))]
