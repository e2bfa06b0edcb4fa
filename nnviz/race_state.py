"""What every runner knows after a step: the numbers of the state table."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from core.arrays import Array
from core.rival_step import AXES, RivalStep

_FIRST = ("place", "gradient")
_LAST = ("rate", "change")
_UNKNOWN = (math.nan, math.nan)


class StateTable(NamedTuple):
    """Rows of names and numbers.

    Attributes
    ----------
    rows : tuple of str
    numbers : array (rows, runners)
        NaN where a runner has no such quantity, or is gone.
    """

    rows: tuple[str, ...]
    numbers: Array


def state_table(steps: list[RivalStep | None]) -> StateTable:
    """Return the state of every runner at its step.

    Parameters
    ----------
    steps : list of RivalStep or None
        The step that each has just done; None for one that is gone.
    """
    known = [step for step in steps if step is not None]
    slots = dict.fromkeys(slot for step in known for slot in step.rival.optimizer.slots())
    corrected = dict.fromkeys(
        quantity.name for step in known for quantity in step.quantities() if quantity.name.endswith("_hat")
    )
    names = (*_FIRST, *slots, *corrected, *_LAST)
    columns = [_column(step, names) for step in steps]
    numbers = np.array(columns, dtype=np.float64).reshape(len(steps), 2 * len(names)).T
    rows = tuple(f"{name.replace('_', ' ')} {axis}" for name in names for axis in AXES)
    return StateTable(rows, numbers)


def _column(step: RivalStep | None, names: tuple[str, ...]) -> list[float]:
    if step is None:
        return [math.nan] * (2 * len(names))
    values = {
        **step.values,
        "place": step.values["theta"],
        "gradient": step.gradient,
        "rate": step.rates,
    }
    return [float(number) for name in names for number in values.get(name, _UNKNOWN)]
