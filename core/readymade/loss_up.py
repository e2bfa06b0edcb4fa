"""Loss went up."""

from dataclasses import dataclass

from core.readymade.base import Readymade


@dataclass(frozen=True)
class LossUp(Readymade):
    """Find where an update has made things worse."""

    key, label = "loss_up", "Loss went up"
    condition = "loss > previous_loss"
    why = "The step was too long, or this batch is another one than the last."
    reference = "the definition of gradient descent: a small enough step goes down"
