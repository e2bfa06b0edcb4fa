from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from core.hyper import HyperError
from core.neurons.base import Neuron
from core.neurons.gates import GATES, binary_rows, gate, truth_table
from core.neurons.mcculloch_pitts import McCullochPitts, solutions
from core.neurons.two_layer import two_layers
from tests.core.neurons.walks import samples


def answer(row: tuple[int, ...], threshold: int, inhibitory: tuple[int, ...], absolute: bool) -> int:
    """The definition, in plain steps."""
    excited = sum(x for k, x in enumerate(row) if k not in inhibitory)
    inhibited = sum(row[k] for k in inhibitory)
    if absolute:
        return int(excited >= threshold and inhibited == 0)
    return int(excited - inhibited >= threshold)


@pytest.mark.parametrize("absolute", [True, False])
@pytest.mark.parametrize("inhibitory", [(), (0,), (1, 2), (0, 1, 2)])
def test_it_answers_as_defined(inhibitory: tuple[int, ...], absolute: bool) -> None:
    rows = binary_rows(3)
    for threshold in range(-5, 6):
        neuron = McCullochPitts(threshold, "absolute" if absolute else "relative", inhibitory)
        wanted = [answer(tuple(row), threshold, inhibitory, absolute) for row in rows.astype(int).tolist()]
        assert neuron.value(rows).tolist() == wanted


@pytest.mark.parametrize(
    ("name", "thresholds"),
    [("and", (2,)), ("or", (1,)), ("nand", ()), ("nor", ()), ("xor", ()), ("not", ())],
)
def test_what_excitatory_inputs_alone_can_do(name: str, thresholds: tuple[int, ...]) -> None:
    sweep = McCullochPitts().learn(gate(name, 1 if name == "not" else 2))
    assert sweep.right == thresholds


def test_which_inputs_must_inhibit() -> None:
    found = {
        (name, inhibition): solutions(gate(name, 1 if name == "not" else 2), inhibition)
        for name in GATES
        for inhibition in ("absolute", "relative")
    }
    assert found["and", "absolute"] == {(): (2,)}
    assert found["not", "absolute"] == found["not", "relative"] == {(0,): (0,)}
    assert found["nor", "absolute"] == {(0, 1): (0,)}
    assert found["nand", "absolute"] == {}  # one veto would already silence (0, 1) or (1, 0)
    assert found["nand", "relative"] == {(0, 1): (-1,)}
    assert found["xor", "absolute"] == found["xor", "relative"] == {}


@pytest.mark.parametrize("inhibition", ["absolute", "relative"])
def test_no_threshold_outside_the_sweep_does_more(inhibition: str) -> None:
    for outputs in itertools.product((0, 1), repeat=4):
        table = truth_table(outputs)
        for inhibitory in ((), (0,), (1,), (0, 1)):
            neuron = McCullochPitts(inhibition=inhibition, inhibitory=inhibitory)
            sweep = neuron.learn(table)
            tried = {tuple(replace(neuron, threshold=t).value(table.inputs)) for t in range(-20, 21)}
            assert (outputs in tried) == bool(sweep.right)
            assert tried == {tuple(sweep.neuron_at(k).value(table.inputs)) for k in range(sweep.epochs)}


@pytest.mark.parametrize("inhibition", ["absolute", "relative"])
@pytest.mark.parametrize("inhibitory", [(), (0,), (0, 1)])
def test_the_reason_rules_out_every_threshold(inhibition: str, inhibitory: tuple[int, ...]) -> None:
    for outputs in itertools.product((0, 1), repeat=4):
        table = truth_table(outputs)
        sweep = McCullochPitts(inhibition=inhibition, inhibitory=inhibitory).learn(table)
        rows = list(sweep.obstacle)
        assert bool(rows) != bool(sweep.right)
        if rows:  # these rows alone are already impossible
            part = samples(table.inputs[rows], table.targets[rows, 0])
            assert not sweep.neuron.learn(part).right
            assert sweep.verdict.startswith("No threshold can do it: ")


def test_the_sweep_is_kept() -> None:
    sweep = McCullochPitts().learn(gate("and"))
    assert sweep.thresholds == (0, 1, 2, 3)
    assert sweep.wrong.astype(int).tolist() == [[1, 1, 1, 0], [0, 1, 1, 0], [0, 0, 0, 0], [0, 0, 0, 1]]
    assert sweep.error_counts == (3, 2, 0, 1)
    assert sweep.best == 2
    assert McCullochPitts().learn(gate("xor")).best == 1


