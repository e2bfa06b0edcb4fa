"""A loss as a function of one prediction, and of the z behind it; what it is at predictions of 0 and 1.

A loss that takes the outputs one by one sees one output, with a sigmoid behind it where z is asked for. One
that needs a distribution over classes sees two classes whose logits are z and 0: the first one's probability
is the sigmoid of z, too. All for one sample.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.activations.base import Activation
from core.activations.identity import Identity
from core.activations.sigmoid import Sigmoid
from core.activations.softmax import Softmax
from core.arrays import Array
from core.losses.base import Loss
from core.losses.logits import LogitsLoss

SATURATED = 1000.0
"""A z at which float64 has no other sigmoid than exactly 0 or 1."""


@dataclass(frozen=True)
class Edge:
    """What one way to compute a loss gives at one z.

    Attributes
    ----------
    way : str
        ``as written``, the convention for probabilities of 0 and 1, ``from logits``; empty where there is
        one way only.
    value, delta : float
        The loss and dL/dz.
    gradient : float or None
        dL/da; from logits it is not computed.
    """

    way: str
    value: float
    gradient: float | None
    delta: float


def needs_probabilities(loss: Loss) -> bool:
    """Tell whether the loss is defined for predictions from 0 to 1 only."""
    return not _accepts(loss, Identity())


def refusal(loss: Loss, target: float) -> str:
    """Return why the loss cannot have this target; empty if it can."""
    try:
        loss.check_target(_targets(loss, target))
    except ValueError as error:
        return str(error).partition(": ")[2]
    return ""


def over_predictions(loss: Loss, predictions: Array, target: float) -> tuple[Array, Array]:
    """Return the loss and dL/da of one output at each prediction, both in the shape ``(n,)``.

    Of a loss over classes it is the term of one class.
    """
    outputs = predictions[:, None, None]
    targets = np.full_like(outputs, target)
    with np.errstate(all="ignore"):  # what overflows is drawn as far as it can be
        return loss.value(outputs, targets), loss.gradient(outputs, targets)[:, 0, 0]


def over_logits(loss: Loss, z: Array, target: float) -> tuple[Array, Array]:
    """Return the loss and dL/dz at each z (n,): by the shortcut where the loss is computed from logits."""
    activation, inputs = _behind(loss, z)
    targets = np.broadcast_to(_targets(loss, target), inputs.shape)
    a = activation.value(inputs)
    if loss.meets(activation):
        return loss.value_from_logits(inputs, targets), loss.delta(a, targets)[:, 0, 0]
    with np.errstate(all="ignore"):
        delta = activation.backward(loss.gradient(a, targets), inputs, a)
        return loss.value(a, targets), delta[:, 0, 0]


def edges(loss: Loss, target: float, z: float) -> tuple[Edge, ...]:
    """Return what each way to compute the loss gives at a z: as written, by every convention, from logits."""
    if not isinstance(loss, LogitsLoss):
        return (_edge("", loss, target, z),)
    conventions = next(hyper.choices for hyper in loss.hypers() if hyper.name == "edge")
    kept = (_edge(name, replace(loss, edge=name, from_logits=False), target, z) for name in conventions)
    from_logits = _edge("from logits", replace(loss, from_logits=True), target, z)
    return _as_written(loss, target, z), *kept, from_logits


def _edge(way: str, loss: Loss, target: float, z: float) -> Edge:
    activation, inputs = _behind(loss, np.array([z]))
    value, delta = over_logits(loss, np.array([z]), target)
    if loss.meets(activation):
        return Edge(way, float(value[0]), None, float(delta[0]))
    gradient = loss.gradient(activation.value(inputs), _targets(loss, target)[None])
    return Edge(way, float(value[0]), float(gradient[0, 0, 0]), float(delta[0]))


def _as_written(loss: LogitsLoss, target: float, z: float) -> Edge:
    """Return what a program gives that takes the formulas as they stand in the books."""
    activation, inputs = _behind(loss, np.array([z]))
    a, targets = activation.value(inputs), _targets(loss, target)[None]
    with np.errstate(all="ignore"):
        gradient = loss.gradient_as_written(a, targets)
        value = loss.reduce(loss.elements_as_written(a, targets))
        delta = activation.backward(gradient, inputs, a)
    return Edge("as written", float(value[0]), float(gradient[0, 0, 0]), float(delta[0, 0, 0]))


def behind(loss: Loss) -> Activation:
    """Return the activation behind the predictions: a sigmoid, or the softmax of two classes."""
    return Sigmoid() if _accepts(loss, Sigmoid()) else Softmax()


def _behind(loss: Loss, z: Array) -> tuple[Activation, Array]:
    """Return the activation behind the predictions, and the z of its outputs, shape ``(n, 1, outputs)``."""
    activation = behind(loss)
    if activation.elementwise:
        return activation, z[:, None, None]
    return activation, np.stack([z, np.zeros_like(z)], axis=-1)[:, None]


def _targets(loss: Loss, target: float) -> Array:
    """Return the targets of one sample."""
    return np.array([[target] if _accepts(loss, Sigmoid()) else [target, 1 - target]])


def _accepts(loss: Loss, activation: Activation) -> bool:
    try:
        loss.check_activation(activation)
    except ValueError:
        return False
    return True
