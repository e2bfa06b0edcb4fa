"""Adadelta."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from core.arrays import Array
from core.optimizers.base import THETA, Optimizer, Quantity, change_by, frameworks
from core.optimizers.pieces import memory, rate, second_moment, small

_STEP_WHY = "the gradient, rescaled to the usual size of the steps: units of theta, without a learning rate"
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
    conventions: ClassVar[Mapping[str, str]] = {
        "pytorch": "Epsilon stands under both roots, and the learning rate multiplies the step.",
        "keras": "The rule is PyTorch's; its learning rate of 0.001 makes it slow.",
        "text": "Epsilon is missing under the upper root and there is no learning rate: u starts at 0 and "
        "stays 0, so it never moves.",
    }

    framework: str = frameworks("pytorch", "keras", "text")
    learning_rate: float = rate(1.0, keras=0.001, text=1.0)
    rho: float = memory(0.9, r"\rho", "mean squares", keras=0.95, text=0.95)
    epsilon: float = small(1e-6)

    def slots(self) -> tuple[str, ...]:
        """Return the mean squares of gradient and step."""
        return ("v", "u")

    def rule(self, gradient: Array, state: Mapping[str, Array], theta: Array, t: int) -> dict[str, Array]:
        """PyTorch and Keras agree; the text has no epsilon in the upper root and no learning rate."""
        text = self.framework == "text"
        v = self.rho * state["v"] + (1 - self.rho) * gradient**2
        usual = state["u"] if text else state["u"] + self.epsilon
        step = np.sqrt(usual) / np.sqrt(v + self.epsilon) * gradient
        u = self.rho * state["u"] + (1 - self.rho) * step**2
        change = -step if text else -self.learning_rate * step
        return {"v": v, "step": step, "u": u, "change": change, "theta": theta + change}

    def quantities(self) -> tuple[Quantity, ...]:
        """Return the mean squares with the step between them, the change and theta."""
        text = self.framework == "text"
        usual = "<u_old>" if text else "<u_old> + <epsilon>"
        rule = rf"\frac{{\sqrt{{{usual}}}}}{{\sqrt{{<v> + <epsilon>}}}} \cdot <(g)>"
        step = Quantity("step", "d_t", rule, _STEP_WHY)
        change = change_by("{-}<(step)>" if text else r"{-}<learning_rate> \cdot <(step)>")
        return second_moment("rho"), step, _STEP_SQUARE, change, THETA
