"""A learning rate that stays."""

from dataclasses import dataclass

from core.schedules.base import Schedule


@dataclass(frozen=True)
class Constant(Schedule):
    """Keep the learning rate as it is."""

    key, label = "constant", "Constant"
    formula = "s_t = 1"
    convention = ""
    reference = "Robbins and Monro, A stochastic approximation method, 1951 (which asks for less)"

    def factor(self, update: int) -> float:
        """Return 1."""
        return 1.0
