"""What every stop condition declares and can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from core.registry import Member


@dataclass(frozen=True)
class Stop(Member):
    """When training has gone far enough.

    A condition is a rule over the losses of a run's epochs, of which it keeps what it needs in a value of
    its own, the memory: ``memory = start(loss)``, then ``memory = look(memory, loss, epochs)`` now and then
    until ``holds(memory)``. `core.stopping` runs it.

    Attributes
    ----------
    of_test : bool
        Whether the losses are those of the test samples after each epoch; else each is the mean of the
        losses of the epoch's updates.
    """

    family = "stop condition"
    of_test: ClassVar[bool] = False

    @property
    def convention(self) -> str:
        """One sentence on what is looked at, for the screen; empty if there is nothing to say."""
        if self.of_test:
            return "The loss of the test samples is looked at, without dropout and without the penalty."
        return "The mean loss of the updates of every full epoch is looked at."

    @property
    def epochs_between(self) -> int:
        """How many epochs lie between two looks, at least."""
        return 1

    def start(self, loss: float) -> Any:
        """Return the memory of a run before whose first epoch this was the loss."""
        raise NotImplementedError

    def look(self, memory: Any, loss: float, epochs: int) -> Any:
        """Return the memory after another look, `epochs` after the last one."""
        raise NotImplementedError

    def holds(self, memory: Any) -> bool:
        """Tell whether training has gone far enough."""
        raise NotImplementedError

    def reason(self, memory: Any) -> str:
        """Return, where it holds, why: a sentence without its full stop."""
        raise NotImplementedError
