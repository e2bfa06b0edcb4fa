"""Adam, and the frame that AMSGrad and AdamW vary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from core.arrays import Array
from core.optimizers.base import THETA, Optimizer, Quantity, change_by, frameworks
from core.optimizers.pieces import (
    DECAY,
    M_HAT,
    PENALISED,
    decay,
    first_moment,
    memory,
    rate,
    second_moment,
    second_moment_corrected,
    small,
)

_MAXIMUM = Quantity(
    "v_max",
    r"v^{\max}_t",
    r"\max\left(<v_max_old>, <v>\right)",
    "the largest v so far: steps never grow again",
)


@dataclass(frozen=True)
class Adam(Optimizer):
    """Momentum, divided by a running root mean square, both corrected for their start at zero."""

    key, label = "adam", "Adam"
    formula = (
        r"m_t = \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \qquad"
        r" v_t = \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2 \qquad"
        r" \theta_t = \theta_{t-1} - \eta\, \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}"
    )
    reference = "Kingma and Ba, Adam: a method for stochastic optimization, 2015"
    conventions: ClassVar[Mapping[str, str]] = {
        "pytorch": "Both means are corrected for their start at zero, then epsilon is added to the root.",
        "keras": "The learning rate is corrected in place of the means, so that epsilon is added to the root "
        "of the uncorrected v.",
        "text": "The rule is PyTorch's, with the epsilon of Keras, which the text's code calls.",
    }
    keeps_maximum: ClassVar[bool] = False

    framework: str = frameworks("pytorch", "keras", "text")
    learning_rate: float = rate(1e-3)
    beta1: float = memory(0.9, r"\beta_1", "mean gradient")
    beta2: float = memory(0.999, r"\beta_2", "mean square")
    epsilon: float = small(1e-8)
    weight_decay: float = decay(0.0)

    @property
    def decoupled(self) -> bool:
        """Whether weight decay acts on the parameter directly and not through the gradient."""
        return self.framework == "keras"

    def slots(self) -> tuple[str, ...]:
        """Return the running means."""
        return ("m", "v", "v_max") if self.keeps_maximum else ("m", "v")

    def rule(self, gradient: Array, state: Mapping[str, Array], theta: Array, t: int) -> dict[str, Array]:
        """PyTorch corrects both means; Keras corrects the rate, so its epsilon weighs differently."""
        values = {}
        if self.weight_decay and not self.decoupled:
            values["penalised"] = gradient = gradient + self.weight_decay * theta
        values["m"] = self.beta1 * state["m"] + (1 - self.beta1) * gradient
        values["v"] = spread = self.beta2 * state["v"] + (1 - self.beta2) * gradient**2
        if self.keeps_maximum:
            values["v_max"] = spread = np.maximum(state["v_max"], spread)
        if self.framework == "keras":
            eta = self.learning_rate * np.sqrt(1 - self.beta2**t) / (1 - self.beta1**t)
            change = -eta * values["m"] / (np.sqrt(spread) + self.epsilon)
        else:
            values["m_hat"] = values["m"] / (1 - self.beta1**t)
            values["v_hat"] = spread / (1 - self.beta2**t)
            change = -self.learning_rate * values["m_hat"] / (np.sqrt(values["v_hat"]) + self.epsilon)
        if self.weight_decay and self.decoupled:
            values["decay"] = -self.learning_rate * self.weight_decay * theta
            change = values["decay"] + change
        return values | {"change": change, "theta": theta + change}

    def quantities(self) -> tuple[Quantity, ...]:
        """Return the means, their corrections, weight decay if there is any, and the change."""
        penalised = bool(self.weight_decay) and not self.decoupled
        gradient = "penalised" if penalised else "g"
        moments = (first_moment(gradient), second_moment("beta2", gradient))
        maximum = (_MAXIMUM,) if self.keeps_maximum else ()
        return ((PENALISED,) if penalised else ()) + moments + maximum + self._step() + (THETA,)

    def _step(self) -> tuple[Quantity, ...]:
        spread = "v_max" if self.keeps_maximum else "v"
        if self.framework == "keras":
            corrections: tuple[Quantity, ...] = ()
            eta = r"<learning_rate> \cdot \frac{\sqrt{1 - {<(beta2)>}^{<t>}}}{1 - {<(beta1)>}^{<t>}}"
            step = rf"{eta} \cdot \frac{{<m>}}{{\sqrt{{<{spread}>}} + <epsilon>}}"
        else:
            corrections = (M_HAT, second_moment_corrected(spread))
            step = r"<learning_rate> \cdot \frac{<m_hat>}{\sqrt{<v_hat>} + <epsilon>}"
        if self.weight_decay and self.decoupled:
            return (*corrections, DECAY, change_by(f"<decay> - {step}"))
        return (*corrections, change_by(f"{{-}}{step}"))
