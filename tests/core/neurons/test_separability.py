from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.neurons.gates import binary_rows
from core.neurons.separability import Separability, separability

Point = tuple[int, int]


def decide(inputs: object, targets: object) -> Separability:
    return separability(np.asarray(inputs, dtype=float), np.asarray(targets, dtype=float))


def assert_proven(found: Separability, inputs: np.ndarray, targets: np.ndarray) -> None:
    """Check the certificate, which proves the answer and that the margin is the largest one."""
    signed = [
        [(1 if t else -1) * Fraction(v) for v in (*row, 1.0)]
        for row, t in zip(inputs.tolist(), targets.tolist(), strict=True)
    ]
    assert sum(found.shares.values()) == 1
    assert all(share > 0 for share in found.shares.values())
    mixed = [
        sum(share * signed[row][k] for row, share in found.shares.items()) for k in range(len(signed[0]))
    ]
    assert tuple(mixed) == found.nearest
    # Every example is at least as far along the nearest point as that point itself: none is nearer.
    for row in signed:
        assert sum(a * b for a, b in zip(row, found.nearest, strict=True)) >= found.squared_margin


@pytest.mark.parametrize(("inputs", "functions"), [(1, 4), (2, 14), (3, 104)])
def test_the_number_of_threshold_functions_is_the_known_one(inputs: int, functions: int) -> None:
    rows = binary_rows(inputs)
    found = [decide(rows, table) for table in itertools.product((0, 1), repeat=2**inputs)]
    assert sum(one.separable for one in found) == functions


def cross(a: Point, b: Point, c: Point) -> int:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def on_segment(p: Point, a: Point, b: Point) -> bool:
    inside = all(min(a[k], b[k]) <= p[k] <= max(a[k], b[k]) for k in (0, 1))
    return inside and cross(a, b, p) == 0


def segments_meet(a: Point, b: Point, c: Point, d: Point) -> bool:
    proper = cross(a, b, c) * cross(a, b, d) < 0 and cross(c, d, a) * cross(c, d, b) < 0
    touching = on_segment(a, c, d) or on_segment(b, c, d) or on_segment(c, a, b) or on_segment(d, a, b)
    return proper or touching


def in_triangle(p: Point, a: Point, b: Point, c: Point) -> bool:
    if cross(a, b, c) == 0:
        return False  # its sides are looked at as segments
    turns = [cross(a, b, p), cross(b, c, p), cross(c, a, p)]
    return all(turn >= 0 for turn in turns) or all(turn <= 0 for turn in turns)


def hulls_meet(left: list[Point], right: list[Point]) -> bool:
    """Whether two convex hulls in the plane have a point in common (Kirchberger: four points tell)."""
    pairs = itertools.combinations_with_replacement
    crossing = any(segments_meet(*one, *other) for one in pairs(left, 2) for other in pairs(right, 2))
    return crossing or any(
        in_triangle(p, *corners)
        for points, others in ((left, right), (right, left))
        for p in points
        for corners in itertools.combinations(others, 3)
    )


coordinates = st.integers(-4, 4)


@given(st.lists(st.tuples(st.tuples(coordinates, coordinates), st.booleans()), min_size=1, max_size=9))
def test_it_agrees_with_geometry_and_proves_it(examples: list[tuple[Point, bool]]) -> None:
    inputs = np.array([point for point, _ in examples], dtype=float)
    targets = np.array([float(yes) for _, yes in examples])
    found = separability(inputs, targets)
    positive, negative = ([p for p, yes in examples if yes == wanted] for wanted in (True, False))
    assert found.separable != hulls_meet(positive, negative)
    assert_proven(found, inputs, targets)


@given(st.integers(0, 2**32 - 1), st.integers(1, 5), st.integers(1, 30), st.sampled_from([0.0, 0.5, 2.0]))
def test_the_answer_is_proven_for_any_numbers(seed: int, inputs: int, count: int, apart: float) -> None:
    generator = np.random.default_rng(seed)
    targets = generator.integers(0, 2, count).astype(float)
    points = generator.normal(0, 1, (count, inputs)) + apart * (2 * targets[:, None] - 1)
    found = separability(points, targets)
    assert_proven(found, points, targets)
    if found.separable:
        signed = (2 * targets - 1) * (points @ found.separator[:-1] + found.separator[-1])
        assert signed.min() == pytest.approx(found.margin, rel=1e-9)
        assert np.linalg.norm(found.separator) == pytest.approx(1, rel=1e-15)


def test_a_difference_of_one_bit_decides() -> None:
    x = 0.1
    assert not decide([[x], [x]], [0, 1]).separable
    assert decide([[x], [math.nextafter(x, 1)]], [0, 1]).separable


def test_xor_is_refuted_by_its_diagonals() -> None:
    found = decide(binary_rows(2), [0, 1, 1, 0])
    assert found.shares == dict.fromkeys(range(4), Fraction(1, 4))
    assert (found.separable, found.margin) == (False, 0)


def test_the_margin_of_a_case_that_can_be_worked_out() -> None:
    # The examples (1, 1) -> 1 and (-1, 1) -> 0: signed (1, 1) and (1, -1), nearest point (1, 0).
    found = decide([[1.0], [-1.0]], [1, 0])
    assert found.margin == 1
    assert found.separator.tolist() == [1, 0]
