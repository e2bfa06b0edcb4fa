"""NAdam."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from core.arrays import Array
from core.hyper import hyper
from core.optimizers.base import THETA, Optimizer, Quantity, change_by, frameworks
from core.optimizers.pieces import (
    M_HAT,
    first_moment,
    memory,
    rate,
    second_moment,
    second_moment_corrected,
    small,
)

_MU = Quantity(
    "mu",
    r"\mu_t",
    r"<beta1> \left(1 - 0.5 \cdot 0.96^{<t> \cdot <momentum_decay>}\right)",
    "this update's momentum, which warms up",
)
_MU_NEXT = Quantity(
    "mu_next",
    r"\mu_{t+1}",
    r"<beta1> \left(1 - 0.5 \cdot 0.96^{\left(<t> + 1\right) \cdot <momentum_decay>}\right)",
    "the next update's momentum: Nesterov's look ahead",
)
_MU_PRODUCT = Quantity(
    "mu_product",
    r"\Pi_t",
    r"<mu_product_old> \cdot <mu>",
    "all momenta so far, multiplied",
)
_M_AHEAD = Quantity(
    "m_hat",
    r"\hat{m}_t",
    r"\frac{<mu_next> \cdot <(m)>}{1 - <mu_product> \cdot <mu_next>}"
    r" + \frac{\left(1 - <mu>\right) \cdot <(g)>}{1 - <mu_product>}",
    "the momentum as it will be, and this gradient once more",
)


@dataclass(frozen=True)
class NAdam(Optimizer):
    """Adam that looks ahead, as Nesterov's momentum does."""

    key, label = "nadam", "NAdam"
    formula = (
        r"\hat{m}_t = \frac{\mu_{t+1} m_t}{1 - \Pi_{t+1}} + \frac{(1 - \mu_t)\, g_t}{1 - \Pi_t} \qquad"
        r" \theta_t = \theta_{t-1} - \eta\, \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}"
    )
    reference = "Dozat, Incorporating Nesterov momentum into Adam, 2016"

    conventions: ClassVar[Mapping[str, str]] = {
        "pytorch": "The momentum warms up slowly: its decay is 0.004.",
        "keras": "The rule is PyTorch's, with a momentum decay of 1.",
        "text": "It is Adam without a learning rate, so that each step is about 1 long, and it does not look "
        "ahead.",
    }

    framework: str = frameworks("pytorch", "keras", "text")
    learning_rate: float = rate(0.002, keras=0.001, text=0.001)
    beta1: float = memory(0.9, r"\beta_1", "mean gradient")
    beta2: float = memory(0.999, r"\beta_2", "mean square")
    epsilon: float = small(1e-8)
    momentum_decay: float = hyper(
        0.004, r"\psi", low=0, high=10, help="how fast the momentum warms up", by_framework={"keras": 1.0}
    )

    def slots(self) -> tuple[str, ...]:
        """Return the running means and, outside the text, the product of the momenta."""
        return ("m", "v") if self.framework == "text" else ("mu_product", "m", "v")

    def init(self, theta: Array) -> dict[str, Array]:
        """Return means of zero and a product of one."""
        return {
            slot: np.ones_like(theta) if slot == "mu_product" else np.zeros_like(theta)
            for slot in self.slots()
        }

    def rule(self, gradient: Array, state: Mapping[str, Array], theta: Array, t: int) -> dict[str, Array]:
        """PyTorch and Keras agree; Keras fixes the momentum's decay at 1."""
        if self.framework == "text":
            return self._text_rule(gradient, state, theta, t)
        mu = np.full_like(theta, self._momentum(t))
        mu_next = np.full_like(theta, self._momentum(t + 1))
        mu_product = state["mu_product"] * mu
        m = self.beta1 * state["m"] + (1 - self.beta1) * gradient
        v = self.beta2 * state["v"] + (1 - self.beta2) * gradient**2
        m_hat = mu_next * m / (1 - mu_product * mu_next) + (1 - mu) * gradient / (1 - mu_product)
        v_hat = v / (1 - self.beta2**t)
        change = -self.learning_rate * m_hat / (np.sqrt(v_hat) + self.epsilon)
        return {
            "mu": mu,
            "mu_next": mu_next,
            "mu_product": mu_product,
            "m": m,
            "v": v,
            "m_hat": m_hat,
            "v_hat": v_hat,
            "change": change,
            "theta": theta + change,
        }

    def _text_rule(
        self, gradient: Array, state: Mapping[str, Array], theta: Array, t: int
    ) -> dict[str, Array]:
        m = self.beta1 * state["m"] + (1 - self.beta1) * gradient
        v = self.beta2 * state["v"] + (1 - self.beta2) * gradient**2
        m_hat = m / (1 - self.beta1**t)
        v_hat = v / (1 - self.beta2**t)
        change = -m_hat / (np.sqrt(v_hat) + self.epsilon)
        return {"m": m, "v": v, "m_hat": m_hat, "v_hat": v_hat, "change": change, "theta": theta + change}

    def _momentum(self, t: int) -> float:
        mu: float = self.beta1 * (1 - 0.5 * 0.96 ** (t * self.momentum_decay))
        return mu

    def quantities(self) -> tuple[Quantity, ...]:
        """Return the momenta, the means and their corrections, the change and theta."""
        step = r"\frac{<m_hat>}{\sqrt{<v_hat>} + <epsilon>}"
        if self.framework == "text":
            means = (first_moment(), second_moment(), M_HAT, second_moment_corrected())
            return *means, change_by(f"{{-}}{step}"), THETA
        means = (first_moment(), second_moment(), _M_AHEAD, second_moment_corrected())
        change = change_by(rf"{{-}}<learning_rate> \cdot {step}")
        return _MU, _MU_NEXT, _MU_PRODUCT, *means, change, THETA
