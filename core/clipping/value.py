"""Clipping number by number."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.clipping.base import Clipping
from core.hyper import hyper


@dataclass(frozen=True)
class ByValue(Clipping):
    """Keep every number of the gradient within a range; its direction may change."""

    key, label = "value", "By value"
    formula = r"g_i \leftarrow \max(-c, \min(c, g_i))"
    rule = r"\max\left(-<largest>, \min\left(<largest>, <g>\right)\right)"
    why = "the gradient, kept within a range number by number: its direction may change"
    reference = (
        "Mikolov, Statistical language models based on neural networks, 2012; PyTorch's clip_grad_value_"
    )

    largest: float = hyper(
        1.0,
        "c",
        low=0,
        high=1e9,
        low_open=True,
        log=True,
        help="the greatest size of a number of the gradient",
    )

    def clip(self, gradient: Array) -> Array:
        """Return the gradient with every number within [-largest, largest]."""
        return np.minimum(np.maximum(gradient, -self.largest), self.largest)
