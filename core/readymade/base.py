"""What every ready-made breakpoint declares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.breakpoints.breakpoint import Breakpoint
from core.places.anywhere import Anywhere
from core.places.base import Place
from core.registry import Member


@dataclass(frozen=True)
class Readymade(Member):
    """A breakpoint for what goes wrong often. Its condition can be changed once it is in the list.

    Attributes
    ----------
    condition : str
    place : Place
    why : str
        What it means where it hits, in one sentence for a student.
    """

    family = "ready-made breakpoint"
    condition: ClassVar[str] = ""
    place: ClassVar[Place] = Anywhere()
    why: ClassVar[str] = ""

    def make(self) -> Breakpoint:
        """Return the breakpoint."""
        return Breakpoint(self.place, self.condition)
