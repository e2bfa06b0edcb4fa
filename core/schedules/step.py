"""A learning rate that falls in steps."""

from dataclasses import dataclass

from core.hyper import hyper
from core.schedules.base import Schedule


@dataclass(frozen=True)
class Step(Schedule):
    """Multiply the learning rate by gamma after every period."""

    key, label = "step", "Step"
    formula = r"s_t = \gamma^{\lfloor t / T \rfloor}"
    reference = "Krizhevsky, Sutskever and Hinton, ImageNet classification, 2012; PyTorch's StepLR"

    period: int = hyper(1000, "T", low=1, high=10**9, log=True, help="updates between two steps")
    gamma: float = hyper(0.1, r"\gamma", low=0, high=1, help="what is left of it after each period")

    def factor(self, update: int) -> float:
        """Return gamma to the number of full periods."""
        return float(self.gamma ** (update // self.period))
