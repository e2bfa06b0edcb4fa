"""Exploding gradient."""

from dataclasses import dataclass

from core.readymade.base import Readymade


@dataclass(frozen=True)
class ExplodingGradient(Readymade):
    """Find where a step becomes too large to stay on the surface."""

    key, label = "exploding_gradient", "Exploding gradient"
    condition = "abs(gradient) > 100"
    why = "One update moves this parameter by a hundred times the learning rate."
    reference = "Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks, 2013"
