"""The cross entropy of classes."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.activations.base import Activation
from core.arrays import Array, row_max, row_sum
from core.losses.base import first_place
from core.losses.logits import SMALLEST_PROBABILITY, LogitsLoss, clamped_log, clipped, within_clip

_SUM_TOLERANCE = 1e-9

_CLAMPED_RULE = r"-<(target)> \cdot \max\left(\ln\left(<prediction>\right), -100\right)"
_CLIPPED_RULE = (
    r"-<(target)> \cdot \ln\left(\min\left(\max\left(<prediction>, 10^{-7}\right), 1 - 10^{-7}\right)\right)"
)
_CLAMPED_GRADIENT = r"-\frac{<target>}{\max\left(<prediction>, e^{-100}\right)}"
_CLIPPED_GRADIENT = (
    r"\begin{cases} -\frac{<target>}{<prediction>} & 10^{-7} \le <prediction> \le 1 - 10^{-7} \\"
    r" 0 & \text{otherwise} \end{cases}"
)


@dataclass(frozen=True)
class CategoricalCrossEntropy(LogitsLoss):
    """Penalise the surprise at the true class.

    Keras also divides the predictions by their sum first; here they sum to 1 already.
    From logits an element reads ``<log_sum>``, the logarithm of the sum of the layer's exponentials.
    """

    key, label = "cce", "Categorical cross entropy (CCE)"
    formula = r"L = -c \sum y \ln a"
    element_rule_from_logits = r"-<(target)> \left(<z> - <(log_sum)>\right)"
    delta_rule = "<a> - <(target)>"
    logits_of = "softmax"
    reference = "Bridle, Training stochastic model recognition algorithms as networks, 1990"

    def scale(self, samples: int, outputs: int) -> float:
        """Return 1 / samples: as in PyTorch, the classes of a sample are always summed."""
        return 1 / samples

    def scale_latex(self, samples: int, outputs: int) -> str:
        """Return `scale` as LaTeX with its number."""
        return rf"\frac{{1}}{{{samples}}}"

    @property
    def element_rule(self) -> str:
        """Template of one element."""
        return _CLIPPED_RULE if self.clips else _CLAMPED_RULE

    @property
    def gradient_rule(self) -> str:
        """Template of one element's derivative by the prediction."""
        return _CLIPPED_GRADIENT if self.clips else _CLAMPED_GRADIENT

    def elements(self, prediction: Array, target: Array) -> Array:
        """Return -y ln a, kept finite at the edges."""
        if self.clips:
            return -target * np.log(clipped(prediction))
        return -target * clamped_log(prediction)

    def element_gradient(self, prediction: Array, target: Array) -> Array:
        """Return -y / a, and 0 beyond Keras' clip."""
        slope = -target / np.maximum(prediction, SMALLEST_PROBABILITY)
        return np.where(within_clip(prediction), slope, 0.0) if self.clips else slope

    def held(self, prediction: Array) -> npt.NDArray[np.bool_]:
        """Tell where the logarithm is held at -100, and so is a in the gradient."""
        return ~np.bool_(self.clips) & (prediction < SMALLEST_PROBABILITY)

    def elements_as_written(self, prediction: Array, target: Array) -> Array:
        """Return -y ln a: 0 times infinity, which is NaN, where a class is ruled out rightly."""
        return -target * np.log(prediction)

    def gradient_as_written(self, prediction: Array, target: Array) -> Array:
        """Return -y / a."""
        return -target / prediction

    def log_sum(self, z: Array) -> Array:
        """Return ln(sum of exp(z)), shape ``(..., samples, 1)``, without overflow."""
        largest = row_max(z)
        return largest + np.log(row_sum(np.exp(z - largest)))

    def elements_from_logits(self, z: Array, target: Array) -> Array:
        """Return -y ln softmax(z), with z shifted as in the softmax."""
        shifted = z - row_max(z)
        return -target * (shifted - np.log(row_sum(np.exp(shifted))))

    def element_delta(self, a: Array, target: Array) -> Array:
        """Return a * (sum of y) - y, which is a - y: the softmax's Jacobian cancels."""
        return a * row_sum(target) - target

    def check_target(self, target: Array) -> None:
        """Raise ValueError if a row is not a distribution over the classes."""
        place = first_place(target < 0)
        if place:
            row, column = place
            raise ValueError(f"row {row + 1}, column {column + 1}: the target {target[place]:g} is negative")
        sums = row_sum(target)
        place = first_place(np.abs(sums - 1) > _SUM_TOLERANCE)
        if place:
            raise ValueError(
                f"row {place[0] + 1}: the targets sum to {sums[place]:g}; categorical cross entropy needs "
                "one column per class, 1 for the true class and 0 elsewhere"
            )

    def check_activation(self, activation: Activation) -> None:
        """Raise ValueError if the output layer does not give probabilities."""
        if not activation.probabilities:
            raise ValueError(
                f"categorical cross entropy needs outputs that sum to 1, which {activation.label} does not "
                "give: choose Softmax for the output layer, or another loss"
            )
