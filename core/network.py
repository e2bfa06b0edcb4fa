"""Dense layers whose parameters lie in one flat vector.

``theta`` holds W1 b1 W2 b2 ... in C order; weights and biases are views of it, so that an optimizer,
a checkpoint and a slice of the loss see nothing but one array. ``W`` has shape ``(fan_in, fan_out)`` and
``z = x @ W + b``; all methods take leading axes before theta's last.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from core.activations.base import Activation
from core.arrays import Array
from core.initializers.base import Initializer


@dataclass(frozen=True)
class Layer:
    """Units that share an activation."""

    units: int
    activation: Activation


class LayerParameters(NamedTuple):
    """Views of theta: ``weights`` of shape ``(..., fan_in, units)``, ``biases`` of shape ``(..., units)``."""

    weights: Array
    biases: Array


class ParameterPlace(NamedTuple):
    """Where a parameter belongs; layer from 1, units from 0, `origin` None for a bias."""

    layer: int
    unit: int
    origin: int | None


@dataclass(frozen=True)
class Network:
    """A chain of dense layers.

    Attributes
    ----------
    inputs : int
        Number of inputs, the units of layer 0.
    layers : tuple of Layer
        Layer 1 first; the last one is the output.
    """

    inputs: int
    layers: tuple[Layer, ...]

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """Units per layer, the inputs first."""
        return (self.inputs, *(layer.units for layer in self.layers))

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each layer's parameters begin in theta, and the end."""
        starts = [0]
        for fan_in, units in zip(self.sizes, self.sizes[1:], strict=False):
            starts.append(starts[-1] + (fan_in + 1) * units)
        return tuple(starts)

    @property
    def parameter_count(self) -> int:
        """The length of theta."""
        return self.starts[-1]

    @property
    def depth(self) -> int:
        """The number of layers with parameters."""
        return len(self.layers)

    def split(self, theta: Array) -> tuple[LayerParameters, ...]:
        """Return weights and biases of every layer as views of `theta`, shape ``(..., parameter_count)``."""
        lead = theta.shape[:-1]
        parts = []
        for position, start in enumerate(self.starts[:-1]):
            fan_in, units = self.sizes[position], self.sizes[position + 1]
            middle = start + fan_in * units
            parts.append(
                LayerParameters(
                    theta[..., start:middle].reshape(*lead, fan_in, units),
                    theta[..., middle : middle + units],
                )
            )
        return tuple(parts)

    def join(self, parts: list[tuple[Array, Array]] | tuple[LayerParameters, ...]) -> Array:
        """Return the flat vector of weights and biases given layer by layer."""
        return np.concatenate([piece.ravel() for part in parts for piece in part])

    def index(self, layer: int, unit: int, origin: int | None = None) -> int:
        """Return a parameter's position in theta (see `ParameterPlace`)."""
        start, fan_in, units = self.starts[layer - 1], self.sizes[layer - 1], self.sizes[layer]
        return start + (fan_in if origin is None else origin) * units + unit

    def place(self, index: int) -> ParameterPlace:
        """Return where the parameter at a position in theta belongs; the inverse of `index`."""
        layer = next(k for k in range(1, self.depth + 1) if index < self.starts[k])
        row, unit = divmod(index - self.starts[layer - 1], self.sizes[layer])
        return ParameterPlace(layer, unit, None if row == self.sizes[layer - 1] else row)

    def initial_theta(self, initializer: Initializer, seed: int) -> Array:
        """Draw the weights layer by layer from one generator; biases start at 0."""
        generator = np.random.default_rng(seed)
        parts: list[tuple[Array, Array]] = []
        for fan_in, units in zip(self.sizes, self.sizes[1:], strict=False):
            parts.append((initializer.sample(generator, fan_in, units), np.zeros(units)))
        return self.join(parts)
