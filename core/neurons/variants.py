"""The same perceptron with other conventions side by side: what they change, and what they do not."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from core.datasets.base import Samples
from core.neurons.perceptron import Perceptron
from core.neurons.perceptron_learning import PerceptronLearning

_FACTORS = (0.1, 1.0, 10.0)
_MOST_VISITS = 2000  # of each: six are learned at once


class Variant(NamedTuple):
    """One of them.

    Attributes
    ----------
    at_zero : str
        What is asked of z for a yes, ``>`` or ``>=``.
    learning_rate : float
    learning : PerceptronLearning
    """

    at_zero: str
    learning_rate: float
    learning: PerceptronLearning


def variants(neuron: Perceptron, samples: Samples) -> tuple[Variant, ...]:
    """Learn with > and with >= at zero, at the neuron's learning rate, a tenth of it and ten times it.

    From zero weights the learning rate changes nothing but the size of w and b. Data of many examples are
    learned for fewer epochs than the neuron has.

    Raises
    ------
    ValueError
        As `Perceptron.check` says.
    """
    neuron.check(samples)
    epochs = max(1, min(neuron.epochs, _MOST_VISITS // len(samples)))
    return tuple(
        Variant(
            at_zero, rate, replace(neuron, at_zero=at_zero, learning_rate=rate, epochs=epochs).learn(samples)
        )
        for at_zero in (">=", ">")
        for rate in (min(neuron.learning_rate * factor, 1e6) for factor in _FACTORS)
    )
