"""The forward and the backward pass of a network over a batch.

Every number that the program shows is recorded here once. All functions take leading axes on theta,
so that one network and a whole grid of thetas run the same code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from core.arrays import Array
from core.losses.base import Loss
from core.network import LayerParameters, Network
from core.regularizers.base import Regularizer
from core.regularizers.none import NoPenalty

_NOTHING = np.empty(0)
_NO_MASKS: Mapping[int, Array] = MappingProxyType({})
_NO_PENALTY = NoPenalty()


class Forward(NamedTuple):
    """What the forward pass computes; index 0 of `a` and `dropped` is the input, of `z` is empty.

    `dropped` is what the next layer gets: `a` itself in a layer without dropout.
    """

    z: tuple[Array, ...]
    a: tuple[Array, ...]
    dropped: tuple[Array, ...]


@dataclass(frozen=True)
class Recording:
    """Every intermediate of one forward and backward pass over a batch of N samples.

    Attributes
    ----------
    inputs, targets : array (N, inputs), (N, outputs)
    z, a, grad_a, delta : tuple of array (N, units)
        Index 0 is the input's: ``a[0]`` are the inputs, the others are empty.
    dropped, grad_dropped : tuple of array (N, units)
        What the next layer gets of `a`, and dL by it; the same arrays as `a` and `grad_a` in a layer
        without dropout.
    masks : mapping of int to array (N, units)
        By layer, what dropout multiplied its activations with.
    elements : array (N, outputs)
        The loss of every output before the reduction.
    data_loss, penalty : float
        The loss of the batch, and the regularizer's penalty.
    loss : float
        Both together: what is minimised, and what `gradient` and all before it belong to.
    chain_delta : array (N, outputs) or None
        ``dL/da`` times the activation's derivative at the output, where `delta` came by the shortcut
        from logits; None where both are the same thing.
    gradient : array (parameters,)
        dL/dtheta, flat.
    """

    inputs: Array
    targets: Array
    z: tuple[Array, ...]
    a: tuple[Array, ...]
    dropped: tuple[Array, ...]
    grad_dropped: tuple[Array, ...]
    grad_a: tuple[Array, ...]
    delta: tuple[Array, ...]
    masks: Mapping[int, Array]
    elements: Array
    data_loss: float
    penalty: float
    loss: float
    chain_delta: Array | None
    gradient: Array

    @property
    def prediction(self) -> Array:
        """The output layer's activation, shape (N, outputs)."""
        return self.a[-1]


def forward(network: Network, theta: Array, inputs: Array) -> Forward:
    """Run the network forward, as it is used: nothing is dropped.

    Parameters
    ----------
    theta : array (..., parameters)
    inputs : array (N, inputs)

    Returns
    -------
    Forward
        Arrays of shape ``(..., N, units)``.
    """
    return forward_from(network, network.split(theta), 0, inputs)


def forward_from(
    network: Network,
    parameters: tuple[LayerParameters, ...],
    layer: int,
    dropped: Array,
    masks: Mapping[int, Array] = _NO_MASKS,
) -> Forward:
    """Run the layers after `layer`, which hands on `dropped`; index 0 of the result is that layer."""
    zs, activations, handed_on = [_NOTHING], [dropped], [dropped]
    for number in range(layer + 1, network.depth + 1):
        part = parameters[number - 1]
        z = handed_on[-1] @ part.weights + part.biases[..., None, :]
        a = network.activation(number, part).value(z)
        zs.append(z)
        activations.append(a)
        handed_on.append(a * masks[number] if number in masks else a)
    return Forward(tuple(zs), tuple(activations), tuple(handed_on))


def loss_elements(network: Network, loss: Loss, z: Array, prediction: Array, targets: Array) -> Array:
    """Return the loss of every output, from logits where loss and output activation meet."""
    if loss.meets(network.layers[-1].activation):
        return loss.elements_from_logits(z, targets)
    return loss.elements(prediction, targets)


def loss_value(
    network: Network,
    loss: Loss,
    theta: Array,
    inputs: Array,
    targets: Array,
    masks: Mapping[int, Array] = _NO_MASKS,
) -> Array:
    """Return the loss of a batch without a penalty, ``(...)`` for theta of shape ``(..., parameters)``."""
    ran = forward_from(network, network.split(theta), 0, inputs, masks)
    elements = loss_elements(network, loss, ran.z[-1], ran.a[-1], targets)
    return loss.reduce(elements)


def penalty(network: Network, regularizer: Regularizer, theta: Array) -> Array:
    """Return the sum of the penalty over all weights, shape ``(...)``."""
    total: Array = regularizer.penalty(theta) @ network.is_weight
    return total


def run(
    network: Network,
    loss: Loss,
    theta: Array,
    inputs: Array,
    targets: Array,
    masks: Mapping[int, Array] = _NO_MASKS,
    regularizer: Regularizer = _NO_PENALTY,
) -> Recording:
    """Run forward and backward over a batch and keep every intermediate.

    The formulas are those of Rumelhart, Hinton and Williams (1986): ``delta = dL/da * f'(z)``,
    ``dL/dW = a_before.T @ delta``, ``dL/db = sum of delta over the batch``, ``dL/da_before = delta @ W.T``.
    Dropout is one more factor, the mask, on the way forward and on the way back.
    """
    parameters = network.split(theta)
    z, a, dropped = forward_from(network, parameters, 0, inputs, masks)
    prediction, output = a[-1], network.activation(network.depth, parameters[-1])
    scale = loss.scale(*targets.shape)
    elements = loss_elements(network, loss, z[-1], prediction, targets)

    grad_a, grad_dropped, delta = ([_NOTHING] * len(a) for _ in range(3))
    gradient = np.empty(network.parameter_count)
    grads = network.split(gradient)
    chain_delta = None
    grad_a[-1] = grad_dropped[-1] = loss.gradient(prediction, targets)
    delta[-1] = output.backward(grad_a[-1], z[-1], prediction)
    if loss.meets(output):
        chain_delta, delta[-1] = delta[-1], scale * loss.element_delta(prediction, targets)
    for layer in range(network.depth, 0, -1):
        activation = network.activation(layer, parameters[layer - 1])
        if layer < network.depth:
            grad_dropped[layer] = delta[layer + 1] @ parameters[layer].weights.T
            has_mask = layer in masks
            grad_a[layer] = grad_dropped[layer] * masks[layer] if has_mask else grad_dropped[layer]
            delta[layer] = activation.backward(grad_a[layer], z[layer], a[layer])
        np.matmul(dropped[layer - 1].T, delta[layer], out=grads[layer - 1].weights)
        np.sum(delta[layer], axis=0, out=grads[layer - 1].biases)
        if activation.learns_slope:
            grads[layer - 1].slope[...] = np.sum(grad_a[layer] * activation.slope_derivative(z[layer]))
    gradient += network.is_weight * regularizer.gradient(theta)
    data_loss, extra = float(scale * elements.sum()), float(penalty(network, regularizer, theta))
    return Recording(
        inputs=inputs,
        targets=targets,
        z=z,
        a=a,
        dropped=dropped,
        grad_dropped=tuple(grad_dropped),
        grad_a=tuple(grad_a),
        delta=tuple(delta),
        masks=masks,
        elements=elements,
        data_loss=data_loss,
        penalty=extra,
        loss=data_loss + extra,
        chain_delta=chain_delta,
        gradient=gradient,
    )
