"""What every neuron declares and can do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

import numpy as np

from core.arrays import Array
from core.datasets.base import Samples
from core.datasets.numbers import parse_number
from core.hyper import HyperError, hyper
from core.losses.base import first_place
from core.neurons.learning import Learning
from core.registry import Member

_LARGEST_INPUT = 1e100  # with it and the largest rate, all that a neuron computes is finite


@dataclass(frozen=True)
class Neuron(Member):
    """One neuron that answers rows of inputs with a number each.

    Attributes
    ----------
    notes : tuple of str
        Conventions and history, a sentence or two each.
    """

    family = "neuron"
    notes: ClassVar[tuple[str, ...]] = ()

    def check(self, samples: Samples) -> None:
        """Raise ValueError, naming row and column from 1, if the neuron cannot learn these samples."""
        if samples.targets.shape[1] != 1:
            raise ValueError(f"one neuron has one output, the data has {samples.targets.shape[1]} targets")
        if not len(samples):
            raise ValueError("there is no example to learn from")

    def learn(self, samples: Samples) -> Learning:
        """Return the whole of the learning, to be walked; ValueError as `check` says."""
        raise NotImplementedError

    def learn_in_parts(self, samples: Samples) -> Iterator[Learning | None]:
        """Do all the work of `learn`, with a None after every part: whoever pulls may stop there."""
        yield self.learn(samples)


@dataclass(frozen=True)
class TrainedNeuron(Neuron):
    """A neuron whose weights and bias are learned, example by example or once an epoch from all of them.

    Parameters
    ----------
    weights : tuple of float
        The initial weights where `start` is ``given``; empty stands for zeros.
    """

    learning_rate: float = hyper(
        1.0, r"\eta", low=0, low_open=True, high=1e6, log=True, help="size of a change, as a factor"
    )
    rule: str = hyper(
        "online", choices=("online", "batch"), help="change after every example, or once after all of them"
    )
    epochs: int = hyper(100, low=1, high=10_000, help="rounds through the data, at most")
    shuffle: bool = hyper(False, help="take the examples in a new order in every epoch")
    start: str = hyper(
        "zeros", choices=("zeros", "given", "seeded"), help="where the weights and the bias begin"
    )
    bias: float = hyper(0.0, "b", low=-1e6, high=1e6, help="the bias at the start, where it is given")
    seed: int = hyper(0, low=0, high=2**32 - 1, help="of the order and of weights drawn at random")
    weights: tuple[float, ...] = ()

    @classmethod
    def from_values(cls, values: Mapping[str, Any], path: str = "") -> Self:
        """Build the neuron; HyperError names the weight that is not a number within +-1e6."""
        path = path or cls.key
        made = super().from_values({k: v for k, v in values.items() if k != "weights"}, path)
        weights = parse_tuple(values.get("weights", ()), f"{path}.weights")
        for k, weight in enumerate(weights):
            if abs(weight) > 1e6:
                raise HyperError(f"{path}.weights[{k}]", f"{weight:g} is outside [-1e6, 1e6]")
        return replace(made, weights=weights)

    def encode(self) -> dict[str, Any]:
        """Return the key, the hyperparameters and the given weights."""
        return super().encode() | {"weights": list(self.weights)}

    def check(self, samples: Samples) -> None:
        """Raise ValueError if the neuron cannot learn these samples, or has another number of weights."""
        super().check(samples)
        place = first_place(~(np.abs(samples.inputs) <= _LARGEST_INPUT))
        if place:
            row, column = place
            raise ValueError(
                f"row {row + 1}, column {column + 1}: {samples.inputs[place]:g} is not within +-1e100"
            )
        inputs = samples.inputs.shape[1]
        if self.start == "given" and len(self.weights) not in (0, inputs):
            raise ValueError(f"{len(self.weights)} weights are given, the data has {inputs} inputs")

    def initial_theta(self, inputs: int) -> Array:
        """Return the weights and, last, the bias before learning, shape (inputs + 1,)."""
        if self.start == "seeded":
            return np.random.default_rng(self.seed).normal(0, 1, inputs + 1)
        theta = np.zeros(inputs + 1)
        if self.start == "given":
            theta[: len(self.weights)] = self.weights
            theta[-1] = self.bias
        return theta


def check_binary(values: Array, what: str) -> None:
    """Raise ValueError, naming row and column from 1, if a value is neither 0 nor 1."""
    place = first_place(~np.isin(values, (0.0, 1.0)))
    if place:
        row, column = place
        raise ValueError(
            f"row {row + 1}, column {column + 1}: the {what} {values[place]:g} is neither 0 nor 1"
        )


def parse_tuple(value: Any, path: str) -> tuple[float, ...]:
    """Return a list of finite numbers, of any length, as a tuple; HyperError names what is none."""
    if not isinstance(value, (list, tuple)):
        raise HyperError(path, f"expected a list, got {type(value).__name__}")
    return tuple(parse_number(cell, f"{path}[{k}]") for k, cell in enumerate(value))
