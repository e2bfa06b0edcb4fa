"""The right steps of an update: the formulas of `core.passes.run`, `Clipping.clip` and `Optimizer.rule`."""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from core.checking.situation import Situation
from core.checking.student import RuleCall, Steps, Work
from core.optimizers.base import Optimizer


def _z(work: Work, layer: int) -> Array:
    part = work.at.parameters[layer - 1]
    return work.dropped[layer - 1] @ part.weights + part.biases


def _a(work: Work, layer: int) -> Array:
    return work.activation(layer).value(work.z[layer])


def _scale(work: Work) -> float:
    return work.at.scale


def _loss_gradient(work: Work) -> Array:
    slope = work.at.task.loss.element_gradient(work.a[work.depth], work.at.targets)
    return work.steps.scale(work) * slope


def _shortcut(work: Work) -> bool:
    return work.at.task.loss.meets(work.activation(work.depth))


def _grad_dropped(work: Work, layer: int) -> Array:
    if layer == work.depth:
        return work.steps.loss_gradient(work)
    return work.delta[layer + 1] @ work.steps.weights_back(work, layer + 1).T


def _grad_a(work: Work, layer: int) -> Array:
    grad = work.grad_dropped[layer]
    is_masked = layer < work.depth and layer in work.at.masks
    return grad * work.at.masks[layer] if is_masked else grad


def _weights_back(work: Work, layer: int) -> Array:
    return work.at.parameters[layer - 1].weights


def _delta(work: Work, layer: int) -> Array:
    if layer == work.depth and work.steps.shortcut(work):
        return work.steps.scale(work) * work.at.task.loss.element_delta(work.a[layer], work.at.targets)
    return work.chain(layer, work.grad_a[layer])


def _weights_gradient(work: Work, layer: int) -> Array:
    return work.dropped[layer - 1].T @ work.delta[layer]


def _biases_gradient(work: Work, layer: int) -> Array:
    total: Array = work.delta[layer].sum(axis=0)
    return total


def _slope_gradient(work: Work, layer: int) -> Array:
    slope = work.activation(layer).slope_derivative(work.z[layer])
    return np.array([np.sum(work.grad_a[layer] * slope)])


def _total(work: Work, kind: str, layer: int) -> Array:
    steps = work.steps
    if kind == "biases":
        return steps.biases_gradient(work, layer)
    if kind == "slope":
        return steps.slope_gradient(work, layer)
    gradient = steps.weights_gradient(work, layer)
    if work.at.task.penalises:
        gradient = gradient + work.at.task.regularizer.gradient(work.at.parameters[layer - 1].weights)
    return gradient


def _clip(work: Work, gradient: Array) -> Array:
    return work.at.task.clipping.clip(gradient)


def _optimizer(at: Situation) -> Optimizer:
    return at.optimizer


def _rule(call: RuleCall) -> dict[str, Array]:
    return call.optimizer.rule(call.gradient, call.state, call.theta, call.t)


RIGHT = Steps(
    z=_z,
    a=_a,
    scale=_scale,
    loss_gradient=_loss_gradient,
    shortcut=_shortcut,
    grad_dropped=_grad_dropped,
    grad_a=_grad_a,
    weights_back=_weights_back,
    delta=_delta,
    weights_gradient=_weights_gradient,
    biases_gradient=_biases_gradient,
    slope_gradient=_slope_gradient,
    total=_total,
    clip=_clip,
    optimizer=_optimizer,
    rule=_rule,
)
