"""One whole update, recorded and bound: forward, loss, backward and optimizer, for one size of batch.

The formulas and their order are those of `core.passes.run`, `Clipping.clip` and `Optimizer.rule`. The new
parameters and slots come in the place of the old ones, as soon as nobody reads these any more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from core.arrays import Array
from core.compiled.blocks import Blocks, layers_of, slopes_of
from core.compiled.lowered import (
    Affine,
    Copy,
    InputGradient,
    Joined,
    ParameterGradient,
    Weighted,
    record_total,
)
from core.compiled.places import Arrays, Replacement, allocate, may_replace, reachable
from core.compiled.program import Program
from core.compiled.record import Node, Recorder, Shape, Symbol
from core.compiled.rule import kept, record_formula, record_rule
from core.compiled.slopes import shared_slopes
from core.passes import loss_elements
from core.task import CLIPPED, Point, Task

Name = tuple[str, int]  # a recorded quantity and its layer, 0 where it has none


class CompiledUpdate:
    """The arrays of an update and the programs that fill them.

    Parameters
    ----------
    task : Task
        Not kept: what belongs to it is.
    samples : int
        The size of the batch, N.

    Attributes
    ----------
    blocks : Blocks
        The arrays. Before an update inputs, targets, masks and state are to be filled in.
    places : mapping of Name to Place
        Where in the block each recorded quantity lies.
    place_of_total, place_of_penalty : Place
        Where the sum of the loss's elements and the penalty lie.
    prepare : Program
        Puts a batch, its inputs and its targets, in its place and computes what depends on it alone.
    whole : Program
        Computes everything that is recorded.
    is_short : bool
        Whether loss and output activation meet in one formula for delta.
    """

    def __init__(self, task: Task, samples: int) -> None:
        self.network, self.samples = task.network, samples
        self.filled_with: tuple[int, int] | None = None  # epoch and position of the batch
        self.state_of: Point | None = None  # a point that the state has come to and not left
        self.names = tuple(quantity.name for quantity in task.quantities())
        self._loss, self._optimizer = task.loss, task.optimizer
        self.is_short = task.loss.meets(task.network.layers[-1].activation)
        self._regularizer = task.regularizer if task.penalises else None
        self._clipping = task.clipping if task.clips else None
        self._scale = task.loss.scale(samples, task.network.sizes[-1])
        self._recorder = Recorder()
        self._nodes: dict[Name, Node] = {}
        self._placed: Arrays = {}
        self._only_recorded: set[Node] = set()  # what has a place for the record's sake
        self._replacements: list[Replacement] = []
        self._state_names = ("theta", *task.optimizer.slots())
        self.blocks = Blocks(task.network, samples, len(self._state_names), len(self.names))
        given, theta = self._recorder.given, self.blocks.state[0]
        self._state = tuple(given(theta.shape) for _ in self._state_names)
        self._parameters = [given(view.shape) for view in layers_of(self.network, theta)]
        learning = [n for n, layer in enumerate(self.network.layers, 1) if layer.activation.learns_slope]
        self._slopes = {layer: given(()) for layer in learning}
        self._times = tuple(given((), is_scalar=True) for _ in range(1 + task.varies_rate))
        self._forward()
        self._backward()
        self._optimize()
        self._bind()

    def scaled(self, total: Array) -> float:
        """Return the loss without a penalty from the sum of its elements."""
        return self._scale * float(total.item())

    # The graph

    def _formula(self, formula: Callable[..., Any], *arguments: Node) -> Node:
        """Return the result of a formula as a node with an array of its own."""
        return kept(self._recorder, record_formula(self._recorder, formula, *arguments), arguments[0].shape)

    def _record(self, name: str, layer: int, node: Node, place: Array | None = None) -> Node:
        """Give a node its place in the block; where it has one already, a second place gets a copy."""
        if node in self._placed and place is not None:
            node = self._recorder.call(Copy(), (node,), node.shape)
        if node not in self._placed and place is None:
            self._placed[node] = self.blocks.cut(node.shape[::-1]).T
            self._only_recorded.add(node)
        elif place is not None:
            self._placed[node] = place
        self._nodes[name, layer] = node
        return node

    def _given(self, shape: Shape, array: Array, is_settled: bool = False) -> Node:
        node = self._recorder.given(shape, is_settled=is_settled)
        self._placed[node] = array
        return node

    def _activation(self, layer: int) -> Any:
        """Return a layer's activation, with the symbol of its slope if it learns one."""
        declared = self.network.layers[layer - 1].activation
        if layer not in self._slopes:
            return declared
        return declared.with_slope(Symbol(self._recorder, self._slopes[layer]))  # type: ignore[arg-type]

    def _forward(self) -> None:
        outputs, sizes, blocks = self.network.sizes[-1], self.network.sizes, self.blocks
        a = self._given((self.samples, sizes[0]), blocks.a[0], is_settled=True)
        self._targets = self._given((self.samples, outputs), blocks.targets, is_settled=True)
        self._nodes["a", 0] = self._nodes["dropped", 0] = a
        for layer, units in enumerate(sizes[1:], 1):
            shape = (self.samples, units)
            before = Affine(blocks.extended[layer - 1])
            z = self._recorder.call(before, (self._parameters[layer - 1], a), shape)
            a = self._formula(self._activation(layer).value, z)
            # a first: the identity's z is its a, and must lie beside the column of ones
            a = self._record("a", layer, a, blocks.a[layer])
            beside = layer < self.network.depth and z not in self._placed
            self._record("z", layer, z, blocks.hidden_z[:, blocks.columns[layer - 1]] if beside else None)
            if layer in blocks.masks:
                self._nodes["mask", layer] = mask = self._given(shape, blocks.masks[layer])
                dropped = self._recorder.apply(np.multiply, (a, mask))
                a = self._record("dropped", layer, dropped, blocks.extended[layer][:, :-1])
            self._nodes["dropped", layer] = a

    def _backward(self) -> None:
        depth = self.network.depth
        z, a, targets = self._nodes["z", depth], self._nodes["a", depth], self._targets

        def elements(prediction: Array, target: Array, logits: Array) -> Array:
            return loss_elements(self.network, self._loss, logits, prediction, target)

        terms = self._record("elements", 0, self._formula(elements, a, targets, z))
        self._total = record_total(self._recorder, terms)
        self._placed[self._total] = self.blocks.total
        grad_a = self._record("grad_a", depth, self._formula(self._loss.gradient, a, targets))
        self._nodes["grad_dropped", depth] = grad_a
        if self.is_short:
            delta = self._formula(self._loss.delta, a, targets)
        else:
            delta = self._formula(self._activation(depth).backward, grad_a, z, a)
        delta = self._record("delta", depth, delta)
        whole = self.blocks.gradient if self._regularizer is None else np.empty_like(self.blocks.gradient)
        parts = self._parameter_gradients(depth, delta, whole)
        slopes = self._shared_slopes()
        for layer in range(depth - 1, 0, -1):
            delta = self._record("delta", layer, self._delta_of_hidden(layer, delta, slopes))
            parts += self._parameter_gradients(layer, delta, whole)
        gradient = self._recorder.call(Joined(), tuple(parts), whole.shape)
        if self._regularizer is not None:
            self._placed[gradient] = whole
            gradient = self._penalised(gradient)
        self._record("gradient", 0, gradient, self.blocks.gradient)

    def _delta_of_hidden(self, layer: int, delta: Node, slopes: Node | None) -> Node:
        """Return the delta of a layer from that of the layer after it."""
        shape = (self.samples, self.network.sizes[layer])
        grad_a = self._recorder.call(InputGradient(), (delta, self._parameters[layer]), shape)
        self._record("grad_dropped", layer, grad_a)
        if layer in self.blocks.masks:
            grad_a = self._recorder.apply(np.multiply, (grad_a, self._nodes["mask", layer]))
        self._record("grad_a", layer, grad_a)
        if slopes is None:
            backward = self._activation(layer).backward
            return self._formula(backward, grad_a, self._nodes["z", layer], self._nodes["a", layer])
        slope = self._recorder.call(Joined(), (slopes,), shape)
        self._placed[slope] = self._placed[slopes][:, self.blocks.columns[layer - 1]]
        return self._recorder.apply(np.multiply, (grad_a, slope))

    def _shared_slopes(self) -> Node | None:
        """Return f'(z) of all hidden layers at once, where that can be."""
        wholes = []
        for name, place in (("z", self.blocks.hidden_z), ("a", self.blocks.hidden_a)):
            parts = tuple(self._nodes[name, layer] for layer in range(1, self.network.depth))
            wholes.append(self._recorder.call(Joined(), parts, place.shape))
            self._placed[wholes[-1]] = place
        slopes = shared_slopes(self._recorder, self.network, *wholes)
        if slopes is not None:
            self._placed[slopes] = np.empty(slopes.shape[::-1]).T
        return slopes

    def _parameter_gradients(self, layer: int, delta: Node, gradient: Array) -> list[Node]:
        """Return the gradients of a layer's parameters, put in their places in `gradient`."""
        product = ParameterGradient(self.blocks.extended[layer - 1])
        place = layers_of(self.network, gradient)[layer - 1]
        found = [self._recorder.call(product, (delta, self._nodes["dropped", layer - 1]), place.shape)]
        self._placed[found[0]] = place
        if layer in self._slopes:
            by_slope = self._formula(self._activation(layer).slope_derivative, self._nodes["z", layer])
            shares = self._recorder.apply(np.multiply, (self._nodes["grad_a", layer], by_slope))
            found.append(record_total(self._recorder, shares))
            self._placed[found[1]] = self.network.split(gradient)[layer - 1].slope.reshape(())
        return found

    def _penalised(self, gradient: Node) -> Node:
        """Return the gradient with the penalty's; the penalty itself is computed beside it."""
        assert self._regularizer is not None
        theta, is_weight = self._state[0], self._given(gradient.shape, self.network.is_weight)
        shares = self._formula(self._regularizer.penalty, theta)
        self._penalty = self._recorder.call(Weighted(), (shares, is_weight), (1,))
        self._placed[self._penalty] = self.blocks.penalty
        pull = record_formula(self._recorder, self._regularizer.gradient, theta)
        return self._recorder.apply(np.add, (gradient, self._recorder.apply(np.multiply, (pull, is_weight))))

    def _optimize(self) -> None:
        gradient = self._nodes["gradient", 0]
        values = {}
        if self._clipping is not None:
            values[CLIPPED] = gradient = self._formula(self._clipping.clip, gradient)
        values |= record_rule(self._recorder, self._optimizer, gradient, self._state, self._times)
        names, shape = (*self._state_names, *self.names), gradient.shape
        results = {name: kept(self._recorder, values[name], shape) for name in names}
        for name, before, place in zip(self._state_names, self._before(), self.blocks.state, strict=True):
            node = results.pop(name)
            if not may_replace(self._recorder.nodes, before, node):
                node = self._recorder.call(Copy(), (node,), node.shape)
            after = self._record(name, 0, node, place)
            self._replacements.append(Replacement(before, after))
        for name, node in results.items():
            self._record(name, 0, node)

    def _before(self) -> list[tuple[Node, ...]]:
        """Return the nodes of theta and its parts, and of each slot, before the update."""
        theta, *slots = self._state
        return [(theta, *self._parameters, *self._slopes.values()), *((slot,) for slot in slots)]

    # The programs

    def _bind(self) -> None:
        self.blocks.close()
        nodes, theta = self._recorder.nodes, self.blocks.state[0]
        self._placed |= dict(zip(self._state, self.blocks.state, strict=True))
        self._placed |= dict(zip(self._parameters, layers_of(self.network, theta), strict=True))
        self._placed |= dict(zip(self._slopes.values(), slopes_of(self.network, theta), strict=True))
        needed = [self._total, *(replacement.after for replacement in self._replacements)]
        if self._regularizer is not None:
            needed.append(self._penalty)
        self._needed = reachable(nodes, needed)
        wanted = reachable(nodes, [*needed, *self._nodes.values()])
        self._arrays = arrays = allocate(wanted, self._placed, self._replacements)
        self.places = {name: self.blocks.place(arrays[node]) for name, node in self._nodes.items()}
        self.places["targets", 0] = self.blocks.place(arrays[self._targets])
        self.place_of_total = self.blocks.place(self.blocks.total)
        self.place_of_penalty = self.blocks.place(self.blocks.penalty)
        settled = [node for node in wanted if node.is_settled]
        self.prepare = Program(settled, arrays, filled=self.blocks.batch)
        self.whole = Program([node for node in wanted if not node.is_settled], arrays, self._times)

    @cached_property
    def lean(self) -> Program:
        """The calls of `whole` without those that only the record needs, on fewer arrays; gives the loss."""
        return self._without_record([node for node in self._needed if not node.is_settled])

    @cached_property
    def filling(self) -> Program:
        """The calls of `prepare` and `lean` together."""
        return self._without_record(self._needed, self.blocks.batch)

    def _without_record(self, nodes: list[Node], filled: Sequence[Array] = ()) -> Program:
        placed = {
            node: array
            for node, array in self._arrays.items()
            if node.is_settled or (node in self._placed and node not in self._only_recorded)
        }
        loss = [(self._scale, self.blocks.total), (1.0, self.blocks.penalty)]
        total = loss if self._regularizer is not None else loss[:1]
        arrays = allocate(self._needed, placed, self._replacements, [self._nodes["gradient", 0]])
        return Program(nodes, arrays, self._times, filled, total)
