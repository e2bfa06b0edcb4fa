"""What the parameters of a network are called outside: W1, b1, alpha1 (of a learned slope), W2, ..."""

from __future__ import annotations

import json
from collections.abc import Iterator

from core.arrays import Array
from core.network import LayerParameters, Network

ACTIVATIONS = "nnviz.activations"  # the entry of a file's metadata that holds `declared_activations`
LETTERS = {"weights": "W", "biases": "b", "slope": "alpha"}


def named(parts: tuple[LayerParameters, ...]) -> Iterator[tuple[str, Array]]:
    """Yield each array that has numbers, under its name."""
    for layer, part in enumerate(parts, start=1):
        for kind, letter in LETTERS.items():
            array: Array = getattr(part, kind)
            if array.size:
                yield f"{letter}{layer}", array


def declared_activations(network: Network) -> str:
    """Return the activations with their hyperparameters, layer by layer, as JSON."""
    return json.dumps([layer.activation.encode() for layer in network.layers])