def test_the_sweep_is_walked_threshold_by_threshold() -> None:
    sweep = McCullochPitts().learn(gate("and"))
    assert sweep.grains == ("term", "row", "threshold", "sweep")
    for threshold, count in zip(sweep.thresholds, sweep.error_counts, strict=True):
        step = sweep.step_of_threshold(threshold)
        assert sweep.block(step, "threshold").stop == step + 1
        assert sweep.explain(step).result == count
    assert sweep.explain(len(sweep) - 1).why == "Every row is right with the threshold 2."
    assert sweep.block(3, "sweep") == range(len(sweep))


def test_verdicts_name_the_rows() -> None:
    xor = McCullochPitts().learn(gate("xor")).verdict
    assert "(0, 1) should fire with the sum 1, and (1, 1) should not, although its sum is 2" in xor
    nand = McCullochPitts(inhibitory=(0, 1)).learn(gate("nand")).verdict
    assert nand == "No threshold can do it: (0, 1) should fire, and an inhibitory input forbids it."
    constant = McCullochPitts(inhibition="relative", inhibitory=(0,)).learn(gate("not", 1))
    assert constant.verdict == "Every row is right with the threshold 0."
    several = McCullochPitts().learn(samples([[1, 1, 1]], [1]))
    assert several.verdict == "Every row is right with the threshold 0 and 1 and 2 and 3."


def test_what_is_said_about_firing() -> None:
    walk = McCullochPitts(inhibitory=(1,)).learn(gate("xor"))
    said = {walk.explain(step).title: walk.explain(step).why for step in range(len(walk))}
    assert said["Answer of the neuron: it is silent"] == "An inhibitory input is on, and that forbids it."
    assert walk.explain(1).symbols.latex == "v = x_{2}"
    alone = McCullochPitts(inhibitory=(0,)).learn(gate("not", 1)).explain(0)
    assert alone.numbers().latex == "s = 0"


def test_xor_takes_two_layers() -> None:
    table, net = gate("xor"), two_layers(gate("xor"))
    assert net.hidden_values(table.inputs).tolist() == [[0, 0], [1, 0], [0, 1], [0, 0]]
    assert (net.value(table.inputs) == table.targets[:, 0]).all()
    walk = net.walk(table)
    assert walk.grains == ("term", "neuron", "row", "table")
    last = [walk.explain(walk.block(step, "row")[-1]) for step in range(0, len(walk), len(walk.pattern))]
    assert [said.result for said in last] == [0, 1, 1, 0]
    assert last[0].left == "a_{1}^{(2)}"
    assert walk.explain(0).title == "Sum of hidden neuron 1"
    assert walk[8].sample == 1


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (samples([[0, 0.5]], [1]), "row 1, column 2: the input 0.5 is neither 0 nor 1"),
        (samples([[0, 1], [1, 1]], [1, 2]), "row 2, column 1: the target 2 is neither 0 nor 1"),
        (samples([[0]], [1]), "input 2 is to inhibit, the data has 1 inputs"),
        (samples(np.empty((0, 2)), []), "there is no example to learn from"),
    ],
)
def test_data_that_it_cannot_take_is_refused(data: object, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}$"):
        McCullochPitts(inhibitory=(1,)).learn(data)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "path", "reason"),
    [
        ("x", "n.inhibitory", "expected a list, got str"),
        ([0, -1], "n.inhibitory[1]", "-1 is not the number of an input"),
        ([0.5], "n.inhibitory[0]", "0.5 is not the number of an input"),
        ([None], "n.inhibitory[0]", "expected a number, got None"),
    ],
)
def test_wrong_inhibitory_inputs_are_refused_with_their_place(value: object, path: str, reason: str) -> None:
    with pytest.raises(HyperError) as caught:
        Neuron.decode({"key": "mcculloch_pitts", "inhibitory": value}, "n")
    assert (caught.value.path, caught.value.reason) == (path, reason)


def test_inhibitory_inputs_are_kept_in_order_and_once() -> None:
    made = Neuron.decode({"key": "mcculloch_pitts", "inhibitory": [2, 0, 2]})
    assert made == McCullochPitts(inhibitory=(0, 2))
    assert made.encode()["inhibitory"] == [0, 2]
