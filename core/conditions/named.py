"""What a name in a condition stands for: its values, and the steps from which on they are known.

Values are ``(K, N, S)`` over a stretch of K updates, with a 1 where there is one number for all samples, or
for all spots; an array has its numbers along the last axis. Steps are ``(S,)``, or one number. A parameter
counts as known where it is first used.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from core.conditions.spots import EDGE, NODE, PARAMETER, UPDATE, Spots
from core.conditions.stretch import Integers, Stretch
from core.expression.read_condition import Name
from core.formula import Source
from core.metrics import decide
from core.network import Network
from core.trace import Steps

# Which phase writes what is recorded; all else is the optimizer's.
_PHASES = dict.fromkeys(("", "z", "a", "targets"), "forward")
_PHASES |= {"loss": "loss"} | dict.fromkeys(("grad_a", "delta", "gradient"), "backward")
SATURATED = 0.01  # of its range: how near to an end of it an activation is called saturated


@dataclass(frozen=True, eq=False)
class Named(ABC):
    """One name.

    Attributes
    ----------
    help : str
        What it stands for, as a phrase.
    kind : str
        What it belongs to, see `core.conditions.spots`.
    of_losses : bool
        Whether it is known of updates of which the losses alone are.
    quantity : str
        What it is recorded as; empty for what is there before the update.
    """

    help: str
    quantity: str
    kind: ClassVar[str] = UPDATE
    of_losses: ClassVar[bool] = False

    @property
    def name(self) -> Name:
        """What a text may do with it."""
        return Name(of_spot=self.kind != UPDATE)

    @property
    def is_given(self) -> bool:
        """Whether it is there before the update's first step."""
        return not self.quantity

    @property
    def phase(self) -> str:
        """The phase of an update in which it is first known."""
        return _PHASES.get(self.quantity, "update")

    @abstractmethod
    def values(self, stretch: Stretch, spots: Spots) -> Any:
        """Return its values."""

    def steps(self, trace: Steps, spots: Spots) -> Any:
        """Return the steps from which on they are known: at once, unless they are computed."""
        return np.intp(0)


@dataclass(frozen=True, eq=False)
class OfUpdate(Named):
    """One number of an update, a field of `Stretch`."""

    field: str
    of_losses: ClassVar[bool] = True

    def values(self, stretch: Stretch, spots: Spots) -> Any:
        """Return the field."""
        return getattr(stretch, self.field)[:, None, None]


@dataclass(frozen=True, eq=False)
class LossOfUpdate(OfUpdate):
    """The loss, with the penalty."""

    def steps(self, trace: Steps, spots: Spots) -> Any:
        """Return where it is summed up."""
        return trace.written_at("loss", trace.task.network.depth)[0]


@dataclass(frozen=True, eq=False)
class Wrong(Named):
    """Whether a sample is taken for another class than its own, by the rules of `core.metrics`."""

    rule: str
    rule_of_targets: str
    depth: int

    @property
    def name(self) -> Name:
        """It is true or false."""
        return Name(is_truth=True)

    def values(self, stretch: Stretch, spots: Spots) -> Any:
        """Compare the classes."""
        decided = decide(stretch.named("a", self.depth), self.rule)
        return (decided != decide(stretch.named("targets"), self.rule_of_targets))[:, :, None]

    def steps(self, trace: Steps, spots: Spots) -> Any:
        """Return where the last output is known."""
        return trace.written_at("a", self.depth).max()


@dataclass(frozen=True, eq=False)
class OfNode(Named):
    """A recorded quantity of every node, for every sample."""

    kind: ClassVar[str] = NODE

    def values(self, stretch: Stretch, spots: Spots) -> Any:
        """Return it, layer by layer."""
        if len(spots.nodes) == 1:
            ((layer, units),) = spots.nodes
            return stretch.named(self.quantity, layer)[:, :, units]
        return stretch.of_all_layers(self.quantity)

    def steps(self, trace: Steps, spots: Spots) -> Any:
        """Return where each is complete."""
        return spots.joined([trace.written_at(self.quantity, n)[units] for n, units in spots.nodes])


