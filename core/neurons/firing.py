"""The firing of a McCulloch-Pitts neuron, explained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.arrays import Array
from core.explain.explanation import Explanation
from core.formula import Source, Term
from core.neurons.notation import LAYER, symbol

if TYPE_CHECKING:
    from core.neurons.mcculloch_pitts import McCullochPitts

_COMPARED = r"\begin{cases} 1 & <sum> \ge <threshold> \\ 0 & <sum> < <threshold> \end{cases}"
_COMPARED_UNLESS_FORBIDDEN = (
    r"\begin{cases} 1 & <sum> \ge <threshold>, <veto> = 0 \\ 0 & \text{otherwise} \end{cases}"
)


@dataclass(frozen=True)
class Firing:
    """One neuron that looks at one row of inputs.

    Attributes
    ----------
    inputs : tuple of Term
        With their symbols, numbers and places.
    layer, unit : int
        Where the neuron stands.
    name : str
        The neuron in words.
    answer : str
        LaTeX of its output.
    """

    neuron: McCullochPitts
    inputs: tuple[Term, ...]
    layer: int = LAYER
    unit: int = 0
    name: str = "the neuron"
    answer: str = "a"

    @property
    def row(self) -> Array:
        """The inputs as numbers, shape (inputs,)."""
        return np.array([term.value for term in self.inputs])

    def explain(self, step: int, kind: str) -> Explanation:
        """Explain the step `step` of the walk: the ``sum``, the ``veto`` or the ``output``."""
        if kind == "sum":
            return self._sum(step)
        return self._veto(step) if kind == "veto" else self._output(step)

    def _sum(self, step: int) -> Explanation:
        signs = {k: int(sign) for k, sign in enumerate(self.neuron.counts(len(self.inputs))) if sign}
        why = "Every excitatory input that is on counts 1."
        if self.neuron.has_veto:
            why += " Inhibitory inputs are not in the sum: they have a veto."
        elif self.neuron.inhibitory:
            why += " Every inhibitory input that is on takes 1 off."
        target = self._source("sum")
        return Explanation(
            step,
            f"Sum of {self.name}",
            why,
            symbol(target),
            _signed_sum(signs) if signs else ("<nothing>",),
            self._read(signs) if signs else {"nothing": Term("0", 0.0)},
            float(self.neuron.sums(self.row)),
            target,
        )

    def _veto(self, step: int) -> Explanation:
        signs = dict.fromkeys(self.neuron.inhibitory, 1)
        target = self._source("veto")
        return Explanation(
            step,
            f"Vetoes against {self.name}",
            "One inhibitory input that is on is enough to keep the neuron silent, however large the sum is.",
            symbol(target),
            _signed_sum(signs),
            self._read(signs),
            float(self.neuron.vetoes(self.row)),
            target,
        )

    def _output(self, step: int) -> Explanation:
        numbers = {
            "sum": float(self.neuron.sums(self.row)),
            "veto": float(self.neuron.vetoes(self.row)),
            "threshold": float(self.neuron.threshold),
        }
        read = numbers if self.neuron.has_veto else {k: v for k, v in numbers.items() if k != "veto"}
        sources = {name: self._source(name) for name in read}
        fires = bool(self.neuron.fires(numbers["sum"], numbers["veto"]))
        return Explanation(
            step,
            f"Answer of {self.name}: {'it fires' if fires else 'it is silent'}",
            _why(fires, bool(numbers["veto"])),
            self.answer,
            (_COMPARED_UNLESS_FORBIDDEN if self.neuron.has_veto else _COMPARED,),
            {name: Term(symbol(sources[name]), value, sources[name]) for name, value in read.items()},
            float(fires),
            self._source("a"),
        )

    def _read(self, signs: Mapping[int, int]) -> dict[str, Term]:
        return {f"x{k}": self.inputs[k] for k in signs}

    def _source(self, quantity: str) -> Source:
        return Source(quantity, self.layer, self.unit)


def _why(fires: bool, forbidden: bool) -> str:
    if forbidden:
        return "An inhibitory input is on, and that forbids it."
    return "The sum reaches the threshold." if fires else "The sum stays below the threshold."


def _signed_sum(signs: Mapping[int, int]) -> tuple[str, ...]:
    """Return the templates of a sum of inputs; the first sign is written only where it is a minus."""
    chunks = []
    for position, (k, sign) in enumerate(signs.items()):
        if position:
            chunks.append(f"{'+' if sign > 0 else '-'} <x{k}>")
        else:
            chunks.append(f"<x{k}>" if sign > 0 else f"{{-}}<x{k}>")
    return tuple(chunks)
