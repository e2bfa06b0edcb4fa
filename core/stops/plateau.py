"""Stopping where the loss falls no more."""

from __future__ import annotations

from dataclasses import dataclass

from core.hyper import hyper
from core.number_format import format_number
from core.stops.patience import Best, PatientStop


@dataclass(frozen=True)
class Plateau(PatientStop):
    """Stop when the mean loss of the epochs has stopped falling."""

    key, label = "plateau", "No improvement"
    formula = r"L_e \ge L_b - \tau \quad \text{for } b < e \le b + n"
    reference = "Keras' EarlyStopping on the training loss, with min_delta and patience"

    tolerance: float = hyper(
        1e-4, r"\tau", low=0, high=1e9, log=True, help="a fall of no more than this does not count"
    )
    epochs: int = hyper(20, "n", low=1, high=10**9, log=True, help="epochs without improvement")

    @property
    def patience(self) -> int:
        """The declared epochs."""
        return self.epochs

    @property
    def least_gain(self) -> float:
        """The declared tolerance."""
        return self.tolerance

    def start(self, loss: float) -> Best:
        """Let the first epoch be the best so far: what was before the run may be measured otherwise."""
        return Best()

    def reason(self, memory: Best) -> str:
        """Name the best loss, and how long ago it was."""
        best, least = format_number(memory.loss), format_number(self.tolerance)
        return f"in {memory.epochs_ago} epochs the mean loss has not fallen by more than {least} below {best}"
