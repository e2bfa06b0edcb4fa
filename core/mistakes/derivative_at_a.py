"""The activation's derivative is taken at a."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.checking.situation import Situation
from core.checking.student import Steps
from core.mistakes.base import LayerMistake
from core.mistakes.pieces import derivative_at, elementwise_layers


@dataclass(frozen=True)
class DerivativeAtA(LayerMistake):
    """The derivative of the activation, called with its value."""

    key, label = "derivative_at_a", "Activation derivative at a instead of z"
    difference = "with f'(a) in place of f'(z)"
    why = (
        "The function that computes f'(z) is given a. For a sigmoid the factor hardly depends on the unit "
        "any more, since a lies between 0 and 1; training works, but slowly and not along the gradient."
    )
    right = r"\delta^{(<l>)} = \frac{\partial L}{\partial a^{(<l>)}} \odot f'\left(z^{(<l>)}\right)"
    formula = r"\delta^{(<l>)} = \frac{\partial L}{\partial a^{(<l>)}} \odot f'\left(a^{(<l>)}\right)"

    @classmethod
    def layers(cls, at: Situation) -> tuple[int, ...]:
        """Return the layers whose units do not depend on each other."""
        return elementwise_layers(at)

    def plant(self, steps: Steps) -> Steps:
        """Take the derivative at a."""
        wrong = self.here(steps.delta, lambda work, layer: work.grad_a[layer] * derivative_at(work, layer))
        return replace(steps, delta=wrong)
