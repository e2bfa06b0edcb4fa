"""Adadelta."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.optimizers.base import THETA, Optimizer, Quantity, change_by
from core.optimizers.pieces import memory, rate, second_moment, small

_STEP = Quantity(
    "step",
    "d_t",
    r"\frac{\sqrt{<u_old> + <epsilon>}}{\sqrt{<v> + <epsilon>}} \cdot <(g)>",
    "the gradient, rescaled to the usual size of the steps: units of theta, without a learning rate",
)
_STEP_SQUARE = Quantity(
    "u",
    "u_t",
    r"<rho> \cdot <u_old> + \left(1 - <rho>\right) \cdot \left(<step>\right)^2",
    "the running mean of the squared steps: how far it usually goes",
)


@dataclass(frozen=True)
class Adadelta(Optimizer):
    """Measure the step by the steps before it; without epsilon it would never start to move."""

    key, label = "adadelta", "Adadelta"
    formula = (
        r"d_t = \frac{\sqrt{u_{t-1} + \epsilon}}{\sqrt{v_t + \epsilon}}\, g_t \qquad"
        r" u_t = \rho\, u_{t-1} + (1 - \rho)\, d_t^2 \qquad \theta_t = \theta_{t-1} - \eta\, d_t"
    )
    reference = "Zeiler, ADADELTA: an adaptive learning rate method, 2012"

    learning_rate: float = rate(1.0, keras=0.001)
    rho: float = memory(0.9, r"\rho", "mean squares", keras=0.95)
    epsilon: float = small(1e-6)

    def slots(self) -> tuple[str, ...]:
        """Return the mean squares of gradient and step."""
        return ("v", "u")

    def rule(self, gradient: Array, state: Mapping[str, Array], theta: Array, t: int) -> dict[str, Array]:
        """PyTorch and Keras agree."""
        v = self.rho * state["v"] + (1 - self.rho) * gradient**2
        step = np.sqrt(state["u"] + self.epsilon) / np.sqrt(v + self.epsilon) * gradient
        u = self.rho * state["u"] + (1 - self.rho) * step**2
        change = -self.learning_rate * step
        return {"v": v, "step": step, "u": u, "change": change, "theta": theta + change}

    def quantities(self) -> tuple[Quantity, ...]:
        """Return the mean squares with the step between them, the change and theta."""
        change = change_by(r"{-}<learning_rate> \cdot <(step)>")
        return second_moment("rho"), _STEP, _STEP_SQUARE, change, THETA
