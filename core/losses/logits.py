"""A loss that can absorb the output layer's activation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.activations.base import Activation
from core.arrays import Array
from core.hyper import hyper
from core.losses.base import Loss

LOWEST_LOG = -100.0
SMALLEST_PROBABILITY = float(np.exp(LOWEST_LOG))
CLIP = 1e-7

_CONVENTIONS = {
    "pytorch": "Each logarithm is at least -100, as in PyTorch: a perfect prediction costs 0.",
    "keras": "Each probability is clipped to [1e-7, 1 - 1e-7], as in Keras: a perfect prediction costs "
    "1.0e-7, and beyond the clip there is no gradient.",
}


@dataclass(frozen=True)
class LogitsLoss(Loss):
    """A loss of logarithms; with its own activation before it, it is computed from z, which is stable.

    Computed from probabilities, a logarithm has an edge at 0, which `edge` keeps finite.
    """

    from_logits: bool = hyper(True, help="compute from z where the activation allows it: stable for any z")
    edge: str = hyper(
        "pytorch",
        choices=("pytorch", "keras"),
        help="probabilities of 0 and 1: each logarithm at least -100, or clipped by 1e-7 as Keras does",
    )

    @property
    def clips(self) -> bool:
        """Whether probabilities are clipped, as in Keras."""
        return self.edge == "keras"

    @property
    def convention(self) -> str:
        """One sentence on what happens at probabilities of 0 and 1."""
        return _CONVENTIONS[self.edge]

    def elements_as_written(self, prediction: Array, target: Array) -> Array:
        """Return the terms of `formula` as it stands: infinite or NaN at predictions of 0 and 1."""
        raise NotImplementedError

    def gradient_as_written(self, prediction: Array, target: Array) -> Array:
        """Return the derivative of each of them by its prediction, with nothing kept finite."""
        raise NotImplementedError

    def corners(self, target: Array) -> tuple[Array, ...]:
        """Return the probabilities from which on a logarithm is held."""
        low, high = (CLIP, 1 - CLIP) if self.clips else (SMALLEST_PROBABILITY, 1.0)
        return np.full_like(target, low), np.full_like(target, high)

    def meets(self, activation: Activation) -> bool:
        """Tell whether the loss is computed from z with this output activation inside it."""
        return self.from_logits and activation.key == self.logits_of


def clamped_log(p: Array) -> Array:
    """Return max(ln p, -100)."""
    return np.log(np.maximum(p, SMALLEST_PROBABILITY))


def clamped_log_of_rest(p: Array) -> Array:
    """Return max(ln(1 - p), -100), exact for small p too."""
    return np.where(p < 1, np.log1p(-np.where(p < 1, p, 0.0)), LOWEST_LOG)


def clipped(p: Array) -> Array:
    """Return p, kept within [1e-7, 1 - 1e-7]."""
    return np.minimum(np.maximum(p, CLIP), 1 - CLIP)


def within_clip(p: Array) -> npt.NDArray[np.bool_]:
    """Tell where the clip changes nothing, so that a gradient comes through it."""
    return (p >= CLIP) & (p <= 1 - CLIP)
