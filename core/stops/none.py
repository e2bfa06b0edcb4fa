"""No stop condition."""

from __future__ import annotations

from dataclasses import dataclass

from core.stops.base import Stop


@dataclass(frozen=True)
class Never(Stop):
    """Train until somebody stops it."""

    key, label = "none", "None"
    formula = r"\text{never}"
    convention = ""
    reference = "training for a number of updates that is fixed beforehand"

    def start(self, loss: float) -> None:
        """Nothing has to be kept."""

    def look(self, memory: None, loss: float, epochs: int) -> None:
        """Nothing has to be kept."""

    def holds(self, memory: None) -> bool:
        """Never."""
        return False

    def reason(self, memory: None) -> str:
        """There is none."""
        return ""
