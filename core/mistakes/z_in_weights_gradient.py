"""The weights' gradient uses z of the layer before."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.checking.situation import Situation
from core.checking.student import Steps
from core.mistakes.base import LayerMistake


@dataclass(frozen=True)
class ZInWeightsGradient(LayerMistake):
    """The layer before is read before its activation."""

    key, label = "z_in_weights_gradient", "z in place of a in the weight gradient"
    difference = "with z in place of a of the layer before in the weight gradient"
    why = (
        "The weights see the activations, not what came before them. Behind ReLU units that are off, "
        "weights move that have no influence."
    )
    right = r"\frac{\partial L}{\partial W^{(<l>)}} = \left(a^{(<before>)}\right)^{T} \delta^{(<l>)}"
    formula = r"\frac{\partial L}{\partial W^{(<l>)}} = \left(z^{(<before>)}\right)^{T} \delta^{(<l>)}"

    @classmethod
    def layers(cls, at: Situation) -> tuple[int, ...]:
        """Return all layers but the first, whose inputs have no z."""
        return tuple(range(2, at.network.depth + 1))

    def plant(self, steps: Steps) -> Steps:
        """Read z of the layer before."""
        wrong = self.here(steps.weights_gradient, lambda work, layer: work.z[layer - 1].T @ work.delta[layer])
        return replace(steps, weights_gradient=wrong)
