"""How good predictions are: accuracy, confusion matrix and R2, with the rule that decides on a class.

A network is measured as it is used: nothing is dropped, and the loss is that of the samples as one batch,
without the penalty.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.datasets.base import Samples
from core.losses.base import Loss
from core.network import Network
from core.passes import forward, loss_elements

Labels = npt.NDArray[np.intp]

ARGMAX, THRESHOLD, SIGN = "argmax", "threshold", "sign"
BORDERS = {THRESHOLD: 0.5, SIGN: 0.0}  # the output between the two classes
RULES = {
    ARGMAX: "The class with the largest output counts; of equal ones, the first.",
    THRESHOLD: "An output of 0.5 or more counts as class 1.",
    SIGN: "An output above 0 counts as class 1.",
}


@dataclass(frozen=True, eq=False)
class Metrics:
    """How good the predictions for some samples are.

    Attributes
    ----------
    loss : float
    rule : str
        The key in `RULES` by which outputs became classes; empty where targets are quantities.
    accuracy : float or None
        The share of samples of the right class; None where targets are quantities.
    confusion : array of int (classes, classes) or None
        How many samples of each true class (row) were taken for each class (column).
    r_squared : float or None
        The share of the targets' variance that is explained; None where targets are classes, or where a
        single one has no variance.
    """

    loss: float
    rule: str = ""
    accuracy: float | None = None
    confusion: Labels | None = None
    r_squared: float | None = None


def evaluate(network: Network, loss: Loss, theta: Array, samples: Samples) -> Metrics:
    """Return how good a network with these parameters is on at least one sample."""
    with np.errstate(all="ignore"):
        ran = forward(network, theta, samples.inputs)
        elements = loss_elements(network, loss, ran.z[-1], ran.a[-1], samples.targets)
        value = float(loss.reduce(elements))
        return measure(loss, value, ran.a[-1], samples.targets, samples.class_count)


def measure(loss: Loss, value: float, prediction: Array, target: Array, classes: int) -> Metrics:
    """Return the metrics of a batch.

    Parameters
    ----------
    loss : Loss
        Decides, with the targets, on the rule.
    value : float
        The loss of the batch, as it was recorded.
    prediction, target : array (samples, outputs)
        At least one sample.
    classes : int
        How many classes there are, 0 for quantities.
    """
    if not classes:
        return Metrics(value, r_squared=r_squared(prediction, target) if len(target) > 1 else None)
    rule = decision_rule(loss, target)
    table = confusion(true_classes(target), decide(prediction, rule), classes)
    return Metrics(value, rule, float(np.trace(table) / len(target)), table)


def decision_rule(loss: Loss, target: Array) -> str:
    """Return the key in `RULES` of how outputs become a class; targets of -1 and 1 have 0 between them."""
    if target.shape[1] > 1:
        return ARGMAX
    return SIGN if loss.key == "hinge" or bool((target < 0).any()) else THRESHOLD


def true_classes(target: Array) -> Labels:
    """Return each sample's class, counted from 0: targets may be 0 and 1 under every loss."""
    return decide(target, ARGMAX if target.shape[1] > 1 else THRESHOLD)


def decide(outputs: Array, rule: str) -> Labels:
    """Return each sample's class, counted from 0, shape ``(samples,)``."""
    if rule == ARGMAX:
        largest: Labels = np.argmax(outputs, axis=-1)
        return largest
    positive = outputs[..., 0] > 0 if rule == SIGN else outputs[..., 0] >= 0.5
    return np.where(positive, 1, 0)


def confusion(true: Labels, decided: Labels, classes: int) -> Labels:
    """Return how many samples of each true class (row) were taken for each class (column)."""
    counts = np.bincount(true * classes + decided, minlength=classes**2)
    return counts.reshape(classes, classes)


def r_squared(prediction: Array, target: Array) -> float:
    """Return the mean over outputs of 1 - (squared errors) / (squared deviations from the mean).

    As in scikit-learn's r2_score, an output whose targets are all equal counts 1 if it is met and else 0.
    """
    errors = np.sum((target - prediction) ** 2, axis=0)
    spread = np.sum((target - target.mean(axis=0)) ** 2, axis=0)
    varies = spread > 0
    explained = 1 - errors / np.where(varies, spread, 1.0)
    return float(np.mean(np.where(varies, explained, np.where(errors == 0, 1.0, 0.0))))
