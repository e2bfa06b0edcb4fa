"""What every loss function declares and can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from core.activations.base import Activation
from core.arrays import Array
from core.hyper import hyper
from core.registry import Member

REDUCTION_HELP = "mean: per element, as PyTorch; sample_mean: summed over outputs; half_sum: half the sum"


def first_place(wrong: npt.NDArray[np.bool_]) -> tuple[int, int] | None:
    """Return row and column, from 0, of the first true entry of a matrix, if there is one."""
    rows, columns = np.nonzero(wrong)
    return (int(rows[0]), int(columns[0])) if len(rows) else None


@dataclass(frozen=True)
class Loss(Member):
    """A measure of how far predictions are from targets, over arrays ``(..., samples, outputs)``.

    The loss is `scale` times the sum of the `elements` of all samples and outputs.

    Attributes
    ----------
    element_rule_from_logits, delta_rule : str
        What `element_rule` and `gradient_rule` are from the output layer's z; empty unless the loss can
        `meets` an activation. The delta's template reads ``<a>`` and ``<target>``.
    logits_of : str
        Key of the activation that the loss can absorb, "sigmoid"; empty if there is none.
    """

    family = "loss"
    element_rule_from_logits: ClassVar[str] = ""
    delta_rule: ClassVar[str] = ""
    logits_of: ClassVar[str] = ""

    reduction: str = hyper("mean", choices=("mean", "sample_mean"), help=REDUCTION_HELP)

    @property
    def element_rule(self) -> str:
        """Template of one element: ``<prediction>``, ``<target>`` and hyperparameters."""
        raise NotImplementedError

    @property
    def gradient_rule(self) -> str:
        """Template of one element's derivative by the prediction."""
        raise NotImplementedError

    @property
    def convention(self) -> str:
        """One sentence on what is done where frameworks differ, for the screen; empty if they agree."""
        return ""

    def elements(self, prediction: Array, target: Array) -> Array:
        """Return the unreduced terms, in the shape of `prediction`."""
        raise NotImplementedError

    def element_gradient(self, prediction: Array, target: Array) -> Array:
        """Return the derivative of each element by its prediction."""
        raise NotImplementedError

    def elements_from_logits(self, z: Array, target: Array) -> Array:
        """Return the unreduced terms from the output layer's z; only where the loss `meets` it."""
        raise NotImplementedError

    def element_delta(self, a: Array, target: Array) -> Array:
        """Return the derivative of the terms by z, before scaling; only where the loss `meets` it."""
        raise NotImplementedError

    def scale(self, samples: int, outputs: int) -> float:
        """Return the factor before the sum of all elements."""
        if self.reduction == "half_sum":
            return 0.5
        return 1 / (samples * outputs) if self.reduction == "mean" else 1 / samples

    def scale_latex(self, samples: int, outputs: int) -> str:
        """Return `scale` as LaTeX with its numbers."""
        if self.reduction == "half_sum":
            return r"\frac{1}{2}"
        count = rf"{samples} \cdot {outputs}" if self.reduction == "mean" else f"{samples}"
        return rf"\frac{{1}}{{{count}}}"

    def value(self, prediction: Array, target: Array) -> Array:
        """Return the loss, of shape ``(...)``."""
        return self.reduce(self.elements(prediction, target))

    def gradient(self, prediction: Array, target: Array) -> Array:
        """Return dL/da, in the shape of `prediction`."""
        return self.scale(*prediction.shape[-2:]) * self.element_gradient(prediction, target)

    def value_from_logits(self, z: Array, target: Array) -> Array:
        """Return the loss from z, of shape ``(...)``."""
        return self.reduce(self.elements_from_logits(z, target))

    def delta(self, a: Array, target: Array) -> Array:
        """Return dL/dz of the output layer by the shortcut, in the shape of `a`."""
        return self.scale(*a.shape[-2:]) * self.element_delta(a, target)

    def reduce(self, elements: Array) -> Array:
        """Return `scale` times the sum of the elements over samples and outputs."""
        total: Array = self.scale(*elements.shape[-2:]) * np.sum(elements, axis=(-2, -1))
        return total

    def meets(self, activation: Activation) -> bool:
        """Tell whether the loss is computed from z with this output activation inside it."""
        return False

    def corners(self, target: Array) -> tuple[Array, ...]:
        """Return the predictions at which a derivative of an element jumps, each in the shape of `target`."""
        return ()

    def held(self, prediction: Array) -> npt.NDArray[np.bool_]:
        """Tell where `element_gradient` is, by a framework's convention, not the slope of the element."""
        return np.zeros(prediction.shape, dtype=bool)

    def check_target(self, target: Array) -> None:
        """Raise ValueError, naming row and column from 1, if a target is not one for this loss."""

    def check_activation(self, activation: Activation) -> None:
        """Raise ValueError, saying what to choose, if the output activation cannot feed this loss."""
