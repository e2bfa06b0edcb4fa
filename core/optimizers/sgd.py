"""Gradient descent, with momentum if wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.arrays import Array
from core.hyper import hyper
from core.optimizers.base import THETA, Optimizer, Quantity, change_by
from core.optimizers.pieces import rate


@dataclass(frozen=True)
class SGD(Optimizer):
    """Step against the gradient; momentum adds up the steps that agree."""

    key, label = "sgd", "SGD"
    formula = r"b_t = \mu\, b_{t-1} + g_t \qquad \theta_t = \theta_{t-1} - \eta\, b_t"
    reference = "Robbins and Monro 1951; Polyak 1964 (momentum); Nesterov 1983; Sutskever et al. 2013"

    learning_rate: float = rate(1e-3, keras=0.01)
    momentum: float = hyper(0.0, r"\mu", low=0, high=1, help="share of the last step that is kept")
    nesterov: bool = hyper(False, help="look ahead: measure as if the momentum had already moved")

    def slots(self) -> tuple[str, ...]:
        """Return the velocity, if there is momentum."""
        return ("velocity",) if self.momentum else ()

    def rule(self, gradient: Array, state: Mapping[str, Array], theta: Array, t: int) -> dict[str, Array]:
        """PyTorch scales the velocity by the learning rate when it steps, Keras when it gathers."""
        if not self.momentum:
            change = -self.learning_rate * gradient
            return {"change": change, "theta": theta + change}
        if self.framework == "keras":
            velocity = self.momentum * state["velocity"] - self.learning_rate * gradient
            change = self.momentum * velocity - self.learning_rate * gradient if self.nesterov else velocity
        else:
            velocity = self.momentum * state["velocity"] + gradient
            step = gradient + self.momentum * velocity if self.nesterov else velocity
            change = -self.learning_rate * step
        return {"velocity": velocity, "change": change, "theta": theta + change}

    def quantities(self) -> tuple[Quantity, ...]:
        """Return the velocity, if there is momentum, the change and theta."""
        if not self.momentum:
            return change_by(r"{-}<learning_rate> \cdot <(g)>"), THETA
        gather, step = self._rules()
        velocity = Quantity("velocity", "b_t", gather, "the gradients so far, older ones counting less")
        return velocity, change_by(step), THETA

    def _rules(self) -> tuple[str, str]:
        if self.framework == "keras":
            gather = r"<momentum> \cdot <(velocity_old)> - <learning_rate> \cdot <(g)>"
            ahead = r"<momentum> \cdot <(velocity)> - <learning_rate> \cdot <(g)>"
            return gather, ahead if self.nesterov else "<velocity>"
        gather = r"<momentum> \cdot <(velocity_old)> + <(g)>"
        ahead = r"{-}<learning_rate> \left(<g> + <momentum> \cdot <(velocity)>\right)"
        return gather, ahead if self.nesterov else r"{-}<learning_rate> \cdot <(velocity)>"
