"""A learning rate that falls by the same share in every update."""

from dataclasses import dataclass

from core.hyper import hyper
from core.schedules.base import Schedule


@dataclass(frozen=True)
class Exponential(Schedule):
    """Multiply the learning rate by gamma in every update."""

    key, label = "exponential", "Exponential"
    formula = r"s_t = \gamma^{t}"
    reference = "PyTorch's ExponentialLR; Keras' ExponentialDecay"

    gamma: float = hyper(0.999, r"\gamma", low=0, high=1, help="what is left of it after each update")

    def factor(self, update: int) -> float:
        """Return gamma to the number of updates so far."""
        return float(self.gamma**update)
