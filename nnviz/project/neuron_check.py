"""What a neuron of a project may be."""

from __future__ import annotations

from core.neurons.base import TrainedNeuron
from nnviz.project.errors import ProjectError
from nnviz.project.neuron_spec import NeuronSpec
from nnviz.project.ranges import whole

MOST_EXAMPLES = 200
MOST_INPUTS = 4
MOST_VISITS = 100_000  # epochs times examples: what is learned in seconds


def visits(spec: NeuronSpec) -> int:
    """Return how many examples are looked at until the last epoch ends, at most."""
    rounds = spec.neuron.epochs if isinstance(spec.neuron, TrainedNeuron) else 1
    return rounds * len(spec.inputs)


def check_neuron(spec: NeuronSpec) -> None:
    """Accept a neuron that can learn its examples.

    Raises
    ------
    ProjectError
        With the place and the reason of the first thing that is wrong.
    """
    examples = len(spec.inputs)
    if not 1 <= examples <= MOST_EXAMPLES:
        raise ProjectError("neuron.inputs", f"expected 1 to {MOST_EXAMPLES} examples, got {examples}")
    if not 1 <= spec.width <= MOST_INPUTS:
        raise ProjectError("neuron.inputs", f"expected 1 to {MOST_INPUTS} inputs, got {spec.width}")
    if len(spec.targets) != examples:
        raise ProjectError("neuron.targets", f"expected {examples} targets, got {len(spec.targets)}")
    whole("neuron.layers", spec.layers, 1, 2)
    if spec.layers == 2 and not spec.is_gate:
        raise ProjectError("neuron.layers", f"{spec.neuron.label} stands alone: expected 1, got 2")
    try:
        spec.neuron.check(spec.samples)
    except ValueError as error:
        raise ProjectError("neuron", str(error)) from None
    if visits(spec) > MOST_VISITS:
        assert isinstance(spec.neuron, TrainedNeuron)
        raise ProjectError(
            "neuron.model.epochs",
            f"{spec.neuron.epochs} epochs are too many for {examples} examples: at most "
            f"{MOST_VISITS // examples}",
        )
