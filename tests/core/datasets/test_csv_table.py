"""A table from a file as a data set."""

import json
from dataclasses import replace

import numpy as np
import pytest

from core.datasets.base import Dataset
from core.datasets.csv_table import CsvTable
from core.datasets.csv_text import CsvError, read_csv
from core.hyper import HyperError

TEXT = "length;width;kind\n1,5;2;cat\n2,5;3;dog\n3,5;4;cat\n"
ENCODED = {
    "key": "csv",
    "source": "pets.csv",
    "columns": ["length", "width", "kind"],
    "rows": [[1.5, 2, "cat"], [2.5, 3, "dog"]],
    "inputs": ["length", "width"],
    "targets": ["kind"],
    "classes": True,
}


def pets(text=TEXT, inputs=("length", "width"), targets=("kind",), **options):
    return replace(CsvTable.from_parsed(read_csv(text, "pets.csv"), "pets.csv", inputs, targets), **options)


def test_classes_are_one_hot_in_order_of_appearance():
    samples = pets(classes=True).make()
    assert samples.inputs.tolist() == [[1.5, 2], [2.5, 3], [3.5, 4]]
    assert samples.classes == samples.target_names == ("cat", "dog")
    assert samples.targets.tolist() == [[1, 0], [0, 1], [1, 0]]


def test_numbers_name_classes_too():
    assert pets("x,y\n1,2\n2,0.1\n", ("x",), ("y",), classes=True).make().classes == ("2", "0.1")


def test_scaling():
    standard = pets(targets=("width",), scaling="standard").make().inputs
    np.testing.assert_allclose(standard.mean(axis=0), 0, atol=1e-15)
    np.testing.assert_allclose(standard.std(axis=0), 1)
    assert pets(targets=("width",), scaling="unit").make().inputs[:, 0].tolist() == [0, 0.5, 1]


def test_more_classes_than_outputs_are_possible_are_refused():
    rows = "\n".join(f"{number},name {number}" for number in range(1001))
    with pytest.raises(CsvError, match=r"column 'y': has 1001 different classes; at most 1000 are possible"):
        pets(f"x,y\n{rows}\n", ("x",), ("y",), classes=True).make()


def test_a_constant_column_scales_to_zero():
    for scaling in ("standard", "unit"):
        samples = pets("x,y\n7,1\n7,2\n", ("x",), ("y",), scaling=scaling).make()
        assert samples.inputs.tolist() == [[0], [0]]


def test_holes_and_words_are_named():
    with pytest.raises(CsvError, match=r"^pets\.csv, line 3, column 'width': is empty$"):
        pets("length,width\n1,2\n3,\n", ("width",), ("length",)).make()
    with pytest.raises(CsvError, match=r"^pets\.csv, line 2, column 'kind': 'cat' is not a number$"):
        pets(inputs=("kind",), targets=("width",)).make()


def test_a_project_keeps_the_table():
    dataset = pets(classes=True, scaling="unit")
    again = Dataset.decode(json.loads(json.dumps(dataset.encode())))
    assert again == dataset
    np.testing.assert_array_equal(again.make().inputs, dataset.make().inputs)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"inputs": ["length", "weight"]},
            "data.inputs[1]: there is no column 'weight'; there are length, width, kind",
        ),
        ({"columns": ["a", "a", "b"]}, "data.columns[1]: 'a' is there twice"),
        ({"rows": [[1, 2, "cat"], [1, 2]]}, "data.rows[1]: has 2 cells, there are 3 columns"),
        ({"rows": [[1, None, "cat"]]}, "data.rows[0][1]: expected a number, got None"),
        ({"rows": []}, "data.rows: is empty"),
        ({"targets": ["kind", "width"]}, "data.targets: classes come from one column"),
        ({"classes": False}, "data: pets.csv, line 2, column 'kind': 'cat' is not a number"),
        ({"columns": ["length", "length", "kind"]}, "data.columns[1]: 'length' is there twice"),
        ({"columns": ["length", 2, "kind"]}, "data.columns[1]: expected a text, got 2"),
        ({"scaling": "much"}, "data.scaling: 'much' is not one of none, standard, unit"),
        ({"first_line": 0}, "data.first_line: 0 is outside [1, inf)"),
        ({"source": 3}, "data.source: expected a text, got 3"),
        ({"extra": 3}, "data.extra: File has no such entry; known: "),
    ],
)
def test_project_entries_that_do_not_fit_are_refused(change, message):
    with pytest.raises(HyperError) as error:
        Dataset.decode(ENCODED | change, "data")
    assert str(error.value).startswith(message)


@pytest.mark.parametrize("name", ["source", "columns", "rows", "inputs", "targets"])
def test_missing_entries_are_named(name):
    with pytest.raises(HyperError, match=rf"^data\.{name}: is missing$"):
        Dataset.decode({key: value for key, value in ENCODED.items() if key != name}, "data")
