"""No clipping."""

from dataclasses import dataclass

from core.arrays import Array
from core.clipping.base import Clipping


@dataclass(frozen=True)
class NoClipping(Clipping):
    """Hand the gradient on as it is."""

    key, label = "none", "None"
    formula = r"g \leftarrow g"
    rule = "<g>"
    why = "the gradient as it is"
    reference = "the plain gradient"

    def clip(self, gradient: Array) -> Array:
        """Return a copy of the gradient."""
        return +gradient
