"""Lion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from core.arrays import Array
from core.optimizers.base import THETA, Optimizer, Quantity, change_by
from core.optimizers.pieces import DECAY, decay, memory, rate

_MIX = Quantity(
    "mix",
    "c_t",
    r"<beta1> \cdot <(m_old)> + \left(1 - <beta1>\right) \cdot <(g)>",
    "the momentum and this gradient, mixed for this step only",
)
_SIGN = Quantity(
    "sign",
    "s_t",
    r"\begin{cases} 1 & <mix> > 0 \\ 0 & <mix> = 0 \\ -1 & <mix> < 0 \end{cases}",
    "only the direction counts: every parameter moves equally far",
)
_MOMENTUM = Quantity(
    "m",
    "m_t",
    r"<beta2> \cdot <(m_old)> + \left(1 - <beta2>\right) \cdot <(g)>",
    "the running mean of the gradient, which remembers longer than the mix does",
)


@dataclass(frozen=True)
class Lion(Optimizer):
    """Step by the sign of the momentum alone: all parameters move by the same amount."""

    key, label = "lion", "Lion"
    formula = (
        r"c_t = \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \qquad"
        r" \theta_t = \theta_{t-1} - \eta\, (\mathrm{sign}(c_t) + \lambda\, \theta_{t-1}) \qquad"
        r" m_t = \beta_2 m_{t-1} + (1 - \beta_2)\, g_t"
    )
    reference = "Chen et al., Symbolic discovery of optimization algorithms, 2023, algorithm 2"
    conventions: ClassVar[Mapping[str, str]] = {
        "pytorch": "PyTorch has no Lion: this is the paper's, with the defaults of its authors' code.",
        "keras": "The rule is the paper's, with a learning rate of 0.001.",
    }

    learning_rate: float = rate(1e-4, keras=1e-3)
    beta1: float = memory(0.9, r"\beta_1", "mix")
    beta2: float = memory(0.99, r"\beta_2", "mean gradient")
    weight_decay: float = decay(0.0)

    def slots(self) -> tuple[str, ...]:
        """Return the mean gradient."""
        return ("m",)

    def rule(self, gradient: Array, state: Mapping[str, Array], theta: Array, t: int) -> dict[str, Array]:
        """Compute one update; weight decay acts on the parameter directly."""
        mix = self.beta1 * state["m"] + (1 - self.beta1) * gradient
        m = self.beta2 * state["m"] + (1 - self.beta2) * gradient
        values = {"mix": mix, "sign": np.sign(mix), "m": m}
        change = -self.learning_rate * values["sign"]
        if self.weight_decay:
            values["decay"] = -self.learning_rate * self.weight_decay * theta
            change = values["decay"] + change
        return values | {"change": change, "theta": theta + change}

    def quantities(self) -> tuple[Quantity, ...]:
        """Return the mix, its sign, the momentum, weight decay if there is any, the change and theta."""
        step = r"<learning_rate> \cdot <(sign)>"
        if self.weight_decay:
            return _MIX, _SIGN, _MOMENTUM, DECAY, change_by(f"<decay> - {step}"), THETA
        return _MIX, _SIGN, _MOMENTUM, change_by(f"{{-}}{step}"), THETA
