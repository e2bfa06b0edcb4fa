"""What every script is written from: a project, seen from the point where its training begins."""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from core.activations.base import Activation
from core.arrays import Array
from core.network import LayerParameters, Network
from core.task import Point, Task
from nnviz.exporters.names import named
from nnviz.project.model import Project

UPDATES = 10
MOST_NUMBERS = 20_000  # a script for people
# What scripts use themselves; a member's key may be the same.
_TAKEN = frozenset(dir(builtins)) | {
    *("np", "math", "erfc", "torch", "nn", "F", "jax", "jnp", "keras", "ops", "os"),
    *(
        "x",
        "y",
        "x_all",
        "y_all",
        "parameters",
        "gradients",
        "numbers",
        "state",
        "name",
        "value",
        "update",
        "t",
    ),
    *(
        "scale_of",
        "loss_terms",
        "loss_gradient",
        "loss_of",
        "penalty_of",
        "penalty_gradient",
        "network",
        "model",
    ),
    *("forward", "forward_and_backward", "clip", "optimizer", "optimizer_step", "schedule", "learning_rate"),
    *("order_of", "masks_of", "masks", "batch", "epoch", "position", "show"),
}


class TooLargeError(ValueError):
    """A network that is too large for a script that people read."""


class Block(NamedTuple):
    """A part of a script.

    Attributes
    ----------
    title : str
    text : str
        What a reader should know; Markdown in a notebook, a comment in a script.
    code : str
    """

    title: str
    text: str
    code: str


@dataclass(frozen=True)
class Recipe:
    """A project and what its parts are called in a script.

    Attributes
    ----------
    project : Project
    title : str
    updates : int
        How many the script does.

    Raises
    ------
    TooLargeError
        If a script would hold more than `MOST_NUMBERS` numbers.
    """

    project: Project
    title: str
    updates: int = UPDATES

    def __post_init__(self) -> None:
        task, network = self.task, self.network
        count = task.inputs.size + task.targets.size + network.parameter_count * (1 + len(self.point.state))
        if count > MOST_NUMBERS:
            raise TooLargeError(
                f"the script would hold {count} numbers; at most {MOST_NUMBERS} are sensible: "
                "export the weights as .npz, .safetensors or .onnx instead"
            )

    @cached_property
    def task(self) -> Task:
        """What is trained."""
        return self.project.task

    @cached_property
    def point(self) -> Point:
        """Where training begins."""
        return self.project.first_point()

    @property
    def network(self) -> Network:
        """The network."""
        return self.task.network

    @cached_property
    def layers(self) -> range:
        """The numbers of the layers, from 1."""
        return range(1, self.network.depth + 1)

    @cached_property
    def parts(self) -> tuple[LayerParameters, ...]:
        """Each layer's parameters."""
        return self.network.split(self.point.theta)

    @cached_property
    def parameters(self) -> dict[str, Array]:
        """W1, b1, W2, ..., each a matrix or a row."""
        return dict(named(self.parts))

    @cached_property
    def state(self) -> dict[str, dict[str, Array]]:
        """The optimizer's slots, each by the names of the parameters."""
        return {slot: dict(named(self.network.split(values))) for slot, values in self.point.state.items()}

    @property
    def is_new(self) -> bool:
        """Whether the optimizer has not made a step yet."""
        start = self.task.optimizer.init(self.point.theta)
        unchanged = all(np.array_equal(start[slot], values) for slot, values in self.point.state.items())
        return self.point.optimizer_steps == 0 and unchanged

    @cached_property
    def functions(self) -> Mapping[Activation, str]:
        """What each activation is called; the same one in two layers has one name."""
        names: dict[Activation, str] = {}
        for layer in self.network.layers:
            if layer.activation not in names:
                names[layer.activation] = _free(layer.activation.key, {*names.values(), *_TAKEN})
        return names

    def activation(self, layer: int) -> Activation:
        """Return a layer's activation."""
        return self.network.layers[layer - 1].activation

    def call(self, layer: int) -> str:
        """Return the call that gives a layer's activations."""
        slope = f", alpha{layer}" if self.activation(layer).learns_slope else ""
        return f"{self.functions[self.activation(layer)]}(z{layer}{slope})"

    @cached_property
    def dropping(self) -> dict[int, float]:
        """The layers that have dropout, with their chance."""
        layers = enumerate(self.network.layers, start=1)
        return {number: layer.dropout for number, layer in layers if layer.dropout}

    def handed_on(self, layer: int) -> str:
        """Return what the next layer's inputs are called."""
        if layer == 0:
            return "x"
        return f"dropped{layer}" if layer in self.dropping else f"a{layer}"

    @property
    def meets(self) -> bool:
        """Whether the loss is computed from the output layer's z."""
        return self.task.loss.meets(self.network.layers[-1].activation)

    @property
    def has_one_batch(self) -> bool:
        """Whether every update uses all samples in their order."""
        return self.task.batch_size >= self.task.samples and not self.task.shuffle


def _free(stem: str, taken: set[str]) -> str:
    """Return a name for Python that is not taken."""
    plain = "".join(letter if letter.isalnum() else "_" for letter in stem)
    plain = plain if plain.isidentifier() and not keyword.iskeyword(plain) else f"f_{plain}"
    name, number = plain, 2
    while name in taken:
        name, number = f"{plain}{number}", number + 1
    return name
