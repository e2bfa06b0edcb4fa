"""The forward and the backward pass of a network over a batch.

Every number that the program shows is recorded here once. All functions take leading axes on theta,
so that one network and a whole grid of thetas run the same code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from core.arrays import Array
from core.losses.base import Loss
from core.network import LayerParameters, Network


class Forward(NamedTuple):
    """What the forward pass computes; index 0 of `a` is the input, of `z` is empty."""

    z: tuple[Array, ...]
    a: tuple[Array, ...]


@dataclass(frozen=True)
class Recording:
    """Every intermediate of one forward and backward pass over a batch of N samples.

    Attributes
    ----------
    inputs, targets : array (N, inputs), (N, outputs)
    z, a, grad_a, delta : tuple of array (N, units)
        Index 0 is the input's: ``a[0]`` are the inputs, the others are empty.
    elements : array (N, outputs)
        The loss of every output before the reduction.
    loss : float
        The loss of the batch.
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
    grad_a: tuple[Array, ...]
    delta: tuple[Array, ...]
    elements: Array
    loss: float
    chain_delta: Array | None
    gradient: Array

    @property
    def prediction(self) -> Array:
        """The output layer's activation, shape (N, outputs)."""
        return self.a[-1]


_NOTHING = np.empty(0)


def forward(network: Network, theta: Array, inputs: Array) -> Forward:
    """Run the network forward.

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


def forward_from(network: Network, parameters: tuple[LayerParameters, ...], layer: int, a: Array) -> Forward:
    """Run the layers after `layer`, whose activation is `a`; index 0 of the result is that layer."""
    zs, activations = [_NOTHING], [a]
    for part, declared in zip(parameters[layer:], network.layers[layer:], strict=True):
        z = activations[-1] @ part.weights + part.biases[..., None, :]
        zs.append(z)
        activations.append(declared.activation.value(z))
    return Forward(tuple(zs), tuple(activations))


def loss_elements(network: Network, loss: Loss, z: Array, prediction: Array, targets: Array) -> Array:
    """Return the loss of every output, from logits where loss and output activation meet."""
    if loss.meets(network.layers[-1].activation):
        return loss.elements_from_logits(z, targets)
    return loss.elements(prediction, targets)


def loss_value(network: Network, loss: Loss, theta: Array, inputs: Array, targets: Array) -> Array:
    """Return the loss of a batch, shape ``(...)`` for theta of shape ``(..., parameters)``."""
    ran = forward(network, theta, inputs)
    elements = loss_elements(network, loss, ran.z[-1], ran.a[-1], targets)
    return loss.reduce(elements)


def run(network: Network, loss: Loss, theta: Array, inputs: Array, targets: Array) -> Recording:
    """Run forward and backward over a batch and keep every intermediate.

    The formulas are those of Rumelhart, Hinton and Williams (1986): ``delta = dL/da * f'(z)``,
    ``dL/dW = a_before.T @ delta``, ``dL/db = sum of delta over the batch``, ``dL/da_before = delta @ W.T``.
    """
    parameters = network.split(theta)
    z, a = forward_from(network, parameters, 0, inputs)
    prediction, output = a[-1], network.layers[-1].activation
    scale = loss.scale(*targets.shape)
    elements = loss_elements(network, loss, z[-1], prediction, targets)

    grad_a = [_NOTHING] * len(a)
    delta = [_NOTHING] * len(a)
    gradient = np.empty(network.parameter_count)
    grads = network.split(gradient)
    chain_delta = None
    grad_a[-1] = loss.gradient(prediction, targets)
    delta[-1] = output.backward(grad_a[-1], z[-1], prediction)
    if loss.meets(output):
        chain_delta, delta[-1] = delta[-1], scale * loss.element_delta(prediction, targets)
    for layer in range(network.depth, 0, -1):
        if layer < network.depth:
            grad_a[layer] = delta[layer + 1] @ parameters[layer].weights.T
            delta[layer] = network.layers[layer - 1].activation.backward(grad_a[layer], z[layer], a[layer])
        np.matmul(a[layer - 1].T, delta[layer], out=grads[layer - 1].weights)
        np.sum(delta[layer], axis=0, out=grads[layer - 1].biases)
    return Recording(
        inputs=inputs,
        targets=targets,
        z=z,
        a=a,
        grad_a=tuple(grad_a),
        delta=tuple(delta),
        elements=elements,
        loss=float(scale * elements.sum()),
        chain_delta=chain_delta,
        gradient=gradient,
    )
