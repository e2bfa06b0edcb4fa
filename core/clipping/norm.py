"""Clipping by the length of the gradient."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Array, row_max, row_sum
from core.clipping.base import Clipping
from core.hyper import hyper


@dataclass(frozen=True)
class ByNorm(Clipping):
    """Shorten a gradient that is too long and keep its direction.

    All parameters count as one vector, as in PyTorch's clip_grad_norm_, whose 1e-6 beside the norm is left
    out, and in Keras' global_clipnorm.
    """

    key, label = "norm", "By norm"
    formula = r"g \leftarrow g \cdot \min\left(1, \frac{c}{\|g\|}\right)"
    rule = r"<g> \cdot \min\left(1, \frac{<longest>}{<norm>}\right)"
    why = "the gradient, shortened as a whole where it is too long: its direction stays"
    convention = "All parameters count as one vector, as in PyTorch and in Keras' global_clipnorm."
    reference = "Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks, 2013"

    longest: float = hyper(
        1.0, "c", low=0, high=1e9, low_open=True, log=True, help="the greatest length of the gradient"
    )

    def clip(self, gradient: Array) -> Array:
        """Return the gradient, at most `longest` long."""
        size = np.maximum(row_max(np.abs(gradient)), self.longest)
        norm = size * np.sqrt(row_sum((gradient / size) ** 2))  # the squares of large numbers are no numbers
        clipped: Array = gradient * (self.longest / np.maximum(norm, self.longest))
        return clipped
