"""When two arrays are the same: to rounding, measured and not guessed.

How far rounding can move a number depends on the network: an error a - y of 1e-10 has six digits left. So the
update is run a few more times with every intermediate moved by its last digit, and what that moves the result
by is what is allowed, with room to spare.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import cast

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.checking.conventions import OWN, Convention
from core.checking.given import Given
from core.checking.right import RIGHT
from core.checking.situation import LOSS, Arrays, Key, Situation
from core.checking.student import LayerStep, RuleCall, Steps, Work

_RUNS = 4
_ROOM = 32.0  # how many times what the runs differ by
_ROOM_BESIDE = 4.0  # how many times what they differ by in an entry of the same row, as in a softmax
_FLOOR = 64.0  # units of the last digit of the largest entry, which are always allowed
_NEAR, _NEAR_DIGITS = (
    1e-3,
    1e4,
)  # of the largest entry, and in units of its last digit: no guess is further off
_TINIEST = float(np.finfo(np.float64).tiny)


class _Run:
    """One run of the steps; its arrays are computed when they are asked for."""

    def __init__(self, at: Situation, convention: Convention, steps: Steps) -> None:
        self._at, self._convention = at, convention
        self._work = Work(at, convention.steps(steps))

    def array(self, key: Key) -> Array | None:
        """Return an array as the convention has it; None if NumPy could not compute it."""
        array = self._work.array(key)
        return None if array is None else self._convention.told(key, array, self._at)


@dataclass(frozen=True, eq=False)
class Numbers:
    """The arrays of one update, right or with mistakes, and how exact they can be expected to be.

    Attributes
    ----------
    at : Situation
        Under the convention's loss and optimizer.
    wanted : collection of Key
        Which arrays.
    epsilon : float
        The relative precision of one step.
    steps : Steps
    convention : Convention
    recorded : Arrays or None
        The arrays, where they are known.
    """

    at: Situation
    wanted: Collection[Key]
    epsilon: float
    steps: Steps = RIGHT
    convention: Convention = OWN
    recorded: Arrays | None = None

    @cached_property
    def _known(self) -> dict[Key, Array | None]:
        return dict(self.recorded or {})

    @cached_property
    def _own(self) -> _Run:
        return _Run(self.at, self.convention, self.steps)

    def array(self, key: Key) -> Array | None:
        """Return an array, computed when it is asked for; None if NumPy could not compute it."""
        if key not in self._known:
            with np.errstate(all="ignore"):
                self._known[key] = self._own.array(key)
        return self._known[key]

    @property
    def arrays(self) -> Arrays:
        """All arrays that NumPy could compute."""
        made = {key: self.array(key) for key in self.wanted}
        return {key: array for key, array in made.items() if array is not None}

    @cached_property
    def spread(self) -> Arrays:
        """What the last digits of the intermediates move the arrays by."""
        arrays = self.arrays
        spread = {key: np.zeros_like(array) for key, array in arrays.items()}
        for number in range(_RUNS):
            shake = _shake(np.random.default_rng(number), self.epsilon)
            run = _Run(_moved(self.at, shake), self.convention, _noisy(self.steps, shake))
            with np.errstate(all="ignore"):
                for key, array in arrays.items():
                    moved = cast(Array, run.array(key))  # its shapes go together, as they did before
                    np.fmax(spread[key], np.abs(moved - array), out=spread[key])
        return spread

    def agree(self, given: Given, key: Key) -> npt.NDArray[np.bool_]:
        """Return where an array agrees with ours, in our shape; nowhere if the shapes differ."""
        ours = self.array(key)
        if ours is None or not self._is_comparable(given, ours):
            return np.zeros(given.values.shape if ours is None else ours.shape, dtype=bool)
        with np.errstate(all="ignore"):
            off = np.abs(given.values - ours)
            allowed = _FLOOR * self.epsilon * self._largest(key, ours) + given.cut_off + _TINIEST
            close = off <= allowed
            if not close.all():
                spread = np.atleast_1d(self.spread[key])
                beside = spread.max(axis=-1, keepdims=True, initial=0.0)
                close = off <= allowed + (_ROOM * spread + _ROOM_BESIDE * beside).reshape(ours.shape)
        agrees: npt.NDArray[np.bool_] = close
        return agrees

    def fit(self, given: Mapping[Key, Given], keys: Collection[Key]) -> bool:
        """Tell whether all of these arrays agree."""
        return self.misfit(given, keys) is None

    def misfit(self, given: Mapping[Key, Given], keys: Collection[Key]) -> Key | None:
        """Return one of these arrays that does not agree; None if all do.

        Most guesses are far off: whether it is worth while to measure how exact they are is seen first.
        """
        with np.errstate(all="ignore"):
            far = (key for key in keys if not self._is_near(given[key], key))
            off = (key for key in keys if not self.agree(given[key], key).all())
            return next(chain(far, off), None)

    def _is_near(self, given: Given, key: Key) -> bool:
        ours = self.array(key)
        if ours is None or not self._is_comparable(given, ours):
            return False
        share = max(_NEAR, _NEAR_DIGITS * self.epsilon)
        allowed = share * self._largest(key, ours) + given.cut_off + _TINIEST
        return bool((np.abs(given.values - ours) <= allowed).all())

    def _is_comparable(self, given: Given, ours: Array) -> bool:
        """Tell whether shapes go together; a mistake's one number may have been stretched over all units."""
        return given.values.shape == ours.shape or (ours.size == 1 and self.recorded is None)

    def _largest(self, key: Key, ours: Array) -> float:
        """Return the largest entry of an array; of the loss, 1 per element, which its logarithms round to."""
        largest = float(np.abs(ours).max(initial=0.0))
        return largest if key != LOSS else max(largest, self.at.scale * self.at.targets.size)

    def deviation(self, given: Mapping[Key, Given]) -> float:
        """Return the largest difference, each relative to the largest entry of its array."""
        arrays = self.arrays
        return max((relative_deviation(one.values, arrays[key]) for key, one in given.items()), default=0.0)


