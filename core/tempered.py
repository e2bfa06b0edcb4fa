"""The softmax at a temperature: the logits are divided by it before they are turned into probabilities."""

from __future__ import annotations

from core.activations.softmax import Softmax
from core.arrays import Array

_SOFTMAX = Softmax()


def tempered(logits: Array, temperature: float) -> Array:
    """Return softmax(logits / temperature), in the shape of `logits`.

    A high temperature makes the classes alike, a low one leaves nearly all to the largest logit (Hinton,
    Vinyals and Dean, Distilling the knowledge in a neural network, 2015).
    """
    return _SOFTMAX.value(logits / temperature)


def tempered_jacobian(probabilities: Array, temperature: float) -> Array:
    """Return da_i/dz_j for the logits z, shape ``(..., classes, classes)``; row i, column j."""
    jacobian: Array = _SOFTMAX.jacobian(probabilities) / temperature
    return jacobian
