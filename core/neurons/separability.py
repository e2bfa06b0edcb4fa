"""Whether a straight line can tell two classes apart, decided exactly, and the widest one that does.

Each example becomes one vector a = t (x, 1), with t = 1 for the class 1 and t = -1 for the class 0; (w, b)
separates the classes if and only if (w, b) . a > 0 for every one of them. The point of their convex hull that
is nearest to the origin answers both questions: if it is the origin itself, no line exists, and its weights
in the hull are the proof; otherwise it is the direction of the widest separator, and its distance is that
margin. Wolfe's method finds it in finitely many steps, here in whole numbers and fractions throughout.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from core.arrays import Array
from core.neurons.exact import dot, fineness, root, to_grid

Vector = tuple[int, ...]


@dataclass(frozen=True)
class Separability:
    """The answer for a set of examples.

    Attributes
    ----------
    shares : dict of int to Fraction
        The examples, by row, that the nearest point of the hull is a mixture of; they sum to 1. Where the
        classes cannot be separated they prove it: the examples of either class mix to the same point.
    nearest : tuple of Fraction
        That point, ``(w..., b)``; all 0 where the classes cannot be separated.
    """

    shares: dict[int, Fraction]
    nearest: tuple[Fraction, ...]

    @property
    def separable(self) -> bool:
        """Whether some weights and bias are right for every example."""
        return any(self.nearest)

    @property
    def squared_margin(self) -> Fraction:
        """The square of `margin`, exactly."""
        return sum((value * value for value in self.nearest), Fraction(0))

    @property
    def margin(self) -> float:
        """The largest possible min t (w . x + b) / |(w, b)|; 0 where the classes cannot be separated."""
        return root(self.squared_margin)

    @cached_property
    def separator(self) -> Array:
        """The unit vector ``(w..., b)`` that reaches the margin, shape (inputs + 1,); only if separable."""
        largest = max(abs(value) for value in self.nearest)
        direction = np.array([float(value / largest) for value in self.nearest])
        unit: Array = direction / np.linalg.norm(direction)
        return unit


def separability(inputs: Array, targets: Array) -> Separability:
    """Decide whether a line (plane, ...) separates the classes, and find the widest that does.

    Parameters
    ----------
    inputs : array (samples, inputs)
        At least one sample.
    targets : array (samples,)
        0 or 1.

    Notes
    -----
    Wolfe, Finding the nearest point in a polytope, Mathematical Programming 11, 1976.
    """
    shift = fineness(inputs.ravel().tolist())
    signed = []
    for row, target in zip(inputs.tolist(), targets.tolist(), strict=True):
        sign = 1 if target == 1 else -1
        signed.append(tuple(sign * to_grid(value, shift) for value in (*row, 1.0)))
    shares, whole, denominator = _nearest(signed)
    scale = denominator << shift
    return Separability(shares, tuple(Fraction(value, scale) for value in whole))


def _nearest(points: Sequence[Vector]) -> tuple[dict[int, Fraction], Vector, int]:
    """Return the nearest point's shares, and the point as whole numbers over a common denominator."""
    first = min(range(len(points)), key=lambda row: dot(points[row], points[row]))
    shares = {first: Fraction(1)}
    while True:
        whole, denominator = _mix(points, shares)
        products = [dot(point, whole) for point in points]
        furthest = min(range(len(points)), key=products.__getitem__)
        if products[furthest] * denominator >= dot(whole, whole):
            return shares, whole, denominator
        shares = _with(points, shares, furthest)


def _with(points: Sequence[Vector], shares: dict[int, Fraction], row: int) -> dict[int, Fraction]:
    """Return the shares of the nearest point once `row` may take part, too; some others drop out."""
    shares = {**shares, row: Fraction(0)}
    while True:
        wanted = _affine(points, tuple(shares))
        if all(value > 0 for value in wanted.values()):
            return wanted
        # Go towards it only until the first share is used up.
        reach = min(shares[k] / (shares[k] - wanted[k]) for k in shares if wanted[k] <= 0)
        moved = {k: shares[k] + reach * (wanted[k] - shares[k]) for k in shares}
        shares = {k: value for k, value in moved.items() if value > 0}


def _affine(points: Sequence[Vector], rows: tuple[int, ...]) -> dict[int, Fraction]:
    """Return the weights, of any sign and summing to 1, of the point nearest to the origin."""
    system = [[Fraction(0), *(Fraction(1) for _ in rows), Fraction(1)]]
    for row in rows:
        products = (Fraction(dot(points[row], points[other])) for other in rows)
        system.append([Fraction(1), *products, Fraction(0)])
    return dict(zip(rows, _solve(system)[1:], strict=True))


def _solve(system: list[list[Fraction]]) -> list[Fraction]:
    """Solve linear equations, the right-hand side last in each row; they must have one solution."""
    size = len(system)
    for column in range(size):
        pivot = next(row for row in range(column, size) if system[row][column])
        system[column], system[pivot] = system[pivot], system[column]
        leading = system[column][column]
        system[column] = [value / leading for value in system[column]]
        for row in range(size):
            factor = system[row][column]
            if row != column and factor:
                system[row] = [a - factor * b for a, b in zip(system[row], system[column], strict=True)]
    return [row[-1] for row in system]


def _mix(points: Sequence[Vector], shares: dict[int, Fraction]) -> tuple[Vector, int]:
    """Return the mixture as whole numbers and their common denominator."""
    denominator = math.lcm(*(share.denominator for share in shares.values()))
    factors = [share.numerator * (denominator // share.denominator) for share in shares.values()]
    columns = zip(*(points[row] for row in shares), strict=True)
    return tuple(dot(factors, column) for column in columns), denominator
