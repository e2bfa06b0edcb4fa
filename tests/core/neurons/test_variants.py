from __future__ import annotations

import numpy as np
import pytest

from core.neurons.gates import gate
from core.neurons.perceptron import Perceptron
from core.neurons.variants import variants
from tests.core.neurons.walks import samples


def test_the_rate_changes_nothing_from_zero_weights_and_the_convention_does() -> None:
    found = variants(Perceptron(learning_rate=0.3), gate("and"))
    assert [one.at_zero for one in found] == [">="] * 3 + [">"] * 3
    assert [one.learning_rate for one in found[:3]] == pytest.approx([0.03, 0.3, 3.0])
    for same in (found[:3], found[3:]):
        assert len({one.learning.mistakes for one in same}) == 1
        scaled = [one.learning.best_theta / one.learning_rate for one in same]
        assert np.ptp(scaled, axis=0) == pytest.approx([0, 0, 0], abs=1e-12)
    assert found[0].learning.mistakes != found[3].learning.mistakes


def test_the_rate_matters_from_other_weights() -> None:
    found = variants(Perceptron(start="seeded", seed=1, epochs=50), gate("and"))
    assert len({one.learning.mistakes for one in found[:3]}) > 1


def test_many_examples_are_learned_for_fewer_epochs() -> None:
    table = gate("xor")
    many = samples(np.tile(table.inputs, (100, 1)), np.tile(table.targets[:, 0], 100))
    assert {one.learning.epochs for one in variants(Perceptron(shuffle=True), many)} == {5}
    assert variants(Perceptron(learning_rate=1e6), gate("or"))[2].learning_rate == 1e6


def test_learning_in_parts_is_the_same_learning() -> None:
    neuron = Perceptron()
    *waits, done = neuron.learn_in_parts(gate("and"))
    assert done is not None
    assert waits == [None] * done.epochs
    assert done.mistakes == neuron.learn(gate("and")).mistakes
