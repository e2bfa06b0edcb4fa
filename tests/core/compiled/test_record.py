from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.compiled.places import allocate, reachable
from core.compiled.program import Program
from core.compiled.record import Recorder, Rows, Symbol, UntraceableError


class Traced:
    """A formula of one array, recorded and bound."""

    def __init__(self, formula: Any, values: np.ndarray) -> None:
        self.recorder = Recorder()
        given = self.recorder.given(values.shape)
        step = self.recorder.given((), is_scalar=True)
        self.result = formula(Symbol(self.recorder, given), Symbol(self.recorder, step)).node
        arrays = allocate(reachable(self.recorder.nodes, [self.result]), {given: values})
        self.needed = reachable(self.recorder.nodes, [self.result])
        self.out = arrays[self.result]
        self.program = Program(self.needed, arrays, (step,))

    @property
    def operations(self) -> list[Any]:
        """What is done with arrays."""
        return [node.operation for node in self.needed if node.operation is not None and not node.is_scalar]


VALUES = np.array([[1.0, -2.0, 3.0], [0.5, 4.0, -6.0]])


@pytest.mark.parametrize(
    "formula",
    [
        lambda z, t: np.where((z > 0) & (z < 3.5), z, -z),
        lambda z, t: np.exp(z - np.max(z, axis=-1, keepdims=True)),
        lambda z, t: np.exp(z) - np.log(np.sum(np.exp(z), axis=-1, keepdims=True)),
        lambda z, t: z / np.sum(np.abs(z), axis=-1, keepdims=True),
        lambda z, t: np.maximum(z, 0) * (1 - 0.9**t) / np.sqrt(t),
        lambda z, t: np.where(t > 5, z, 2 * z),
        lambda z, t: z**3 + 1,
        lambda z, t: z**1 + t / 1,
    ],
)
@pytest.mark.parametrize("step", [1, 7])
def test_a_recorded_formula_gives_what_the_formula_gives(formula: Any, step: int) -> None:
    traced = Traced(formula, VALUES)
    for _ in range(2):
        traced.program.run(step)
    np.testing.assert_allclose(traced.out, formula(VALUES, step), rtol=1e-15)


def test_a_number_divides_to_the_last_bit() -> None:
    values = np.linspace(-1, 1, 64).reshape(2, 32)
    traced = Traced(lambda z, t: z / 3, values)
    traced.program.run(1)
    np.testing.assert_array_equal(traced.out, values / 3)


def test_a_step_may_be_divided_by_nothing() -> None:
    traced = Traced(lambda z, t: z / (t - 1), VALUES)
    with np.errstate(divide="ignore"):
        traced.program.run(1)
    np.testing.assert_array_equal(traced.out, np.sign(VALUES) * np.inf)


def test_the_same_call_is_made_once() -> None:
    traced = Traced(lambda z, t: (z - 2) * np.tanh(z - 2), VALUES)
    assert traced.operations == [np.subtract, np.tanh, np.multiply]


@pytest.mark.parametrize(
    ("formula", "operations"),
    [
        (lambda z, t: 3 * (z * 2), [np.multiply]),
        (lambda z, t: -3 * (z / (1 - 0.9**t)), [np.multiply]),
        (lambda z, t: z / np.sum(z, axis=-1, keepdims=True), [Rows.SPREAD_SUM, np.divide]),
        (
            lambda z, t: z - np.log(1 + np.sum(z, axis=-1, keepdims=True)),
            [Rows.SPREAD_SUM, np.add, np.log, np.subtract],
        ),
        (lambda z, t: np.tanh(+z) * 1, [np.tanh]),
        (lambda z, t: np.tanh(0 + z) / 1, [np.tanh]),
        (lambda z, t: np.tanh(z) * np.ones_like(z), [np.tanh]),
        (lambda z, t: np.tanh(z) + np.zeros_like(z), [np.tanh]),
        (lambda z, t: -z, [np.multiply]),
        (lambda z, t: z**2, [np.square]),
    ],
)
def test_what_changes_nothing_is_left_out(formula: Any, operations: list[Any]) -> None:
    assert Traced(formula, VALUES).operations == operations


def test_factors_are_multiplied_beforehand() -> None:
    result = Traced(lambda z, t: 3 * (z * np.full_like(z, 2.0)), VALUES).result
    assert [argument.constant for argument in result.arguments] == [6.0, None]


@pytest.mark.parametrize("units", [1, 2, 3, 4, 5, 9])
def test_the_largest_of_a_row(units: int) -> None:
    values = np.random.default_rng(0).normal(size=(4, units))
    values[1, -1] = np.nan
    traced = Traced(lambda z, t: z - np.max(z, axis=-1, keepdims=True), values)
    traced.program.run(1)
    np.testing.assert_array_equal(traced.out, values - values.max(axis=1, keepdims=True))


def test_a_long_sum_is_spread_when_it_is_needed() -> None:
    values = np.random.default_rng(0).uniform(size=(300, 5))
    traced = Traced(lambda z, t: z - np.log(np.sum(z, axis=-1, keepdims=True)), values)
    assert traced.operations == [Rows.SUM, np.log, Rows.SPREAD, np.subtract]
    traced.program.run(1)
    np.testing.assert_allclose(traced.out, values - np.log(values.sum(axis=1, keepdims=True)), rtol=1e-13)


def test_what_depends_on_the_batch_alone_is_scaled_beforehand() -> None:
    recorder = Recorder()
    a, target = (recorder.given((2, 3), is_settled=settled) for settled in (False, True))
    symbols = Symbol(recorder, a), Symbol(recorder, target)

    def changing(formula: Any) -> list[Any]:
        nodes = reachable(recorder.nodes, [formula(*symbols).node])
        return [node.operation for node in nodes if node.operation is not None and not node.is_settled]

    assert changing(lambda a, y: 0.1 * (a * y - y)) == [np.multiply, np.subtract]
    assert changing(lambda a, y: 0.1 * (-y / np.exp(a))) == [np.exp, np.divide]
    assert changing(lambda a, y: 0.1 * (a - y)) == [np.subtract, np.multiply]


@pytest.mark.parametrize(
    "formula",
    [
        lambda z: z if z > 0 else -z,
        lambda z: np.sum(z),
        lambda z: np.sum(z, axis=-1),
        lambda z: np.sort(z),
        lambda z: z + np.ones(3),
        lambda z: np.add.reduce(z),
    ],
)
def test_what_cannot_be_written_down_is_refused(formula: Any) -> None:
    recorder = Recorder()
    with pytest.raises(TypeError):
        formula(Symbol(recorder, recorder.given((2, 3))))


def test_a_branch_is_named() -> None:
    recorder = Recorder()
    with pytest.raises(UntraceableError, match="branches on a value"):
        bool(Symbol(recorder, recorder.given((2, 3))))


def test_arrays_are_used_again_when_their_number_is_not_needed_any_more() -> None:
    recorder = Recorder()
    given = recorder.given((2, 3))
    symbol = Symbol(recorder, given)
    for _ in range(10):
        symbol = np.tanh(symbol)
    arrays = allocate(recorder.nodes, {given: VALUES})
    assert len({id(array) for node, array in arrays.items() if node is not given}) == 2
