"""What holds for every surface, and the golden values."""

import math
import pickle

import numpy as np
import pytest

import core.surfaces  # noqa: F401
from core.surfaces.base import Surface
from tests.core.golden import golden, name
from tests.core.latex_value import latex_value

ALL = [kind() for kind in Surface.members().values()]
VARIANTS = [
    *ALL,
    *(
        Surface.decode(values)
        for values in (
            {"key": "quadratic_bowl", "condition": 1},
            {"key": "quadratic_bowl", "condition": 300.0},
            {"key": "plateau", "width": 3},
            {"key": "ravine", "steepness": 100},
            {"key": "expression", "text": "(x - 1)^2*cos(y)/2 + exp(-x*y/9) - tanh(x - 2*y)"},
        )
    ),
]
WITH_MINIMA = [surface for surface in VARIANTS if surface.minima]
TEXTBOOK = {
    *("quadratic_bowl", "rosenbrock", "beale", "himmelblau", "booth", "matyas", "rastrigin", "ackley"),
    *("saddle", "monkey_saddle", "styblinski_tang", "six_hump_camel", "three_hump_camel"),
    *("goldstein_price", "mccormick", "plateau", "ravine", "expression"),
}


def ids(surface):
    return name(surface.encode())


def points_in(surface, count=200):
    (x_low, x_high), (y_low, y_high) = surface.domain
    generator = np.random.default_rng(0)
    return generator.uniform(x_low, x_high, count), generator.uniform(y_low, y_high, count)


def height_at(surface, point):
    return float(surface.value(*map(np.array, point)))


def test_the_surfaces_of_the_textbooks_are_there():
    assert set(Surface.members()) >= TEXTBOOK


@pytest.mark.parametrize("case", golden("surfaces"), ids=lambda case: name(case["surface"]))
def test_golden_values(case):
    surface = Surface.decode(case["surface"])
    x, y = np.array(case["x"]), np.array(case["y"])
    scale = np.max(np.abs(case["value"]))
    np.testing.assert_allclose(surface.value(x, y), case["value"], rtol=1e-12, atol=1e-15 * scale)
    steepest = np.max(np.abs(case["gradient"]))
    np.testing.assert_allclose(surface.gradient(x, y), case["gradient"], rtol=1e-12, atol=1e-15 * steepest)


def test_golden_values_cover_the_family():
    assert {case["surface"]["key"] for case in golden("surfaces")} == set(Surface.members())


@pytest.mark.parametrize("surface", VARIANTS, ids=ids)
def test_gradient_is_the_slope_of_value(surface):
    x, y = points_in(surface)
    step = 1e-6
    by_x = (surface.value(x + step, y) - surface.value(x - step, y)) / (2 * step)
    by_y = (surface.value(x, y + step) - surface.value(x, y - step)) / (2 * step)
    scale = np.max(np.abs(surface.value(x, y)))
    gradient_x, gradient_y = surface.gradient(x, y)
    np.testing.assert_allclose(gradient_x, by_x, rtol=1e-5, atol=1e-7 * scale)
    np.testing.assert_allclose(gradient_y, by_y, rtol=1e-5, atol=1e-7 * scale)


@pytest.mark.parametrize("surface", WITH_MINIMA, ids=ids)
def test_minima_are_the_lowest_points_of_the_domain(surface):
    heights = [height_at(surface, point) for point in surface.minima]
    assert heights == pytest.approx([surface.lowest] * len(heights), rel=1e-14, abs=1e-14)
    assert max(heights) <= np.min(surface.value(*points_in(surface, 20_000))) + 1e-12
    assert all(height_at(surface, point) > surface.lowest + 0.01 for point in surface.local_minima)


@pytest.mark.parametrize("surface", WITH_MINIMA, ids=ids)
def test_every_minimum_is_level_and_lower_than_its_neighbours(surface):
    (x_low, x_high), _ = surface.domain
    angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    for x, y in (*surface.minima, *surface.local_minima):
        steepest = np.max(np.abs(surface.gradient(*points_in(surface))))
        assert np.abs(surface.gradient(np.array(x), np.array(y))) == pytest.approx(0, abs=1e-14 * steepest)
        for radius in (1e-4, 1e-2 * (x_high - x_low) / 2):
            around = surface.value(x + radius * np.cos(angles), y + radius * np.sin(angles))
            assert np.all(around > height_at(surface, (x, y)))


def test_lists_of_minima_are_complete_where_there_are_local_ones():
    """Newton's method from a grid of starts finds no other minimum."""
    for surface in ALL:
        if not surface.local_minima and surface.key != "himmelblau":
            continue
        x, y = newton(surface)
        for found in zip(x, y, strict=True):
            distances = [math.dist(found, known) for known in (*surface.minima, *surface.local_minima)]
            assert min(distances) < 1e-6, (surface.key, found)


