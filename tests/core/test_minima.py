"""Minima: declared ones kept, others found, and how the ground curves there."""

from __future__ import annotations

import numpy as np
import pytest

from core.minima import hessians, largest_curvature, minima_of
from core.surfaces.base import Surface
from core.surfaces.expression import TypedSurface
from core.surfaces.quadratic_bowl import QuadraticBowl
from core.surfaces.rosenbrock import Rosenbrock

SURFACES = [found() for found in Surface.members().values()]


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.key)
def test_what_is_found_is_lower_than_all_around(surface: Surface) -> None:
    minima = minima_of(surface)
    angles = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    around = minima[:, None] + 1e-3 * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    heights = surface.value(minima[:, 0], minima[:, 1])
    assert (surface.value(around[..., 0], around[..., 1]) > heights[:, None]).all()


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.key)
def test_declared_minima_come_first_and_to_the_last_digit(surface: Surface) -> None:
    declared = np.array([*surface.minima, *surface.local_minima]).reshape(-1, 2)
    np.testing.assert_array_equal(minima_of(surface)[: len(declared)], declared)


@pytest.mark.parametrize(
    ("key", "count"),
    # Rastrigin's lie near the crossings of whole numbers, -5 to 5 each way.
    [("himmelblau", 4), ("rastrigin", 121), ("six_hump_camel", 6), ("styblinski_tang", 4), ("mccormick", 2)],
)
def test_all_minima_are_found_that_the_literature_counts(key: str, count: int) -> None:
    assert len(minima_of(Surface.find(key)())) == count


def test_minima_of_a_typed_surface_are_found() -> None:
    surface = TypedSurface("(x^2 - 1)^2 + (y - 0.5)^2")
    np.testing.assert_allclose(minima_of(surface), [[-1, 0.5], [1, 0.5]], atol=1e-9)


def test_ground_without_a_minimum_has_none() -> None:
    assert minima_of(TypedSurface("x + 2*y")).shape == (0, 2)
    assert minima_of(TypedSurface("0*x + 3")).shape == (0, 2)
    assert minima_of(TypedSurface("log(-1 - x^2)")).shape == (0, 2)


def test_the_hessian_is_that_of_the_formula() -> None:
    points = np.array([[-1.2, 1.0], [0.3, -0.7]])
    x, y = points.T
    by_hand = np.array([[1200 * x**2 - 400 * y + 2, -400 * x], [-400 * x, 200 + 0 * x]]).transpose(2, 0, 1)
    np.testing.assert_allclose(hessians(Rosenbrock(), points), by_hand, rtol=1e-8)


def test_the_largest_curvature_of_a_bowl_is_its_condition() -> None:
    assert largest_curvature(QuadraticBowl(condition=37.0), (1.0, 2.0)) == pytest.approx(37, rel=1e-9)
    assert largest_curvature(TypedSurface("sqrt(x) + y^2"), (0.0, 0.0)) == float("inf")
