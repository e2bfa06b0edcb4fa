"""Dead ReLU."""

from dataclasses import dataclass

from core.readymade.base import Readymade


@dataclass(frozen=True)
class DeadReLU(Readymade):
    """Find a unit that is off for the whole batch."""

    key, label = "dead_relu", "Dead ReLU"
    condition = "all(a == 0)"
    why = "Its slope is 0 for every sample: no gradient passes, and its weights stay as they are."
    reference = "Maas, Hannun and Ng, Rectifier nonlinearities improve neural network acoustic models, 2013"
