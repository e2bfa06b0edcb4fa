"""How many mistakes a perceptron can make before it separates the classes.

Novikoff, On convergence proofs for perceptrons, 1962, for examples a = t (x, 1) with t = 1 or -1, the
learning rate eta, and any unit vector u = (w, b) with the margin gamma = min u . a. Every mistake adds eta a
to theta, so that after M of them

    u . theta >= u . theta_0 + eta gamma M      and      |theta|^2 <= |theta_0|^2 + eta^2 R^2 M,

because u . theta cannot be larger than |theta|, M is limited: from zero weights by (R / gamma)^2. The batch
rule adds up to N mistakes at once, and R^2 N takes the place of R^2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from core.arrays import Array
from core.neurons.exact import as_float, root
from core.neurons.separability import Separability


@dataclass(frozen=True)
class Convergence:
    """What the theorem says about separable data.

    Attributes
    ----------
    radius : float
        R, the largest length of an example (x, 1).
    margin : float
        gamma, the largest margin that any (w, b) of length 1 has over the examples (x, 1).
    bound : float
        No more mistakes than this are possible from the given start.
    mistakes : int
        How many were made.
    """

    radius: float
    margin: float
    bound: float
    mistakes: int


@dataclass(frozen=True)
class FoundMargin:
    """The margins of the weights and bias that the learning ended with.

    Attributes
    ----------
    augmented : float
        min t (w . x + b) / |(w, b)|: compare it with `Convergence.margin`.
    distance : float or None
        min t (w . x + b) / |w|: how far the nearest example is from the line in the plane. None if w is 0 and
        there is no line.
    """

    augmented: float
    distance: float | None


def squared_radius(inputs: Array) -> Fraction:
    """Return the square of the largest length of an example (x, 1), exactly."""
    return max(1 + sum((Fraction(x) ** 2 for x in row), Fraction(0)) for row in inputs.tolist())


def convergence(
    separability: Separability, inputs: Array, start: Array, learning_rate: float, mistakes: int, at_once: int
) -> Convergence:
    """Return what the theorem says.

    Parameters
    ----------
    separability : Separability
        Of data that can be separated.
    inputs : array (samples, inputs)
    start : array (inputs + 1,)
        Weights and bias before learning.
    learning_rate : float
    mistakes : int
        How many were made.
    at_once : int
        The largest number of mistakes that one change adds up.
    """
    squared = squared_radius(inputs)
    bound = _mistake_bound(separability, at_once * squared, start, learning_rate)
    return Convergence(root(squared), separability.margin, bound, mistakes)


def _mistake_bound(
    separability: Separability, squared_radius: Fraction, start: Array, learning_rate: float
) -> float:
    """Return the largest M that both inequalities allow: a root of their quadratic equation.

    The vector u is the nearest point p over its length gamma: u . theta_0 / gamma = p . theta_0 / |p|^2.
    """
    theta = [Fraction(value) / Fraction(learning_rate) for value in start.tolist()]
    squared_margin = separability.squared_margin
    along = (
        sum((p * t for p, t in zip(separability.nearest, theta, strict=True)), Fraction(0)) / squared_margin
    )
    length = sum((t * t for t in theta), Fraction(0)) / squared_margin
    half = squared_radius / squared_margin / 2 - along
    return as_float(half) + root(half**2 + length - along**2)


def found_margin(theta: Sequence[int], signed_z: Sequence[int], scale: Fraction) -> FoundMargin:
    """Return the margins of weights that separate.

    Parameters
    ----------
    theta : sequence of int
        Weights and, last, the bias, on their grid.
    signed_z : sequence of int
        t (w . x + b) of every example, on the grid of z.
    scale : Fraction
        The unit of z over the unit of theta.
    """
    smallest = min(signed_z) * scale
    of_weights, of_all = (sum(value * value for value in part) for part in (theta[:-1], theta))
    return FoundMargin(
        augmented=_over_root(smallest, of_all),
        distance=_over_root(smallest, of_weights) if of_weights else None,
    )


def _over_root(value: Fraction, square: int) -> float:
    """Return value / sqrt(square); the margin of a separator is not negative, without a length it is 0."""
    return root(value * value / square) if square else 0.0
