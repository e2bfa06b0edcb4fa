"""Walks of every kind of neuron, for the tests of what all of them promise."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from core.datasets.base import Samples
from core.neurons.gates import gate, truth_table
from core.neurons.learning import Learning
from core.neurons.mcculloch_pitts import McCullochPitts
from core.neurons.perceptron import Perceptron
from core.neurons.sigmoid_neuron import SigmoidNeuron
from core.neurons.two_layer import two_layers


def samples(inputs: object, targets: object) -> Samples:
    """Return samples of one target."""
    rows = np.asarray(inputs, dtype=float)
    names = tuple(f"x{k + 1}" for k in range(rows.shape[1]))
    return Samples(rows, np.asarray(targets, dtype=float)[:, None], names, ("y",), ("0", "1"))


CLOUD = samples([[1.5, -0.25], [-0.5, 0.75], [0.3, 0.1], [-1.2, -0.6], [0.8, 0.9]], [1, 0, 1, 0, 0])


TABLE = truth_table([0, 1, 1, 0, 1, 0, 0, 1])


def _gate(inhibition: str, inhibitory: tuple[int, ...]) -> Learning:
    return McCullochPitts(inhibition=inhibition, inhibitory=inhibitory).learn(TABLE)


def _perceptron(rule: str, pocket: bool, shuffle: bool) -> Learning:
    start = {"start": "seeded", "seed": 3, "learning_rate": 0.1, "epochs": 4}
    return Perceptron(rule=rule, pocket=pocket, shuffle=shuffle, **start).learn(CLOUD)


def _sigmoid(rule: str, loss: str, shuffle: bool) -> Learning:
    start = {"start": "seeded", "seed": 5, "learning_rate": 0.5, "epochs": 3}
    return SigmoidNeuron(rule=rule, loss=loss, shuffle=shuffle, **start).learn(CLOUD)


def _makers() -> dict[str, Callable[[], Learning]]:
    rules, both = ("online", "batch"), (False, True)
    variants: list[tuple[str, Callable[..., Learning], tuple[Sequence[object], ...]]] = [
        ("gate", _gate, (("absolute", "relative"), ((), (0,), (0, 1), (0, 1, 2)))),
        ("perceptron", _perceptron, (rules, both, both)),
        ("sigmoid", _sigmoid, (rules, ("mse", "mse_half_sum", "bce"), both)),
    ]
    made = {
        " ".join([name, *map(str, chosen)]): partial(make, *chosen)
        for name, make, options in variants
        for chosen in itertools.product(*options)
    }
    return made | {
        "two layers": lambda: two_layers(gate("xor")).walk(gate("xor")),
        "perceptron one input": lambda: Perceptron(at_zero=">").learn(gate("not", 1)),
        "sigmoid one input": lambda: SigmoidNeuron(epochs=2).learn(gate("not", 1)),
    }


MAKERS = _makers()
