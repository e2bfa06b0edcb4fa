from __future__ import annotations

import importlib
import math

import pytest

from core.hyper import HyperError
from core.neurons.base import Neuron, TrainedNeuron
from core.neurons.gates import gate
from core.neurons.learning import Learning, TrainedLearning

importlib.import_module("core.neurons")


def test_the_family_collects_itself() -> None:
    assert set(Neuron.members()) == {"mcculloch_pitts", "perceptron", "sigmoid_neuron"}


@pytest.mark.parametrize("member", Neuron.members().values(), ids=lambda member: member.key)
def test_a_neuron_declares_itself(member: type[Neuron]) -> None:
    assert member.label
    assert member.formula
    assert member.reference
    assert len(member.notes) >= 3
    assert all(note.endswith(".") for note in member.notes)
    assert all(hyper.help for hyper in member.hypers())
    assert Neuron.decode(member().encode()) == member()
    assert hash(member()) == hash(member())


@pytest.mark.parametrize("member", Neuron.members().values(), ids=lambda member: member.key)
def test_every_neuron_learns_with_its_defaults(member: type[Neuron]) -> None:
    assert len(member().learn(gate("or"))) > 0


@pytest.mark.parametrize("member", Neuron.members().values(), ids=lambda member: member.key)
def test_learning_in_parts_ends_in_the_whole_learning(member: type[Neuron]) -> None:
    *before, last = member().learn_in_parts(gate("or"))
    whole = member().learn(gate("or"))
    assert all(part is None for part in before)
    assert last is not None
    assert len(last) == len(whole)
    assert [last[step] for step in range(len(last))] == [whole[step] for step in range(len(whole))]


@pytest.mark.parametrize("key", ["perceptron", "sigmoid_neuron"])
def test_given_weights_go_through_a_file(key: str) -> None:
    made = Neuron.decode({"key": key, "start": "given", "weights": [1, -0.5], "bias": 2})
    assert isinstance(made, TrainedNeuron)
    assert made.weights == (1.0, -0.5)
    assert Neuron.decode(made.encode()) == made


@pytest.mark.parametrize(
    ("weights", "path", "reason"),
    [
        (1.0, "n.weights", "expected a list, got float"),
        ([0, "1"], "n.weights[1]", "expected a number, got '1'"),
        ([math.inf], "n.weights[0]", "is not a finite number"),
        ([0, -2e6], "n.weights[1]", "-2e+06 is outside [-1e6, 1e6]"),
    ],
)
def test_wrong_weights_are_refused_with_their_place(weights: object, path: str, reason: str) -> None:
    with pytest.raises(HyperError) as caught:
        Neuron.decode({"key": "perceptron", "weights": weights}, "n")
    assert (caught.value.path, caught.value.reason) == (path, reason)


def test_what_a_kind_of_neuron_has_to_bring() -> None:
    with pytest.raises(NotImplementedError):
        Neuron().learn(gate("or"))
    learning = TrainedLearning(1, ())
    with pytest.raises(NotImplementedError):
        learning.explain(0)
    with pytest.raises(NotImplementedError):
        learning.theta_around(None)  # type: ignore[arg-type]
    assert len(Learning(3, ())) == 0
