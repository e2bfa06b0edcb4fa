"""What can be walked: the protocol behind every transport bar.

A walk is a row of steps, counted from 0, that nest in blocks of several grains. A cursor stands on the step
just done; -1 is the place before the first one.
"""

from __future__ import annotations

from typing import Protocol


class Walk(Protocol):
    """A row of steps with grains, the finest first."""

    @property
    def grains(self) -> tuple[str, ...]:
        """The names of the grains, from the finest to the coarsest."""
        ...

    def __len__(self) -> int: ...

    def block(self, step: int, grain: str) -> range:
        """Return the steps of the block of that grain which `step` lies in."""
        ...


def step_over(walk: Walk, step: int, grain: str) -> int | None:
    """Return the cursor after the current block is finished or, from its end, the next one.

    None if the walk is at its end.
    """
    if step >= len(walk) - 1:
        return None
    return walk.block(step + 1, grain)[-1]


def step_back(walk: Walk, step: int, grain: str) -> int | None:
    """Return the cursor before the block that `step` lies in; the reverse of `step_over`.

    None if nothing lies before.
    """
    if step < 0:
        return None
    return walk.block(step, grain).start - 1


def finer(walk: Walk, grain: str) -> str:
    """Return the next finer grain, or `grain` where it is the finest."""
    return walk.grains[max(walk.grains.index(grain) - 1, 0)]


def coarser(walk: Walk, grain: str) -> str:
    """Return the next coarser grain, or `grain` where it is the coarsest."""
    return walk.grains[min(walk.grains.index(grain) + 1, len(walk.grains) - 1)]
