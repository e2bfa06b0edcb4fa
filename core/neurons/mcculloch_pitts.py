"""The first neuron."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.datasets.base import Samples
from core.hyper import HyperError, hyper
from core.neurons.base import Neuron, check_binary, parse_tuple
from core.neurons.threshold_sweep import ThresholdSweep


@dataclass(frozen=True)
class McCullochPitts(Neuron):
    """Fire if enough inputs are on and none of them forbids it.

    Parameters
    ----------
    inhibitory : tuple of int
        The inputs that inhibit, from 0; all others excite.
    """

    key, label = "mcculloch_pitts", "McCulloch-Pitts"
    formula = (
        r"a = \begin{cases} 1 & \sum_{\mathrm{exc}} x_i \ge \theta, \sum_{\mathrm{inh}} x_i = 0 \\"
        r" 0 & \text{otherwise} \end{cases}"
    )
    reference = "McCulloch and Pitts, A logical calculus of the ideas immanent in nervous activity, 1943"
    notes = (
        "Every input is 0 or 1 and every excitatory input counts 1: there are no weights and there is no "
        "bias. The threshold alone is chosen.",
        "In the paper of 1943 one active inhibitory input is enough to keep the neuron silent (absolute "
        "inhibition). Relative inhibition, where it takes 1 off the sum, is offered beside it.",
        "With excitatory inputs alone the output can only go up when an input goes on. NOT, NAND, NOR and "
        "XOR ask for the contrary: no threshold gives them.",
    )

    threshold: int = hyper(1, r"\theta", low=-100, high=100, help="the sum from which the neuron fires")
    inhibition: str = hyper(
        "absolute",
        choices=("absolute", "relative"),
        help="absolute: one active inhibitory input forbids firing; relative: it takes 1 off the sum",
    )
    inhibitory: tuple[int, ...] = ()
    search: str = hyper(
        "sweep",
        choices=("sweep", "hand"),
        help="try one threshold after the other, or look at the chosen one",
    )

    @classmethod
    def from_values(cls, values: Mapping[str, Any], path: str = "") -> Self:
        """Build the neuron; HyperError names the inhibitory input that is none."""
        path = path or cls.key
        made = super().from_values({k: v for k, v in values.items() if k != "inhibitory"}, path)
        numbers = parse_tuple(values.get("inhibitory", ()), f"{path}.inhibitory")
        for k, number in enumerate(numbers):
            if number < 0 or number != int(number):
                raise HyperError(f"{path}.inhibitory[{k}]", f"{number:g} is not the number of an input")
        return replace(made, inhibitory=tuple(sorted({int(number) for number in numbers})))

    def encode(self) -> dict[str, Any]:
        """Return the key, the hyperparameters and the inhibitory inputs."""
        return super().encode() | {"inhibitory": list(self.inhibitory)}

    def check(self, samples: Samples) -> None:
        """Raise ValueError if an input or target is not binary, or an inhibitory input is missing."""
        super().check(samples)
        check_binary(samples.targets, "target")
        check_binary(samples.inputs, "input")
        inputs = samples.inputs.shape[1]
        if any(number >= inputs for number in self.inhibitory):
            raise ValueError(f"input {max(self.inhibitory) + 1} is to inhibit, the data has {inputs} inputs")

    @property
    def has_veto(self) -> bool:
        """Whether some input can forbid firing."""
        return self.inhibition == "absolute" and bool(self.inhibitory)

    def counts(self, inputs: int) -> Array:
        """Return what each input adds to the sum when it is on: 1, 0 for a veto, -1 where it subtracts."""
        counts = np.ones(inputs)
        counts[list(self.inhibitory)] = 0.0 if self.inhibition == "absolute" else -1.0
        return counts

    def sums(self, inputs: Array) -> Array:
        """Return what is compared with the threshold, ``(..., inputs) -> (...)``."""
        total: Array = inputs @ self.counts(inputs.shape[-1])
        return total

    def vetoes(self, inputs: Array) -> Array:
        """Return how many inputs forbid firing, ``(..., inputs) -> (...)``; 0 for relative inhibition."""
        forbidding = inputs[..., list(self.inhibitory)] if self.has_veto else inputs[..., :0]
        total: Array = forbidding.sum(axis=-1)
        return total

    def value(self, inputs: Array) -> Array:
        """Return 1 where the neuron fires, else 0, ``(..., inputs) -> (...)``."""
        return self.fires(self.sums(inputs), self.vetoes(inputs)).astype(np.float64)

    def fires(self, sums: npt.ArrayLike, vetoes: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Tell from the sum and the number of vetoes whether the neuron fires."""
        fires: npt.NDArray[np.bool_] = (np.asarray(sums) >= self.threshold) & (np.asarray(vetoes) == 0)
        return fires

    def thresholds(self, inputs: int) -> range:
        """Return the thresholds that can make a difference, with one that no sum reaches.

        Sums are whole numbers: any other threshold acts as one of these.
        """
        counts = self.counts(inputs)
        return range(int(counts[counts < 0].sum()), int(counts[counts > 0].sum()) + 2)

    def tried(self, inputs: int) -> tuple[int, ...]:
        """Return the thresholds that `learn` looks at: all that make a difference, or the chosen one."""
        return (self.threshold,) if self.search == "hand" else tuple(self.thresholds(inputs))

    def as_weights(self, inputs: int) -> Array:
        """Return weights and, last, a bias that give every binary row the same answer by ``z > 0``.

        The line ``z = 0`` lies half a unit below the threshold, where no sum is. A veto is a negative weight
        that outweighs all excitatory inputs together.

        Returns
        -------
        array (inputs + 1,)
        """
        weights = self.counts(inputs)
        if self.has_veto:
            weights[list(self.inhibitory)] = -max(1.0, weights.sum() - self.threshold + 1)
        return np.append(weights, 0.5 - self.threshold)

    def learn(self, samples: Samples) -> ThresholdSweep:
        """Try the threshold, or one after the other, on every row of a truth table."""
        self.check(samples)
        return ThresholdSweep(self, samples)


def solutions(samples: Samples, inhibition: str = "absolute") -> dict[tuple[int, ...], tuple[int, ...]]:
    """Return which inputs must inhibit, and which thresholds then give a truth table.

    Returns
    -------
    dict
        For every set of inhibitory inputs with which some threshold is right everywhere, those thresholds;
        empty if one neuron cannot do it. The empty set is the neuron with excitatory inputs alone.
    """
    inputs = samples.inputs.shape[1]
    found = {}
    for size in range(inputs + 1):
        for inhibitory in itertools.combinations(range(inputs), size):
            sweep = McCullochPitts(inhibition=inhibition, inhibitory=inhibitory).learn(samples)
            if sweep.right:
                found[inhibitory] = sweep.right
    return found
