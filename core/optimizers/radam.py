"""RAdam."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from core.arrays import Array
from core.hyper import hyper
from core.optimizers.base import THETA, Optimizer, Quantity, change_by
from core.optimizers.pieces import M_HAT, NEARLY_ONE, first_moment, memory, rate, second_moment, small

_ENOUGH = 5.0  # from this length of the average on, its spread is trusted

_LONGEST = Quantity(
    "rho_max",
    r"\rho_{\infty}",
    r"\frac{2}{1 - <beta2>} - 1",
    "the length that the average can reach",
)
_LENGTH = Quantity(
    "rho",
    r"\rho_t",
    r"<rho_max> - \frac{2 \cdot <t> \cdot {<(beta2)>}^{<t>}}{1 - {<(beta2)>}^{<t>}}",
    "how many gradients the average of squares stands for by now",
)
_FACTOR = Quantity(
    "factor",
    "r_t",
    r"\begin{cases} \sqrt{\frac{\left(<rho> - 4\right) \left(<rho> - 2\right) <rho_max>}"
    r"{\left(<rho_max> - 4\right) \left(<rho_max> - 2\right) <rho>}}"
    r" \cdot \frac{\sqrt{1 - {<(beta2)>}^{<t>}}}{\sqrt{<v>} + <epsilon>} & <rho> > 5 \\"
    r" 1 & <rho> \le 5 \end{cases}",
    "Adam's division, held back while the average is short, and left out before that",
)


@dataclass(frozen=True)
class RAdam(Optimizer):
    """Adam that steps like plain momentum until it has seen enough gradients to divide by their spread."""

    key, label = "radam", "RAdam"
    formula = (
        r"\theta_t = \theta_{t-1} - \eta\, \hat{m}_t\, r_t, \quad r_t = \begin{cases}"
        r" \sqrt{\frac{(\rho_t - 4)(\rho_t - 2)\, \rho_\infty}{(\rho_\infty - 4)(\rho_\infty - 2)\, \rho_t}}"
        r" \frac{\sqrt{1 - \beta_2^t}}{\sqrt{v_t} + \epsilon} & \rho_t > 5 \\ 1 & \rho_t \le 5 \end{cases}"
    )
    reference = "Liu et al., On the variance of the adaptive learning rate and beyond, 2020; not in Keras"

    conventions: ClassVar[Mapping[str, str]] = {
        "pytorch": "Epsilon is added to the root of the uncorrected v.",
        "keras": "Keras has no RAdam: this is PyTorch's.",
    }

    learning_rate: float = rate(1e-3)
    beta1: float = memory(0.9, r"\beta_1", "mean gradient")
    # Below 2/3 the average never gets longer than 5, and the rule would never divide.
    beta2: float = hyper(0.999, r"\beta_2", low=0.7, high=NEARLY_ONE, help="memory of the mean square")
    epsilon: float = small(1e-8, keras=1e-8)

    def slots(self) -> tuple[str, ...]:
        """Return the two running means."""
        return ("m", "v")

    def rule(self, gradient: Array, state: Mapping[str, Array], theta: Array, t: int) -> dict[str, Array]:
        """PyTorch's rule; Keras has none."""
        m = self.beta1 * state["m"] + (1 - self.beta1) * gradient
        v = self.beta2 * state["v"] + (1 - self.beta2) * gradient**2
        m_hat = m / (1 - self.beta1**t)
        rho_max = np.full_like(theta, 2 / (1 - self.beta2) - 1)
        rho = rho_max - 2 * t * self.beta2**t / (1 - self.beta2**t)
        long = np.maximum(rho, _ENOUGH)
        rectified = (long - 4) * (long - 2) * rho_max / ((rho_max - 4) * (rho_max - 2) * long)
        adaptive = np.sqrt(1 - self.beta2**t) / (np.sqrt(v) + self.epsilon)
        factor = np.where(rho > _ENOUGH, np.sqrt(rectified) * adaptive, 1.0)
        change = -self.learning_rate * m_hat * factor
        return {
            "m": m,
            "v": v,
            "m_hat": m_hat,
            "rho_max": rho_max,
            "rho": rho,
            "factor": factor,
            "change": change,
            "theta": theta + change,
        }

    def quantities(self) -> tuple[Quantity, ...]:
        """Return the means, the length of their average, the factor that follows, the change and theta."""
        change = change_by(r"{-}<learning_rate> \cdot <(m_hat)> \cdot <factor>")
        return first_moment(), second_moment(), M_HAT, _LONGEST, _LENGTH, _FACTOR, change, THETA
