"""Gradient descent, with momentum if wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from core.arrays import Array
from core.hyper import hyper
from core.optimizers.base import THETA, Optimizer, Quantity, change_by, frameworks
from core.optimizers.pieces import DECAY, PENALISED, decay, rate


@dataclass(frozen=True)
class SGD(Optimizer):
    """Step against the gradient; momentum adds up the steps that agree."""

    key, label = "sgd", "SGD"
    formula = r"b_t = \mu\, b_{t-1} + g_t \qquad \theta_t = \theta_{t-1} - \eta\, b_t"
    reference = "Robbins and Monro 1951; Polyak 1964 (momentum); Nesterov 1983; Sutskever et al. 2013"
    conventions: ClassVar[Mapping[str, str]] = {
        "pytorch": "The learning rate multiplies the velocity in the step, and weight decay is added to the "
        "gradient.",
        "keras": "The learning rate multiplies the gradient before it is gathered, and weight decay acts on "
        "the parameter directly.",
        "text": "Plain descent; momentum and weight decay, which the text lacks, work as in PyTorch.",
    }

    framework: str = frameworks("pytorch", "keras", "text")
    learning_rate: float = rate(1e-3, keras=0.01, text=0.01)
    momentum: float = hyper(0.0, r"\mu", low=0, high=1, help="share of the last step that is kept")
    nesterov: bool = hyper(False, help="look ahead: measure as if the momentum had already moved")
    weight_decay: float = decay(0.0)

    @property
    def decoupled(self) -> bool:
        """Whether weight decay acts on the parameter directly and not through the gradient."""
        return self.framework == "keras"

    def slots(self) -> tuple[str, ...]:
        """Return the velocity, if there is momentum."""
        return ("velocity",) if self.momentum else ()

    def rule(self, gradient: Array, state: Mapping[str, Array], theta: Array, t: int) -> dict[str, Array]:
        """PyTorch scales the velocity by the learning rate when it steps, Keras when it gathers."""
        values = {}
        if self.weight_decay and not self.decoupled:
            values["penalised"] = gradient = gradient + self.weight_decay * theta
        if not self.momentum:
            change = -self.learning_rate * gradient
        elif self.framework == "keras":
            values["velocity"] = velocity = self.momentum * state["velocity"] - self.learning_rate * gradient
            change = self.momentum * velocity - self.learning_rate * gradient if self.nesterov else velocity
        else:
            values["velocity"] = velocity = self.momentum * state["velocity"] + gradient
            step = gradient + self.momentum * velocity if self.nesterov else velocity
            change = -self.learning_rate * step
        if self.weight_decay and self.decoupled:
            values["decay"] = -self.learning_rate * self.weight_decay * theta
            change = values["decay"] + change
        return values | {"change": change, "theta": theta + change}

    def quantities(self) -> tuple[Quantity, ...]:
        """Return weight decay and the velocity, if there are any, the change and theta."""
        penalised = (PENALISED,) if self.weight_decay and not self.decoupled else ()
        decay = (DECAY,) if self.weight_decay and self.decoupled else ()
        gather, step = self._rules("<(penalised)>" if penalised else "<(g)>")
        velocity = Quantity("velocity", "b_t", gather, "the gradients so far, older ones counting less")
        change = change_by(f"<decay> {step}" if decay else _leading(step))
        return *penalised, *((velocity,) if self.momentum else ()), *decay, change, THETA

    def _rules(self, gradient: str) -> tuple[str, str]:
        """Return how the velocity gathers, and the step as terms with their signs."""
        scaled = rf"<learning_rate> \cdot {gradient}"
        if not self.momentum:
            return "", f"- {scaled}"
        kept = r"<momentum> \cdot <(velocity_old)>"
        if self.framework == "keras":
            ahead = rf"+ <momentum> \cdot <(velocity)> - {scaled}"
            return f"{kept} - {scaled}", ahead if self.nesterov else "+ <(velocity)>"
        ahead = rf"- <learning_rate> \left({gradient} + <momentum> \cdot <(velocity)>\right)"
        return f"{kept} + {gradient}", ahead if self.nesterov else r"- <learning_rate> \cdot <(velocity)>"


def _leading(terms: str) -> str:
    """Return terms with their signs as the beginning of a formula."""
    return "{-}" + terms.removeprefix("- ") if terms.startswith("- ") else terms.removeprefix("+ ")
