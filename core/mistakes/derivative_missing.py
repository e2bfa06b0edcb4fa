"""The activation's derivative is left out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.checking.student import Steps
from core.mistakes.base import LayerMistake


@dataclass(frozen=True)
class DerivativeMissing(LayerMistake):
    """dL/da is handed on as delta."""

    key, label = "derivative_missing", "Activation derivative missing"
    difference = "without the factor f'(z)"
    why = (
        "The chain rule is broken at the activation. Gradients are too large, most of all where units are "
        "saturated; training may still go downhill, but not along the gradient."
    )
    right = r"\delta^{(<l>)} = \frac{\partial L}{\partial a^{(<l>)}} \odot f'\left(z^{(<l>)}\right)"
    formula = r"\delta^{(<l>)} = \frac{\partial L}{\partial a^{(<l>)}}"

    def plant(self, steps: Steps) -> Steps:
        """Hand dL/da on as delta."""
        wrong = self.here(steps.delta, lambda work, layer: work.grad_a[layer])
        return replace(steps, delta=wrong)
