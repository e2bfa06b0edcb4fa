"""Saturated sigmoid or tanh."""

from dataclasses import dataclass

from core.readymade.base import Readymade


@dataclass(frozen=True)
class SaturatedSigmoid(Readymade):
    """Find a unit that is at an end of its range for the whole batch."""

    key, label = "saturated_sigmoid", "Saturated sigmoid or tanh"
    condition = "all(saturated)"
    why = "Its curve is flat there: hardly any gradient passes."
    reference = "Glorot and Bengio, Understanding the difficulty of training deep feedforward networks, 2010"
