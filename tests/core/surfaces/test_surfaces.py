"""What holds for every surface."""

import numpy as np
import pytest

import core.surfaces  # noqa: F401
from core.surfaces.base import Surface

ALL = [kind() for kind in Surface.members().values()]


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
    assert heights == pytest.approx([heights[0]] * len(heights), abs=1e-12)
    assert max(heights) <= lowest
    for a, b in surface.minima:
        slopes = np.array(surface.gradient(np.array(a), np.array(b)))
        assert np.all(~np.isfinite(slopes) | (np.abs(slopes) < 1e-8))


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
