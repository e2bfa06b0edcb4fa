"""Chains of dense layers from ONNX: Gemm, or MatMul and Add, and activations that are known here.

The format is described at https://onnx.ai/onnx/intro, its fields in onnx.proto.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from core.activations.base import Activation
from core.activations.identity import Identity
from core.arrays import Array
from core.hyper import HyperError
from nnviz.importers.errors import ArraysError
from nnviz.importers.layers import DECLARED, ReadNetwork
from nnviz.importers.onnx_tensors import attributes, tensor
from nnviz.importers.protobuf import DamagedError, Message, read_message
from nnviz.project.edits.imported import GivenLayer

_KNOWN: Mapping[str, Callable[[Mapping[str, float]], dict[str, object]]] = {
    "Sigmoid": lambda _given: {"key": "sigmoid"},
    "Tanh": lambda _given: {"key": "tanh"},
    "Relu": lambda _given: {"key": "relu"},
    "Softmax": lambda _given: {"key": "softmax"},
    "Softplus": lambda _given: {"key": "softplus"},
    "Selu": lambda _given: {"key": "selu"},
    "Gelu": lambda _given: {"key": "gelu"},
    "Mish": lambda _given: {"key": "mish"},
    "Elu": lambda given: {"key": "elu", "alpha": given.get("alpha", 1.0)},
    "LeakyRelu": lambda given: {"key": "leaky_relu", "slope": given.get("alpha", 0.01)},
    "Swish": lambda given: {"key": "swish", "beta": given.get("alpha", 1.0)},
}
_SLOPE, _MIDDLE = 1 / 6, 0.5  # of our hard sigmoid
_PASSED = ("Identity", "Dropout", "Flatten", "Cast", "Reshape", "Squeeze")  # they change nothing here


@dataclass
class _Reading:
    """How far the chain was followed."""

    source: str
    constants: dict[str, Array]
    value: str = ""  # the name of what the chain has come to
    layers: list[GivenLayer] = field(default_factory=list)
    gates: dict[str, str] = field(default_factory=dict)  # a sigmoid's result and what it is of


def read_onnx(content: bytes, source: str) -> tuple[ReadNetwork, dict[str, str]]:
    """Read a model's layers, and the texts that it says about itself.

    Raises
    ------
    ArraysError
        If it is damaged or no such chain; the operator that is not understood is named.
    """
    try:
        model = read_message(content)
        graphs = model.messages(7)
        if len(graphs) != 1:
            raise ArraysError(source, "it is no ONNX model")
        metadata = {entry.text(1): entry.text(2) for entry in model.messages(14)}
        return _read_graph(graphs[0], source, DECLARED in metadata), metadata
    except DamagedError as error:
        raise ArraysError(source, f"it is damaged, or no ONNX model: {error}") from error
    except (IndexError, struct.error) as error:  # a node without inputs, a number of a wrong length
        raise ArraysError(source, "it is damaged: a field is missing or cut off") from error
    except RecursionError:
        raise ArraysError(source, "nested too deep") from None


def _constants(graph: Message, source: str) -> dict[str, Array]:
    """Return the numbers that a graph holds, by their names."""
    constants = dict(tensor(one, source) for one in graph.messages(5))
    for node in graph.messages(1):
        if node.text(4) == "Constant":
            for value in (value for one in node.messages(5) for value in one.messages(5)):
                constants[node.text(2)] = tensor(value, source)[1]
    for name, array in constants.items():
        if not np.isfinite(array).all():
            raise ArraysError(source, f"{name}: not all of its numbers are finite")
    return constants


def _read_graph(graph: Message, source: str, is_ours: bool) -> ReadNetwork:
    constants, nodes = _constants(graph, source), graph.messages(1)
    reading = _Reading(source, constants)
    inputs = [one.text(1) for one in graph.messages(11) if one.text(1) not in constants]
    if len(inputs) != 1:
        raise ArraysError(source, f"a network with one input is expected, got {len(inputs)}")
    reading.value = inputs[0]
    for node in nodes:
        if is_ours and node.text(4) != "Gemm":
            continue  # what activations are written out as; the metadata name them
        if is_ours:
            reading.value = node.texts(1)[0]
        _follow(reading, node)
    if not reading.layers:
        raise ArraysError(source, "there is no Gemm and no MatMul in it")
    layers = reading.layers
    if is_ours:
        slopes = (constants.get(f"alpha{number}") for number in range(1, len(layers) + 1))
        both = zip(layers, slopes, strict=True)
        layers = [one if slope is None else one._replace(slope=float(slope.flat[0])) for one, slope in both]
    return ReadNetwork(tuple(one._replace(activation=one.activation or Identity()) for one in layers))


def _follow(reading: _Reading, node: Message) -> None:
    operator, names, result = node.text(4), node.texts(1), node.text(2)
    if operator == "Constant":
        return
    if reading.value not in names:
        raise ArraysError(reading.source, f"{operator} ({result}): a network that branches is not understood")
    if operator == "Gemm":
        _add_layer(reading, node, names)
    elif operator == "MatMul":
        _add_product(reading, names)
    elif operator == "Add" and reading.layers:
        _add_biases(reading, names)
    elif operator == "Sigmoid" and names[0] == reading.value:
        reading.gates[result] = reading.value
        _activate(reading, {"key": "sigmoid"}, operator)
    elif operator == "Mul" and _is_gated(reading, names):
        layer = reading.layers[-1]
        reading.layers[-1] = layer._replace(activation=None)
        _activate(reading, {"key": "swish"}, operator)
    elif operator == "PRelu" and reading.layers:
        _add_slope(reading, names)
    elif operator == "HardSigmoid" and _is_our_hard_sigmoid(attributes(node)):
        _activate(reading, {"key": "hard_sigmoid"}, operator)
    elif operator in _KNOWN:
        _activate(reading, _KNOWN[operator](attributes(node)), operator)
    elif operator not in _PASSED:
        raise ArraysError(reading.source, f"the operator {operator} ({result}) is not understood")
    reading.value = result


def _is_our_hard_sigmoid(given: Mapping[str, float]) -> bool:
    return bool(np.isclose(given.get("alpha", 0.2), _SLOPE) and given.get("beta", _MIDDLE) == _MIDDLE)


def _is_gated(reading: _Reading, names: list[str]) -> bool:
    """Tell whether z is multiplied by its own sigmoid."""
    return any(reading.gates.get(gate) in names for gate in names) and len(names) == 2


def _matrix(reading: _Reading, name: str) -> Array:
    array = reading.constants.get(name)
    if array is None or array.ndim != 2:
        raise ArraysError(reading.source, f"{name} is no matrix of weights that the model holds")
    return array


def _add_layer(reading: _Reading, node: Message, names: list[str]) -> None:
    given = attributes(node)
    if given.get("transA", 0) or len(names) < 2:
        raise ArraysError(reading.source, "a Gemm whose input is transposed is not understood")
    weights = _matrix(reading, names[1]) * given.get("alpha", 1.0)
    weights = weights.T if given.get("transB", 0) else weights
    biases = np.zeros(weights.shape[1])
    if len(names) > 2:
        biases = _row(reading, names[2], weights.shape[1]) * given.get("beta", 1.0)
    _append(reading, GivenLayer(weights, biases))


def _add_product(reading: _Reading, names: list[str]) -> None:
    if names[0] in reading.constants:  # W x, as in a textbook
        raise ArraysError(
            reading.source, f"{names[0]}: a MatMul with the weights on the left is not understood"
        )
    weights = _matrix(reading, names[1])
    _append(reading, GivenLayer(weights, np.zeros(weights.shape[1])))


def _append(reading: _Reading, layer: GivenLayer) -> None:
    if reading.layers and reading.layers[-1].weights.shape[1] != layer.weights.shape[0]:
        before, after = reading.layers[-1].weights.shape[1], layer.weights.shape[0]
        raise ArraysError(
            reading.source,
            f"layer {len(reading.layers)} has {before} units, the next one takes {after} inputs",
        )
    reading.layers.append(layer)


def _row(reading: _Reading, name: str, units: int) -> Array:
    array = reading.constants.get(name)
    if array is None or array.size not in (1, units):
        raise ArraysError(reading.source, f"{name} is no row of {units} biases that the model holds")
    return np.broadcast_to(array.reshape(-1), (units,)).copy()


def _add_biases(reading: _Reading, names: list[str]) -> None:
    layer = reading.layers[-1]
    name = next((one for one in names if one in reading.constants), "")
    if not name or layer.activation is not None or layer.biases.any():
        raise ArraysError(reading.source, f"an Add of {' and '.join(names)} is not understood")
    biases = _row(reading, name, layer.weights.shape[1])
    reading.layers[-1] = layer._replace(biases=biases)


def _add_slope(reading: _Reading, names: list[str]) -> None:
    slope = reading.constants.get(names[1])
    if slope is None or np.unique(slope).size != 1:
        raise ArraysError(
            reading.source, f"{names[1]}: one slope for a layer is understood, not one per unit"
        )
    _activate(reading, {"key": "prelu"}, "PRelu")
    reading.layers[-1] = reading.layers[-1]._replace(slope=float(slope.flat[0]))


def _activate(reading: _Reading, values: dict[str, object], operator: str) -> None:
    if not reading.layers or reading.layers[-1].activation is not None:
        raise ArraysError(reading.source, f"the operator {operator} does not stand behind a layer")
    try:
        activation = Activation.decode(values)
    except HyperError as error:
        raise ArraysError(reading.source, f"{operator}: {error}") from error
    reading.layers[-1] = reading.layers[-1]._replace(activation=activation)
