"""One whole update, recorded and bound: forward, loss, backward and optimizer, for one size of batch.

The formulas and their order are those of `core.passes.run` and `Optimizer.rule`. Parameters and slots lie in
two blocks that take turns, so that an update reads one and writes the other and nothing is copied.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from core.arrays import Array
from core.compiled.lowered import Affine, Copy, InputGradient, Joined, ParameterGradient, Plain, Row, Total
from core.compiled.program import Arrays, Program, allocate
from core.compiled.record import Node, Recorder, Shape, Symbol
from core.compiled.slopes import shared_slopes
from core.losses.base import Loss
from core.network import Network
from core.optimizers.base import Optimizer
from core.passes import loss_elements

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
    network : Network
    loss : Loss
    optimizer : Optimizer
    samples : int
        The size of the batch, N.

    Attributes
    ----------
    block : array
        All recorded numbers one after the other.
    batch : array (outputs + inputs, N)
        Targets and, below them, inputs, to be filled in before an update.
    states : pair of array (1 + slots, parameters)
        Theta and the slots, in two blocks that take turns.
    total : array ()
        The sum of the loss's elements.
    places : mapping of Name to Place
        Where in the block each recorded quantity lies.
    place_of_state, place_of_total : Place
        Where the state after the update and the sum of the loss's elements lie.
    whole : Program
        Computes everything that is recorded, from the first state to the second.
    lean : pair of Program
        The same calls without those that only the record needs; from either state to the other.
    """

    def __init__(self, network: Network, loss: Loss, optimizer: Optimizer, samples: int) -> None:
        self.network, self.loss, self.optimizer, self.samples = network, loss, optimizer, samples
        self.filled_with: tuple[int, int] | None = None  # epoch and position of the batch
        self._scale = loss.scale(samples, network.sizes[-1])
        self.names = tuple(quantity.name for quantity in optimizer.quantities())
        self._recorder = Recorder()
        self._nodes: dict[Name, Node] = {}
        self._placed: Arrays = {}
        self._state_names = ("theta", *optimizer.slots())
        self._reserve()
        self._given_state = [self._recorder.given((network.parameter_count,)) for _ in self._state_names]
        self._parameters = [self._recorder.given(view.shape) for view in self._layers(self.states[0][0])]
        self._step = self._recorder.given((), is_scalar=True)
        self._forward()
        self._backward()
        self._optimize()
        self._bind()

    def scaled(self, total: Array) -> float:
        """Return the loss from the sum of its elements."""
        return self._scale * float(total.item())

    def last_loss(self) -> float:
        """Return the loss of the last run."""
        return self.scaled(self.total)

    # Arrays

    def _reserve(self) -> None:
        """Cut all recorded arrays out of one block."""
        sizes, count, samples = self.network.sizes, self.network.parameter_count, self.samples
        per_unit = [units for units in sizes[1:] for _ in ("z", "grad_a", "delta")]
        once = [units + 2 for units in sizes] + 3 * [
            sizes[-1]
        ]  # a and z with a row to spare, targets, elements ...
        length = samples * sum(once + per_unit) + 1 + count * (2 + len(self.names) + len(self._state_names))
        self.block = np.zeros(length)
        self._used = 0
        whole_batch = self._cut((sizes[-1] + sizes[0] + 1, samples))
        whole_batch[-1] = 1
        self.batch = whole_batch[:-1]
        self._extended = [whole_batch[sizes[-1] :].T]
        # The hidden layers lie together, z as a: what is the same for all of them is then one call.
        ends = np.cumsum([0] + [units + 1 for units in sizes[1:-1]]).tolist()
        self._hidden_a, self._hidden_z = (self._cut((ends[-1], samples)).T for _ in ("a", "z"))
        self._columns = [slice(end, end + units) for end, units in zip(ends, sizes[1:], strict=True)]
        for columns in self._columns[:-1]:
            self._extended.append(self._hidden_a[:, columns.start : columns.stop + 1])
        self._extended.append(self._cut((sizes[-1] + 1, samples)).T)
        for extended in self._extended[1:]:
            extended[:, -1] = 1
        following = self._cut((len(self._state_names), count))
        self.states = (np.zeros_like(following), following)
        self.total = self._cut(())
        self._gradient = self._cut((count,))

    def _cut(self, shape: Shape) -> Array:
        start = self._used
        self._used += int(np.prod(shape))
        return self.block[start : self._used].reshape(shape)

    def _layers(self, theta: Array) -> list[Array]:
        """Return ``[W; b]`` of every layer as views: in theta b follows W."""
        sizes, starts = self.network.sizes, self.network.starts
        return [
            theta[start:end].reshape(fan_in + 1, units)
            for fan_in, units, start, end in zip(sizes[:-1], sizes[1:], starts[:-1], starts[1:], strict=True)
        ]

    # The graph

    def _formula(self, formula: Callable[..., Any], *arguments: Node) -> Node:
        """Return the result of a formula in the shape of its first argument."""
        symbols = [Symbol(self._recorder, argument) for argument in arguments]
        try:
            result = formula(*symbols)
        except (TypeError, AttributeError):  # it does what no symbol can do
            return self._recorder.call(Plain(formula), arguments, arguments[0].shape)
        return self._kept(result.node, arguments[0].shape)

    def _kept(self, node: Node, shape: Shape) -> Node:
        """Return a node that has an array of this shape of its own."""
        if node.operation is None or node.shape != shape:
            return self._recorder.call(Copy(), (node,), shape)
        return node

    def _record(self, name: str, layer: int, node: Node, place: Array | None = None) -> Node:
        """Give a node its place in the block; where it has one already, a second place gets a copy."""
        if node in self._placed and place is not None:
            node = self._recorder.call(Copy(), (node,), node.shape)
        if node not in self._placed:
            self._placed[node] = self._cut(node.shape[::-1]).T if place is None else place
        self._nodes[name, layer] = node
        return node

    def _forward(self) -> None:
        outputs, sizes = self.network.sizes[-1], self.network.sizes
        a = self._given((self.samples, sizes[0]), self._extended[0][:, :-1])
        self._targets = self._given((self.samples, outputs), self.batch[:outputs].T)
        self._nodes["a", 0] = a
        for layer, declared in enumerate(self.network.layers, 1):
            shape = (self.samples, declared.units)
            before = Affine(self._extended[layer - 1])
            z = self._recorder.call(before, (self._parameters[layer - 1], a), shape)
            a = self._formula(declared.activation.value, z)
            # a first: the identity's z is its a, and must lie beside the column of ones
            a = self._record("a", layer, a, self._extended[layer][:, :-1])
            beside = layer < self.network.depth and z not in self._placed
            self._record("z", layer, z, self._hidden_z[:, self._columns[layer - 1]] if beside else None)

    def _given(self, shape: Shape, array: Array) -> Node:
        node = self._recorder.given(shape)
        self._placed[node] = array
        return node

    def _backward(self) -> None:
        depth, layers = self.network.depth, self.network.layers
        z, a, targets = self._nodes["z", depth], self._nodes["a", depth], self._targets

        def elements(prediction: Array, target: Array, logits: Array) -> Array:
            return loss_elements(self.network, self.loss, logits, prediction, target)

        terms = self._record("elements", 0, self._formula(elements, a, targets, z))
        self._placed[self._recorder.call(Total(), (terms,), (1,))] = self.total
        self._total_node = self._recorder.nodes[-1]
        grad_a = self._record("grad_a", depth, self._formula(self.loss.gradient, a, targets))
        delta = self._formula(layers[-1].activation.backward, grad_a, z, a)
        if self.loss.meets(layers[-1].activation):
            self._record("chain_delta", 0, delta)
            delta = self._formula(self.loss.delta, a, targets)
        delta = self._record("delta", depth, delta)
        gradients = self._layers(self._gradient)
        parts = [self._parameter_gradient(depth, delta, gradients)]
        slopes = self._slopes()
        for layer in range(depth - 1, 0, -1):
            shape = (self.samples, layers[layer - 1].units)
            grad_a = self._recorder.call(InputGradient(), (delta, self._parameters[layer]), shape)
            self._record("grad_a", layer, grad_a)
            if slopes is None:
                backward = layers[layer - 1].activation.backward
                delta = self._formula(backward, grad_a, self._nodes["z", layer], self._nodes["a", layer])
            else:
                slope = self._recorder.call(Joined(), (slopes,), shape)
                self._placed[slope] = self._placed[slopes][:, self._columns[layer - 1]]
                delta = self._recorder.apply(np.multiply, (grad_a, slope))
            delta = self._record("delta", layer, delta)
            parts.append(self._parameter_gradient(layer, delta, gradients))
        gradient = self._recorder.call(Joined(), tuple(parts), self._gradient.shape)
        self._record("gradient", 0, gradient, self._gradient)

    def _slopes(self) -> Node | None:
        """Return f'(z) of all hidden layers at once, where that can be."""
        wholes = []
        for name, place in (("z", self._hidden_z), ("a", self._hidden_a)):
            parts = tuple(self._nodes[name, layer] for layer in range(1, self.network.depth))
            wholes.append(self._recorder.call(Joined(), parts, place.shape))
            self._placed[wholes[-1]] = place
        slopes = shared_slopes(self._recorder, self.network, *wholes)
        if slopes is not None:
            self._placed[slopes] = np.empty(slopes.shape[::-1]).T
        return slopes

    def _parameter_gradient(self, layer: int, delta: Node, gradients: list[Array]) -> Node:
        product = ParameterGradient(self._extended[layer - 1])
        place = gradients[layer - 1]
        part = self._recorder.call(product, (delta, self._nodes["a", layer - 1]), place.shape)
        self._placed[part] = place
        return part

    def _optimize(self) -> None:
        gradient = self._nodes["gradient", 0]
        values = self._rule(gradient)
        self._next = []
        for name, place in zip(self._state_names, self.states[1], strict=True):
            node = self._kept(values[name], gradient.shape)
            self._next.append(self._record(name, 0, node, place))
        for name in self.names:
            if name not in self._state_names:
                self._record(name, 0, self._kept(values[name], gradient.shape))

    def _rule(self, gradient: Node) -> dict[str, Node]:
        arguments = (gradient, *self._given_state, self._step)

        def rule(g: Any, theta: Any, *others: Any) -> dict[str, Any]:
            state = dict(zip(self.optimizer.slots(), others[:-1], strict=True))
            return self.optimizer.rule(g, state, theta, others[-1])

        def plain(*values: Any) -> Array:
            return np.stack(list(rule(*values[:-1], int(values[-1])).values()))

        try:
            made = rule(*(Symbol(self._recorder, argument) for argument in arguments))
            return {name: value.node for name, value in made.items()}
        except (TypeError, AttributeError):  # it does what no symbol can do
            shape = (len(self.names), *gradient.shape)
            values = self._recorder.call(Plain(plain), arguments, shape)
            return {
                name: self._recorder.call(Row(number), (values,), gradient.shape)
                for number, name in enumerate(self.names)
            }

    # The programs

    def _bind(self) -> None:
        self.block = self.block[: self._used]  # results that are the same number lie there once
        nodes = self._recorder.nodes
        needed = [self._total_node, *self._next]
        wanted = [*needed, *self._nodes.values()]
        first = allocate(nodes, wanted, self._placed | self._state_arrays(0))
        arrays = (first, first | self._state_arrays(1))
        self.places = {name: self._place(first[node]) for name, node in self._nodes.items()}
        self.places["targets", 0] = self._place(first[self._targets])
        self.place_of_state = self._place(self.states[1])
        self.place_of_total = self._place(self.total)
        self.whole = Program(nodes, wanted, first, self._step)
        self.lean = tuple(Program(nodes, needed, bound, self._step) for bound in arrays)

    def _place(self, array: Array) -> Place:
        return Place(array.shape, array.ctypes.data - self.block.ctypes.data, array.strides)

    def _state_arrays(self, turn: int) -> Arrays:
        """Return the arrays of the state that is read and of the one that is written."""
        read, written = self.states[turn], self.states[1 - turn]
        return (
            dict(zip(self._given_state, read, strict=True))
            | dict(zip(self._parameters, self._layers(read[0]), strict=True))
            | dict(zip(self._next, written, strict=True))
        )
