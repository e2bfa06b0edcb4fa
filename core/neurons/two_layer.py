"""McCulloch-Pitts neurons in two layers: what one of them cannot do, XOR for one, a few can.

Any truth table can be computed so (McCulloch and Pitts, 1943): with a hidden neuron for every row that should
fire.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.datasets.base import Samples
from core.explain.explanation import Explanation
from core.explain.notation import symbol
from core.formula import Source, Term
from core.neurons.firing import Firing
from core.neurons.learning import Learning, Place
from core.neurons.mcculloch_pitts import McCullochPitts


@dataclass(frozen=True)
class TwoLayer:
    """A hidden layer that sees the inputs, and one neuron that sees the hidden layer."""

    hidden: tuple[McCullochPitts, ...]
    output: McCullochPitts

    def hidden_values(self, inputs: Array) -> Array:
        """Return the hidden neurons' answers, ``(..., inputs) -> (..., hidden)``."""
        return np.stack([neuron.value(inputs) for neuron in self.hidden], axis=-1)

    def value(self, inputs: Array) -> Array:
        """Return the answers, ``(..., inputs) -> (...)``."""
        return self.output.value(self.hidden_values(inputs))

    def walk(self, samples: Samples) -> TwoLayerWalk:
        """Return the way of every row of a truth table through the neurons."""
        for neuron in self.hidden:
            neuron.check(samples)
        return TwoLayerWalk(self, samples)


def two_layers(samples: Samples) -> TwoLayer:
    """Return two layers that compute a truth table, with absolute inhibition.

    A hidden neuron knows one row that should fire: the inputs that are on there must all be on, and every
    other one has a veto. The output fires if any of them does. Where no row should fire, there is one hidden
    neuron whose threshold no sum reaches.

    Parameters
    ----------
    samples : Samples
        Inputs and targets of 0 and 1.

    Raises
    ------
    ValueError
        As `McCullochPitts.check` says.
    """
    McCullochPitts().check(samples)
    fires = np.unique(samples.inputs[samples.targets[:, 0] == 1], axis=0)
    hidden = tuple(_knows(row) for row in fires) or (McCullochPitts(samples.inputs.shape[1] + 1),)
    return TwoLayer(hidden, McCullochPitts(threshold=1))


def _knows(row: Array) -> McCullochPitts:
    off = tuple(int(k) for k in np.flatnonzero(row == 0))
    return McCullochPitts(threshold=int(row.sum()), inhibitory=off)


class TwoLayerWalk(Learning):
    """Row by row, neuron by neuron (a `core.walk.Walk`); a step's `origin` is its neuron, the output last.

    A neuron's steps are its ``sum``, its ``veto`` if it has one, and its ``output``.
    """

    grains = ("term", "neuron", "row", "table")
    focus = "row"
    blocks = {  # noqa: RUF012
        "term": Learning.blocks["term"],
        "neuron": Learning.blocks["quantity"],
        "row": Learning.blocks["epoch"],
    }

    def __init__(self, net: TwoLayer, samples: Samples) -> None:
        self.net = net
        self.samples = samples
        self.neurons = (*net.hidden, net.output)
        self.hidden = net.hidden_values(samples.inputs)
        super().__init__(len(samples), [one for k in range(len(self.neurons)) for one in self._places(k)])

    def _places(self, number: int) -> list[Place]:
        veto = ("veto",) if self.neurons[number].has_veto else ()
        return [Place(kind, 0, number, f"neuron {number}") for kind in ("sum", *veto, "output")]

    def sample_at(self, epoch: int, example: int) -> int:
        """Return the row that is looked at: every round of the pattern is one."""
        return epoch

    def explain(self, index: int) -> Explanation:
        """Explain a step in words, in symbols and with its numbers."""
        step = self[index]
        number, row = step.origin or 0, step.epoch
        is_output = number == len(self.net.hidden)
        layer, unit = (2, 0) if is_output else (1, number)
        values = self.hidden[row] if is_output else self.samples.inputs[row]
        sources = [Source("a" if is_output else "x", layer - 1, k) for k in range(len(values))]
        terms = tuple(Term(symbol(s), float(v), s) for s, v in zip(sources, values, strict=True))
        name = f"hidden neuron {unit + 1}" if layer == 1 else "the output neuron"
        answer = symbol(Source("a", layer, unit))
        return Firing(self.neurons[number], terms, layer, unit, name, answer).explain(index, step.kind)
