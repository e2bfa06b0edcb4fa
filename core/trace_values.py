"""The recorded number at every place of an update."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from core.activations.base import Activation
from core.arrays import Array
from core.formula import Source
from core.trace import Trace
from core.training import Update

_PER_SAMPLE = ("z", "a", "dropped", "grad_dropped", "grad_a", "delta")
_OF_BATCH = ("loss", "data_loss", "penalty")
_FACTORS = ("product", "grad_a_term", "grad_loss_term", "grad_loss")


class TraceValues:
    """Reads numbers out of one update, as one sample of its batch sees them.

    Parameters
    ----------
    trace : Trace
    sample : int
        Row of the batch, from 0.
    """

    def __init__(self, trace: Trace, sample: int) -> None:
        self.trace = trace
        self.update: Update = trace.update
        self.network = trace.task.network
        self.sample = sample

    def read(self, source: Source) -> float:
        """Return the number at `source`.

        Besides the quantities of `Source` these are known: ``exponential`` and ``exponential_sum`` of a
        softmax layer, ``chain_delta`` (the output's delta before the shortcut), ``NAME_old`` (an
        optimizer's slot, or theta, before the update); ``product`` (of an input and its weight),
        ``grad_a_term`` (one path's share of dL/da, with the unit of the layer after as origin),
        ``grad_loss_term`` (dL/d of one output's loss: the reduction's factor) and ``grad_loss``, dL/dL.

        Raises
        ------
        KeyError
            If there is no such quantity.
        """
        recording, unit = self.update.recording, source.unit or 0
        if source.quantity == "x":
            return float(recording.inputs[self.sample, unit])
        if source.quantity in _PER_SAMPLE:
            return float(getattr(recording, source.quantity)[source.layer][self.sample, unit])
        if source.quantity == "chain_delta":
            chain = recording.delta[-1] if recording.chain_delta is None else recording.chain_delta
            return float(chain[self.sample, unit])
        if source.quantity == "target":
            return float(recording.targets[self.sample, unit])
        if source.quantity == "loss_term":
            return float(recording.elements[self.sample, unit])
        if source.quantity == "mask":
            return float(recording.masks[source.layer][self.sample, unit])
        if source.quantity in _OF_BATCH:
            return float(getattr(recording, source.quantity))
        if source.quantity in _FACTORS:
            return self._factors(source)
        if source.quantity in ("exponential", "exponential_sum", "derivative"):
            return self._derived(source.quantity, source.layer, unit)
        place = self.network.index(source.layer, source.unit, source.origin)
        return float(self._parameters(source.quantity)[place])

    def activation(self, layer: int) -> Activation:
        """Return a layer's activation; a slope that is learned is as it was in this update."""
        declared = self.network.layers[layer - 1].activation
        if not declared.learns_slope:
            return declared
        slope = self.read(Source("slope", layer))
        return declared.with_slope(slope)  # type: ignore[arg-type]

    def _factors(self, source: Source) -> float:
        """Return a product, or a factor, that a recorded number is put together of."""
        recording, layer, unit = self.update.recording, source.layer, source.unit or 0
        if source.quantity == "grad_loss":
            return 1.0
        if source.quantity == "grad_loss_term":
            return float(self.trace.task.loss.scale(*recording.elements.shape))
        if source.quantity == "product":
            entered = self.read(Source("x" if layer == 1 else "dropped", layer - 1, source.origin))
            return entered * self.read(Source("weight", layer, unit, source.origin))
        if source.origin is None:
            return self.read(Source("grad_dropped", layer, unit))
        delta = self.read(Source("delta", layer + 1, source.origin))
        return delta * self.read(Source("weight", layer + 1, source.origin, unit))

    def rows(self, quantity: str, layer: int) -> Array:
        """Return a quantity of every sample (``z a delta`` ...) of a layer for the batch, (N, units)."""
        values: Array = getattr(self.update.recording, quantity)[layer]
        return values

    def derivative(self, layer: int) -> Array:
        """Return f'(z) of an elementwise layer for the whole batch, computed as the backward pass does."""
        recording = self.update.recording
        activation = self.activation(layer)
        with np.errstate(all="ignore"):
            return activation.derivative(recording.z[layer], recording.a[layer])

    def _derived(self, quantity: str, layer: int, unit: int) -> float:
        if quantity == "derivative":
            return float(self.derivative(layer)[self.sample, unit])
        exponentials = self.exponentials(layer)
        return float(exponentials.sum() if quantity == "exponential_sum" else exponentials[unit])

    def exponentials(self, layer: int) -> Array:
        """Return the shown sample's exponentials of a softmax layer, shape (units,)."""
        activation = self.network.layers[layer - 1].activation
        with np.errstate(all="ignore"):
            values: Array = activation.exponentials(self.update.recording.z[layer])[self.sample]  # type: ignore[attr-defined]
        return values

    def _parameters(self, quantity: str) -> Array:
        if quantity in ("weight", "bias", "slope", "theta_old"):
            return self.update.before.theta
        if quantity in ("weight_gradient", "bias_gradient", "slope_gradient", "g"):
            return self.update.recording.gradient
        if quantity.endswith("_old"):
            return self.update.before.state[quantity.removesuffix("_old")]
        return self._quantities[quantity]

    @cached_property
    def _quantities(self) -> dict[str, Array]:
        return dict(self.update.quantities)
