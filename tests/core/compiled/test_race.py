"""The compiled steps of a race against the plain ones: a terrain's gradient, then `Optimizer.update`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from core.arrays import Array
from core.compiled.lowered import Plain
from core.compiled.race import CompiledRace, Ground
from core.landscape import Slice
from core.optimizers.base import THETA, Optimizer, Quantity, change_by
from core.planes import through_parameters
from core.rival import Rival
from core.surfaces.base import Surface
from core.surfaces.expression import TypedSurface
from core.surfaces.himmelblau import Himmelblau
from tests.core.cases import make_network, make_task, make_theta

STARTS = np.random.default_rng(1).uniform(-1, 1, (4, 2))
ALL = tuple(kind(learning_rate=0.01) for kind in Optimizer.members().values())


def plain_paths(ground: Ground, optimizer: Optimizer, steps: int) -> Array:
    """Where a rival is after each step, shape (steps, 2, n)."""
    theta, path = STARTS, []
    state = optimizer.init(theta)
    for step in range(1, steps + 1):
        slopes = np.stack(np.broadcast_arrays(*ground.gradient(*theta.T)), axis=-1)
        theta, state = optimizer.update(slopes, state, theta, step)
        path.append(theta.T)
    return np.array(path)


def follow(ground: Ground, optimizers: tuple[Optimizer, ...], steps: int = 8) -> CompiledRace:
    """Compare step by step."""
    race = CompiledRace(ground, [Rival(optimizer) for optimizer in optimizers], STARTS)
    assert_array_equal(race.places, [STARTS.T] * len(optimizers))
    expected = np.stack([plain_paths(ground, optimizer, steps) for optimizer in optimizers], axis=1)
    for step in range(steps):
        height = [ground.value(*place) for place in race.places]
        race.measure()
        assert_allclose(race.heights, height, rtol=1e-12)
        race.heights[:] = 0
        race.step()
        assert_allclose(race.heights, height, rtol=1e-12)
        assert_allclose(race.places, expected[step], rtol=1e-12)
    return race


def called_as_they_are(race: CompiledRace) -> int:
    return sum(isinstance(node.operation, Plain) for node in race._recorder.nodes)


def test_every_optimizer_beside_the_others() -> None:
    assert called_as_they_are(follow(Himmelblau(), ALL)) == 0


@pytest.mark.parametrize("key", sorted(set(Surface.members()) - {"expression"}))
def test_every_surface_is_recorded(key: str) -> None:
    assert called_as_they_are(follow(Surface.find(key)(), ALL[:3])) == 0


def test_a_terrain_that_cannot_be_recorded_is_called() -> None:
    task = make_task(make_network(2, (3, "tanh"), (1, "identity")), samples=4)
    plane = through_parameters(make_theta(task.network), (0, 5))
    cut = Slice(task.network, task.loss, plane, task.inputs, task.targets)
    for terrain in (cut, TypedSurface("x^2 + sin(x*y)")):
        assert called_as_they_are(follow(terrain, ALL)) == 2


@dataclass(frozen=True)
class Given:
    """A ground of any two formulas."""

    height: Any
    slopes: Any

    def value(self, x: Array, y: Array) -> Array:
        return self.height(x, y)

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        return self.slopes(x, y)


def test_results_that_are_the_position_or_no_array() -> None:
    assert called_as_they_are(follow(Given(lambda x, y: y, lambda x, y: (x, np.zeros_like(y))), ALL[:2])) == 0
    assert called_as_they_are(follow(Given(lambda x, y: x * y, lambda x, y: (0.5, y)), ALL[:2])) == 1


def test_a_number_may_have_several_places() -> None:
    follow(Given(lambda x, y: np.exp(x + y), lambda x, y: (np.exp(x + y), np.exp(x + y))), (Keeper(), ALL[0]))


@dataclass(frozen=True)
class Keeper(Optimizer):
    """Keeps what has a place already: the gradient, and theta before and after."""

    def slots(self) -> tuple[str, ...]:
        return ("slopes", "moved", "before")

    def rule(self, gradient: Array, state: Any, theta: Array, t: int) -> dict[str, Array]:
        after = theta - 0.01 * state["slopes"] - 0.02 * state["before"] + 0.01 * state["moved"]
        return {"slopes": gradient, "moved": after, "before": theta, "change": after - theta, "theta": after}

    def quantities(self) -> tuple[Quantity, ...]:
        slots = (Quantity(name, "", "") for name in self.slots())
        return *slots, change_by(""), THETA


@dataclass(frozen=True)
class Branching(Optimizer):
    """Looks at its numbers and counts its steps; its slots begin as one array."""

    def slots(self) -> tuple[str, ...]:
        return ("one", "other")

    def init(self, theta: Array) -> dict[str, Array]:
        zeros = np.zeros_like(theta)
        return {"other": zeros, "one": zeros}

    def rule(self, gradient: Array, state: Any, theta: Array, t: int) -> dict[str, Array]:
        change = -0.01 * gradient if gradient.max() > 0 else sum([state["one"]] * t)
        return {"one": change / 2, "other": state["one"] - 1, "change": change, "theta": theta + change}

    def quantities(self) -> tuple[Quantity, ...]:
        slots = (Quantity(name, "", "") for name in self.slots())
        return *slots, change_by(""), THETA


def test_a_rule_that_branches_is_called_as_it_is() -> None:
    race = follow(Himmelblau(), (ALL[0], Branching(), ALL[1]))
    assert called_as_they_are(race) == 1


def test_starts_and_given_slots_are_not_written_to() -> None:
    before = STARTS.copy()
    follow(Himmelblau(), ALL)
    assert_array_equal(STARTS, before)
