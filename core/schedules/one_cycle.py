"""A learning rate that rises once and falls once."""

from dataclasses import dataclass

from core.hyper import hyper
from core.schedules.base import Schedule
from core.schedules.cosine import cosine_between


@dataclass(frozen=True)
class OneCycle(Schedule):
    """Warm up along a cosine to the full learning rate, then fall along one to almost nothing.

    The optimizer's learning rate is the largest one. PyTorch's version also turns the momentum down and up
    again, which is left alone here.
    """

    key, label = "one_cycle", "One cycle"
    formula = (
        r"s_t = \begin{cases} 1 + (\frac{1}{d} - 1) \frac{1 + \cos(\pi t / P)}{2} & t < P \\"
        r" \frac{1}{d f} + (1 - \frac{1}{d f}) \frac{1 + \cos(\pi (t - P) / (T - 1 - P))}{2} & t \ge P"
        r" \end{cases}, \quad P = q T - 1"
    )
    reference = "Smith and Topin, Super-convergence, 2018; PyTorch's OneCycleLR"

    updates: int = hyper(10_000, "T", low=2, high=10**9, log=True, help="updates of the whole cycle")
    rise: float = hyper(0.3, "q", low=0, high=0.9, help="part of the cycle in which it rises")
    start_divisor: float = hyper(25.0, "d", low=1, high=1e6, log=True, help="how much smaller it starts")
    end_divisor: float = hyper(1e4, "f", low=1, high=1e9, log=True, help="how much below its start it ends")

    def factor(self, update: int) -> float:
        """Return the rise up to the peak and the fall after it; beyond the cycle, its end."""
        start = 1 / self.start_divisor
        peak = self.rise * self.updates - 1
        if update < peak:
            return cosine_between(start, 1, update / peak)
        last = self.updates - 1
        share = (min(update, last) - peak) / (last - peak)
        return cosine_between(1, start / self.end_divisor, share)
