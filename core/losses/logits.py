"""A loss that can absorb the output layer's activation."""

from __future__ import annotations

from dataclasses import dataclass

from core.activations.base import Activation
from core.hyper import hyper
from core.losses.base import Loss


@dataclass(frozen=True)
class LogitsLoss(Loss):
    """A loss that, with its own activation before it, is computed from z: stable, and delta is simple."""

    from_logits: bool = hyper(True, help="compute from z where the activation allows it: stable for any z")

    def meets(self, activation: Activation) -> bool:
        """Tell whether the loss is computed from z with this output activation inside it."""
        return self.from_logits and activation.key == self.logits_of
