"""The names that conditions and watches of a task may hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from core.conditions.named import (
    SATURATED,
    Bias,
    LossOfUpdate,
    Named,
    OfLayer,
    OfNode,
    OfParameter,
    OfParameters,
    OfUpdate,
    Parameters,
    Saturated,
    Weight,
    Wrong,
)
from core.conditions.spots import EDGE, NODE, PARAMETER
from core.datasets.base import count_classes
from core.expression.functions import FUNCTIONS
from core.expression.read_condition import Name
from core.metrics import ARGMAX, THRESHOLD, decision_rule
from core.network import Network
from core.task import Task

_OWNERS = {NODE: "a node", EDGE: "an edge", PARAMETER: "a node or an edge"}
_EXAMPLES = {NODE: "z1[2]", EDGE: "W1[1, 2]", PARAMETER: "dW1[1, 2]"}
NUMBER = "number"  # stands for every quantity of its place, one after the other
# Of a node or a layer: the name, what it is called where it is recorded, and what it is.
_OF_NODES = {
    "z": ("z", "the pre-activation"),
    "a": ("a", "the activation"),
    "da": ("grad_a", "dL/da"),
    "delta": ("delta", "dL/dz"),
}


def names_of(task: Task) -> dict[str, Named]:
    """Return every name that the updates of a task have, `NUMBER` left out."""
    quantities = [quantity.name for quantity in task.quantities()]
    return _one_number(task, quantities) | _arrays(task.network, quantities)


def readable(names: Mapping[str, Named], kinds: Collection[str]) -> tuple[dict[str, Name], dict[str, str]]:
    """Return what a text may say where only names of some kinds are known, and why not the others."""
    known = {name: named.name for name, named in names.items() if named.kind in kinds}
    absent = {
        name: f"{name} belongs to {_OWNERS[named.kind]}, and here is none: write {_EXAMPLES[named.kind]}"
        for name, named in names.items()
        if named.kind not in kinds
    }
    if "wrong" not in names:
        absent["wrong"] = "wrong is known where the targets are classes, and these are quantities"
    return known, absent


def _one_number(task: Task, quantities: list[str]) -> dict[str, Named]:
    """Return what is one number of an update, or of each node or edge."""
    names: dict[str, Named] = {
        "loss": LossOfUpdate("the loss of the batch", "loss", "losses"),
        "previous_loss": OfUpdate("the loss of the update before", "", "previous_losses"),
        "learning_rate": OfUpdate("the learning rate of the update", "", "learning_rates"),
        "update": OfUpdate("the number of the update, from 0", "", "updates"),
        "epoch": OfUpdate("the number of the epoch, from 0", "", "epochs"),
    }
    if count_classes(task.targets):
        of_targets = ARGMAX if task.targets.shape[1] > 1 else THRESHOLD
        rules = decision_rule(task.loss, task.targets), of_targets
        depth = task.network.depth
        names["wrong"] = Wrong("whether the sample is taken for another class", "a", *rules, depth)
    names |= {name: OfNode(f"{help} of a node", quantity) for name, (quantity, help) in _OF_NODES.items()}
    near = f"whether the activation of a node is within {SATURATED:.0%} of an end of its range"
    names["saturated"] = Saturated(near, "a", task.network)
    names["b"] = Bias("the bias of a node, before the update", "")
    names["w"] = Weight("the weight of an edge, before the update", "")
    names["gradient"] = OfParameter("dL/dw of an edge, dL/db of a node", "gradient")
    of_optimizer = [name for name in quantities if name not in FUNCTIONS]
    return names | {name: OfParameter(f"the optimizer's {name}", name) for name in of_optimizer}


def _arrays(network: Network, quantities: list[str]) -> dict[str, Named]:
    """Return what has indices."""
    names: dict[str, Named] = {
        "x": OfLayer("the inputs", "a", network.sizes[:1], 0),
        "y": OfLayer("the targets", "targets", network.sizes[-1:], 0),
    }
    for layer in range(1, network.depth + 1):
        fan_in, units = network.sizes[layer - 1 : layer + 1]
        for name, (quantity, help) in _OF_NODES.items():
            names[f"{name}{layer}"] = OfLayer(f"{help} of layer {layer}", quantity, (units,), layer)
        start, middle = network.starts[layer - 1], network.index(layer, 0)
        parts = {"W": (slice(start, middle), (fan_in, units)), "b": (slice(middle, middle + units), (units,))}
        for part, (place, sizes) in parts.items():
            of = f"{part} of layer {layer}"
            names[f"{part}{layer}"] = Parameters(f"{of}, before the update", "", sizes, place)
            names[f"d{part}{layer}"] = OfParameters(f"dL/d{of}", "gradient", sizes, place)
            for name in quantities:
                names[f"{name}_{part}{layer}"] = OfParameters(
                    f"the optimizer's {name}, {of}", name, sizes, place
                )
    return names
