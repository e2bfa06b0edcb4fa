"""A breakpoint."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.hyper import hyper
from core.places.anywhere import Anywhere
from core.places.base import Place
from core.registry import Declared
from core.task import Task

if TYPE_CHECKING:
    from core.conditions.condition import Condition


@dataclass(frozen=True)
class Breakpoint(Declared):
    """Where, when and how often until execution stops.

    Attributes
    ----------
    place : Place
    condition : str
        Over the numbers of the place, see `core.conditions`; without one it hits wherever execution is there.
    hits : int
        It stops at this hit from where one continues, counted from 1, in either direction.
    enabled : bool
        Whether it is looked at.
    """

    key, label = "breakpoint", "Breakpoint"

    place: Place = field(default_factory=Anywhere)
    condition: str = hyper("", help="as in abs(gradient) < 1e-6; empty: whenever execution comes there")
    hits: int = hyper(1, low=1, high=10**9, help="stop at this hit, counted from where you continue")
    enabled: bool = hyper(True, help="look at it when you continue")

    def read(self, task: Task) -> Condition:
        """Return its condition, ready to be looked at.

        Raises
        ------
        HyperError
            If the task's network has no such place.
        core.expression.ExpressionError
            If the text is no condition there.
        """
        from core.conditions.condition import Condition  # most projects have no breakpoint

        self.place.check(task.network)
        return Condition(self.condition, self.place, task)
