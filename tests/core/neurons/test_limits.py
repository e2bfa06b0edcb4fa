from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from core.neurons.gates import binary_rows, gate, truth_table
from core.neurons.limits import limits
from core.neurons.mcculloch_pitts import McCullochPitts
from core.neurons.two_layer import two_layers
from tests.core.neurons.walks import samples


def test_not_needs_inhibition() -> None:
    found = limits(gate("not", 1))
    assert (found.remedy, found.thresholds) == ((0,), (0,))
    assert "the sum can only rise when an input goes on" in found.words
    assert found.words.endswith("if input 1 inhibits, with the threshold 0.")
    assert limits(gate("nor", 3)).words.endswith("if inputs 1 and 2 and 3 inhibit, with the threshold 0.")


def test_xor_is_beyond_all_weights_and_the_proof_is_told() -> None:
    found = limits(gate("xor"))
    assert found.remedy is None
    assert not found.separable
    assert found.fire == ((1, 1), (2, 1))
    assert found.silent == ((0, 1), (3, 1))
    assert (
        "(0, 1) and (1, 0), which should fire, add up to the same inputs as (0, 0) and (1, 1)" in found.words
    )


def test_what_needs_weights() -> None:
    table = truth_table([0, 0, 0, 1, 1, 1, 1, 1])  # x1 or (x2 and x3): the weights 2, 1, 1
    found = limits(table)
    assert found.remedy is None
    assert found.separable
    assert "a perceptron finds it" in found.words
    assert limits(gate("and")).words == "One neuron with excitatory inputs can do it, with the threshold 2."


@pytest.mark.parametrize("inhibition", ["absolute", "relative"])
def test_every_table_of_three_inputs(inhibition: str) -> None:
    rows = binary_rows(3)
    choices = [c for size in range(4) for c in itertools.combinations(range(3), size)]
    for outputs in itertools.product((0, 1), repeat=8):
        table = truth_table(outputs)
        found = limits(table, inhibition)
        if found.remedy is not None:
            for threshold in found.thresholds:
                neuron = McCullochPitts(threshold, inhibition, found.remedy)
                assert (neuron.value(rows) == table.targets[:, 0]).all()
        else:
            tried = (McCullochPitts(t, inhibition, c) for c in choices for t in range(-4, 5))
            assert not any((neuron.value(rows) == table.targets[:, 0]).all() for neuron in tried)
        if not found.separable:
            (fire, silent) = (
                sum(times * np.append(rows[row], 1) for row, times in part)
                for part in (found.fire, found.silent)
            )
            assert (fire == silent).all()
            assert all(outputs[row] == 1 for row, _ in found.fire)
            assert all(outputs[row] == 0 for row, _ in found.silent)


def test_rows_that_count_more_than_once_are_told_so() -> None:
    found = limits(samples([[0, 0], [1, 1], [1, 0], [0, 1], [1, 1]], [0, 0, 1, 1, 1]))
    assert not found.separable
    doubled = limits(truth_table([0, 0, 0, 1, 0, 1, 1, 0]))
    assert "2 times (1, 1, 1)" in doubled.words


@pytest.mark.parametrize("inputs", [1, 2, 3])
def test_two_layers_compute_every_table(inputs: int) -> None:
    rows = binary_rows(inputs)
    for outputs in itertools.product((0, 1), repeat=2**inputs):
        net = two_layers(truth_table(outputs))
        assert net.value(rows).tolist() == list(outputs)
        assert len(net.hidden) == max(sum(outputs), 1)


@pytest.mark.parametrize("inhibition", ["absolute", "relative"])
def test_weights_answer_as_the_neuron_does(inhibition: str) -> None:
    rows = binary_rows(3)
    for inhibitory in ((), (0,), (0, 2), (0, 1, 2)):
        for threshold in range(-4, 6):
            neuron = McCullochPitts(threshold, inhibition, inhibitory)
            theta = neuron.as_weights(3)
            z = rows @ theta[:-1] + theta[-1]
            assert (np.abs(z) >= 0.5).all()
            assert ((z > 0) == neuron.value(rows)).all()


def test_a_threshold_by_hand_is_the_only_one_that_is_tried() -> None:
    neuron = McCullochPitts(1, search="hand")
    walk = neuron.learn(gate("and"))
    assert walk.thresholds == (1,)
    assert walk.error_counts == (2,)
    assert walk.right == ()
    assert walk.obstacle == ()
    assert walk.verdict == (
        "Wrong with this threshold: (0, 1) and (1, 0). It can be done, with the threshold 2."
    )
    assert replace(neuron, threshold=2).learn(gate("and")).verdict.endswith("with the threshold 2.")
    assert neuron.learn(gate("xor")).verdict.startswith("No threshold can do it: ")
