"""Draws a mistake for others to find."""

from __future__ import annotations

from itertools import islice

import numpy as np

import core.mistakes  # noqa: F401  (the mistakes register)
from core.checking.planting import planted_training
from core.checking.situation import Situation
from core.mistakes.base import Mistake
from core.task import Point, Task

_UPDATES = 3  # a momentum of the wrong sign shows in the second one
_SEEN = 1e-9  # of the largest parameter


def draw_mistake(task: Task, point: Point, seed: int) -> Mistake:
    """Return a mistake that can be made from a point on and that shows in its first updates.

    Every mistake of the catalogue is as likely as any other, whatever the number of its places.

    Parameters
    ----------
    task : Task
        Its own mistakes are left out of account.
    point : Point
    seed : int
        The same one draws the same mistake, as long as the catalogue is the same.

    Raises
    ------
    ValueError
        If there is none.
    """
    generator = np.random.default_rng(seed)
    at = Situation.at(task, point)
    members = list(Mistake.members().values())
    for member in map(int, generator.permutation(len(members))):
        made = members[member].candidates(at)
        for place in map(int, generator.permutation(len(made))):
            mistake = made[place]
            if mistake.trains(task) and _shows(task, point, mistake):
                return mistake
    raise ValueError("no mistake of the catalogue would show here")


def _shows(task: Task, point: Point, mistake: Mistake) -> bool:
    """Tell whether training soon comes to other parameters, finite ones."""
    with np.errstate(all="ignore"):
        right = list(islice(planted_training(task, point, ()), _UPDATES))
        wrong = list(islice(planted_training(task, point, (mistake,)), _UPDATES))
        for one, other in zip(right, wrong, strict=True):
            off = np.abs(other.after.theta - one.after.theta).max()
            if not np.isfinite(off):
                return False
            if off > _SEEN * np.abs(one.after.theta).max():
                return True
    return False
