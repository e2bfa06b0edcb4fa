"""Samples for training and for testing."""

import numpy as np
import pytest

from core.datasets.base import Dataset, Samples
from core.datasets.split import Split
from core.hyper import HyperError, hypers


def numbered(count, classes=()):
    inputs = np.arange(count, dtype=float)[:, None]
    return Samples(inputs, inputs % max(len(classes), 1), ("x",), ("y",), classes)


def test_every_sample_is_on_one_side_and_in_its_former_order():
    training, test = Split(0.3, seed=4).split(numbered(50))
    assert (len(training), len(test)) == (35, 15)
    assert sorted([*training.inputs[:, 0], *test.inputs[:, 0]]) == list(range(50))
    for side in (training, test):
        assert np.all(np.diff(side.inputs[:, 0]) > 0)
        np.testing.assert_array_equal(side.targets, 0)
        assert not side.inputs.flags.writeable


def test_the_seed_decides_which():
    first, again, other = (Split(0.5, seed).split(numbered(40))[1].inputs for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert np.any(first != other)


def test_a_share_of_zero_keeps_everything_for_training():
    samples = numbered(5)
    training, test = Split().split(samples)
    np.testing.assert_array_equal(training.inputs, samples.inputs)
    assert test.inputs.shape == (0, 1)
    assert test.targets.shape == (0, 1)


def test_each_class_gives_the_same_share():
    samples = Dataset.decode({"key": "iris"}).make()
    training, test = Split(0.2).split(samples)
    assert test.targets.sum(axis=0).tolist() == [10, 10, 10]
    assert training.targets.sum(axis=0).tolist() == [40, 40, 40]
    assert (training.classes, training.input_names) == (samples.classes, samples.input_names)
    training, test = Split(0.25).split(numbered(80, ("even", "odd")))
    assert (test.targets == 1).sum() == (test.targets == 0).sum() == 10


def test_of_quantities_the_share_is_that_of_the_whole():
    samples = Dataset.decode({"key": "sine"}).make()
    training, test = Split(0.3).split(samples)
    assert len(test) == round(0.3 * len(samples))
    assert sorted([*training.targets[:, 0], *test.targets[:, 0]]) == sorted(samples.targets[:, 0])
    training, test = Split(0.9).split(samples.rows(np.arange(len(samples)) < 2))
    assert (len(training), len(test)) == (1, 1)


def test_something_is_left_to_learn_from():
    training, test = Split(0.9).split(numbered(1))
    assert (len(training), len(test)) == (1, 0)
    training, test = Split(0.9).split(numbered(4, ("even", "odd")))
    assert sorted(training.targets[:, 0]) == [0, 1]


@pytest.mark.parametrize("hyper", hypers(Split), ids=lambda hyper: hyper.name)
def test_what_can_be_chosen_is_declared(hyper):
    assert hyper.help
    assert hyper.parse(hyper.high) == hyper.high


def test_the_rows_are_the_ones_that_the_parts_have():
    samples = numbered(30)
    split = Split(0.4, seed=2)
    rows = split.test_rows(samples)
    np.testing.assert_array_equal(split.split(samples)[1].inputs, samples.inputs[rows])


def test_classes_that_were_typed_in_are_split_as_named_ones():
    """Converting a data set to a table keeps its test samples."""
    named, typed = (
        numbered(40, ("even", "odd")),
        Samples(np.arange(40.0)[:, None], np.arange(40.0)[:, None] % 2, ("x",), ("y",)),
    )
    np.testing.assert_array_equal(Split(0.3).test_rows(named), Split(0.3).test_rows(typed))


def test_it_is_read_and_written_as_its_hyperparameters():
    split = Split.from_values({"test_share": 0.5}, "data.split")
    assert split == Split(0.5)
    assert split.encode() == {"test_share": 0.5, "seed": 0}
    with pytest.raises(HyperError, match=r"^data\.split\.share: The split has no such entry"):
        Split.from_values({"share": 0.5}, "data.split")
    with pytest.raises(HyperError, match=r"^data\.split\.test_share: 0.95 is outside \[0, 0.9\]"):
        Split.from_values({"test_share": 0.95}, "data.split")
