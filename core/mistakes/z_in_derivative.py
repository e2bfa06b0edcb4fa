"""A derivative that is written with a is given z."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.checking.situation import Situation
from core.checking.student import Steps
from core.mistakes.base import LayerMistake
from core.mistakes.pieces import elementwise_layers


@dataclass(frozen=True)
class ZInDerivative(LayerMistake):
    """The short form of the derivative, a (1 - a) say, called with z."""

    key, label = "z_in_derivative", "z in a derivative that is written with a"
    difference = "with z in place of a in the derivative's short form"
    why = (
        "A short form such as a (1 - a) needs the activation's value. With z it can be large and negative: "
        "gradients point the wrong way, and the loss may grow."
    )
    right = (
        r"\delta^{(<l>)} = \frac{\partial L}{\partial a^{(<l>)}} \odot f'\left(z^{(<l>)}\right) \quad "
        r"\text{from } a^{(<l>)}"
    )
    formula = (
        r"\delta^{(<l>)} = \frac{\partial L}{\partial a^{(<l>)}} \odot f'\left(z^{(<l>)}\right) \quad "
        r"\text{from } z^{(<l>)} \text{ for } a^{(<l>)}"
    )

    @classmethod
    def layers(cls, at: Situation) -> tuple[int, ...]:
        """Return the layers whose units do not depend on each other."""
        return elementwise_layers(at)

    def plant(self, steps: Steps) -> Steps:
        """Give the derivative z where it expects a."""
        wrong = self.here(
            steps.delta,
            lambda work, layer: (
                work.grad_a[layer] * work.activation(layer).derivative(work.z[layer], work.z[layer])
            ),
        )
        return replace(steps, delta=wrong)
