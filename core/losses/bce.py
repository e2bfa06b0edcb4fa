"""The cross entropy of yes-or-no targets."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.activations.base import Activation
from core.arrays import Array
from core.losses.base import first_place
from core.losses.logits import LogitsLoss, clamped_log, clamped_log_of_rest, clipped, within_clip

_SMALLEST_VARIANCE = float(np.float32(1e-12))  # PyTorch's floor under a (1 - a), a float32 there

_CLAMPED_RULE = (
    r"-<(target)> \cdot \max\left(\ln\left(<prediction>\right), -100\right)"
    r" - \left(1 - <(target)>\right) \max\left(\ln\left(1 - <(prediction)>\right), -100\right)"
)
_CLIPPED = r"\min\left(\max\left(<prediction>, 10^{-7}\right), 1 - 10^{-7}\right)"
_CLIPPED_RULE = (
    rf"-<(target)> \cdot \ln\left({_CLIPPED}\right)"
    rf" - \left(1 - <(target)>\right) \ln\left(1 - {_CLIPPED}\right)"
)
_CLAMPED_GRADIENT = (
    r"\frac{<prediction> - <(target)>}"
    r"{\max\left(<prediction> \left(1 - <(prediction)>\right), 10^{-12}\right)}"
)
_CLIPPED_GRADIENT = (
    r"\begin{cases} \frac{<prediction> - <(target)>}{<prediction> \left(1 - <(prediction)>\right)} &"
    r" 10^{-7} \le <prediction> \le 1 - 10^{-7} \\ 0 & \text{otherwise} \end{cases}"
)


@dataclass(frozen=True)
class BinaryCrossEntropy(LogitsLoss):
    """Penalise the surprise: a sure and wrong answer costs much."""

    key, label = "bce", "Binary cross entropy (BCE)"
    formula = r"L = -c \sum \left[ y \ln a + (1 - y) \ln(1 - a) \right]"
    element_rule_from_logits = (
        r"\max\left(<z>, 0\right) - <(z)> \cdot <(target)> + \ln\left(1 + e^{-\left|<z>\right|}\right)"
    )
    delta_rule = "<a> - <(target)>"
    logits_of = "sigmoid"
    reference = "Good, Rational decisions, 1952; the edges are those of PyTorch's BCELoss and of Keras"

    @property
    def element_rule(self) -> str:
        """Template of one element."""
        return _CLIPPED_RULE if self.clips else _CLAMPED_RULE

    @property
    def gradient_rule(self) -> str:
        """Template of one element's derivative by the prediction."""
        return _CLIPPED_GRADIENT if self.clips else _CLAMPED_GRADIENT

    def elements(self, prediction: Array, target: Array) -> Array:
        """Return -y ln a - (1 - y) ln(1 - a), kept finite at the edges."""
        if self.clips:
            p = clipped(prediction)
            return -target * np.log(p) - (1 - target) * np.log1p(-p)
        return -target * clamped_log(prediction) - (1 - target) * clamped_log_of_rest(prediction)

    def element_gradient(self, prediction: Array, target: Array) -> Array:
        """Return (a - y) / (a (1 - a)), and 0 beyond Keras' clip."""
        slope = (prediction - target) / np.maximum(prediction * (1 - prediction), _SMALLEST_VARIANCE)
        return np.where(within_clip(prediction), slope, 0.0) if self.clips else slope

    def held(self, prediction: Array) -> npt.NDArray[np.bool_]:
        """Tell where a (1 - a) is less than what PyTorch divides by."""
        return ~np.bool_(self.clips) & (prediction * (1 - prediction) < _SMALLEST_VARIANCE)

    def elements_as_written(self, prediction: Array, target: Array) -> Array:
        """Return -y ln a - (1 - y) ln(1 - a): 0 times infinity, which is NaN, for a perfect prediction."""
        return -target * np.log(prediction) - (1 - target) * np.log(1 - prediction)

    def gradient_as_written(self, prediction: Array, target: Array) -> Array:
        """Return (1 - y) / (1 - a) - y / a."""
        return (1 - target) / (1 - prediction) - target / prediction

    def elements_from_logits(self, z: Array, target: Array) -> Array:
        """Return the same from z, written so that exp never overflows."""
        return np.maximum(z, 0) - z * target + np.log1p(np.exp(-np.abs(z)))

    def element_delta(self, a: Array, target: Array) -> Array:
        """Return a - y: the sigmoid's derivative cancels."""
        return a - target

    def check_target(self, target: Array) -> None:
        """Raise ValueError if a target is outside [0, 1]."""
        place = first_place((target < 0) | (target > 1))
        if place:
            row, column = place
            raise ValueError(
                f"row {row + 1}, column {column + 1}: the target {target[place]:g} is outside [0, 1], "
                "which binary cross entropy needs"
            )

    def check_activation(self, activation: Activation) -> None:
        """Raise ValueError if the output layer's values can leave [0, 1]."""
        low, high = activation.output_range
        if low < 0 or high > 1:
            raise ValueError(
                f"binary cross entropy needs outputs between 0 and 1, which {activation.label} does not "
                "give: choose Sigmoid for the output layer, or another loss"
            )
