"""The weights of somebody's network, from files and from text."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from core.activations.base import Activation
from core.activations.prelu import PReLU
from core.arrays import Array
from core.checking.given import Given
from core.hyper import HyperError
from nnviz.importers import arrays as files
from nnviz.importers.errors import ArraysError
from nnviz.importers.layers import DECLARED, ReadNetwork
from nnviz.importers.onnx import read_onnx
from nnviz.importers.safetensors import read_metadata
from nnviz.importers.weight_names import Group, grouped
from nnviz.project import strict_json
from nnviz.project.edits.imported import GivenLayer
from nnviz.project.errors import ProjectError

SUFFIXES = (".safetensors", ".npz", ".onnx", ".json", ".csv", ".txt")
_MOST_DIMENSIONS = 2
_DEEPEST = 8


def read_weights(path: str | os.PathLike[str]) -> ReadNetwork:
    """Read the layers of a network.

    Raises
    ------
    ArraysError
        If the file cannot be read, or does not hold a chain of dense layers.
    """
    name = os.fspath(path)
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise ArraysError(name, f"expected a file ending in {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}")
    if suffix == ".onnx":
        network, metadata = read_onnx(files.read_content(name), name)
        return _declared(network, metadata.get(DECLARED, ""))
    content = files.read_content(name)
    if suffix in (".json", ".txt") and content.lstrip()[:1] == b"[":
        return network_of(_nested(files.decoded(content, name), name), name)
    declared = read_metadata(content).get(DECLARED, "") if suffix == ".safetensors" else ""
    return _declared(network_of(files.read_arrays(name), name), declared)


def read_pasted_weights(text: str) -> ReadNetwork:
    """Read layers from text: nested lists ``[[W1, b1], [W2, b2]]``, named arrays, or what NumPy prints.

    Raises
    ------
    ArraysError
        If there is no chain of dense layers in it.
    """
    if text.lstrip().startswith("["):
        try:
            return network_of(_nested(text, ""), "")
        except ProjectError as error:
            nested = ArraysError("", str(error))
        try:  # what NumPy prints has no commas
            return network_of(files.read_pasted(text), "")
        except ArraysError:
            raise nested from None
    return network_of(files.read_pasted(text), "")


def network_of(arrays: Sequence[Given], source: str) -> ReadNetwork:
    """Return the layers that arrays make.

    Their shapes decide: each layer has as many inputs as the one before it has units. Matrices may lie as
    (in, out) or (out, in), all in the same way.

    Raises
    ------
    ArraysError
        If there is no such chain, or a number is not finite.
    """
    for one in arrays:
        _check_finite(one, source)
    groups, left_out = grouped(arrays)
    if not groups:
        names = ", ".join(one.name for one in arrays) or "nothing"
        raise ArraysError(source, f"there is no matrix of weights; there is {names}")
    fitting = [out_first for out_first in (False, True) if _fits(groups, out_first)]
    if not fitting:
        raise ArraysError(source, f"{_why_not(groups)}")
    out_first, notes = fitting[0], []
    if len(fitting) == 2:
        out_first = groups[0].out_first
        way = "(out, in), as PyTorch keeps them" if out_first else "(in, out)"
        why = "their names say so" if out_first else "their names do not say otherwise"
        notes.append(f"All shapes fit both ways round: the matrices are read as {way}; {why}.")
    elif out_first:
        notes.append("The matrices lie as (out, in) and are turned.")
    layers = tuple(_layer(group, out_first) for group in groups)
    without = [group.names[0] for group in groups if group.biases is None]
    if without:
        notes.append(f"Without biases, which are 0 then: {', '.join(without)}.")
    if left_out:
        notes.append(f"Not understood and left out: {', '.join(left_out)}.")
    return ReadNetwork(layers, tuple(notes), tuple(left_out))


def _check_finite(one: Given, source: str) -> None:
    wrong = ~np.isfinite(one.values)
    if wrong.any():
        place = tuple(int(axis[0]) + 1 for axis in np.nonzero(wrong))
        number = one.values[wrong].flat[0]
        where = f" at {', '.join(map(str, place))}" if place else ""
        raise ArraysError(source, f"{one.name}: {number}{where} is not a finite number")


def _fits(groups: Sequence[Group], out_first: bool) -> bool:
    shapes = [_matrix(group, out_first).shape for group in groups]
    chained = all(before[1] == after[0] for before, after in pairwise(shapes))
    return chained and all(
        group.biases is None or group.biases.size == shape[1]
        for group, shape in zip(groups, shapes, strict=True)
    )


def _why_not(groups: Sequence[Group]) -> str:
    """Return what keeps the groups from being a chain."""
    words = []
    for group in groups:
        biases = "no biases" if group.biases is None else f"{group.biases.size} biases"
        words.append(f"{group.names[0]} {_matrix(group, False).shape} with {biases}")
    return f"the shapes make no chain of layers, neither as (in, out) nor as (out, in): {'; '.join(words)}"


def _matrix(group: Group, out_first: bool) -> Array:
    assert group.weights is not None
    return group.weights.T if out_first else group.weights


def _layer(group: Group, out_first: bool) -> GivenLayer:
    weights = _matrix(group, out_first)
    biases = np.zeros(weights.shape[1]) if group.biases is None else group.biases.reshape(-1)
    slope = None if group.slope is None else float(group.slope.flat[0])
    return GivenLayer(weights, biases, None if slope is None else PReLU(), slope)


def _declared(network: ReadNetwork, text: str) -> ReadNetwork:
    """Return the network with the activations that NNViz noted in the file; others' notes are left alone."""
    try:
        activations = [Activation.decode(values) for values in json.loads(text)] if text else []
    except (ValueError, TypeError, HyperError, RecursionError):
        activations = []
    if len(activations) != len(network.layers):
        return network
    layers = tuple(
        layer._replace(activation=activation)
        for layer, activation in zip(network.layers, activations, strict=True)
    )
    return ReadNetwork(layers, network.notes, network.left_out)


def _nested(text: str, source: str) -> list[Given]:
    """Read nested lists: a matrix or a row of numbers is an array, a list of such is gone through."""
    try:
        value = strict_json.parse(text)
        found = list(_arrays(value, 0, source))
    except RecursionError:
        raise ArraysError(source, "nested too deep") from None
    except ProjectError as error:
        if not source:
            raise
        raise ArraysError(source, str(error)) from error
    return [Given(array, f"list {place}") for place, array in enumerate(found, start=1)]


def _arrays(value: Any, depth: int, source: str) -> list[Array]:
    if depth > _DEEPEST:
        raise ArraysError(source, "nested too deep")
    array = _rectangular(value)
    if array is not None:
        return [array]
    if not isinstance(value, list):
        raise ArraysError(source, f"expected rows of numbers, of one length in a matrix, got {value!r}")
    return [array for part in value for array in _arrays(part, depth + 1, source)]


def _rectangular(value: Any) -> Array | None:
    """Return a list of numbers, or of rows of the same length, as an array; None if it is none."""
    if not isinstance(value, list) or not value:
        return None
    rows = value if isinstance(value[0], list) else [value]
    if not all(isinstance(row, list) and row and len(row) == len(rows[0]) for row in rows):
        return None
    if not all(type(number) in (int, float) for row in rows for number in row):
        return None
    array = np.array(value, dtype=np.float64)
    return array if array.ndim <= _MOST_DIMENSIONS else None
