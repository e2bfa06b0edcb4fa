"""Neurons and examples to begin with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from core.neurons.base import Neuron, TrainedNeuron
from core.neurons.gates import gate
from core.neurons.mcculloch_pitts import McCullochPitts
from core.neurons.perceptron import Perceptron
from core.neurons.sigmoid_neuron import SigmoidNeuron
from nnviz.project.model import Project
from nnviz.project.neuron_spec import NeuronSpec, Row, fitted

# Their coordinates are whole quarters: a perceptron that fails soon comes to weights that it has had before.
_LOW = ((-0.75, 0.0), (-0.5, -1.25), (-1.25, -0.25), (0.0, -0.25), (0.75, -1.0))
_HIGH = ((-0.75, 0.75), (0.5, 1.25), (0.5, 0.75), (-0.25, 0.5), (1.25, 0.5))
_AMONG_HIGH, _AMONG_LOW = (0.75, 0.75), (-0.5, -0.25)


class Preset(NamedTuple):
    """Examples by name.

    Attributes
    ----------
    label, help : str
    apply : function
        Makes of a spec the one that has these examples.
    """

    label: str
    help: str
    apply: Callable[[NeuronSpec], NeuronSpec]


def neuron_spec(project: Project) -> NeuronSpec:
    """Return the project's neuron or, where it has none, a perceptron between two clouds."""
    return _FIRST if project.neuron is None else project.neuron


def with_gate(spec: NeuronSpec, name: str, inputs: int) -> NeuronSpec:
    """Return the spec with the truth table of a gate (`core.neurons.gates.GATES`) as its examples."""
    table = gate(name, inputs)
    rows: tuple[Row, ...] = tuple(map(tuple, table.inputs.tolist()))
    return spec.with_examples(rows, tuple(table.targets[:, 0].tolist()))


def with_model(spec: NeuronSpec, key: str) -> NeuronSpec:
    """Return the spec with another kind of neuron; how it learns and where it starts is taken over.

    A McCulloch-Pitts neuron is given the gate AND where the examples are no truth table. The learning rate is
    the new neuron's own: a good one for one rule is a bad one for another.
    """
    if key == spec.neuron.key:
        return spec
    kind = Neuron.find(key)
    kept: dict[str, Any] = {}
    if issubclass(kind, TrainedNeuron) and isinstance(spec.neuron, TrainedNeuron):
        names = {hyper.name for hyper in TrainedNeuron.hypers()} - {"learning_rate"}
        kept = {name: value for name, value in spec.neuron.encode().items() if name in {*names, "weights"}}
    made = replace(spec, neuron=kind.from_values(kept), layers=1)
    if kind is McCullochPitts and not spec.is_binary:
        return with_gate(made, "and", 2)
    if kind is Perceptron and not set(spec.targets) <= {0.0, 1.0}:
        return replace(made, targets=tuple(float(target >= 0.5) for target in spec.targets))
    return made


def _clouds(spec: NeuronSpec) -> NeuronSpec:
    pairs = zip(_LOW, _HIGH, strict=True)
    return spec.with_examples(tuple(place for pair in pairs for place in pair), (0.0, 1.0) * len(_LOW))


def _overlapping(spec: NeuronSpec) -> NeuronSpec:
    separate = _clouds(spec)
    return separate.with_example(_AMONG_HIGH, 0.0).with_example(_AMONG_LOW, 1.0)


def _sure_and_wrong(spec: NeuronSpec) -> NeuronSpec:
    """One example, and weights that make the neuron say 0.9975 where 0 is right (after Nielsen, 2015)."""
    loss = spec.neuron.loss if isinstance(spec.neuron, SigmoidNeuron) else "mse_half_sum"
    neuron = SigmoidNeuron(loss=loss, learning_rate=0.5, epochs=300, start="given", weights=(3.0,), bias=3.0)
    return fitted(NeuronSpec(neuron, ((1.0,),), (0.0,)))


PRESETS = (
    Preset("Two clouds", "Ten points that a line separates", _clouds),
    Preset("Overlapping clouds", "Twelve points that no line separates", _overlapping),
    Preset(
        "Sure and wrong",
        "A sigmoid neuron that is sure of the wrong answer, on one example: compare the losses",
        _sure_and_wrong,
    ),
)

_FIRST = _clouds(NeuronSpec(Perceptron(), ((0.0, 0.0),), (0.0,)))
