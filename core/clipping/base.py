"""What every way to clip a gradient declares and can do."""

from __future__ import annotations

from dataclasses import dataclass

from core.arrays import Array
from core.registry import Member


@dataclass(frozen=True)
class Clipping(Member):
    """What happens to a gradient that is too large, before the optimizer gets it."""

    family = "clipping"

    def clip(self, gradient: Array) -> Array:
        """Return the gradient of all parameters, shape ``(..., n)``, clipped."""
        raise NotImplementedError