def newton(surface, count=31, steps=60):
    """Return where Newton's method ends, of the minima inside the domain."""
    (x_low, x_high), (y_low, y_high) = surface.domain
    x, y = (part.ravel() for part in np.meshgrid(*(np.linspace(a, b, count) for a, b in surface.domain)))
    with np.errstate(all="ignore"):
        for _ in range(steps):
            (a, b), (_, d), (g, h) = curvatures(surface, x, y)
            x, y = x - (d * g - b * h) / (a * d - b * b), y - (a * h - b * g) / (a * d - b * b)
        (a, b), (_, d), (g, h) = curvatures(surface, x, y)
        inside = (x > x_low) & (x < x_high) & (y > y_low) & (y < y_high)
        minimum = (a + d > 0) & (a * d - b * b > 0) & (np.hypot(g, h) < 1e-6)
    return x[inside & minimum], y[inside & minimum]


def curvatures(surface, x, y, step=1e-5):
    """Return the second derivatives by central differences, and the gradient."""
    by_x = np.subtract(surface.gradient(x + step, y), surface.gradient(x - step, y)) / (2 * step)
    by_y = np.subtract(surface.gradient(x, y + step), surface.gradient(x, y - step)) / (2 * step)
    return by_x, by_y, surface.gradient(x, y)


@pytest.mark.parametrize("key", ["saddle", "monkey_saddle"])
def test_saddles_are_level_at_the_origin_and_have_no_minimum(key):
    surface = Surface.decode({"key": key})
    assert np.array_equal(surface.gradient(np.array(0.0), np.array(0.0)), (0, 0))
    around = surface.value(np.cos(np.arange(6.0)), np.sin(np.arange(6.0)))
    assert around.min() < 0 < around.max()
    assert surface.minima == surface.local_minima == ()


def test_ackley_has_no_slope_at_its_tip_by_convention():
    ackley = Surface.decode({"key": "ackley"})
    assert np.array_equal(ackley.gradient(np.zeros(3), np.zeros(3)), np.zeros((2, 3)))
    assert ackley.value(np.zeros(1), np.zeros(1)) == 0
    beside_x, _ = ackley.gradient(np.array([-1e-9, 1e-9]), np.zeros(2))
    np.testing.assert_allclose(beside_x, [-2 * math.sqrt(2), 2 * math.sqrt(2)], rtol=1e-6)


def test_a_plateau_keeps_its_digits_near_the_minimum():
    plateau = Surface.decode({"key": "plateau"})
    assert plateau.value(np.array(1e-9), np.array(0.0)) == pytest.approx(5e-19, rel=1e-12)


@pytest.mark.parametrize("surface", VARIANTS, ids=ids)
def test_formula_gives_the_value(surface):
    right_side = surface.formula.removeprefix("f(x, y) = ")
    numbers = {hyper.symbol.strip("\\"): getattr(surface, hyper.name) for hyper in surface.hypers()}
    for x, y in zip(*points_in(surface, 5), strict=True):
        height = height_at(surface, (x, y))
        assert latex_value(right_side, **numbers, x=x, y=y) == pytest.approx(height, rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("surface", VARIANTS, ids=ids)
@pytest.mark.parametrize("shape", [(4, 50), (200,), (2, 5, 20), (0,)])
def test_shapes_and_arrays_that_are_passed_in(surface, shape):
    x, y = (array[: math.prod(shape)].reshape(shape) for array in points_in(surface))
    x.flags.writeable = y.flags.writeable = False
    results = [surface.value(x, y), *surface.gradient(x, y)]
    assert all(result.shape == shape and result.dtype == np.float64 for result in results)
    assert not any(np.shares_memory(result, given) for result in results for given in (x, y))


@pytest.mark.parametrize("surface", VARIANTS, ids=ids)
def test_a_row_and_a_column_make_a_grid(surface):
    xs, ys = (np.linspace(*interval, count) for interval, count in zip(surface.domain, (5, 4), strict=True))
    x, y = np.meshgrid(xs, ys)
    np.testing.assert_allclose(surface.value(xs[None, :], ys[:, None]), surface.value(x, y), rtol=1e-13)


@pytest.mark.parametrize("surface", VARIANTS, ids=ids)
def test_declarations_are_complete(surface):
    (x_low, x_high), (y_low, y_high) = surface.domain
    for x, y in (surface.start, *surface.minima, *surface.local_minima):
        assert x_low <= x <= x_high
        assert y_low <= y <= y_high
    assert math.isfinite(height_at(surface, surface.start))
    assert np.linalg.norm(surface.gradient(*map(np.array, surface.start))) > 1e-4
    assert surface.label
    assert surface.formula.startswith("f(x, y) = ")
    assert surface.reference
    assert Surface.decode(surface.encode()) == surface
    assert pickle.loads(pickle.dumps(surface)) == surface
