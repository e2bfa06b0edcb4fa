"""Softmax is normalised over the whole batch."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.checking.situation import Situation
from core.checking.student import Steps
from core.mistakes.base import LayerMistake
from core.mistakes.pieces import normalised_over_batch, softmax_layers


@dataclass(frozen=True)
class SoftmaxOverBatch(LayerMistake):
    """One sum for all samples: np.sum without an axis."""

    key, label = "softmax_over_batch", "Softmax normalised over the batch"
    difference = "with softmax's exponentials divided by their sum over the whole batch"
    why = (
        "The outputs of a sample do not sum to 1; they shrink as the batch grows. A batch of one hides it: "
        "sum over axis 1 and keep the dimension."
    )
    right = r"a_{n,i}^{(<l>)} = \frac{e^{z_{n,i}}}{\sum_j e^{z_{n,j}}}"
    formula = r"a_{n,i}^{(<l>)} = \frac{e^{z_{n,i}}}{\sum_m \sum_j e^{z_{m,j}}}"

    @classmethod
    def layers(cls, at: Situation) -> tuple[int, ...]:
        """Return the layers with a softmax."""
        return softmax_layers(at)

    def plant(self, steps: Steps) -> Steps:
        """Divide by one sum."""
        wrong = self.here(steps.a, lambda work, layer: normalised_over_batch(work.z[layer]))
        return replace(steps, a=wrong)
