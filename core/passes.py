"""The forward and the backward pass of a network over a batch.

Every number that the program shows is recorded here once. All functions take leading axes on theta,
so that one network and a whole grid of thetas run the same code; `run` alone takes one theta.

Arrays ``(..., N, units)`` are views of ``(..., units, N)``: what runs along the samples, such as adding a
bias, runs along memory then, which takes a quarter of the time where layers are narrow and batches are not.
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


class Backward(NamedTuple):
    """What the backward pass computes, with an index per layer; of layer 0 there is nothing.

    `chain_delta` is the output's by the chain rule where `delta` came by the shortcut from logits, else None.
    """

    grad_dropped: tuple[Array, ...]
    grad_a: tuple[Array, ...]
    delta: tuple[Array, ...]
    chain_delta: Array | None


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
        z = _turned(part.weights) @ _turned(handed_on[-1])
        z += part.biases[..., None]
        a = network.activation(number, part).value(_turned(z))
        zs.append(_turned(z))
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


def penalty_gradient(network: Network, regularizer: Regularizer, theta: Array) -> Array:
    """Return the derivative of `penalty` by theta, in its shape ``(..., parameters)``."""
    pull: Array = network.is_weight * regularizer.gradient(theta)
    return pull


def backward(
    network: Network,
    loss: Loss,
    parameters: tuple[LayerParameters, ...],
    ran: Forward,
    targets: Array,
    masks: Mapping[int, Array] = _NO_MASKS,
) -> Backward:
    """Run the network backward from what `forward_from` gave for all of its layers.

    The formulas are those of Rumelhart, Hinton and Williams (1986): ``delta = dL/da * f'(z)`` and
    ``dL/da_before = delta @ W.T``. Dropout is one more factor on the way back as on the way forward.
    """
    grad_dropped, grad_a, delta = ([_NOTHING] * len(ran.a) for _ in range(3))
    output, chain_delta = network.activation(network.depth, parameters[-1]), None
    grad_a[-1] = grad_dropped[-1] = loss.gradient(ran.a[-1], targets)
    delta[-1] = output.backward(grad_a[-1], ran.z[-1], ran.a[-1])
    if loss.meets(output):
        chain_delta, delta[-1] = delta[-1], loss.delta(ran.a[-1], targets)
    for layer in range(network.depth - 1, 0, -1):
        grad_dropped[layer] = _turned(parameters[layer].weights @ _turned(delta[layer + 1]))
        grad_a[layer] = grad_dropped[layer] * masks[layer] if layer in masks else grad_dropped[layer]
        activation = network.activation(layer, parameters[layer - 1])
        delta[layer] = activation.backward(grad_a[layer], ran.z[layer], ran.a[layer])
    return Backward(tuple(grad_dropped), tuple(grad_a), tuple(delta), chain_delta)


def gradient(
    network: Network,
    loss: Loss,
    theta: Array,
    inputs: Array,
    targets: Array,
    masks: Mapping[int, Array] = _NO_MASKS,
) -> Array:
    """Return dL/dtheta of a batch without a penalty, in the shape ``(..., parameters)`` of theta."""
    parameters = network.split(theta)
    ran = forward_from(network, parameters, 0, inputs, masks)
    back = backward(network, loss, parameters, ran, targets, masks)
    return _by_parameters(network, parameters, ran, back)


def sample_gradients(
    network: Network,
    loss: Loss,
    theta: Array,
    inputs: Array,
    targets: Array,
    masks: Mapping[int, Array] = _NO_MASKS,
) -> Array:
    """Return every sample's share of dL/dtheta, shape ``(..., N, parameters)``; their sum is `gradient`.

    A share belongs to the loss of the batch: of a mean over N samples it is the Nth part of what the sample
    would give alone.
    """
    parameters = network.split(theta)
    ran = forward_from(network, parameters, 0, inputs, masks)
    back = backward(network, loss, parameters, ran, targets, masks)
    shares = np.empty((*theta.shape[:-1], len(inputs), network.parameter_count))
    for layer, part in enumerate(network.split(shares), 1):
        before, delta = ran.dropped[layer - 1], back.delta[layer]
        np.multiply(before[..., :, None], delta[..., None, :], out=part.weights)
        part.biases[...] = delta
        if part.slope.size:
            part.slope[...] = _by_slope(network, parameters, ran, back, layer).sum(axis=-1, keepdims=True)
    return shares


def run(
    network: Network,
    loss: Loss,
    theta: Array,
    inputs: Array,
    targets: Array,
    masks: Mapping[int, Array] = _NO_MASKS,
    regularizer: Regularizer = _NO_PENALTY,
) -> Recording:
    """Run forward and backward over a batch and keep every intermediate."""
    parameters = network.split(theta)
    ran = forward_from(network, parameters, 0, inputs, masks)
    back = backward(network, loss, parameters, ran, targets, masks)
    elements = loss_elements(network, loss, ran.z[-1], ran.a[-1], targets)
    data_loss = float(loss.scale(*targets.shape) * elements.sum())
    extra = float(penalty(network, regularizer, theta))
    pull = penalty_gradient(network, regularizer, theta)
    return Recording(
        inputs=inputs,
        targets=targets,
        **ran._asdict(),
        **back._asdict(),
        masks=masks,
        elements=elements,
        data_loss=data_loss,
        penalty=extra,
        loss=data_loss + extra,
        gradient=_by_parameters(network, parameters, ran, back) + pull,
    )


def _by_parameters(
    network: Network, parameters: tuple[LayerParameters, ...], ran: Forward, back: Backward
) -> Array:
    """Return ``dL/dW = a_before.T @ delta``, ``dL/db = sum of delta over the batch`` and dL/dslope, flat."""
    whole = np.empty((*back.delta[-1].shape[:-2], network.parameter_count))
    for layer, part in enumerate(network.split(whole), 1):
        np.matmul(_turned(ran.dropped[layer - 1]), back.delta[layer], out=part.weights)
        np.sum(back.delta[layer], axis=-2, out=part.biases)
        if part.slope.size:
            part.slope[..., 0] = _by_slope(network, parameters, ran, back, layer).sum(axis=(-2, -1))
    return whole


def _by_slope(
    network: Network, parameters: tuple[LayerParameters, ...], ran: Forward, back: Backward, layer: int
) -> Array:
    """Return what every activation of a layer contributes to dL/dslope, shape ``(..., N, units)``."""
    activation = network.activation(layer, parameters[layer - 1])
    return back.grad_a[layer] * activation.slope_derivative(ran.z[layer])


def _turned(matrices: Array) -> Array:
    """Return the transposes, as a view."""
    return matrices.swapaxes(-1, -2)
