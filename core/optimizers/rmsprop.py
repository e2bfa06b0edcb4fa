"""RMSprop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from core.arrays import Array
from core.hyper import hyper
from core.optimizers.base import THETA, Optimizer, Quantity, change_by, frameworks
from core.optimizers.pieces import memory, rate, second_moment, small

_MEAN = Quantity(
    "mean_gradient",
    r"\bar{g}_t",
    r"<rho> \cdot <(mean_gradient_old)> + \left(1 - <rho>\right) \cdot <(g)>",
    "the running mean of the gradient itself",
)
_VARIANCE = Quantity(
    "variance",
    "s_t",
    r"\max\left(0, <v> - \left(<mean_gradient>\right)^2\right)",
    "how much the gradient varies around its mean; rounding must not make it negative",
)


@dataclass(frozen=True)
class RMSprop(Optimizer):
    """Divide the step by a running root mean square of the gradient."""

    key, label = "rmsprop", "RMSprop"
    formula = (
        r"v_t = \rho\, v_{t-1} + (1 - \rho)\, g_t^2 \qquad"
        r" \theta_t = \theta_{t-1} - \eta\, \frac{g_t}{\sqrt{v_t} + \epsilon}"
    )
    reference = "Hinton, Neural networks for machine learning, lecture 6e, 2012; centered: Graves 2013"

    conventions: ClassVar[Mapping[str, str]] = {
        "pytorch": "Epsilon is added to the root, and the learning rate multiplies the velocity.",
        "keras": "Epsilon is added under the root, and the learning rate is inside the velocity.",
        "text": "The rule is PyTorch's, with the defaults of Keras, which the text's code calls; it knows "
        "neither momentum nor centering.",
    }

    framework: str = frameworks("pytorch", "keras", "text")
    learning_rate: float = rate(0.01, keras=0.001, text=0.001)
    rho: float = memory(0.99, r"\rho", "mean square", keras=0.9, text=0.9)
    epsilon: float = small(1e-8)
    momentum: float = hyper(0.0, r"\mu", low=0, high=1, help="share of the last step that is kept")
    centered: bool = hyper(False, help="divide by the deviation from the mean gradient instead")

    def slots(self) -> tuple[str, ...]:
        """Return v and, where they are used, the mean gradient and the velocity."""
        centered = ("mean_gradient",) if self.centered else ()
        return ("v", *centered, *(("velocity",) if self.momentum else ()))

    def rule(self, gradient: Array, state: Mapping[str, Array], theta: Array, t: int) -> dict[str, Array]:
        """PyTorch adds epsilon to the root, Keras under it, and puts the learning rate into the velocity."""
        values = {"v": self.rho * state["v"] + (1 - self.rho) * gradient**2}
        spread = values["v"]
        if self.centered:
            mean = self.rho * state["mean_gradient"] + (1 - self.rho) * gradient
            spread = np.maximum(0, spread - mean**2)
            values |= {"mean_gradient": mean, "variance": spread}
        keras = self.framework == "keras"
        root = np.sqrt(spread + self.epsilon) if keras else np.sqrt(spread) + self.epsilon
        if not self.momentum:
            change = -self.learning_rate * gradient / root
        elif keras:
            values["velocity"] = self.momentum * state["velocity"] + self.learning_rate * gradient / root
            change = -values["velocity"]
        else:
            values["velocity"] = self.momentum * state["velocity"] + gradient / root
            change = -self.learning_rate * values["velocity"]
        return values | {"change": change, "theta": theta + change}

    def quantities(self) -> tuple[Quantity, ...]:
        """Return v, with centering the mean and the variance, with momentum the velocity, and the change."""
        centered = (_MEAN, _VARIANCE) if self.centered else ()
        return (second_moment("rho"), *centered, *self._step("<variance>" if self.centered else "<v>"), THETA)

    def _step(self, spread: str) -> tuple[Quantity, ...]:
        keras = self.framework == "keras"
        root = rf"\sqrt{{{spread} + <epsilon>}}" if keras else rf"\sqrt{{{spread}}} + <epsilon>"
        scaled = rf"<learning_rate> \cdot \frac{{<g>}}{{{root}}}"
        if not self.momentum:
            return (change_by(f"{{-}}{scaled}"),)
        gathered = scaled if keras else rf"\frac{{<g>}}{{{root}}}"
        velocity = Quantity(
            "velocity",
            "b_t",
            rf"<momentum> \cdot <(velocity_old)> + {gathered}",
            "the steps so far, older ones counting less",
        )
        return velocity, change_by("{-}<(velocity)>" if keras else r"{-}<learning_rate> \cdot <(velocity)>")
