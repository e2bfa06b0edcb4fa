"""The weights are updated before the gradient has gone back through them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.checking.situation import Situation
from core.checking.student import Steps
from core.mistakes.base import Mistake


@dataclass(frozen=True)
class UpdatedWeights(Mistake):
    """The update stands inside the loop over the layers."""

    key, label = "updated_weights", "Weights of the next layer after their update"
    difference = "with the next layer's weights after their update in dL/da"
    why = (
        "All gradients belong to the parameters before the update. The difference is as small as the "
        "learning rate, which is why training seems to work."
    )
    right = r"\frac{\partial L}{\partial a^{(l)}} = \delta^{(l+1)} \left(W_t^{(l+1)}\right)^{T}"
    formula = r"\frac{\partial L}{\partial a^{(l)}} = \delta^{(l+1)} \left(W_{t+1}^{(l+1)}\right)^{T}"

    @classmethod
    def fits(cls, at: Situation) -> bool:
        """Clipping needs all gradients before the first update."""
        return at.network.depth > 1 and not at.task.clips

    def plant(self, steps: Steps) -> Steps:
        """Go back through the updated weights."""
        return replace(steps, weights_back=lambda work, layer: work.optimize("weights", layer)["theta"])
