"""A learning rate that falls along half a cosine."""

import math
from dataclasses import dataclass

from core.hyper import hyper
from core.schedules.base import Schedule


def cosine_between(start: float, end: float, share: float) -> float:
    """Return the height of the half wave from `start` to `end` after a share of its way, from 0 to 1."""
    return end + (start - end) * (1 + math.cos(math.pi * share)) / 2


@dataclass(frozen=True)
class Cosine(Schedule):
    """Let the learning rate fall slowly, then fast, then slowly, to a floor where it stays."""

    key, label = "cosine", "Cosine"
    formula = r"s_t = f + (1 - f) \frac{1 + \cos(\pi \min(t, T) / T)}{2}"
    reference = "Loshchilov and Hutter, SGDR, 2017 (one period); PyTorch's CosineAnnealingLR up to T"

    updates: int = hyper(10_000, "T", low=1, high=10**9, log=True, help="updates until the floor")
    floor: float = hyper(0.0, "f", low=0, high=1, help="what is left of it at the end")

    def factor(self, update: int) -> float:
        """Return the height of the half wave from 1 to the floor."""
        return cosine_between(1, self.floor, min(update, self.updates) / self.updates)
