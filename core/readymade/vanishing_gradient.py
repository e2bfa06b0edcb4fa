"""Vanishing gradient."""

from dataclasses import dataclass

from core.places.layer import WholeLayer
from core.readymade.base import Readymade


@dataclass(frozen=True)
class VanishingGradient(Readymade):
    """Find where the first layer hardly learns any more."""

    key, label = "vanishing_gradient", "Vanishing gradient"
    condition = "norm(gradient) < 1e-6"
    place = WholeLayer(1)
    why = "Each layer has multiplied the gradient by a small slope: the first one gets what is left."
    reference = "Hochreiter, Untersuchungen zu dynamischen neuronalen Netzen, 1991"
