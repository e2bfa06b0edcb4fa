"""What holds for every surface."""

import numpy as np
import pytest

import core.surfaces  # noqa: F401
from core.surfaces.base import Surface
from tests.core.latex_value import latex_value

ALL = [kind() for kind in Surface.members().values()]
# The heights of the minima that are not 0, as the literature gives them.
DEPTHS = {
    "easom": -1,
    "goldstein_price": 3,
    "mccormick": -1.913222954981037,
    "saddle": -0.25,
    "six_hump_camel": -1.031628453489877,
    "styblinski_tang": -78.33233140754282,
}


def ids(surface):
    return surface.key


def points_in(surface, count=200):
    (x_low, x_high), (y_low, y_high) = surface.domain
    generator = np.random.default_rng(0)
    return generator.uniform(x_low, x_high, count), generator.uniform(y_low, y_high, count)


@pytest.mark.parametrize("surface", ALL, ids=ids)
def test_gradient_is_the_slope_of_value(surface):
    x, y = points_in(surface)
    step = 1e-6
    by_x = (surface.value(x + step, y) - surface.value(x - step, y)) / (2 * step)
    by_y = (surface.value(x, y + step) - surface.value(x, y - step)) / (2 * step)
    scale = np.max(np.abs(surface.value(x, y)))
    gradient_x, gradient_y = surface.gradient(x, y)
    np.testing.assert_allclose(gradient_x, by_x, rtol=1e-5, atol=1e-7 * scale)
    np.testing.assert_allclose(gradient_y, by_y, rtol=1e-5, atol=1e-7 * scale)


@pytest.mark.parametrize("surface", ALL, ids=ids)
def test_minima_are_the_lowest_points_of_the_domain(surface):
    x, y = points_in(surface, 20_000)
    lowest = np.min(surface.value(x, y))
    heights = [float(surface.value(np.array(a), np.array(b))) for a, b in surface.minima]
    assert heights == pytest.approx([DEPTHS.get(surface.key, 0)] * len(heights), rel=1e-14, abs=1e-14)
    assert max(heights) <= lowest
    for a, b in surface.minima:
        slopes = np.array(surface.gradient(np.array(a), np.array(b)))
        assert np.all(~np.isfinite(slopes) | (np.abs(slopes) < 1e-8))


@pytest.mark.parametrize("surface", ALL, ids=ids)
def test_formula_gives_the_value(surface):
    right_side = surface.formula.removeprefix("f(x, y) = ")
    for x, y in zip(*points_in(surface, 5), strict=True):
        height = float(surface.value(np.array(x), np.array(y)))
        assert latex_value(right_side, x=x, y=y) == pytest.approx(height, rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("surface", ALL, ids=ids)
def test_shapes_and_arrays_that_are_passed_in(surface):
    x, y = (array.reshape(4, 50) for array in points_in(surface))
    x.flags.writeable = y.flags.writeable = False
    results = [surface.value(x, y), *surface.gradient(x, y)]
    assert all(result.shape == (4, 50) and result.dtype == np.float64 for result in results)
    assert not any(np.shares_memory(result, given) for result in results for given in (x, y))


@pytest.mark.parametrize("surface", ALL, ids=ids)
def test_declarations_are_complete(surface):
    (x_low, x_high), (y_low, y_high) = surface.domain
    for x, y in (surface.start, *surface.minima):
        assert x_low <= x <= x_high
        assert y_low <= y <= y_high
    assert surface.start not in surface.minima
    assert surface.label
    assert surface.formula.startswith("f(x, y) = ")
    assert surface.reference
    assert Surface.decode(surface.encode()) == surface
