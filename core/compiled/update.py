"""One whole update, recorded and bound: forward, loss, backward and optimizer, for one size of batch.

The formulas and their order are those of `core.passes.run`, `Clipping.clip` and `Optimizer.rule`. Parameters
and slots lie in two blocks that take turns, so that an update reads one and writes the other and nothing is
copied.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

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
from core.compiled.program import Arrays, Program, allocate, reachable
from core.compiled.record import Node, Recorder, Shape, Symbol
from core.compiled.rule import kept, record_formula, record_rule
from core.compiled.slopes import shared_slopes
from core.passes import loss_elements
from core.task import CLIPPED, Task

Name = tuple[str, int]  # a recorded quantity and its layer, 0 where it has none


class Place(NamedTuple):
    """Where an array lies in a block: its shape, its offset and its strides in bytes."""

    shape: Shape
    offset: int
    strides: Shape


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
        The arrays. Before an update its batch, its masks and the first of its states are to be filled in.
    places : mapping of Name to Place
        Where in the block each recorded quantity lies.
    place_of_state, place_of_total, place_of_penalty : Place
        Where the state after the update, the sum of the loss's elements and the penalty lie.
    prepare : Program
        Computes what depends on the batch alone, once it is filled in.
    whole : Program
        Computes everything that is recorded, from the first state to the second.
    lean : pair of Program
        The same calls without those that only the record needs; from either state to the other.
    """

    def __init__(self, task: Task, samples: int) -> None:
        self.network, self.samples = task.network, samples
        self.filled_with: tuple[int, int] | None = None  # epoch and position of the batch
        self.names = tuple(quantity.name for quantity in task.quantities())
        self._loss, self._optimizer = task.loss, task.optimizer
        self._regularizer = task.regularizer if task.penalises else None
        self._clipping = task.clipping if task.clips else None
        self._scale = task.loss.scale(samples, task.network.sizes[-1])
        self._recorder = Recorder()
        self._nodes: dict[Name, Node] = {}
        self._placed: Arrays = {}
        self._state_names = ("theta", *task.optimizer.slots())
        self.blocks = Blocks(task.network, samples, len(self._state_names), len(self.names))
        given, theta = self._recorder.given, self.blocks.states[0][0]
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

    def last_loss(self) -> float:
        """Return the loss of the last run, the penalty included."""
        loss = self.scaled(self.blocks.total)
        return loss if self._regularizer is None else loss + float(self.blocks.penalty.item())

    # The graph

    def _formula(self, formula: Callable[..., Any], *arguments: Node) -> Node:
        """Return the result of a formula as a node with an array of its own."""
        return kept(self._recorder, record_formula(self._recorder, formula, *arguments), arguments[0].shape)

    def _record(self, name: str, layer: int, node: Node, place: Array | None = None) -> Node:
        """Give a node its place in the block; where it has one already, a second place gets a copy."""
        if node in self._placed and place is not None:
            node = self._recorder.call(Copy(), (node,), node.shape)
        if node not in self._placed:
            self._placed[node] = self.blocks.cut(node.shape[::-1]).T if place is None else place
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
        targets = blocks.batch[:outputs].T
        self._targets = self._given(targets.shape, targets, is_settled=True)
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
        delta = self._formula(self._activation(depth).backward, grad_a, z, a)
        if self._loss.meets(self.network.layers[-1].activation):
            self._record("chain_delta", 0, delta)
            delta = self._formula(self._loss.delta, a, targets)
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
        self._next = []
        for name, place in zip(self._state_names, self.blocks.states[1], strict=True):
            node = kept(self._recorder, values[name], gradient.shape)
            self._next.append(self._record(name, 0, node, place))
        for name in self.names:
            if name not in self._state_names:
                self._record(name, 0, kept(self._recorder, values[name], gradient.shape))

    # The programs

    def _bind(self) -> None:
        self.blocks.close()
        nodes = self._recorder.nodes
        needed = [self._total, *self._next]
        if self._regularizer is not None:
            needed.append(self._penalty)
        wanted = [*needed, *self._nodes.values()]
        first = allocate(nodes, wanted, self._placed | self._state_arrays(0))
        arrays = (first, first | self._state_arrays(1))
        self.places = {name: self._place(first[node]) for name, node in self._nodes.items()}
        self.places["targets", 0] = self._place(first[self._targets])
        self.place_of_state = self._place(self.blocks.states[1])
        self.place_of_total = self._place(self.blocks.total)
        self.place_of_penalty = self._place(self.blocks.penalty)
        whole, lean = reachable(nodes, wanted), reachable(nodes, needed)
        self.prepare = Program([node for node in whole if node.is_settled], first)
        changing = [node for node in whole if not node.is_settled]
        self.whole = Program(changing, first, self._times)
        in_lean = set(lean)
        changing = [node for node in changing if node in in_lean]
        self.lean = tuple(Program(changing, bound, self._times) for bound in arrays)

    def _place(self, array: Array) -> Place:
        return Place(array.shape, array.ctypes.data - self.blocks.block.ctypes.data, array.strides)

    def _state_arrays(self, turn: int) -> Arrays:
        """Return the arrays of the state that is read and of the one that is written."""
        read, written = self.blocks.states[turn], self.blocks.states[1 - turn]
        return (
            dict(zip(self._state, read, strict=True))
            | dict(zip(self._parameters, layers_of(self.network, read[0]), strict=True))
            | dict(zip(self._slopes.values(), slopes_of(self.network, read[0]), strict=True))
            | dict(zip(self._next, written, strict=True))
        )
