"""What several mistakes share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from core.activations.softmax import Softmax
from core.arrays import Array
from core.checking.situation import Situation
from core.checking.student import RuleCall, Steps, Work


def sent_back(steps: Steps, wrong: Callable[[Work], Array]) -> Steps:
    """Return the steps with another dL/da of the outputs, from which delta follows by the chain."""
    return replace(steps, loss_gradient=wrong, shortcut=lambda work: False)


def elementwise_layers(at: Situation) -> tuple[int, ...]:
    """Return the layers whose units do not depend on each other."""
    return tuple(n for n, layer in enumerate(at.network.layers, 1) if layer.activation.elementwise)


def softmax_layers(at: Situation) -> tuple[int, ...]:
    """Return the layers with a softmax."""
    return tuple(n for n, layer in enumerate(at.network.layers, 1) if isinstance(layer.activation, Softmax))


def averaged_layers(at: Situation) -> tuple[int, ...]:
    """Return all layers if the loss is a mean over the samples, else none."""
    return tuple(range(1, at.network.depth + 1)) if at.averages else ()


def derivative_at(work: Work, layer: int) -> Array:
    """Return f'(a)."""
    activation, a = work.activation(layer), work.a[layer]
    return activation.derivative(a, activation.value(a))


def back_untransposed(work: Work, layer: int) -> Array:
    """Return dL by what a layer hands on, by the next layer's weights as they are."""
    return work.delta[layer + 1] @ work.steps.weights_back(work, layer + 1)


def normalised_over_batch(z: Array) -> Array:
    """Return the exponentials over the sum of all of them."""
    exponentials = np.exp(z - z.max())
    shares: Array = exponentials / exponentials.sum()
    return shares


def at_rate(call: RuleCall, rate: float) -> RuleCall:
    """Return the call with another learning rate."""
    return call._replace(optimizer=replace(call.optimizer, learning_rate=rate))  # type: ignore[call-arg]
