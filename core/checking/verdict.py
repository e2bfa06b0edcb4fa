"""What a check has found, as values: the screen, the command line and a grader read the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.checking.agreement import relative_deviation
from core.checking.conventions import Convention
from core.checking.given import Given
from core.checking.situation import BY_SAMPLE, LOSS, Key
from core.formula import Source
from core.mistakes.base import Mistake

RIGHT, CONVENTION, MISTAKE, UNKNOWN = "right", "convention", "mistake", "unknown"


@dataclass(frozen=True, eq=False)
class Comparison:
    """One array beside ours.

    Attributes
    ----------
    key : Key
    given : Given
        Theirs, in our shape if it has one of its readings.
    ours : array
        As recorded.
    agrees : array of bool
        Where they are the same, in our shape.
    """

    key: Key
    given: Given
    ours: Array
    agrees: npt.NDArray[np.bool_]

    @property
    def is_right(self) -> bool:
        """Whether they are the same everywhere."""
        return bool(self.agrees.all())

    @property
    def fits(self) -> bool:
        """Whether theirs has our shape."""
        return self.given.values.shape == self.ours.shape

    @property
    def deviation(self) -> float:
        """The largest difference relative to our largest entry; infinite if the shapes differ."""
        return relative_deviation(self.given.values, self.ours) if self.fits else float("inf")

    @property
    def units(self) -> int:
        """How many units the array has a number of; none if it is the loss's or the slope's."""
        return 0 if self.key == LOSS or self.key.quantity.startswith("slope") else self.ours.shape[-1]

    def unit_is_right(self, unit: int) -> bool:
        """Tell whether all numbers of a unit, counted from 0, are the same."""
        return bool(self.agrees[..., unit].all())


@dataclass(frozen=True)
class Departure:
    """The first number that is not ours.

    Attributes
    ----------
    key : Key
    unit : int or None
        From 0; None for the loss.
    origin : int or None
        The unit of the layer before, for a weight.
    sample : int or None
        The row of the batch, from 0, for what each sample has.
    theirs, ours : float
        Not a number for theirs where its array has another shape.
    factor : float or None
        What all of the array is ours multiplied with, if it is so.
    """

    key: Key
    unit: int | None
    origin: int | None
    sample: int | None
    theirs: float
    ours: float
    factor: float | None

    @property
    def source(self) -> Source:
        """The place for the drawing."""
        names = {"weights_gradient": "weight_gradient", "biases_gradient": "bias_gradient"}
        names |= {"weights_after": "theta", "biases_after": "theta", "slope_after": "theta"}
        name = names.get(self.key.quantity, self.key.quantity)
        return Source(name, self.key.layer, self.unit, self.origin)


@dataclass(frozen=True)
class Explanation:
    """What makes of our numbers theirs.

    Attributes
    ----------
    convention : Convention
    mistakes : tuple of Mistake
        None for a convention alone.
    deviation : float
        The largest difference that is left, relative to the largest entry of its array.
    """

    convention: Convention
    mistakes: tuple[Mistake, ...]
    deviation: float

    @property
    def sentence(self) -> str:
        """What theirs is, in one sentence without a full stop."""
        parts = [mistake.sentence for mistake in self.mistakes]
        said = f"yours equals ours {', and '.join(parts)}" if parts else "right under another convention"
        convention = "; ".join(self.convention.words)
        if convention:
            said += f" ({convention})" if parts else f": {convention}"
        return f"{said}, {within(self.deviation)}"


@dataclass(frozen=True, eq=False)
class Verdict:
    """The result of a check.

    Attributes
    ----------
    outcome : str
        "right", "convention" (right, but counted another way), "mistake", or "unknown".
    comparisons : mapping of Key to Comparison
        Every given array, in the order of computation.
    departure : Departure or None
        Where they first differ.
    explanations : tuple of Explanation
        All that explain every given array and are equally simple.
    if_own : tuple of Explanation
        Beside a convention: the mistakes that explain the same, had the project's convention been meant.
    beginnings : tuple of Explanation
        Where nothing explains everything: mistakes that explain the first wrong array, and maybe more.
    beyond : Key or None
        The first array that these leave unexplained.
    separating : str
        Which further data would tell the explanations apart; empty if there is one.
    transposed : tuple of str
        Which matrices were read the other way round.
    """

    outcome: str
    comparisons: Mapping[Key, Comparison]
    departure: Departure | None = None
    explanations: tuple[Explanation, ...] = ()
    if_own: tuple[Explanation, ...] = ()
    beginnings: tuple[Explanation, ...] = ()
    beyond: Key | None = None
    separating: str = ""
    transposed: tuple[str, ...] = ()

    @property
    def is_right(self) -> bool:
        """Whether nothing is wrong."""
        return self.outcome in (RIGHT, CONVENTION)

    @cached_property
    def nodes(self) -> dict[tuple[int, int], bool]:
        """Whether all that is given of a unit is right, by layer and unit from 0; others are absent."""
        nodes: dict[tuple[int, int], bool] = {}
        for key, comparison in self.comparisons.items():
            for unit in range(comparison.units):
                place = (key.layer, unit)
                nodes[place] = nodes.get(place, True) and comparison.unit_is_right(unit)
        return nodes


def within(deviation: float) -> str:
    """Return a relative deviation in words."""
    return f"to {deviation:.0e}" if deviation else "exactly"


def departure_of(comparison: Comparison) -> Departure:
    """Return the first number of an array that is not ours."""
    key, ours = comparison.key, comparison.ours
    place = tuple(int(index) for index in np.argwhere(~np.atleast_1d(comparison.agrees))[0])
    place = place if ours.ndim else ()
    theirs = float(comparison.given.values[place]) if comparison.fits else float("nan")
    by_sample = key.quantity in BY_SAMPLE
    return Departure(
        key=key,
        unit=place[-1] if place else None,
        origin=place[0] if len(place) == 2 and not by_sample else None,
        sample=place[0] if by_sample else None,
        theirs=theirs,
        ours=float(ours[place]),
        factor=_factor(comparison),
    )


def _factor(comparison: Comparison) -> float | None:
    """Return the one factor between two arrays, if there is one."""
    if not comparison.fits:
        return None
    theirs, ours = comparison.given.values.ravel(), comparison.ours.ravel()
    scale = float(ours @ ours)
    if scale == 0 or not np.isfinite(scale):
        return None
    factor = float(theirs @ ours) / scale
    same = relative_deviation(theirs, factor * ours) < 1e-6 if factor else not theirs.any()
    return factor if same else None
