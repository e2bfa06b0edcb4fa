"""First number that is not finite."""

from dataclasses import dataclass

from core.readymade.base import Readymade


@dataclass(frozen=True)
class NotFinite(Readymade):
    """Find where a number overflows, or where one becomes NaN."""

    key, label = "not_finite", "First number that is not finite"
    condition = "not finite(number)"
    why = "It is the cause; every NaN after it is a consequence."
    reference = "IEEE 754: NaN is carried on by every operation"
