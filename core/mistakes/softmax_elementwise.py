"""Softmax is treated as if each output depended on its own z alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.checking.situation import Situation
from core.checking.student import Steps
from core.mistakes.base import LayerMistake
from core.mistakes.pieces import softmax_layers


@dataclass(frozen=True)
class SoftmaxElementwise(LayerMistake):
    """The diagonal of the Jacobian alone."""

    key, label = "softmax_elementwise", "Softmax treated as elementwise"
    difference = "with only the diagonal of softmax's Jacobian"
    why = (
        "Each output of a softmax depends on every z of its layer. Without the other entries of the "
        "Jacobian the deltas of a sample do not sum to 0, as they must."
    )
    right = (
        r"\delta_j^{(<l>)} = \sum_i \frac{\partial L}{\partial a_i^{(<l>)}} \frac{\partial "
        r"a_i^{(<l>)}}{\partial z_j^{(<l>)}}"
    )
    formula = (
        r"\delta_j^{(<l>)} = \frac{\partial L}{\partial a_j^{(<l>)}}\, a_j^{(<l>)} \left(1 - "
        r"a_j^{(<l>)}\right)"
    )

    @classmethod
    def layers(cls, at: Situation) -> tuple[int, ...]:
        """Return the layers with a softmax."""
        return softmax_layers(at)

    def plant(self, steps: Steps) -> Steps:
        """Multiply by a (1 - a)."""
        wrong = self.here(
            steps.delta, lambda work, layer: work.grad_a[layer] * work.a[layer] * (1 - work.a[layer])
        )
        return replace(steps, delta=wrong)
