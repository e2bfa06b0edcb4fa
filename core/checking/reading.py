"""The given arrays, read in one way, beside ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.checking.agreement import Numbers
from core.checking.given import Arrangement, Given
from core.checking.situation import Arrays, Key, Situation, keys
from core.checking.verdict import Comparison


@dataclass(frozen=True, eq=False)
class Reading:
    """One way to read the arrays, compared with ours.

    Attributes
    ----------
    at : Situation
    arrangement : Arrangement
    epsilon : float
        The relative precision of theirs.
    comparisons : mapping of Key to Comparison
        In the order of computation.
    """

    at: Situation
    arrangement: Arrangement
    epsilon: float
    comparisons: Mapping[Key, Comparison]

    @classmethod
    def of(cls, at: Situation, arrangement: Arrangement, ours: Arrays, epsilon: float) -> Reading:
        """Compare the arrays with ours."""
        given = arrangement.arrays
        order = [key for key in keys(at.network) if key in given]
        numbers = Numbers(at, order, epsilon, recorded=ours)
        compared = {
            key: Comparison(key, given[key], ours[key], numbers.agree(given[key], key)) for key in order
        }
        return cls(at, arrangement, epsilon, compared)

    @property
    def given(self) -> Mapping[Key, Given]:
        """The arrays in our shapes."""
        return self.arrangement.arrays

    @property
    def agreeing(self) -> int:
        """How many numbers are ours."""
        return sum(int(comparison.agrees.sum()) for comparison in self.comparisons.values())

    @property
    def is_right(self) -> bool:
        """Whether all are."""
        return all(comparison.is_right for comparison in self.comparisons.values())
