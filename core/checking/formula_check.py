"""Does a recorded number follow from the numbers that its formula reads? With a planted mistake, some do not.

Central differences tell that a gradient is wrong, and so are all that follow from it; here each step is held
to its own formula alone, so that the very step is found that is done wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from core.arrays import Array
from core.checking.right import RIGHT
from core.checking.situation import Situation
from core.checking.student import Work
from core.formula import Source
from core.task import CLIPPED, Task
from core.trace import Step
from core.training import Update

_CLOSE = 1e-9  # of the largest entry of the array
_BY_SAMPLE = ("z", "a", "dropped", "grad_dropped", "grad_a", "delta")
_OF_PARAMETERS = ("weight_gradient", "bias_gradient", "slope_gradient")


@dataclass(frozen=True)
class FormulaCheck:
    """A recorded number beside what its formula gives.

    Attributes
    ----------
    computed : float
        With the recorded numbers that it reads.
    agrees : bool
        Whether that is the recorded number, but for rounding.
    """

    computed: float
    agrees: bool


class FormulaChecker:
    """Holds the steps of one update to their formulas.

    Parameters
    ----------
    task : Task
    update : Update
    """

    def __init__(self, task: Task, update: Update) -> None:
        self._task, self._update, self._network = task, update, task.network
        self._arrays: dict[tuple[str, int], tuple[Array, Array]] = {}

    def check_step(self, step: Step, target: Source, sample: int) -> FormulaCheck | None:
        """Return the check of the number that a step completes at `target`; None where it completes none."""
        is_whole = step.kind == "quantity" or (step.is_last_term and step.kind != "jacobian_term")
        if not is_whole:
            return None
        is_chain = step.kind == "delta" and step.layer == self._network.depth  # before the shortcut
        return self.check(replace(target, quantity="chain_delta") if is_chain else target, sample)

    def check(self, source: Source, sample: int) -> FormulaCheck | None:
        """Return the check of the number at a place.

        None for what has no formula of its own here, and for an optimizer's quantity after one that is wrong:
        it follows from that one.
        """
        quantity = source.quantity
        if quantity in (*_BY_SAMPLE, "chain_delta"):
            return self._compared(quantity, source.layer, (sample, source.unit or 0))
        names = list(self._update.quantities)
        if quantity not in (*_OF_PARAMETERS, *names):
            return None
        place = (self._network.index(source.layer, source.unit, source.origin),)
        if quantity in _OF_PARAMETERS:
            return self._compared("gradient", 0, place)
        before = (self._compared(name, 0, place) for name in names[: names.index(quantity)])
        return self._compared(quantity, 0, place) if all(one.agrees for one in before) else None

    def _compared(self, name: str, layer: int, place: tuple[int, ...]) -> FormulaCheck:
        if (name, layer) not in self._arrays:
            with np.errstate(all="ignore"):
                self._arrays[name, layer] = self._both(name, layer)
        recorded, computed = self._arrays[name, layer]
        largest = float(np.abs(computed).max(initial=0.0))
        off = abs(float(recorded[place]) - float(computed[place]))
        return FormulaCheck(float(computed[place]), off <= _CLOSE * largest)

    def _both(self, name: str, layer: int) -> tuple[Array, Array]:
        """Return an array as it is recorded, and as its formula has it."""
        recording = self._update.recording
        if name == "chain_delta":
            chain = recording.delta[-1] if recording.chain_delta is None else recording.chain_delta
            return chain, self._work.chain(layer, recording.grad_a[layer])
        if name in _BY_SAMPLE:
            return getattr(recording, name)[layer], _STEPS[name](self._work, layer)
        if name == "gradient":
            return recording.gradient, self._gradient()
        return self._update.quantities[name], self._quantities[name]

    @cached_property
    def _work(self) -> Work:
        """The right steps, with everything recorded in the place of what they would give."""
        recording, point = self._update.recording, self._update.before
        work = Work(Situation.at(self._task, point, point.carried), RIGHT)
        layers = range(self._network.depth + 1)
        for name in _BY_SAMPLE:
            setattr(work, name, {layer: getattr(recording, name)[layer] for layer in layers})
        return work

    def _gradient(self) -> Array:
        return self._network.join(
            [RIGHT.total(self._work, kind, layer) for kind in self._work.kinds(layer)]
            for layer in range(1, self._network.depth + 1)
        )

    @cached_property
    def _quantities(self) -> dict[str, Array]:
        """What the optimizer's rule, and the clipping before it, make of the recorded gradient."""
        at, update = self._work.at, self._update
        gradient = update.recording.gradient
        clipped = {CLIPPED: self._task.clipping.clip(gradient)} if self._task.clips else {}
        handed_on = update.quantities.get(CLIPPED, gradient)
        return clipped | at.optimizer.rule(handed_on, update.before.state, update.before.theta, at.t)


def _dropped(work: Work, layer: int) -> Array:
    masks = work.at.masks
    return work.a[layer] * masks[layer] if layer in masks else work.a[layer]


def _grad_a(work: Work, layer: int) -> Array:
    """Without dropout it is what comes back: there is no step between."""
    is_masked = layer < work.depth and layer in work.at.masks
    return RIGHT.grad_a(work, layer) if is_masked else RIGHT.grad_dropped(work, layer)


_STEPS: dict[str, Callable[[Work, int], Array]] = {
    "z": RIGHT.z,
    "a": RIGHT.a,
    "dropped": _dropped,
    "grad_dropped": RIGHT.grad_dropped,
    "grad_a": _grad_a,
    "delta": RIGHT.delta,
}
