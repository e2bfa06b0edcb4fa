"""Which mistakes can be made where, and which of them together."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

import core.mistakes  # noqa: F401  (the mistakes register)
from core.checking.right import RIGHT
from core.checking.situation import Situation
from core.checking.student import Steps
from core.mistakes.base import EVERY, LayerMistake, Mistake


def candidates(at: Situation) -> list[Mistake]:
    """Return every mistake at every place where it can be made."""
    return [one for member in Mistake.members().values() for one in member.candidates(at)]


def plant(mistakes: Iterable[Mistake]) -> Steps:
    """Return the steps with mistakes among them; those that change another step's result come last."""
    ordered = sorted(mistakes, key=lambda mistake: (mistake.wraps, mistake.key))
    return reduce(lambda steps, mistake: mistake.plant(steps), ordered, RIGHT)


def compatible(one: Mistake, other: Mistake) -> bool:
    """Tell whether two mistakes can be made together: not the same twice, nor the same step in two ways."""
    if one.key == other.key:
        return False
    if one.wraps or other.wraps or not _meet(one, other):
        return True
    return not _replaced(one) & _replaced(other)


def _meet(one: Mistake, other: Mistake) -> bool:
    """Tell whether two mistakes touch the same layer."""
    if not (isinstance(one, LayerMistake) and isinstance(other, LayerMistake)):
        return True
    return EVERY in (one.layer, other.layer) or one.layer == other.layer


def _replaced(mistake: Mistake) -> set[str]:
    planted = mistake.plant(RIGHT)
    return {name for name, step in vars(RIGHT).items() if getattr(planted, name) is not step}
