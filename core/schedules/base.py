"""What every schedule declares and can do."""

from __future__ import annotations

from dataclasses import dataclass

from core.registry import Member


@dataclass(frozen=True)
class Schedule(Member):
    """How the learning rate changes while training goes on: a factor on it for every update.

    A schedule is a pure function of the update's number alone, so that going back in time needs no state.
    """

    family = "schedule"

    @property
    def convention(self) -> str:
        """One sentence on what is counted, for the screen."""
        return "A factor on the learning rate; updates count from 0, whatever the optimizer counts."

    def factor(self, update: int) -> float:
        """Return what the learning rate is multiplied by in update number `update`, counted from 0."""
        raise NotImplementedError
