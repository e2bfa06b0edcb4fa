"""A sigmoid neuron's way over the surface of its loss, as a race of one: the same pictures draw it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.arrays import Array
from core.landscape import grid
from core.neurons.sigmoid_learning import SigmoidLearning
from core.optimizers.sgd import SGD
from core.planes import Interval
from core.race import NEVER, Runs
from core.rival import Rival
from nnviz.neuron_moment import NeuronMoment
from nnviz.project.race_spec import LookSpec, Runner
from nnviz.race import Race

_POINTS = 81  # along each side of the ground
_LEAST, _MARGIN = 3.0, 0.25  # half the side of the ground, and what is left beside the path


def parameter_names(width: int) -> tuple[str, ...]:
    """Return the weights and, last, the bias of a neuron with so many inputs, as words."""
    return (*(f"w{number}" for number in range(1, width + 1)), "b")


def loss_race(learning: SigmoidLearning, axes: tuple[int, int]) -> Race:
    """Return the epochs of a neuron over the loss of all examples by two of its parameters.

    The others are on the ground as they are at the end; of the path the true loss is shown, and how far it is
    off the plane.

    Parameters
    ----------
    learning : SigmoidLearning
    axes : pair of int
        Positions in theta.
    """
    thetas, terrain = learning.path, learning.surface(axes, len(learning) - 1)
    places = thetas[:, list(axes)]
    domain = _around(places[:, 0]), _around(places[:, 1])
    terrain = replace(terrain, plane=replace(terrain.plane, domain=domain, start=_pair(places[0])))
    rival = Rival(SGD(learning_rate=learning.neuron.learning_rate))
    runs = Runs((rival,), places[None], learning.losses[None], np.array([NEVER]))
    runner = Runner(rival, "the neuron", LookSpec(colour=1, dash=0, symbol=0))
    distances = terrain.plane.distances(thetas)[None]
    ground = grid(terrain, *domain, _POINTS)
    return Race(terrain, (runner,), (_pair(places[0]),), ground, runs, distances=distances)


def race_step(moment: NeuronMoment) -> int:
    """Return the step of that race that the moment has come to, by whole epochs; -1 is the start."""
    return (moment.cursor + 1) // len(moment.learning.pattern) - 1


def is_over_loss(moment: NeuronMoment) -> bool:
    """Tell whether the neuron has a loss to walk over."""
    return isinstance(moment.learning, SigmoidLearning)


def _around(values: Array) -> Interval:
    low, high = float(values.min()), float(values.max())
    half = max(_LEAST, (0.5 + _MARGIN) * (high - low))
    return (low + high) / 2 - half, (low + high) / 2 + half


def _pair(place: Array) -> tuple[float, float]:
    return float(place[0]), float(place[1])
