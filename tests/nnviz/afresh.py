"""Numbers of an update, computed once more by the plain passes: what a view shows is held to them."""

from __future__ import annotations

from core.dropout import draw_masks
from core.formula import Source
from core.passes import Recording, run
from core.trace import Trace
from core.training import batch_of


class Afresh:
    """One update, computed from the point before it alone."""

    def __init__(self, trace: Trace, sample: int) -> None:
        self.task, self.before, self.after = trace.task, trace.update.before, trace.update.after
        self.network, self.sample = self.task.network, sample
        rows = batch_of(self.task, self.before)
        masks = draw_masks(self.network, len(rows), self.task.seed, self.before.update)
        self.recording: Recording = run(
            self.network,
            self.task.loss,
            self.before.theta,
            self.task.inputs[rows],
            self.task.targets[rows],
            masks,
            self.task.regularizer,
        )

    def number(self, source: Source) -> float:
        """Return a number of the sample, or of the batch where it belongs to a parameter or to the loss."""
        recording, layer, unit, origin = self.recording, source.layer, source.unit or 0, source.origin
        quantity = source.quantity
        if quantity in ("z", "a", "dropped", "grad_dropped", "grad_a", "delta"):
            return float(getattr(recording, quantity)[layer][self.sample, unit])
        if quantity in ("loss", "data_loss", "penalty"):
            return float(getattr(recording, quantity))
        if quantity in ("x", "target", "loss_term", "chain_delta"):
            arrays = {
                "x": "inputs",
                "target": "targets",
                "loss_term": "elements",
                "chain_delta": "chain_delta",
            }
            array = getattr(recording, arrays[quantity])
            return float((recording.delta[-1] if array is None else array)[self.sample, unit])
        if quantity == "mask":
            return float(recording.masks[layer][self.sample, unit])
        if quantity == "grad_loss":
            return 1.0
        if quantity == "grad_loss_term":
            return recording.data_loss / float(recording.elements.sum())
        if quantity == "product":
            before = recording.dropped[layer - 1][self.sample, origin]
            return float(before * self.network.split(self.before.theta)[layer - 1].weights[origin, unit])
        if quantity == "grad_a_term":
            weights = self.network.split(self.before.theta)[layer].weights
            return float(recording.delta[layer + 1][self.sample, origin] * weights[unit, origin])
        if quantity == "derivative":
            return self._slope_of_activation(layer, unit)
        flat = recording.gradient if quantity.endswith("_gradient") else self.before.theta
        if quantity == "theta":
            flat = self.after.theta
        return float(flat[self.network.index(layer, source.unit, origin)])

    def _slope_of_activation(self, layer: int, unit: int) -> float:
        parameters = self.network.split(self.before.theta)[layer - 1]
        activation = self.network.activation(layer, parameters)
        z, a = self.recording.z[layer], self.recording.a[layer]
        return float(activation.derivative(z, a)[self.sample, unit])
