"""Stopping before the network learns what is true of the training samples alone."""

from __future__ import annotations

from dataclasses import dataclass

from core.hyper import hyper
from core.number_format import format_number
from core.stops.patience import Best, PatientStop


@dataclass(frozen=True)
class EarlyStopping(PatientStop):
    """Stop when the loss of the test samples has stopped falling: from there on the network overfits."""

    key, label = "early_stopping", "No better test loss"
    formula = r"L_e^{\text{test}} \ge L_b^{\text{test}} \quad \text{for } b < e \le b + n"
    reference = "Prechelt, Early stopping, but when?, 1998 (who looks after strips of 5 epochs)"
    of_test = True

    epochs: int = hyper(50, "n", low=1, high=10**9, log=True, help="epochs without a better test loss")
    look_every: int = hyper(
        5, "k", low=1, high=10**6, log=True, help="epochs between two looks at the test loss"
    )

    @property
    def patience(self) -> int:
        """The declared epochs."""
        return self.epochs

    @property
    def epochs_between(self) -> int:
        """The declared epochs between two looks."""
        return self.look_every

    def start(self, loss: float) -> Best:
        """Let the test loss where the run begins be the best so far."""
        return Best(loss)

    def reason(self, memory: Best) -> str:
        """Name the best loss, and how long ago it was."""
        best = format_number(memory.loss)
        return f"for {memory.epochs_ago} epochs the test loss has not been below {best}"
