"""Adagrad."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from core.arrays import Array
from core.hyper import hyper
from core.optimizers.base import THETA, Optimizer, Quantity, change_by, frameworks
from core.optimizers.pieces import rate, small

_SUM = Quantity(
    "s",
    "s_t",
    r"<s_old> + \left(<g>\right)^2",
    "all squared gradients so far: it only grows, so that steps shrink",
)


@dataclass(frozen=True)
class Adagrad(Optimizer):
    """Divide the step by the root of all squared gradients so far: rare gradients keep large steps."""

    key, label = "adagrad", "Adagrad"
    formula = (
        r"s_t = s_{t-1} + g_t^2 \qquad \theta_t = \theta_{t-1} - \eta\, \frac{g_t}{\sqrt{s_t} + \epsilon}"
    )
    reference = "Duchi, Hazan and Singer, Adaptive subgradient methods, 2011"

    conventions: ClassVar[Mapping[str, str]] = {
        "pytorch": "Epsilon is added to the root.",
        "keras": "Epsilon is added under the root, and the sum starts at 0.1.",
        "text": "The rule is PyTorch's, with the epsilon of Keras, which the text's code calls.",
    }

    framework: str = frameworks("pytorch", "keras", "text")
    learning_rate: float = rate(0.01, keras=0.001, text=0.01)
    epsilon: float = small(1e-10)
    initial_accumulator: float = hyper(
        0.0, "s_0", low=0, high=1e6, help="where the sum of squares starts", by_framework={"keras": 0.1}
    )

    def slots(self) -> tuple[str, ...]:
        """Return the sum of squares."""
        return ("s",)

    def init(self, theta: Array) -> dict[str, Array]:
        """Return the sum of squares at its start."""
        return {"s": np.full_like(theta, self.initial_accumulator)}

    def rule(self, gradient: Array, state: Mapping[str, Array], theta: Array, t: int) -> dict[str, Array]:
        """PyTorch and the text add epsilon to the root, Keras under it."""
        s = state["s"] + gradient**2
        root = np.sqrt(s + self.epsilon) if self.framework == "keras" else np.sqrt(s) + self.epsilon
        change = -self.learning_rate * gradient / root
        return {"s": s, "change": change, "theta": theta + change}

    def quantities(self) -> tuple[Quantity, ...]:
        """Return the sum of squares, the change and theta."""
        root = r"\sqrt{<s> + <epsilon>}" if self.framework == "keras" else r"\sqrt{<s>} + <epsilon>"
        return _SUM, change_by(rf"{{-}}<learning_rate> \cdot \frac{{<g>}}{{{root}}}"), THETA
