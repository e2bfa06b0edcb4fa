"""Every number of one update under the names that the command line, the file formats and scripts share."""

from __future__ import annotations

from typing import Any

from core.network import LayerParameters
from core.passes import Recording
from core.training import Update


def update_values(update: Update) -> dict[str, Any]:
    """Return the arrays of an update, batch first; `layers` lists the layers from 1 on.

    Returns
    -------
    dict
        ``update`` (int), ``batch`` (N,), ``theta`` and ``theta_after`` (parameters,), ``layers``, each with
        ``z``, ``a``, ``delta`` (N, units), ``weights_gradient`` (inputs, units), ``biases_gradient`` (units,)
        and, where there are such, ``slope_gradient`` and ``mask``; ``prediction`` (N, outputs), ``loss`` and
        ``penalty`` (float).
    """
    network, recording = update.task.network, update.recording
    gradients = network.split(recording.gradient)
    return {
        "update": update.before.update,
        "batch": update.batch,
        "theta": update.before.theta,
        "layers": [
            {
                "z": recording.z[layer],
                "a": recording.a[layer],
                "delta": recording.delta[layer],
                "weights_gradient": gradients[layer - 1].weights,
                "biases_gradient": gradients[layer - 1].biases,
                **_slope_and_mask(recording, gradients[layer - 1], layer),
            }
            for layer in range(1, network.depth + 1)
        ],
        "prediction": recording.prediction,
        "loss": recording.loss,
        "penalty": recording.penalty,
        "theta_after": update.after.theta,
    }


def _slope_and_mask(recording: Recording, gradient: LayerParameters, layer: int) -> dict[str, Any]:
    """Return what only a layer has that learns a slope, or that has dropout."""
    found: dict[str, Any] = {}
    if gradient.slope.size:
        found["slope_gradient"] = float(gradient.slope[0])
    if layer in recording.masks:
        found["mask"] = recording.masks[layer]
    return found
