"""The loss of a network at many thetas, and its gradients, recorded and bound: what a landscape is made of.

The passes are those of `core.passes.loss_value` and `core.passes.gradient`, on arrays that are allocated once
and small enough together to stay in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from core.arrays import Array
from core.compiled.places import Arrays, allocate, reachable
from core.compiled.program import Program
from core.compiled.record import Node, Recorder, Symbol
from core.compiled.rule import kept, record_formula
from core.compiled.straight import Call
from core.losses.base import Loss
from core.network import Network
from core.passes import loss_elements


@dataclass(frozen=True, eq=False)
class _Affine:
    """``z = a W + b`` for every theta: `parameters` are ``[W; b]``, `extended` is a above a row of ones."""

    parameters: Array
    extended: Array

    def calls(self, out: Array, _a: Array) -> list[Call]:
        """Return the product."""
        return [Call(np.matmul, (self.parameters.swapaxes(-1, -2), self.extended, out.T))]


@dataclass(frozen=True, eq=False)
class _ParameterGradients:
    """``dL/dW`` and, below it, ``dL/db`` for every theta."""

    extended: Array

    def calls(self, out: Array, delta: Array) -> list[Call]:
        """Return the product."""
        return [Call(np.matmul, (self.extended, delta.T.swapaxes(-1, -2), out))]


@dataclass(frozen=True, eq=False)
class _InputGradients:
    """``dL/da`` of the layer before for every theta: ``delta W^T``."""

    parameters: Array

    def calls(self, out: Array, delta: Array) -> list[Call]:
        """Return the product, without the row of b."""
        return [Call(np.matmul, (self.parameters[:, :-1], delta.T, out.T))]


class _Totals:
    """The sum of all numbers of every theta."""

    def calls(self, out: Array, values: Array) -> list[Call]:
        """Return the product with ones: a quarter of the time of a reduction."""
        rows = values.T.reshape(len(out), -1)
        return [Call(np.matmul, (rows, np.ones(rows.shape[1]), out))]


class CompiledLosses:
    """The arrays of many passes over the same samples and the programs that fill them.

    Parameters
    ----------
    network : Network
    loss : Loss
    inputs, targets : array (N, inputs), (N, outputs)
    count : int
        How many thetas are run at once.

    Attributes
    ----------
    thetas : array (count, parameters)
        To be filled in before a run.
    """

    def __init__(self, network: Network, loss: Loss, inputs: Array, targets: Array, count: int) -> None:
        self.thetas = np.zeros((count, network.parameter_count))
        self._network, self._loss = network, loss
        self._scale = loss.scale(*targets.shape)
        self._totals, self._gradients = np.empty(count), np.empty_like(self.thetas)
        self._recorder = Recorder()
        self._placed: Arrays = {}
        self._targets = self._given(targets[:, :, None])
        self._a = [self._given(inputs[:, :, None])]
        self._z = self._a[:1]  # of the inputs there is none
        self._slopes = self._given_slopes()
        self._extended = [self._with_ones(inputs.T[None])]
        self._parameters = self._layers(self.thetas)
        self._forward()

    def values(self) -> Array:
        """Return the loss at each of `thetas`, shape (count,)."""
        self._value_program.run()
        return self._scale * self._totals

    def gradients(self) -> Array:
        """Return dL/dtheta at each of `thetas`, shape (count, parameters)."""
        self._gradient_program.run()
        return self._scale * self._gradients

    # Arrays (N, units, count) are views of transposed ones, as everywhere in compiled programs.

    def _forward(self) -> None:
        count, samples = len(self.thetas), len(self._extended[0][0, 0])
        for number, parameters in enumerate(self._parameters, 1):
            layer = self._network.layers[number - 1]
            affine = _Affine(parameters, self._extended[-1])
            z = self._recorder.call(affine, (self._a[-1],), (samples, layer.units, count))
            a = self._of_activation(number, "value", z)
            self._extended.append(self._with_ones(np.empty((count, layer.units, samples))))
            self._placed[a] = self._extended[-1][:, :-1].T
            self._z.append(z)
            self._a.append(a)

    @cached_property
    def _value_program(self) -> Program:
        def elements(prediction: Array, target: Array, logits: Array) -> Array:
            return loss_elements(self._network, self._loss, logits, prediction, target)

        terms = self._formula(elements, self._a[-1], self._targets, self._z[-1])
        totals = self._recorder.call(_Totals(), (terms,), self._totals.shape)
        self._placed[totals] = self._totals
        return self._bound([totals])

    @cached_property
    def _gradient_program(self) -> Program:
        depth = self._network.depth
        grad_a = self._formula(self._loss.element_gradient, self._a[-1], self._targets)
        if self._loss.meets(self._network.layers[-1].activation):
            delta = self._formula(self._loss.element_delta, self._a[-1], self._targets)
        else:
            delta = self._of_activation(depth, "backward", grad_a, self._z[-1], self._a[-1])
        wanted = self._parameter_gradients(depth, grad_a, delta)
        for layer in range(depth - 1, 0, -1):
            before = _InputGradients(self._parameters[layer])
            grad_a = self._recorder.call(before, (delta,), self._a[layer].shape)
            delta = self._of_activation(layer, "backward", grad_a, self._z[layer], self._a[layer])
            wanted += self._parameter_gradients(layer, grad_a, delta)
        return self._bound(wanted)

    def _parameter_gradients(self, layer: int, grad_a: Node, delta: Node) -> list[Node]:
        """Return the gradients of a layer's parameters, put in their places."""
        product = _ParameterGradients(self._extended[layer - 1])
        place = self._layers(self._gradients)[layer - 1]
        found = [self._recorder.call(product, (delta,), place.shape)]
        self._placed[found[0]] = place
        if layer in self._slopes:
            by_slope = self._of_activation(layer, "slope_derivative", self._z[layer])
            shares = self._recorder.apply(np.multiply, (grad_a, by_slope))
            found.append(self._recorder.call(_Totals(), (shares,), self._totals.shape))
            self._placed[found[1]] = self._network.split(self._gradients)[layer - 1].slope[:, 0]
        return found

    def _given(self, array: Array) -> Node:
        node = self._recorder.given(array.shape)
        self._placed[node] = array.T.copy().T
        return node

    def _given_slopes(self) -> dict[int, Node]:
        """Return the learned slopes by layer, shape (1, 1, count)."""
        slopes = {}
        for layer, part in enumerate(self._network.split(self.thetas), 1):
            if part.slope.size:
                slopes[layer] = self._recorder.given((1, 1, len(self.thetas)))
                self._placed[slopes[layer]] = part.slope.T[None]
        return slopes

    def _with_ones(self, values: Array) -> Array:
        return np.concatenate([values, np.ones_like(values[:, :1])], axis=1)

    def _layers(self, thetas: Array) -> list[Array]:
        """Return ``[W; b]`` of every layer as views: in theta b follows W."""
        sizes, starts = self._network.sizes, self._network.starts
        return [
            thetas[:, start : start + (fan_in + 1) * units].reshape(len(thetas), fan_in + 1, units)
            for fan_in, units, start in zip(sizes[:-1], sizes[1:], starts[:-1], strict=True)
        ]

    def _of_activation(self, layer: int, name: str, *arguments: Node) -> Node:
        """Return the node of a method of a layer's activation."""
        declared = self._network.layers[layer - 1].activation
        if layer not in self._slopes:
            return self._formula(getattr(declared, name), *arguments)

        def learned(*values: Any) -> Any:
            return getattr(declared.with_slope(values[-1]), name)(*values[:-1])

        return self._formula(learned, *arguments, self._slopes[layer])

    def _formula(self, formula: Callable[..., Any], *arguments: Node) -> Node:
        """Return the node of a formula over ``(..., N, units)``, recorded or, where it cannot be, called."""

        def turned(*values: Any) -> Any:
            if isinstance(values[0], Symbol):
                return formula(*values)
            made = formula(*(np.moveaxis(array, -1, 0) for array in values))
            return np.moveaxis(made, 0, -1)

        return kept(self._recorder, record_formula(self._recorder, turned, *arguments), arguments[0].shape)

    def _bound(self, wanted: list[Node]) -> Program:
        needed = reachable(self._recorder.nodes, wanted)
        return Program(needed, allocate(needed, self._placed))
