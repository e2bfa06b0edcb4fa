"""Many optimizers over one terrain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pytest

from core.activations.sigmoid import Sigmoid
from core.arrays import Array
from core.landscape import Slice
from core.losses.mse import MeanSquaredError
from core.network import Layer, Network
from core.optimizers.adam import Adam
from core.optimizers.base import THETA, Optimizer, Quantity, change_by
from core.optimizers.sgd import SGD
from core.planes import through_parameters
from core.race import NEVER, run_race
from core.rival import Noise, Rival
from core.schedules.cosine import Cosine
from core.schedules.step import Step
from core.surfaces.base import Surface
from core.surfaces.expression import TypedSurface
from core.surfaces.himmelblau import Himmelblau
from core.surfaces.rosenbrock import Rosenbrock

RIVALS = (SGD(learning_rate=1e-3), SGD(learning_rate=1e-3, momentum=0.9), Adam(learning_rate=0.05))


@dataclass(frozen=True)
class Bowl(Surface):
    """x^2 + 10 y^2, without a key: no member of the family."""

    def value(self, x: Array, y: Array) -> Array:
        return x**2 + 10 * y**2

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        return 2 * x, 20 * y


def test_a_path_is_what_the_rule_says() -> None:
    runs = run_race(Bowl(), [SGD(learning_rate=0.1)], (3.0, 1.0), 2)
    np.testing.assert_allclose(runs.paths[0], [[3, 1], [2.4, -1], [1.92, 1]])
    np.testing.assert_allclose(runs.heights[0], [19, 15.76, 13.6864])


def test_rivals_do_not_disturb_one_another() -> None:
    together = run_race(Rosenbrock(), RIVALS, (-1.2, 1.0), 100)
    assert together.optimizers == RIVALS
    for rival, optimizer in enumerate(RIVALS):
        alone = run_race(Rosenbrock(), [optimizer], (-1.2, 1.0), 100)
        np.testing.assert_array_equal(together.paths[rival], alone.paths[0])
        np.testing.assert_array_equal(together.heights[rival], alone.heights[0])


def test_many_starts_run_as_each_would_alone() -> None:
    starts = np.array([[-1.2, 1.0], [0.5, 2.0], [1.5, -0.5]])
    together = run_race(Rosenbrock(), RIVALS, starts, 50)
    assert together.paths.shape == (3, 51, 3, 2)
    assert together.heights.shape == (3, 51, 3)
    for place, start in enumerate(starts):
        alone = run_race(Rosenbrock(), RIVALS, start, 50)
        np.testing.assert_allclose(together.paths[:, :, place], alone.paths, rtol=1e-12)


def test_a_run_that_diverges_ends_alone_and_silently() -> None:
    runs = run_race(Rosenbrock(), [SGD(learning_rate=1.0), RIVALS[2]], (-1.2, 1.0), 60)
    end = runs.length(0)
    assert runs.diverged_at[0] == end < 61
    assert np.isfinite(runs.paths[0, :end]).all()
    assert np.isfinite(runs.heights[0, :end]).all()
    assert np.isnan(runs.paths[0, end:]).all()
    assert np.isnan(runs.heights[0, end:]).all()
    assert runs.diverged_at[1] == NEVER
    assert runs.length(1) == 61


def test_a_start_that_is_too_high_is_no_run_at_all() -> None:
    runs = run_race(Rosenbrock(), RIVALS[:1], [[1e200, 0.0], [0.0, 0.0]], 5)
    assert runs.length(0, (0,)) == 0
    assert runs.length(0, (1,)) == 6


def test_a_race_on_a_networks_own_loss_goes_downhill() -> None:
    network = Network(1, (Layer(1, Sigmoid()),))
    inputs, targets = np.array([[0.5], [-1.0]]), np.array([[0.9], [0.2]])
    plane = through_parameters(np.array([-1.0, 0.5]), (0, 1))
    cut = Slice(network, MeanSquaredError(), plane, inputs, targets)
    runs = run_race(cut, [SGD(learning_rate=0.5)], cut.start, 40)
    assert (np.diff(runs.heights[0]) < 0).all()


def test_any_class_of_the_family_can_race() -> None:
    @dataclass(frozen=True)
    class Signs(Optimizer):
        """Step by the sign of the gradient."""

        def rule(self, gradient: Array, state: Mapping[str, Array], theta: Array, t: int) -> dict[str, Array]:
            step = -0.5 * np.sign(gradient)
            return {"change": step, "theta": theta + step}

        def quantities(self) -> tuple[Quantity, ...]:
            return change_by("-<g>"), THETA

    runs = run_race(Bowl(), [Signs()], (2.0, 1.0), 2)
    assert runs.paths[0].tolist() == [[2, 1], [1.5, 0.5], [1, 0]]


def test_no_rival_is_a_race_too() -> None:
    assert run_race(Bowl(), [], (1.0, 1.0), 5).paths.shape[:2] == (0, 6)


@pytest.mark.parametrize("steps", [0, 1])
def test_the_start_is_step_0(steps: int) -> None:
    runs = run_race(Bowl(), RIVALS, (1.0, 2.0), steps)
    assert runs.steps == steps
    np.testing.assert_array_equal(runs.paths[:, 0], [[1, 2]] * 3)


@pytest.mark.parametrize("key", Optimizer.members())
def test_a_schedule_scales_the_learning_rate_of_its_rival_alone(key: str) -> None:
    optimizer = Optimizer.find(key).from_values({"learning_rate": 0.001})
    halved = Rival(optimizer, Step(period=3, gamma=0.5))
    runs = run_race(Rosenbrock(), [optimizer, halved, Rival(optimizer)], (-1.2, 1.0), 8)
    np.testing.assert_array_equal(runs.paths[0], runs.paths[2])
    place, state = np.array([-1.2, 1.0]), optimizer.init(np.zeros(2))
    for step in range(8):
        slope = np.array(Rosenbrock().gradient(*place))
        now = replace(optimizer, learning_rate=0.001 * 0.5 ** (step // 3))
        place, state = now.update(slope, state, place, step + 1)
        np.testing.assert_allclose(runs.paths[1, step + 1], place, rtol=1e-12)


def test_noise_is_the_same_for_all_and_comes_from_its_seed() -> None:
    noise = Noise(spread=0.5, seed=7)
    rivals = [SGD(learning_rate=0.1), SGD(learning_rate=0.1)]
    starts = np.array([[3.0, 1.0], [-2.0, 0.5]])
    runs = run_race(Bowl(), rivals, starts, 5, noise)
    np.testing.assert_array_equal(runs.paths[0], runs.paths[1])
    drawn = 0.5 * np.random.default_rng(7).standard_normal((5, 2))
    for start, path in zip(starts, runs.paths[0].swapaxes(0, 1), strict=True):
        place = start
        for step in range(5):
            place = place - 0.1 * (np.array(Bowl().gradient(*place)) + drawn[step])
            np.testing.assert_allclose(path[step + 1], place, rtol=1e-12)
    longer = run_race(Bowl(), rivals, starts, 9, noise)
    np.testing.assert_array_equal(longer.paths[:, :6], runs.paths)
    other = run_race(Bowl(), rivals, starts, 5, Noise(spread=0.5, seed=8))
    assert not np.allclose(other.paths, runs.paths)


MINIMA = [
    ("rosenbrock", (0.5, 0.5), (1.0, 1.0)),
    ("beale", (2.0, 0.0), (3.0, 0.5)),
    ("booth", (0.0, 0.0), (1.0, 3.0)),
    ("matyas", (3.0, -2.0), (0.0, 0.0)),
    ("himmelblau", (2.5, 2.5), (3.0, 2.0)),
    ("himmelblau", (-2.5, 2.5), (-2.805118086952745, 3.131312518250573)),
    ("himmelblau", (-3.0, -3.0), (-3.779310253377747, -3.283185991286170)),
    ("himmelblau", (3.0, -2.5), (3.584428340330492, -1.848126526964404)),
    ("three_hump_camel", (0.5, 0.3), (0.0, 0.0)),
    ("six_hump_camel", (0.3, -0.5), (0.08984201310031806, -0.7126564030207396)),
    ("styblinski_tang", (-2.0, -2.0), (-2.903534027771177, -2.903534027771177)),
    ("mccormick", (0.0, 0.0), (-0.5471975511965976, -1.5471975511965976)),
]


@pytest.mark.parametrize(("key", "start", "minimum"), MINIMA)
def test_known_minima_are_reached_from_their_basins(
    key: str, start: tuple[float, float], minimum: tuple[float, float]
) -> None:
    rival = Rival(Adam(learning_rate=0.1), Cosine(updates=2000))
    runs = run_race(Surface.find(key)(), [rival], start, 2000)
    np.testing.assert_allclose(runs.paths[0, -1], minimum, atol=1e-5)


@pytest.mark.parametrize(
    ("formula", "start", "rate", "step"),
    [
        ("sqrt(x - 1) + y^2", (1.2, 0.0), 0.5, 1),  # beside where there is a value
        ("x*sqrt(x) + y", (0.1, 0.0), 0.5, 1),
        ("log(x) + y", (-1.0, 0.0), 0.1, 0),  # from the very start
        ("sqrt(abs(x)) - x^2/x + y", (0.0, 0.0), 0.1, 0),
        ("1/x + y", (0.0, 0.0), 0.1, 0),  # infinite, where numbers are small
    ],
)
def test_where_a_formula_has_no_value_nothing_has_overflowed(
    formula: str, start: tuple[float, float], rate: float, step: int
) -> None:
    runs = run_race(TypedSurface(formula), [SGD(learning_rate=rate)], start, 20)
    assert runs.diverged_at[0] == step
    assert runs.undefined[0]


def test_where_there_is_no_slope_the_step_after_has_no_value() -> None:
    runs = run_race(TypedSurface("sqrt(x) + y"), [SGD(learning_rate=0.1, momentum=0.5)], (0.0, 0.0), 5)
    assert runs.heights[0, 0] == 0
    assert runs.diverged_at[0] == 1


def test_numbers_that_grow_too_large_are_an_overflow() -> None:
    for surface in (
        Himmelblau(),
        TypedSurface("(x^2 - y)^2 - (x + y)^4"),
        TypedSurface("y^2 - exp(x)"),
    ):
        runs = run_race(surface, [SGD(learning_rate=1.0), Adam(learning_rate=1e3)], (4.0, 3.0), 400)
        assert runs.diverged_at[0] != NEVER
        assert not runs.undefined.any()
