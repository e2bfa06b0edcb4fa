"""A neuron in a project file, there and back."""

from __future__ import annotations

from typing import Any

from core.datasets.numbers import parse_number, parse_rows
from core.neurons.base import Neuron
from nnviz.project.neuron_spec import NeuronSpec


def to_neuron(model: Any, inputs: Any, targets: Any, layers: int) -> NeuronSpec:
    """Return the neuron that an entry describes.

    Parameters
    ----------
    model : object
        The neuron with its key, hyperparameters and given weights.
    inputs : list of list of number
    targets : list of number
    layers : int

    Raises
    ------
    HyperError
        If something is unknown or not what it has to be.
    """
    rows = parse_rows(inputs, "neuron.inputs")
    wanted = tuple(parse_number(one, f"neuron.targets[{k}]") for k, one in enumerate(targets))
    return NeuronSpec(Neuron.decode(model, "neuron.model"), rows, wanted, layers)


def from_neuron(spec: NeuronSpec) -> dict[str, Any]:
    """Return the plain values of the neuron's file."""
    document: dict[str, Any] = {
        "model": spec.neuron.encode(),
        "inputs": [list(row) for row in spec.inputs],
        "targets": list(spec.targets),
    }
    return document | {"layers": spec.layers} if spec.layers != 1 else document
