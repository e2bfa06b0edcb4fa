"""The network as it is used, as an ONNX model: a Gemm and an activation for each layer.

The format is described at https://onnx.ai/onnx/intro, its fields in onnx.proto. Numbers are float64. Dropout,
loss and optimizer are no part of it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

import nnviz
from core.activations.base import Activation
from core.arrays import Array
from core.network import Network
from nnviz.exporters.code.expression import NAME, Expression, UnwritableError
from nnviz.exporters.code.gradients import written_value
from nnviz.exporters.names import ACTIVATIONS, declared_activations
from nnviz.exporters.protobuf import content, single, whole

_IR_VERSION, _OPSET = 8, 17
_DOUBLE = 11  # TensorProto.DataType
_IS_FLOAT = 1  # AttributeProto.AttributeType

# Operators that compute our function, with attributes from hyperparameters. Those that onnxruntime has for
# float32 alone are written out instead, as is what ONNX lacks.
_OPERATORS = {
    "sigmoid": "Sigmoid",
    "tanh": "Tanh",
    "relu": "Relu",
    "softmax": "Softmax",
}
_PRIMITIVES = {
    "add": "Add",
    "subtract": "Sub",
    "multiply": "Mul",
    "divide": "Div",
    "power": "Pow",
    "negative": "Neg",
    "absolute": "Abs",
    "exp": "Exp",
    "log": "Log",
    "sqrt": "Sqrt",
    "tanh": "Tanh",
    "sin": "Sin",
    "cos": "Cos",
    "arcsinh": "Asinh",
    "arctan": "Atan",
    "sign": "Sign",
    "maximum": "Max",
    "minimum": "Min",
    "where": "Where",
    "greater": "Greater",
    "greater_equal": "GreaterOrEqual",
    "less": "Less",
    "less_equal": "LessOrEqual",
}


class _Graph:
    """Nodes and constants, in the order of computation."""

    def __init__(self) -> None:
        self.nodes: list[bytes] = []
        self.tensors: list[bytes] = []
        self._count = 0

    def node(self, operator: str, inputs: list[str], name: str = "", **attributes: float) -> str:
        """Append a node and return the name of its result."""
        self._count += 1
        result = name or f"{operator.lower()}_{self._count}"
        message = b"".join(content(1, one) for one in inputs) + content(2, result) + content(4, operator)
        for attribute, value in attributes.items():
            message += content(5, content(1, attribute) + single(2, value) + whole(20, _IS_FLOAT))
        self.nodes.append(message)
        return result

    def constant(self, array: Array, name: str = "") -> str:
        """Append a constant and return its name."""
        self._count += 1
        name = name or f"constant_{self._count}"
        dims = b"".join(whole(1, size) for size in array.shape)
        data = np.asarray(array).astype("<f8").tobytes()
        self.tensors.append(dims + whole(2, _DOUBLE) + content(8, name) + content(9, data))
        return name


def onnx(network: Network, theta: Array, title: str = "network") -> bytes:
    """Return the model; its input is called ``x``, what comes from a layer ``z1``, ``a1``, ``z2``, ...

    Raises
    ------
    UnwritableError
        If an activation cannot be written with ONNX's operators.
    """
    graph, before = _Graph(), "x"
    for layer, part in enumerate(network.split(theta), start=1):
        weights = graph.constant(part.weights, f"W{layer}")
        biases = graph.constant(part.biases, f"b{layer}")
        z = graph.node("Gemm", [before, weights, biases], f"z{layer}")
        slope = graph.constant(part.slope, f"alpha{layer}") if part.slope.size else ""
        before = _activated(graph, network.layers[layer - 1].activation, z, slope, f"a{layer}")
    inner = b"".join(content(1, node) for node in graph.nodes) + content(2, title)
    inner += b"".join(content(5, tensor) for tensor in graph.tensors)
    inner += content(11, _value("x", network.inputs)) + content(12, _value(before, network.sizes[-1]))
    return (
        whole(1, _IR_VERSION)
        + content(2, "NNViz")
        + content(3, nnviz.__version__)
        + content(7, inner)
        + content(8, content(1, "") + whole(2, _OPSET))
        + content(14, content(1, ACTIVATIONS) + content(2, declared_activations(network)))
    )


def _value(name: str, units: int) -> bytes:
    """Return what is said about the input or the output: any number of samples, so many columns."""
    shape = content(1, content(2, "samples")) + content(1, whole(1, units))
    return content(1, name) + content(2, content(1, whole(1, _DOUBLE) + content(2, shape)))


def _activated(graph: _Graph, activation: Activation, z: str, slope: str, name: str) -> str:
    """Append an activation and return the name of its result."""
    if activation.key in _OPERATORS:
        return graph.node(_OPERATORS[activation.key], [z], name)
    return graph.node("Identity", [_written(graph, activation, z, slope)], name)


def _written(graph: _Graph, activation: Activation, z: str, slope: str) -> str:
    """Append the formula of an activation, operator by operator."""
    known: dict[int, str] = {}

    def result_of(part: Any) -> str:
        if not isinstance(part, Expression):
            return graph.constant(np.array(float(part)))
        if part.operation == NAME:
            return slope if part.name == "alpha" else z
        if id(part) not in known:
            known[id(part)] = appended(part)
        return known[id(part)]

    def appended(part: Expression) -> str:
        inputs = [result_of(argument) for argument in part.arguments]
        one = np.array(1.0)
        if part.operation == "full_like":  # every operator broadcasts
            return inputs[1]
        if part.operation == "log1p":
            return graph.node("Log", [graph.node("Add", [inputs[0], graph.constant(one)])])
        if part.operation == "expm1":
            return graph.node("Sub", [graph.node("Exp", inputs), graph.constant(one)])
        if part.operation == "square":
            return graph.node("Mul", [inputs[0], inputs[0]])
        if part.operation in ("zeros_like", "ones_like"):
            zero = graph.node("Mul", [inputs[0], graph.constant(np.array(0.0))])
            return zero if part.operation == "zeros_like" else graph.node("Add", [zero, graph.constant(one)])
        if part.operation not in _PRIMITIVES or part.options:
            raise UnwritableError(
                f"{activation.label} cannot be written in ONNX: it uses np.{part.operation}"
            )
        return graph.node(_PRIMITIVES[part.operation], inputs)

    return result_of(written_value(activation))
