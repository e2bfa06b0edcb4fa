"""Dense layers whose parameters lie in one flat vector.

``theta`` holds W1 b1 W2 b2 ... in C order; weights and biases are views of it, so that an optimizer,
a checkpoint and a slice of the loss see nothing but one array. A layer whose activation learns its slope
has that one number behind its biases. ``W`` has shape ``(fan_in, fan_out)`` and ``z = x @ W + b``; all
methods take leading axes before theta's last.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from core.activations.base import Activation
from core.arrays import Array, read_only
from core.initializers.base import Initializer


@dataclass(frozen=True)
class Layer:
    """Units that share an activation.

    Attributes
    ----------
    dropout : float
        The chance that an activation is left out of an update (`core.dropout`); 0 leaves all in.
    """

    units: int
    activation: Activation
    dropout: float = 0.0


class LayerParameters(NamedTuple):
    """Views of theta.

    Attributes
    ----------
    weights : array (..., fan_in, units)
    biases : array (..., units)
    slope : array (..., 1) or (..., 0)
        What the activation learns; of most there is none.
    """

    weights: Array
    biases: Array
    slope: Array


class ParameterPlace(NamedTuple):
    """Where a parameter belongs; layer from 1, units from 0, `origin` None for a bias, both for a slope."""

    layer: int
    unit: int | None
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

    def __post_init__(self) -> None:
        if self.layers and self.layers[-1].dropout:
            raise ValueError("the output layer has no dropout: its activations are the predictions")

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """Units per layer, the inputs first."""
        return (self.inputs, *(layer.units for layer in self.layers))

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each layer's parameters begin in theta, and the end."""
        starts = [0]
        for fan_in, layer in zip(self.sizes, self.layers, strict=False):
            slopes = int(layer.activation.learns_slope)
            starts.append(starts[-1] + (fan_in + 1) * layer.units + slopes)
        return tuple(starts)

    @property
    def parameter_count(self) -> int:
        """The length of theta."""
        return self.starts[-1]

    @property
    def depth(self) -> int:
        """The number of layers with parameters."""
        return len(self.layers)

    @cached_property
    def is_weight(self) -> Array:
        """1 for every weight in theta, 0 for biases and slopes."""
        marks = np.zeros(self.parameter_count)
        for part in self.split(marks):
            part.weights[...] = 1
        return read_only(marks)

    def split(self, theta: Array) -> tuple[LayerParameters, ...]:
        """Return the parameters of every layer as views of `theta`, shape ``(..., parameter_count)``."""
        lead = theta.shape[:-1]
        parts = []
        for position, (start, end) in enumerate(pairwise(self.starts)):
            fan_in, units = self.sizes[position], self.sizes[position + 1]
            middle = start + fan_in * units
            parts.append(
                LayerParameters(
                    theta[..., start:middle].reshape(*lead, fan_in, units),
                    theta[..., middle : middle + units],
                    theta[..., middle + units : end],
                )
            )
        return tuple(parts)

    def join(self, parts: Iterable[Iterable[Array]]) -> Array:
        """Return the flat vector of what `split` gives, layer by layer."""
        return np.concatenate([piece.ravel() for part in parts for piece in part])

    def activation(self, layer: int, parameters: LayerParameters) -> Activation:
        """Return a layer's activation with the slope that it has learned, if it learns one."""
        declared = self.layers[layer - 1].activation
        if not declared.learns_slope:
            return declared
        return declared.with_slope(parameters.slope[..., None])

    def index(self, layer: int, unit: int | None, origin: int | None = None) -> int:
        """Return a parameter's position in theta (see `ParameterPlace`).

        Raises
        ------
        KeyError
            If the slope is asked for of a layer that learns none.
        """
        start, fan_in, units = self.starts[layer - 1], self.sizes[layer - 1], self.sizes[layer]
        if unit is None:
            if not self.layers[layer - 1].activation.learns_slope:
                raise KeyError(f"layer {layer} learns no slope")
            return self.starts[layer] - 1
        return start + (fan_in if origin is None else origin) * units + unit

    def place(self, index: int) -> ParameterPlace:
        """Return where the parameter at a position in theta belongs; the inverse of `index`."""
        layer = bisect_right(self.starts, index)
        row, unit = divmod(index - self.starts[layer - 1], self.sizes[layer])
        fan_in = self.sizes[layer - 1]
        if row > fan_in:
            return ParameterPlace(layer, None, None)
        return ParameterPlace(layer, unit, None if row == fan_in else row)

    def initial_theta(self, initializer: Initializer, seed: int) -> Array:
        """Draw the weights layer by layer from one generator; biases start at 0, slopes as declared."""
        generator = np.random.default_rng(seed)
        theta = np.zeros(self.parameter_count)
        for fan_in, layer, part in zip(self.sizes, self.layers, self.split(theta), strict=False):
            part.weights[...] = initializer.sample(generator, fan_in, layer.units)
            if layer.activation.learns_slope:
                part.slope[...] = layer.activation.initial_slope
        return theta
