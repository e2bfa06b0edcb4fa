"""Where every step of an update stands: an index computed from the shapes alone.

An update is a row of sections; a section is a row of equal nodes; a node is a row of parts; a part is
`repeat` runs of `terms` steps. Finding step i takes a bisection over a few sections and two divisions,
whatever the size of the network, and nothing is stored per step.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from core.losses.base import Loss
from core.network import Network

PHASES = ("forward", "loss", "backward", "update")
_RUNNING = ("product", "jacobian_term")  # they only add to a sum: another kind of step completes it


@dataclass(frozen=True)
class Part:
    """Equal runs of steps inside a node.

    Attributes
    ----------
    kind : str
        What a step computes, see `core.trace`.
    repeat : int
        How many runs: the origins of a unit's products, say.
    terms : int
        Steps in a run: the samples of a gradient, say.
    """

    kind: str
    repeat: int = 1
    terms: int = 1

    @property
    def length(self) -> int:
        """Steps in all."""
        return self.repeat * self.terms

    @property
    def stride(self) -> int | None:
        """Steps that go into one number; None where there are only sums that go on in the next part."""
        if self.kind in _RUNNING:
            return None
        if self.kind == "quantity":
            return 1
        return self.length if self.kind == "grad_a_term" else self.terms


@dataclass(frozen=True)
class Section:
    """A row of equal nodes: the units of a layer in one phase."""

    phase: str
    layer: int
    nodes: int
    parts: tuple[Part, ...]
    start: int
    whole_layer: bool = False

    @property
    def is_of_slope(self) -> bool:
        """Whether it is about the slope that a layer learns: nothing of any one unit is done there."""
        return self.whole_layer and self.parts[0].kind in ("slope_gradient_term", "quantity")

    @cached_property
    def node_length(self) -> int:
        """Steps per node."""
        return sum(part.length for part in self.parts)

    @property
    def stop(self) -> int:
        """The step after the last."""
        return self.start + self.nodes * self.node_length

    def offset(self, kind: str) -> int | None:
        """Return where the part `kind` begins in a node; None if it has none."""
        offset = 0
        for part in self.parts:
            if part.kind == kind:
                return offset
            offset += part.length
        return None

    def part(self, kind: str) -> Part:
        """Return the part `kind`."""
        return next(part for part in self.parts if part.kind == kind)


class TraceLayout:
    """The sections of one update.

    Parameters
    ----------
    network : Network
    loss : Loss
    quantities : int
        How many named quantities the optimizer has for each parameter.
    samples : int
        The size of the batch.
    penalises : bool
        Whether a penalty is added to the loss, and its gradient to that of every weight.
    """

    def __init__(
        self, network: Network, loss: Loss, quantities: int, samples: int, *, penalises: bool = False
    ) -> None:
        self._sections: list[Section] = []
        self._shortcut = loss.meets(network.layers[-1].activation)
        self._penalises = penalises
        for layer in range(1, network.depth + 1):
            self._add_forward(network, layer)
        outputs = network.sizes[-1]
        of_penalty = (Part("penalty"), Part("objective")) if penalises else ()
        of_loss = (Part("loss_term", outputs), Part("loss"), *of_penalty)
        self._add("loss", network.depth, 1, *of_loss, whole_layer=True)
        for layer in range(network.depth, 0, -1):
            self._add_backward(network, layer, samples)
        for layer in range(1, network.depth + 1):
            fan_in, units = network.sizes[layer - 1], network.sizes[layer]
            self._add("update", layer, units, Part("quantity", fan_in + 1, quantities))
            if network.layers[layer - 1].activation.learns_slope:
                self._add("update", layer, 1, Part("quantity", 1, quantities), whole_layer=True)
        self.sections = tuple(self._sections)
        self._starts = [section.start for section in self.sections]
        self._of_layers: dict[tuple[str, int], tuple[Section, ...]] = {}
        for section in self.sections:
            place = (section.phase, section.layer)
            self._of_layers[place] = (*self._of_layers.get(place, ()), section)

    def __len__(self) -> int:
        return self.sections[-1].stop

    def section_at(self, step: int) -> Section:
        """Return the section that `step` lies in."""
        return self.sections[bisect_right(self._starts, step) - 1]

    def sections_of(self, phase: str, layer: int) -> tuple[Section, ...]:
        """Return a layer's sections in a phase."""
        return self._of_layers.get((phase, layer), ())

    def writer(self, phase: str, layer: int, kind: str, *, whole_layer: bool | None = None) -> Section:
        """Return a layer's section in a phase that has the part `kind`."""
        return next(
            section
            for section in self.sections_of(phase, layer)
            if section.offset(kind) is not None and whole_layer in (None, section.whole_layer)
        )

    def _add(self, phase: str, layer: int, nodes: int, *parts: Part, whole_layer: bool = False) -> None:
        start = self._sections[-1].stop if self._sections else 0
        self._sections.append(Section(phase, layer, nodes, parts, start, whole_layer))

    def _add_forward(self, network: Network, layer: int) -> None:
        fan_in, units = network.sizes[layer - 1], network.sizes[layer]
        weighted_sum = (Part("product", fan_in), Part("bias"))
        declared = network.layers[layer - 1]
        if declared.activation.elementwise:
            dropout = (Part("dropout"),) if declared.dropout else ()
            self._add("forward", layer, units, *weighted_sum, Part("activation"), *dropout)
            return
        self._add("forward", layer, units, *weighted_sum)
        dropout = (Part("dropout", units),) if declared.dropout else ()
        whole = (Part("exponential", units), Part("exponential_sum"), Part("quotient", units))
        self._add("forward", layer, 1, *whole, *dropout, whole_layer=True)

    def _add_backward(self, network: Network, layer: int, samples: int) -> None:
        fan_in, units = network.sizes[layer - 1], network.sizes[layer]
        is_output, declared = layer == network.depth, network.layers[layer - 1]
        grad_a: tuple[Part, ...] = (Part("grad_a_term", 1 if is_output else network.sizes[layer + 1]),)
        if declared.dropout:
            grad_a += (Part("dropout_gradient"),)
        shares = samples + 1 if self._penalises else samples
        gradients = (Part("weight_gradient_term", fan_in, shares), Part("bias_gradient_term", 1, samples))
        shortcut = (Part("shortcut"),) if is_output and self._shortcut else ()
        if declared.activation.elementwise:
            chain = (*grad_a, Part("derivative"), Part("delta"))
            self._add("backward", layer, units, *chain, *shortcut, *gradients)
            if declared.activation.learns_slope:
                slope = Part("slope_gradient_term", 1, units * samples)
                self._add("backward", layer, 1, slope, whole_layer=True)
            return
        self._add("backward", layer, units, *grad_a)
        self._add(
            "backward", layer, units, Part("jacobian_term", units), Part("delta"), *shortcut, *gradients
        )
