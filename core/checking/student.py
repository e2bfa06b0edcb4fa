"""One update as a student writes it in NumPy, every factor of it a step that can be replaced.

Without a mistake it computes what `core.passes.run` and the optimizer do. A mistake replaces one of the
`Steps`; two of them compose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeAlias

import numpy as np

from core.activations.base import Activation
from core.arrays import Array
from core.checking.situation import KINDS, LOSS, Key, Situation
from core.network import LayerParameters
from core.optimizers.base import Optimizer
from core.passes import loss_elements


class RuleCall(NamedTuple):
    """What the optimizer's rule is called with for one array of parameters.

    Attributes
    ----------
    optimizer : Optimizer
        With the learning rate of this update.
    gradient : array
        In the shape of `theta`, or one that NumPy stretches to it.
    state : mapping of str to array
    theta : array
    t : int
        The number of the update, from 1.
    kind : str
        One of `KINDS`.
    """

    optimizer: Optimizer
    gradient: Array
    state: Mapping[str, Array]
    theta: Array
    t: int
    kind: str


LayerStep: TypeAlias = Callable[["Work", int], Array]
Rule: TypeAlias = Callable[[RuleCall], dict[str, Array]]


@dataclass(frozen=True)
class Steps:
    """The steps of one update; those of a layer get what was computed so far and the layer.

    Attributes
    ----------
    z, a : LayerStep
    scale : callable
        The factor that the loss's derivative is multiplied with.
    loss_gradient : callable
        dL/da of the outputs.
    shortcut : callable
        Whether the last delta is computed in one, from logits.
    grad_dropped : LayerStep
        dL by what a layer hands on: of the outputs from the loss, of a hidden layer from the layer after it.
    grad_a : LayerStep
        dL/da: the same, times dropout's mask if there is one.
    weights_back : LayerStep
        The weights of a layer as its delta goes back through them.
    delta : LayerStep
    weights_gradient, biases_gradient, slope_gradient : LayerStep
        Of the loss without a penalty.
    total : callable
        The gradient of a kind and layer that is handed on: the penalty's is added here.
    clip : callable
        What the optimizer gets of the whole gradient.
    optimizer : callable
        The optimizer of this update.
    rule : Rule
        The optimizer's, for one array of parameters.
    """

    z: LayerStep
    a: LayerStep
    scale: Callable[[Work], float]
    loss_gradient: Callable[[Work], Array]
    shortcut: Callable[[Work], bool]
    grad_dropped: LayerStep
    grad_a: LayerStep
    weights_back: LayerStep
    delta: LayerStep
    weights_gradient: LayerStep
    biases_gradient: LayerStep
    slope_gradient: LayerStep
    total: Callable[[Work, str, int], Array]
    clip: Callable[[Work, Array], Array]
    optimizer: Callable[[Situation], Optimizer]
    rule: Rule


class Work:
    """One update under way: what has been computed, by layer. It goes back only as far as it has to.

    Attributes
    ----------
    z, a, grad_a, delta : dict of int to array (N, units)
        ``a[0]`` are the inputs.
    dropped, grad_dropped : dict of int to array (N, units)
        What the next layer gets of `a`, and dL by it.
    gradients : dict of (kind, layer) to array
    """

    def __init__(self, at: Situation, steps: Steps) -> None:
        self.at, self.steps = at, steps
        self.z: dict[int, Array] = {}
        self.a: dict[int, Array] = {0: at.inputs}
        self.dropped: dict[int, Array] = {0: at.inputs}
        self.grad_dropped: dict[int, Array] = {}
        self.grad_a: dict[int, Array] = {}
        self.delta: dict[int, Array] = {}
        self.gradients: dict[tuple[str, int], Array] = {}
        self._reached = self.depth + 1  # the layer to which the backward pass has come
        forward, known = (steps.z, steps.a), at.forward_passes
        if forward in known:  # most mistakes are made on the way back
            self.z, self.a, self.dropped = known[forward]
        else:
            with np.errstate(all="ignore"):
                self._forward()
            if not known:  # one is enough, and all would need much memory
                known[forward] = (self.z, self.a, self.dropped)

    @property
    def depth(self) -> int:
        """The number of the output layer."""
        return self.at.network.depth

    def activation(self, layer: int) -> Activation:
        """Return a layer's activation, with the slope that it has learned if it learns one."""
        return self.at.network.activation(layer, self.at.parameters[layer - 1])

    def kinds(self, layer: int) -> tuple[str, ...]:
        """Return the kinds of parameters that a layer has."""
        return KINDS if self.at.network.layers[layer - 1].activation.learns_slope else KINDS[:2]

    def elements(self) -> Array:
        """Return the loss of every output."""
        at = self.at
        return loss_elements(at.network, at.task.loss, self.z[self.depth], self.a[self.depth], at.targets)

    def chain(self, layer: int, grad_a: Array) -> Array:
        """Return dL/dz from dL/da by the activation's derivative."""
        return self.activation(layer).backward(grad_a, self.z[layer], self.a[layer])

    def _forward(self) -> None:
        steps, masks = self.steps, self.at.masks
        for layer in range(1, self.depth + 1):
            self.z[layer] = steps.z(self, layer)
            self.a[layer] = a = steps.a(self, layer)
            self.dropped[layer] = a * masks[layer] if layer in masks else a

    def back_to(self, last: int) -> None:
        """Go on with the backward pass until layer `last` is done."""
        steps = self.steps
        while self._reached > last:
            self._reached -= 1
            layer = self._reached
            self.grad_dropped[layer] = steps.grad_dropped(self, layer)
            self.grad_a[layer] = steps.grad_a(self, layer)
            self.delta[layer] = steps.delta(self, layer)
            for kind in self.kinds(layer):
                with suppress(ValueError):  # a mistake's shapes that do not go together
                    self.gradients[kind, layer] = steps.total(self, kind, layer)

    def loss(self) -> float:
        """Return the loss of the batch with its penalty."""
        return float(self.at.scale * self.elements().sum()) + self.at.penalty

    def gradient(self) -> Array:
        """Return the whole gradient, flat.

        Raises
        ------
        ValueError
            If an array is of a shape that NumPy does not stretch to that of its parameters.
        """
        self.back_to(1)
        layers = range(1, self.depth + 1)
        return self.at.network.join(
            [self._stretched(kind, layer) for kind in self.kinds(layer)] for layer in layers
        )

    def _stretched(self, kind: str, layer: int) -> Array:
        """Return a gradient in the shape of its parameters."""
        self.back_to(layer)
        if (kind, layer) not in self.gradients:
            raise ValueError(f"there is no gradient of the {kind} of layer {layer}")
        gradient = self.gradients[kind, layer]
        shape = getattr(self.at.parameters[layer - 1], kind).shape
        return gradient if gradient.shape == shape else np.broadcast_to(gradient, shape)

    @cached_property
    def clipped(self) -> Array:
        """The whole gradient as the optimizer gets it, flat; ValueError as `gradient` says."""
        return self.steps.clip(self, self.gradient())

    @cached_property
    def _clipped_parts(self) -> tuple[LayerParameters, ...]:
        return self.at.network.split(self.clipped)

    def _handed_on(self, kind: str, layer: int) -> Array:
        """Return what the optimizer gets."""
        if not self.at.task.clips:
            return self._stretched(kind, layer)
        clipped: Array = getattr(self._clipped_parts[layer - 1], kind)
        return clipped

    def optimize(self, kind: str, layer: int) -> dict[str, Array]:
        """Return the optimizer's quantities for parameters of a layer; ValueError as `gradient` says."""
        call = RuleCall(
            self.steps.optimizer(self.at),
            self._handed_on(kind, layer),
            {name: getattr(parts[layer - 1], kind) for name, parts in self.at.state.items()},
            getattr(self.at.parameters[layer - 1], kind),
            self.at.t,
            kind,
        )
        return self.steps.rule(call)

    def array(self, key: Key) -> Array | None:
        """Return an array by its name; None if NumPy could not compute it."""
        quantity, layer = key
        if key == LOSS:
            return np.array(self.loss())
        kind, _, when = quantity.partition("_")
        if when == "after":
            with suppress(ValueError):  # as in `back_to`
                return self.optimize(kind, layer)["theta"]
            return None
        if quantity not in ("z", "a"):
            self.back_to(layer)
        if when == "gradient":
            return self.gradients.get((kind, layer))
        array: Array = getattr(self, quantity)[layer]
        return array