def relative_deviation(theirs: Array, ours: Array) -> float:
    """Return the largest difference over the largest entry of ours; 0 where both are 0."""
    off = float(np.max(np.abs(theirs - ours), initial=0.0))
    largest = float(np.max(np.abs(ours), initial=0.0))
    return off / largest if largest else off


Shake = Callable[[Array], Array]


def _shake(generator: np.random.Generator, epsilon: float) -> Shake:
    """Return what moves every entry of an array by at most a unit of its last digit.

    For float32 the arithmetic is float32's too: its edges, such as 1 - 1e-7, are other numbers there.
    """
    dtype = np.float32 if epsilon >= np.finfo(np.float32).eps else np.float64

    def shake(array: Array) -> Array:
        moved: Array = (array * (1 + epsilon * generator.uniform(-1, 1, array.shape))).astype(dtype)
        return moved

    return shake


def _moved(at: Situation, shake: Shake) -> Situation:
    before = replace(
        at.before,
        theta=shake(at.before.theta),
        state={name: shake(slot) for name, slot in at.before.state.items()},
    )
    task = replace(at.task, inputs=shake(at.task.inputs), targets=at.task.targets.astype(before.theta.dtype))
    carried = None if at.carried is None else shake(at.carried)
    return replace(at, task=task, before=before, carried=carried)


def _noisy(steps: Steps, shake: Shake) -> Steps:
    """Return the steps with each result moved."""

    def moved(step: LayerStep) -> LayerStep:
        return lambda work, layer: shake(step(work, layer))

    def rule(call: RuleCall) -> dict[str, Array]:
        return {name: shake(array) for name, array in steps.rule(call).items()}

    return replace(
        steps,
        z=moved(steps.z),
        a=moved(steps.a),
        grad_dropped=moved(steps.grad_dropped),
        delta=moved(steps.delta),
        weights_gradient=moved(steps.weights_gradient),
        biases_gradient=moved(steps.biases_gradient),
        slope_gradient=moved(steps.slope_gradient),
        rule=rule,
    )
