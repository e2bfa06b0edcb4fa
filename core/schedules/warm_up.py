"""A learning rate that starts small."""

from dataclasses import dataclass

from core.hyper import hyper
from core.schedules.base import Schedule


@dataclass(frozen=True)
class WarmUp(Schedule):
    """Let the learning rate rise in a straight line to its full value, where it stays."""

    key, label = "warm_up", "Warm-up"
    formula = r"s_t = f + (1 - f) \frac{\min(t, T)}{T}"
    reference = "Goyal et al., Accurate, large minibatch SGD, 2017; PyTorch's LinearLR"

    updates: int = hyper(500, "T", low=1, high=10**9, log=True, help="updates until the full learning rate")
    start: float = hyper(0.01, "f", low=0, high=1, help="the part of it that the first update gets")

    def factor(self, update: int) -> float:
        """Return the height of the line."""
        return self.start + (1 - self.start) * min(update, self.updates) / self.updates
