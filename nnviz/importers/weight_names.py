"""Which array is the weights, the biases or the slope of which layer: by its name, else by its shape."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.arrays import Array
from core.checking.given import Given

_KINDS = {
    "weights": ("w", "weight", "weights", "kernel", "kernels", "coef", "coefs"),
    "biases": ("b", "bias", "biases", "intercept", "intercepts"),
    "slope": ("alpha", "slope", "slopes"),
}
_WORDS = {word: kind for kind, words in _KINDS.items() for word in words}
_OUT_FIRST = ("weight",)  # PyTorch's; matrices called so lie as (out, in) if their shapes allow both


@dataclass
class Group:
    """The arrays of one layer.

    Attributes
    ----------
    stem : str
        What their names share.
    out_first : bool
        Whether the name says that the matrix lies as (out, in).
    """

    stem: str
    weights: Array | None = None
    biases: Array | None = None
    slope: Array | None = None
    out_first: bool = False
    names: list[str] = field(default_factory=list)


def grouped(arrays: Sequence[Given]) -> tuple[list[Group], list[str]]:
    """Return the layers in their order, and the names of what was not understood.

    Names such as ``W1``, ``fc1.weight``, ``layers.0.bias``, ``dense/kernel:0`` or ``coefs_0`` say what an
    array is; without such names a matrix begins a layer, and a row after it is its biases.
    """
    groups: dict[str, Group] = {}
    unknown: list[Given] = []
    for one in arrays:
        kind, stem = _meaning(one.name)
        if not kind:
            unknown.append(one)
            continue
        group = groups.setdefault(stem, Group(stem))
        if getattr(group, kind) is not None:
            unknown.append(one)
            continue
        setattr(group, kind, one.values)
        group.names.append(one.name)
        if kind == "weights":
            group.out_first = any(re.search(rf"\b{word}\b", one.name) for word in _OUT_FIRST)
    if not groups:
        return _by_shape(arrays)
    left_out = [one.name for one in unknown]
    found = _with_slopes(sorted(groups.values(), key=lambda group: _order(group.stem)), left_out)
    return found, left_out


def _meaning(name: str) -> tuple[str, str]:
    """Return the kind that a name says, and the rest of it; an empty kind if it says none."""
    plain = name.removesuffix(":0")
    words = re.findall(r"[A-Za-z]+|\d+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", plain))
    for place in range(len(words) - 1, -1, -1):
        kind = _WORDS.get(words[place].lower())
        if kind:
            return kind, "/".join(word.lower() for word in words[:place] + words[place + 1 :])
    return "", ""


def _order(stem: str) -> tuple[bool, tuple[tuple[bool, int, str], ...]]:
    """Return what layers are sorted by: the numbers in their names; what is called out comes last."""
    words = stem.split("/")
    last = any(word in ("out", "output", "head", "last", "final") for word in words)
    return last, tuple((not word.isdigit(), int(word) if word.isdigit() else 0, word) for word in words)


def _with_slopes(groups: list[Group], left_out: list[str]) -> list[Group]:
    """Give a lone number that is called a weight to the layer before it: so PyTorch names PReLU's slope."""
    layers: list[Group] = []
    for group in groups:
        matrix, alone = group.weights, group.biases is None
        number = group.slope if matrix is None else matrix
        if layers and alone and number is not None and number.size == 1 and number.ndim < 2:
            layers[-1].slope = number.reshape(1)
            layers[-1].names += group.names
        elif matrix is None or matrix.ndim != 2:
            left_out += group.names
        else:
            layers.append(group)
    return layers


def _by_shape(arrays: Sequence[Given]) -> tuple[list[Group], list[str]]:
    layers: list[Group] = []
    left_out: list[str] = []
    for one in arrays:
        if one.values.ndim == 2 and not (layers and _is_row_of(one.values, layers[-1])):
            layers.append(Group(one.name, weights=one.values, names=[one.name]))
        elif layers and layers[-1].biases is None and one.values.ndim in (1, 2):
            layers[-1].biases = one.values.reshape(-1)
            layers[-1].names.append(one.name)
        else:
            left_out.append(one.name)
    return layers, left_out


def _is_row_of(array: Array, layer: Group) -> bool:
    """Tell whether a matrix of one row is a layer's biases: such as NumPy's shape (1, units)."""
    assert layer.weights is not None
    return layer.biases is None and array.shape[0] == 1 and array.shape[1] in layer.weights.shape
