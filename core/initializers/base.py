"""What every initializer declares and can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from core.arrays import Array
from core.registry import Member


@dataclass(frozen=True)
class Initializer(Member):
    """How a layer's weights are drawn; biases start at 0.

    Attributes
    ----------
    spread_formula : str
        LaTeX of the bound or the standard deviation.
    """

    family = "initializer"
    spread_formula: ClassVar[str] = ""

    def sample(self, generator: np.random.Generator, fan_in: int, fan_out: int) -> Array:
        """Return weights of shape ``(fan_in, fan_out)``, drawn from `generator`."""
        raise NotImplementedError
