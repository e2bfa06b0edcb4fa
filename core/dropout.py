"""What dropout leaves out of an update: a mask over a layer's activations for every sample.

The activations that stay are divided by their chance to stay, so that the next layer's sums keep their
mean and nothing has to be scaled when the network is used (inverted dropout, as in PyTorch and Keras).

Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, Dropout: a simple way to prevent neural
networks from overfitting, 2014.
"""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from core.network import Network

Masks = dict[int, Array]  # by layer, of those that have dropout; shape (samples, units)

_STREAM = 1  # besides the order of the samples, which is drawn from the same seed


def draw_masks(network: Network, samples: int, seed: int, update: int) -> Masks:
    """Return the masks of one update: 0 for what is left out, ``1 / (1 - dropout)`` for what stays.

    They depend on the seed, the number of the update and the size of its batch alone, so that no generator
    has to be rewound to go back.

    Parameters
    ----------
    samples : int
        The size of the batch.
    seed : int
        The training's.
    update : int
        Its number, from 0.
    """
    layers = [number for number, layer in enumerate(network.layers, 1) if layer.dropout]
    if not layers:
        return {}
    generator = np.random.default_rng([seed, update, _STREAM])
    masks = {}
    for number in layers:
        layer = network.layers[number - 1]
        stays = generator.random((samples, layer.units)) >= layer.dropout
        masks[number] = stays / (1 - layer.dropout)
    return masks
