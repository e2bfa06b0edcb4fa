"""The neuron of a project: its file, its edits, what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from core.neurons.gates import GATES
from core.neurons.mcculloch_pitts import McCullochPitts
from core.neurons.perceptron import Perceptron
from core.neurons.sigmoid_neuron import SigmoidNeuron
from nnviz.project import file
from nnviz.project.branch_file import from_branch, to_branches
from nnviz.project.branches import SavedBranch
from nnviz.project.errors import ProjectError
from nnviz.project.neuron_presets import PRESETS, neuron_spec, with_gate, with_model
from nnviz.project.neuron_spec import NeuronSpec
from tests.nnviz.sessions import sample

MAZUR = sample("mazur")
FIRST = neuron_spec(MAZUR)
GATE = with_gate(with_model(FIRST, "mcculloch_pitts"), "xor", 2)
ENTRY: dict[str, Any] = {
    "model": {"key": "perceptron", "start": "given", "weights": [1, -2], "bias": 0.5},
    "inputs": [[0, 1], [0.5, -1]],
    "targets": [0, 1],
}


def with_neuron(**changes: object) -> str:
    return json.dumps(json.loads(file.encode(MAZUR)) | {"neuron": ENTRY | changes})


@pytest.mark.parametrize(
    "spec",
    [
        FIRST,
        replace(
            FIRST, neuron=Perceptron(pocket=True, at_zero=">", start="given", weights=(1.0, 2.0), bias=-1)
        ),
        replace(FIRST, neuron=SigmoidNeuron(loss="bce", rule="batch", shuffle=True, seed=4)),
        replace(GATE, neuron=McCullochPitts(0, "relative", (1,), "hand")),
        replace(GATE, layers=2),
        *(preset.apply(FIRST) for preset in PRESETS),
    ],
)
def test_a_file_keeps_it(spec: NeuronSpec) -> None:
    project = replace(MAZUR, neuron=spec)
    assert file.decode(file.encode(project)) == project


def test_a_file_is_the_old_one_without_it() -> None:
    assert MAZUR.neuron is None
    assert "neuron" not in json.loads(file.encode(MAZUR))
    assert "layers" not in json.loads(file.encode(replace(MAZUR, neuron=FIRST)))["neuron"]


def test_an_entry_is_read_as_it_is_documented() -> None:
    spec = file.decode(with_neuron()).neuron
    assert spec is not None
    assert spec.neuron == Perceptron(start="given", weights=(1.0, -2.0), bias=0.5)
    assert (spec.inputs, spec.targets, spec.layers) == (((0.0, 1.0), (0.5, -1.0)), (0.0, 1.0), 1)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"model": {"key": "perzeptron"}}, "neuron.model.key: unknown neuron 'perzeptron'"),
        ({"model": {"key": "perceptron", "rate": 1}}, "neuron.model.rate: Perceptron has no such entry"),
        ({"model": {"key": "perceptron", "epochs": 0}}, r"neuron.model.epochs: 0 is outside \[1, 10000\]"),
        (
            {"model": {"key": "perceptron", "weights": [1, "x"]}},
            r"neuron.model.weights\[1\]: expected a number",
        ),
        ({"model": 3}, "neuron.model: expected an object, got a whole number"),
        ({"sample": 1}, "neuron.sample: unknown entry"),
        ({"inputs": [[0], [1, 2]]}, r"neuron.inputs\[1\]: has 2 numbers, the first row 1"),
        ({"inputs": []}, "neuron.inputs: is empty"),
        ({"inputs": [[0, "1"]]}, r"neuron.inputs\[0\]\[1\]|neuron.inputs\[...\]\[...\]: expected a number"),
        ({"inputs": [[0, 0, 0, 0, 0]] * 2}, "neuron.inputs: expected 1 to 4 inputs, got 5"),
        (
            {"inputs": [[0, 0]] * 201, "targets": [0] * 201},
            "neuron.inputs: expected 1 to 200 examples, got 201",
        ),
        ({"targets": [1]}, "neuron.targets: expected 2 targets, got 1"),
        ({"targets": [0, 0.5]}, "neuron: row 2, column 1: the target 0.5 is neither 0 nor 1"),
        ({"layers": 3}, "neuron.layers: expected a whole number from 1 to 2, got 3"),
        ({"layers": 2}, "neuron.layers: Perceptron stands alone: expected 1, got 2"),
        ({"model": {"key": "mcculloch_pitts"}}, "neuron: row 2, column 1: the input 0.5 is neither 0 nor 1"),
        (
            {
                "model": {"key": "sigmoid_neuron", "epochs": 10_000},
                "inputs": [[0, 0]] * 20,
                "targets": [1] * 20,
            },
            "neuron.model.epochs: 10000 epochs are too many for 20 examples: at most 5000",
        ),
    ],
)
def test_what_cannot_learn_is_refused_with_its_place(changes: dict[str, object], complaint: str) -> None:
    with pytest.raises(ProjectError, match=complaint):
        file.decode(with_neuron(**changes))


def test_a_part_that_is_missing_is_named() -> None:
    document = json.loads(with_neuron())
    del document["neuron"]["targets"]
    with pytest.raises(ProjectError, match=r"neuron\.targets: the entry is missing"):
        file.decode(json.dumps(document))


def test_another_neuron_takes_over_how_it_learns_and_from_what() -> None:
    own = Perceptron(rule="batch", epochs=7, start="given", weights=(1.0, 2.0), bias=3.0, learning_rate=5.0)
    changed = with_model(replace(FIRST, neuron=own), "sigmoid_neuron")
    assert changed.neuron == SigmoidNeuron(
        rule="batch", epochs=7, start="given", weights=(1.0, 2.0), bias=3.0
    )
    assert (changed.inputs, changed.targets) == (FIRST.inputs, FIRST.targets)
    assert with_model(changed, "sigmoid_neuron") is changed
    gate = with_model(FIRST, "mcculloch_pitts")
    assert gate.inputs == ((0, 0), (0, 1), (1, 0), (1, 1))
    assert gate.targets == (0, 0, 0, 1)
    assert with_model(replace(GATE, layers=2), "perceptron").layers == 1
    assert with_model(GATE, "perceptron").inputs == GATE.inputs
    unsure = replace(changed, targets=(0.25, 0.75) * 5)
    assert with_model(unsure, "perceptron").targets == FIRST.targets


def test_a_gate_keeps_what_belongs_to_inputs_that_stay() -> None:
    four = with_gate(replace(GATE, neuron=McCullochPitts(inhibitory=(0, 3))), "nor", 4)
    assert four.neuron == McCullochPitts(inhibitory=(0, 3))
    assert with_gate(four, "and", 2).neuron == McCullochPitts(inhibitory=(0,))
    given = replace(FIRST, neuron=Perceptron(start="given", weights=(1.0, 2.0)))
    assert with_gate(given, "or", 3).neuron == replace(given.neuron, weights=(1.0, 2.0, 0.0))
    assert with_gate(given, "not", 1).neuron == replace(given.neuron, weights=(1.0,))


@pytest.mark.parametrize("name", GATES)
@pytest.mark.parametrize("key", ["mcculloch_pitts", "perceptron", "sigmoid_neuron"])
def test_every_neuron_learns_every_gate(name: str, key: str) -> None:
    spec = with_gate(with_model(FIRST, key), name, 1 if name == "not" else 3)
    assert len(spec.neuron.learn(spec.samples)) > 0


def test_the_presets_show_what_they_say() -> None:
    clouds, overlapping, sure = (preset.apply(FIRST) for preset in PRESETS)
    found = Perceptron().learn(clouds.samples)
    assert found.outcome == "separated"
    assert sum(found.mistakes) > 5
    assert Perceptron().learn(overlapping.samples).outcome == "cycle"
    learning = sure.neuron.learn(sure.samples)
    assert learning.explain(2).result == pytest.approx(0.9975, abs=1e-4)
    entropy = PRESETS[2].apply(replace(sure, neuron=replace(sure.neuron, loss="bce")))
    assert entropy.neuron.learn(sure.samples).path[-1][0] < 0 < learning.path[-1][0]


@pytest.mark.parametrize(("branch", "present"), [(None, FIRST), (GATE, None), (GATE, FIRST)])
def test_a_branch_keeps_the_neuron_that_it_had(branch: NeuronSpec | None, present: NeuronSpec | None) -> None:
    project = replace(MAZUR, neuron=present)
    kept = SavedBranch(replace(MAZUR, neuron=branch))
    shown = SavedBranch(project, shown=True)
    documents = json.loads(json.dumps([from_branch(one, project) for one in (kept, shown)]))
    assert [one.project.neuron for one in to_branches(documents, project)] == [branch, present]
