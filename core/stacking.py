"""What many layers of one kind do to a signal on its way in, and to a gradient on its way back.

The experiment behind the initializers' formulas: random inputs, square layers whose weights are drawn by an
initializer, no biases, and a random gradient at the end. What is told of every layer is mean and spread.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.activations.base import Activation
from core.arrays import Array
from core.initializers.base import Initializer

SAMPLES = 64
"""Random inputs whose signals and gradients are looked at."""


@dataclass(frozen=True)
class Passage:
    """Mean and standard deviation of what passes, from the input (0) to the last layer, ``(depth + 1,)``.

    Attributes
    ----------
    signal_mean, signal_spread : array
        Of the activations of each layer; of the inputs at 0.
    gradient_mean, gradient_spread : array
        Of dL/da of each layer; the last entry is the random gradient that is sent back.
    weight_spread : float
        Standard deviation of all weights.
    """

    signal_mean: Array
    signal_spread: Array
    gradient_mean: Array
    gradient_spread: Array
    weight_spread: float

    @property
    def depth(self) -> int:
        """How many layers there are."""
        return len(self.signal_mean) - 1

    @property
    def signal_gain(self) -> float:
        """How much wider the signal is spread at the end than at the beginning."""
        return float(self.signal_spread[-1] / self.signal_spread[0])

    @property
    def gradient_gain(self) -> float:
        """How much wider the gradient is spread when it arrives at the inputs than when it was sent."""
        return float(self.gradient_spread[0] / self.gradient_spread[-1])


@dataclass(frozen=True, eq=False)
class Drawn:
    """What is drawn at random for one experiment.

    Attributes
    ----------
    inputs, gradient : array (SAMPLES, width)
        Standard normal: what goes in, and the gradient that is sent back from the last layer.
    weights : tuple of array (width, width)
        Of each layer.
    """

    inputs: Array
    weights: tuple[Array, ...]
    gradient: Array


def draw(initializer: Initializer, width: int, depth: int, seed: int) -> Drawn:
    """Draw inputs, the weights of `depth` layers of `width` units, and a gradient, in this order."""
    generator = np.random.default_rng(seed)
    inputs = generator.standard_normal((SAMPLES, width))
    weights = tuple(initializer.sample(generator, width, width) for _ in range(depth))
    return Drawn(inputs, weights, generator.standard_normal((SAMPLES, width)))


def passage(activation: Activation, drawn: Drawn) -> Passage:
    """Send the inputs through the layers, each with this activation and no biases, and the gradient back.

    Returns
    -------
    Passage
        Numbers that are not finite where something has grown beyond float64.
    """
    signals, sums = [drawn.inputs], []
    with np.errstate(all="ignore"):  # a signal that explodes is something to be seen
        for matrix in drawn.weights:
            sums.append(signals[-1] @ matrix)
            signals.append(activation.value(sums[-1]))
        gradients = [drawn.gradient]
        for matrix, z, a in zip(reversed(drawn.weights), reversed(sums), reversed(signals), strict=False):
            gradients.append(activation.backward(gradients[-1], z, a) @ matrix.T)
        spread = float(np.std(np.stack(drawn.weights)))
        return Passage(*_told(signals), *_told(gradients[::-1]), weight_spread=spread)


def _told(layers: list[Array]) -> tuple[Array, Array]:
    """Return means and standard deviations."""
    return np.array([layer.mean() for layer in layers]), np.array([layer.std() for layer in layers])
