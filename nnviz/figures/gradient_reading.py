"""What is known of every layer's gradients at a moment: the numbers to spread, the norms, and a verdict."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from core.arrays import Array
from core.number_format import format_number
from core.statistics import Imbalance, imbalance, norm
from nnviz.moment import Moment

Quantity = Literal["a", "delta", "weight_gradient"]

NOT_YET = "Empty: the gradients of an update are computed in its backward pass."
_NOTHING_LEARNED = "All gradients are 0: nothing is learned in this update."


def known_values(moment: Moment, quantity: Quantity) -> list[Array]:
    """Return the numbers of each layer that are computed so far, one flat array per layer.

    Activations and deltas are those of every sample of the batch; a weight has one gradient for the batch.
    """
    trace, recording = moment.trace, moment.update.recording
    values = []
    for layer in range(1, trace.task.network.depth + 1):
        known = trace.written_at(quantity, layer) <= moment.step
        if quantity == "weight_gradient":
            values.append(trace.task.network.split(recording.gradient)[layer - 1].weights[known])
        else:
            values.append(getattr(recording, quantity)[layer][:, known].ravel())
    return values


def known_norms(moment: Moment) -> Array:
    """Return the norm of dL/dW of each layer, shape ``(depth,)``.

    It is NaN until the last of the layer's gradients is computed, and infinite where one is not finite.
    """
    trace = moment.trace
    parts = trace.task.network.split(moment.update.recording.gradient)
    norms = np.full(len(parts), np.nan)
    for position, part in enumerate(parts):
        units, numbers = trace.completed("weight_gradient", position + 1, moment.step)
        if units * len(part.weights) + numbers == part.weights.size:
            norms[position] = np.nan_to_num(norm(part.weights), nan=np.inf, posinf=np.inf)
    return norms


def verdict(norms: Array) -> str:
    """Return in a sentence whether gradients vanish or explode.

    Parameters
    ----------
    norms : array (depth,)
        As `known_norms` gives them.
    """
    layers = np.flatnonzero(~np.isnan(norms))
    if not layers.size:
        return NOT_YET
    if np.isinf(norms[layers]).any():
        layer = int(layers[np.isinf(norms[layers])][-1]) + 1
        return f"Layer {layer}'s gradient is not finite: it exploded."
    if not norms[layers].any():
        return _NOTHING_LEARNED
    found = imbalance(norms)
    if found is not None:
        return _uneven(found)
    if layers.size == 1:
        layer = int(layers[0])
        return f"Layer {layer + 1}'s gradient has the norm {format_number(float(norms[layer]))}."
    most = imbalance(norms, threshold=0.0)
    assert most is not None
    if most.ratio == 1:
        return "Every layer's gradient is as long as the others'."
    ratio = format_number(most.ratio, 2)
    return f"Layer {most.larger}'s gradient is {ratio} times layer {most.smaller}'s: none vanishes."


def is_uneven(norms: Array) -> bool:
    """Tell whether the verdict is one to be warned of."""
    compared = norms[~np.isnan(norms)]
    is_none, is_infinite = not compared.any(), bool(np.isinf(compared).any())
    return bool(compared.size) and (is_none or is_infinite or imbalance(norms) is not None)


def _uneven(found: Imbalance) -> str:
    if math.isinf(found.ratio):
        return f"Layer {found.smaller}'s gradient is 0: it learns nothing."
    ratio = format_number(round(found.ratio) if found.ratio < 1e6 else found.ratio, 3)
    if found.vanishes:
        return f"Layer {found.smaller}'s gradient is 1/{ratio} of layer {found.larger}'s: it vanishes."
    return f"Layer {found.larger}'s gradient is {ratio} times layer {found.smaller}'s: it explodes."
