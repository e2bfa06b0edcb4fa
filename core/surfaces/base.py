"""What every loss surface declares and can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.arrays import Array
from core.registry import Member

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Surface(Member):
    """A height over the plane, on which optimizers are raced.

    Members write powers above the second as products of squares: NumPy takes a hundred times as long for
    ``x**3`` as for ``x * x**2``.

    Attributes
    ----------
    domain : pair of pairs
        ``((x_low, x_high), (y_low, y_high))``: what is worth drawing.
    minima : tuple of pairs
        Every global minimum in the domain, to the last digit; empty where there is none or none is known.
    lowest : float
        The height of the global minima, where there are any.
    local_minima : tuple of pairs
        Every other minimum in the domain; empty also where there are too many to list.
    start : pair
        A start that shows what is hard about the surface.
    """

    family = "surface"
    domain: ClassVar[tuple[tuple[float, float], tuple[float, float]]] = ((-1.0, 1.0), (-1.0, 1.0))
    minima: ClassVar[Points] = ()
    lowest: ClassVar[float] = 0.0
    local_minima: ClassVar[Points] = ()
    start: ClassVar[tuple[float, float]] = (0.0, 0.0)

    def hole(self, x: float, y: float) -> str:
        """Return which part of the formula has no value at a point; "" if it has one, or nothing is known."""
        return ""

    @property
    def slope_formulas(self) -> tuple[str, ...]:
        """LaTeX of the derivatives by x and by y, where they are known as formulas."""
        return ()

    def value(self, x: Array, y: Array) -> Array:
        """Return the height at every point."""
        raise NotImplementedError

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the partial derivatives by x and by y at every point."""
        raise NotImplementedError
