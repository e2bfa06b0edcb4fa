"""What stop conditions share that wait for a loss better than the best one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from core.stops.base import Stop


class Best(NamedTuple):
    """The best loss so far, and how many epochs ago it was."""

    loss: float = math.inf
    epochs_ago: int = 0


@dataclass(frozen=True)
class PatientStop(Stop):
    """Stop when no loss was better than the best one for some epochs; every run counts anew."""

    @property
    def patience(self) -> int:
        """How many epochs without a better loss are one too many."""
        raise NotImplementedError

    @property
    def least_gain(self) -> float:
        """By how much more than this a better loss is smaller."""
        return 0.0

    def look(self, memory: Best, loss: float, epochs: int) -> Best:
        """Keep the loss, or count how long ago the best one was."""
        if loss < memory.loss - self.least_gain:
            return Best(loss)
        return Best(memory.loss, memory.epochs_ago + epochs)

    def holds(self, memory: Best) -> bool:
        """Tell whether the best loss was too long ago."""
        return memory.epochs_ago >= self.patience
