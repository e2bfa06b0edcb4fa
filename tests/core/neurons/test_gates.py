from __future__ import annotations

import numpy as np
import pytest

import core.datasets  # noqa: F401
from core.datasets.base import Dataset
from core.neurons.gates import GATES, binary_rows, gate, truth_table


def test_gates_of_two_inputs() -> None:
    tables = {name: gate(name, 1 if name == "not" else 2).targets[:, 0].tolist() for name in GATES}
    assert tables == {
        "and": [0, 0, 0, 1],
        "or": [0, 1, 1, 1],
        "nand": [1, 1, 1, 0],
        "nor": [1, 0, 0, 0],
        "xor": [0, 1, 1, 0],
        "not": [1, 0],
    }


@pytest.mark.parametrize("name", ["and", "or", "nand", "xor", "not"])
def test_they_are_the_data_sets_of_the_same_name(name: str) -> None:
    data, table = Dataset.find(name)().make(), gate(name, 1 if name == "not" else 2)
    assert (data.inputs == table.inputs).all()
    assert (data.targets == table.targets).all()


@pytest.mark.parametrize("inputs", [1, 2, 3, 4])
def test_gates_of_more_inputs(inputs: int) -> None:
    on = binary_rows(inputs).sum(axis=1)
    assert binary_rows(inputs).shape == (2**inputs, inputs)
    assert (gate("and", inputs).targets[:, 0] == (on == inputs)).all()
    assert (gate("or", inputs).targets[:, 0] == (on > 0)).all()
    assert (gate("xor", inputs).targets[:, 0] == on % 2).all()


def test_rows_count_up_in_binary() -> None:
    rows = binary_rows(3)
    assert (rows @ np.array([4, 2, 1]) == np.arange(8)).all()


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: gate("not", 2), "NOT has one input, not 2"),
        (lambda: truth_table([]), "a truth table has 2, 4, 8, ... rows, not 0"),
        (lambda: truth_table([1]), "a truth table has 2, 4, 8, ... rows, not 1"),
        (lambda: truth_table([0, 1, 1]), "a truth table has 2, 4, 8, ... rows, not 3"),
        (lambda: truth_table([0, 2]), "row 2: the output 2 is neither 0 nor 1"),
    ],
)
def test_what_is_no_truth_table_is_refused(call: object, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}$"):
        call()  # type: ignore[operator]
