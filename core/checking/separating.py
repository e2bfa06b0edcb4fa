"""Which further data would tell two explanations apart."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from itertools import combinations

import numpy as np

from core.checking.agreement import Numbers
from core.checking.candidates import plant
from core.checking.given import Given
from core.checking.situation import Key, Situation, keys
from core.checking.verdict import Explanation

_SAMPLES = 3  # of a batch that shows what one sample hides
_WORDS = {
    "loss": "the loss",
    "grad_a": "dL/da",
    "delta": "delta",
    "weights_gradient": "the weights' gradient",
    "biases_gradient": "the biases' gradient",
    "slope_gradient": "the slope's gradient",
    "weights_after": "the weights after the update",
    "biases_after": "the biases after the update",
    "slope_after": "the slope after the update",
}


def words(key: Key) -> str:
    """Return the name of an array in words."""
    name = _WORDS.get(key.quantity, key.quantity)
    return f"{name} of layer {key.layer}" if key.layer else name


def separating(
    at: Situation, given: Mapping[Key, Given], epsilon: float, explanations: Collection[Explanation]
) -> str:
    """Return what would leave one explanation, in words: an array that is missing, or other data.

    Empty if there is one explanation only.
    """
    if len(explanations) < 2:
        return ""
    missing = [key for key in keys(at.network) if key not in given]
    key = _telling(at, missing, epsilon, explanations)
    if key is not None:
        return f"{words(key)} would tell them apart"
    for other, what in _other_data(at):
        key = _telling(other, list(keys(at.network)), epsilon, explanations)
        if key is not None:
            return f"{what} would tell them apart"
    return "no data of this project tells them apart"


def _other_data(at: Situation) -> Iterator[tuple[Situation, str]]:
    """Yield situations that hide less, and what each one is."""
    generator = np.random.default_rng(0)
    task = at.task
    more = replace(
        task,
        inputs=generator.normal(0, 1, (_SAMPLES, at.network.inputs)),
        targets=task.targets[np.arange(_SAMPLES) % task.samples],
    )
    moved = replace(at.before, theta=at.before.theta + generator.normal(0, 0.5, at.before.theta.shape))
    if at.samples == 1:
        yield replace(at, task=more, batch=np.arange(_SAMPLES)), "a batch of several samples"
    yield replace(at, before=moved), "other weights"
    later = replace(
        moved,
        state={name: np.abs(generator.normal(0, 1, slot.shape)) for name, slot in at.before.state.items()},
        optimizer_steps=at.before.optimizer_steps + 1,
    )
    carried = generator.normal(0, 1, at.before.theta.shape)
    yield replace(at, before=later, carried=carried), "the arrays of a later update"
    yield replace(at, task=more, batch=np.arange(_SAMPLES), before=moved), "another batch"


def _telling(
    at: Situation, wanted: list[Key], epsilon: float, explanations: Collection[Explanation]
) -> Key | None:
    """Return the first array in which some of the explanations differ."""
    numbers = [
        Numbers(one.convention.situated(at), wanted, epsilon, plant(one.mistakes), one.convention)
        for one in explanations
    ]
    for key in wanted:
        for one, other in combinations(numbers, 2):
            if _differ(one, other, key):
                return key
    return None


def _differ(one: Numbers, other: Numbers, key: Key) -> bool:
    array = other.array(key)
    if array is None or one.array(key) is None:
        return array is not one.array(key)
    return not one.fit({key: Given(array, "")}, (key,))
