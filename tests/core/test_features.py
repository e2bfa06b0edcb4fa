"""Feature maps of two inputs."""

import math

import numpy as np
import pytest

from core.datasets.base import Dataset
from core.datasets.split import Split
from core.features import FEATURES, apply, expand, original, parse_features
from core.hyper import HyperError
from tests.core.latex_value import latex_value

BY_HAND = {
    "x1": 3,
    "x2": -2,
    "x1_squared": 9,
    "x2_squared": 4,
    "x1_x2": -6,
    "sin_x1": math.sin(3),
    "sin_x2": math.sin(-2),
}


def test_every_feature_is_what_its_name_says():
    row = expand(np.array([3.0, -2.0]), list(FEATURES))
    np.testing.assert_allclose(row, [BY_HAND[key] for key in FEATURES], rtol=1e-15)
    assert set(FEATURES) == set(BY_HAND)


@pytest.mark.parametrize("key", FEATURES)
def test_the_formula_gives_the_feature(key):
    latex = FEATURES[key].formula.replace("x_1", "a").replace("x_2", "b")
    assert latex_value(latex, a=3.0, b=2.0) == pytest.approx(expand(np.array([3.0, 2.0]), [key])[0])


def test_samples_get_features_in_the_order_asked_for():
    plain = Dataset.decode({"key": "circles"}).make()
    made = apply(plain, ["x2_squared", "x1"])
    assert made.input_names == ("x2²", "x1")
    np.testing.assert_array_equal(made.inputs, np.column_stack((plain.inputs[:, 1] ** 2, plain.inputs[:, 0])))
    np.testing.assert_array_equal(made.targets, plain.targets)
    assert (made.target_names, made.classes) == (plain.target_names, plain.classes)
    assert made.original is plain


def test_a_grid_keeps_its_axes():
    assert expand(np.zeros((5, 4, 2)), ["x1", "sin_x2", "x1_x2"]).shape == (5, 4, 3)


def test_chosen_rows_keep_their_original_ones():
    made = apply(Dataset.decode({"key": "circles"}).make(), ["x1_squared"])
    training, test = Split(0.25).split(made)
    for side in (training, test):
        np.testing.assert_array_equal(side.inputs[:, 0], side.original.inputs[:, 0] ** 2)
        np.testing.assert_array_equal(side.targets, side.original.targets)


def test_other_than_two_inputs_are_refused():
    with pytest.raises(ValueError, match="made of two inputs, the data have 4"):
        apply(Dataset.decode({"key": "iris"}).make(), ["x1"])


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("x1", "data.features: expected a list, got str"),
        ([], "data.features: is empty"),
        (["x1", "x3"], "data.features[1]: unknown feature 'x3'; known are x1, x2, x1_squared, x2_squared"),
        ([1], "data.features[0]: unknown feature 1; known are x1"),
        ([["x1"]], "data.features[0]: unknown feature ['x1']; known are x1"),
        (["x1", "x2", "x1"], "data.features[2]: 'x1' is there twice"),
    ],
)
def test_a_list_that_is_wrong_is_refused_by_its_place(value, message):
    with pytest.raises(HyperError) as error:
        parse_features(value, "data.features")
    assert str(error.value).startswith(message)


def test_a_list_that_is_right_is_read():
    assert parse_features(["sin_x1", "x2"], "data.features") == ("sin_x1", "x2")


def test_the_original_samples_are_found_again():
    samples = Dataset.decode({"key": "xor"}).make()
    assert original(samples) is samples
    assert original(apply(samples, ("x1_x2",))) is samples