@dataclass(frozen=True, eq=False)
class Saturated(OfNode):
    """Whether an activation is at an end of its range; never, where the range has no two ends."""

    network: Network

    @property
    def name(self) -> Name:
        """It is true or false."""
        return Name(is_truth=True, of_spot=True)

    def values(self, stretch: Stretch, spots: Spots) -> Any:
        """Compare with the ends of the range."""
        ranges = [self.network.layers[layer - 1].activation.output_range for layer, _ in spots.nodes]
        a = super().values(stretch, spots)
        counts = [len(range(self.network.sizes[layer])[units]) for layer, units in spots.nodes]
        low, high = np.repeat(np.array(ranges), counts, axis=0).T
        margin = SATURATED * (high - low)  # infinite or NaN without two ends, and nothing is beyond that
        with np.errstate(invalid="ignore"):
            return np.isfinite(margin) & ((a <= low + margin) | (a >= high - margin))


@dataclass(frozen=True, eq=False)
class Bias(Named):
    """The bias of every node."""

    kind: ClassVar[str] = NODE

    def values(self, stretch: Stretch, spots: Spots) -> Any:
        """Return it as it was before the update."""
        return stretch.thetas[:, None, spots.parameters]

    def steps(self, trace: Steps, spots: Spots) -> Any:
        """Return where it is added."""
        return _used_at(trace)[spots.parameters]


@dataclass(frozen=True, eq=False)
class Weight(Bias):
    """The weight of every edge."""

    kind: ClassVar[str] = EDGE


@dataclass(frozen=True, eq=False)
class OfParameter(Named):
    """The gradient, or one of the optimizer's quantities, of an edge's weight or a node's bias."""

    kind: ClassVar[str] = PARAMETER

    def values(self, stretch: Stretch, spots: Spots) -> Any:
        """Return it as recorded."""
        return stretch.named(self.quantity)[:, None, spots.parameters]

    def steps(self, trace: Steps, spots: Spots) -> Any:
        """Return where each is complete."""
        return _written_at(trace, self.quantity)[spots.parameters]


@dataclass(frozen=True, eq=False)
class OfArray(Named):
    """A whole array of one layer."""

    sizes: tuple[int, ...]

    @property
    def name(self) -> Name:
        """It has indices."""
        return Name(self.sizes)


@dataclass(frozen=True, eq=False)
class OfLayer(OfArray):
    """What is recorded of a layer's nodes, of the inputs or of the targets."""

    layer: int

    @property
    def is_given(self) -> bool:
        """Whether it is the inputs or the targets."""
        return self.quantity == "targets" or self.layer == 0

    def values(self, stretch: Stretch, spots: Spots) -> Any:
        """Return it as recorded."""
        return stretch.named(self.quantity, self.layer)

    def steps(self, trace: Steps, spots: Spots) -> Any:
        """Return where each is complete; inputs and targets are there at once."""
        return trace.written_at(self.quantity, self.layer) if self.layer else np.zeros(self.sizes, np.intp)


@dataclass(frozen=True, eq=False)
class Parameters(OfArray):
    """The weights or the biases of a layer before the update."""

    place: slice

    def values(self, stretch: Stretch, spots: Spots) -> Any:
        """Return them in one row."""
        return stretch.thetas[:, None, self.place]

    def steps(self, trace: Steps, spots: Spots) -> Any:
        """Return where each is first used."""
        return _used_at(trace)[self.place]


@dataclass(frozen=True, eq=False)
class OfParameters(OfArray):
    """The gradient, or one of the optimizer's quantities, of a layer's weights or biases."""

    place: slice

    def values(self, stretch: Stretch, spots: Spots) -> Any:
        """Return it in one row."""
        return stretch.named(self.quantity)[:, None, self.place]

    def steps(self, trace: Steps, spots: Spots) -> Any:
        """Return where each is complete."""
        return _written_at(trace, self.quantity)[self.place]


def _used_at(trace: Steps) -> Integers:
    """Return the step at which each parameter is first used, in the order of theta."""
    parts: list[Integers] = []
    for layer, declared in enumerate(trace.task.network.layers, 1):
        parts += [trace.written_at("product", layer).ravel(), trace.written_at("z", layer)]
        if declared.activation.learns_slope:
            parts.append(trace.written_at("a", layer)[:1])
    return np.concatenate(parts)


def _written_at(trace: Steps, quantity: str) -> Integers:
    """Return the step that completes a quantity of each parameter, in the order of theta."""
    parts: list[Integers] = []
    is_gradient = quantity == "gradient"
    for layer, declared in enumerate(trace.task.network.layers, 1):
        names = ("weight_gradient", "bias_gradient") if is_gradient else (quantity,)
        parts += [trace.written_at(name, layer).ravel() for name in names]
        if declared.activation.learns_slope:
            slope = Source("slope_gradient" if is_gradient else quantity, layer)
            parts.append(np.array([trace.step_of(slope)]))
    return np.concatenate(parts)
