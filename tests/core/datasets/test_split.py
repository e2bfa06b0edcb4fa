"""Samples for training and for testing."""

import numpy as np
import pytest

from core.datasets.base import Dataset, Samples
from core.datasets.split import Split
from core.hyper import hypers


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


def test_something_is_left_to_learn_from():
    training, test = Split(0.9).split(numbered(1))
    assert (len(training), len(test)) == (1, 0)
    training, test = Split(0.9).split(numbered(4, ("even", "odd")))
    assert sorted(training.targets[:, 0]) == [0, 1]


@pytest.mark.parametrize("hyper", hypers(Split), ids=lambda hyper: hyper.name)
def test_what_can_be_chosen_is_declared(hyper):
    assert hyper.help
    assert hyper.parse(hyper.high) == hyper.high
