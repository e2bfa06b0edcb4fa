"""Other ways to be right: another reduction of the loss, where its mean is taken, another framework's rule.

Two programs can both be right and disagree, because they count or average differently. A convention is not a
mistake, and is told as what it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from core.arrays import Array
from core.checking.situation import LOSS, Key, Situation
from core.checking.student import Steps
from core.losses.base import Loss
from core.losses.cce import CategoricalCrossEntropy
from core.losses.logits import LogitsLoss
from core.losses.mse import MeanSquaredError
from core.optimizers.base import Optimizer

_CLOSE = 1e-12  # two factors that differ by less are the same


@dataclass(frozen=True)
class Convention:
    """A choice that a project makes and a student may make differently.

    Attributes
    ----------
    factor : float
        What the loss and all its gradients are multiplied with.
    reductions : tuple of str
        The reductions that have this factor, in words.
    per_sample : bool
        Whether delta is each sample's own, and the mean over the samples is taken in the gradients.
    loss : Loss or None
        How the same loss is computed, if otherwise.
    optimizer : Optimizer or None
        Whose arithmetic is used, if another one's.
    """

    factor: float = 1.0
    reductions: tuple[str, ...] = ()
    per_sample: bool = False
    loss: Loss | None = None
    optimizer: Optimizer | None = None

    @property
    def is_own(self) -> bool:
        """Whether it is the project's in everything."""
        return not self.words

    @property
    def words(self) -> tuple[str, ...]:
        """What is chosen differently, a phrase each."""
        words = []
        if self.reductions:
            words.append(f"the loss is {' or '.join(self.reductions)}: {self.factor:.6g} times the project's")
        if self.per_sample:
            words.append(
                "delta is each sample's own, and the mean over the samples is taken in the gradients"
            )
        if self.loss is not None:
            words.append(_loss_words(self.loss))
        if self.optimizer is not None:
            words.append(f"the optimizer's arithmetic is that of {_framework(self.optimizer)}")
        return tuple(words)

    def situated(self, at: Situation) -> Situation:
        """Return the situation under this convention's loss and optimizer."""
        changes: dict[str, Any] = {}
        if self.loss is not None:
            changes["loss"] = self.loss
        if self.optimizer is not None:
            changes["optimizer"] = self.optimizer
        return at.with_task(**changes) if changes else at

    def steps(self, steps: Steps) -> Steps:
        """Return the steps with the loss's factor."""
        if self.factor == 1:
            return steps
        return replace(steps, scale=lambda work: self.factor * steps.scale(work))

    def told(self, key: Key, array: Array, at: Situation) -> Array:
        """Return an array as a student who keeps this convention writes it down."""
        if key == LOSS and self.factor != 1:
            return self.factor * (array - at.penalty) + at.penalty
        if self.per_sample and key.quantity in ("grad_a", "delta"):
            return at.samples * array
        return array


OWN = Convention()


def conventions(at: Situation) -> list[Convention]:
    """Return all conventions under which the update can be right, those nearest to the project's first."""
    found = [
        replace(reduction, loss=loss, optimizer=optimizer)
        for reduction, loss, optimizer in product(reductions(at), _losses(at), _optimizers(at))
    ]
    return sorted(found, key=lambda convention: len(convention.words))


def reductions(at: Situation) -> Iterator[Convention]:
    """Yield the reductions that differ in their factor, each with delta of the mean and of each sample."""
    yield OWN
    can_be_per_sample = at.samples > 1
    if can_be_per_sample and at.averages:
        yield Convention(per_sample=True)
    named: dict[float, list[tuple[str, bool]]] = {}
    for scale, name, averages in _scales(at):
        factor = scale / at.scale
        known = next((known for known in named if abs(known - factor) < _CLOSE * factor), factor)
        named.setdefault(known, []).append((name, averages))
    for factor, names in named.items():
        if abs(factor - 1) < _CLOSE:
            continue
        convention = Convention(factor, tuple(name for name, _ in names))
        yield convention
        if can_be_per_sample and any(averages for _, averages in names):
            yield replace(convention, per_sample=True)


def _scales(at: Situation) -> Iterator[tuple[float, str, bool]]:
    """Yield the factor of every usual reduction, its name, and whether it is a mean over the samples."""
    samples, outputs = at.targets.shape
    by_outputs = ((1.0, "summed over the outputs"), (1 / outputs, "averaged over the outputs"))
    if isinstance(at.task.loss, CategoricalCrossEntropy):
        by_outputs = ((1.0, ""), (1 / outputs, "averaged over the classes"))
    halves = ((1.0, ""), (0.5, "halved")) if isinstance(at.task.loss, MeanSquaredError) else ((1.0, ""),)
    for (output, by_output), (half, by_half) in product(by_outputs, halves):
        for sample, by_sample in (
            (1.0, "summed over the samples"),
            (1 / samples, "averaged over the samples"),
        ):
            yield output * half * sample, _listed(by_half, by_output, by_sample), sample != 1


def _listed(*words: str) -> str:
    """Return words as a list: halved, summed over the outputs and averaged over the samples."""
    *first, last = [word for word in words if word]
    return f"{', '.join(first)} and {last}" if first else last


def _losses(at: Situation) -> list[Loss | None]:
    """Return the loss as it is (None), and otherwise computed from z or from probabilities."""
    loss = at.task.loss
    if not isinstance(loss, LogitsLoss):
        return [None]
    others = [
        replace(loss, from_logits=True),
        *(replace(loss, from_logits=False, edge=edge) for edge in ("pytorch", "keras")),
    ]
    return [None, *(other for other in others if other != loss)]


def _loss_words(loss: Loss) -> str:
    from_logits = getattr(loss, "from_logits", False)
    edge = {"pytorch": "PyTorch", "keras": "Keras"}[getattr(loss, "edge", "pytorch")]
    way = "z (from logits)" if from_logits else f"the outputs, with {edge}'s edge"
    return f"the loss is computed from {way}"


def _optimizers(at: Situation) -> list[Optimizer | None]:
    """Return the optimizer as it is (None), and with the arithmetic of the others.

    A velocity that PyTorch has gathered is not one of Keras', so after the first update it is left alone.
    """
    optimizer = at.task.optimizer
    declared = next(hyper for hyper in optimizer.hypers() if hyper.name == "framework")
    if "velocity" in at.before.state and at.before.state["velocity"].any():
        return [None]
    others = [replace(optimizer, framework=other) for other in declared.choices]
    return [None, *(o for o in others if o != optimizer and set(o.slots()) <= set(at.before.state))]


def _framework(optimizer: Optimizer) -> str:
    names = {"pytorch": "PyTorch", "keras": "Keras", "text": "the lecture notes"}
    return names[optimizer.framework]
