"""A student's arrays: how exact they are, and how they lie."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import product

import numpy as np

from core.arrays import Array
from core.checking.situation import AFTER, BY_SAMPLE, GRADIENTS, KINDS, LOSS, Key, Situation
from core.network import Network

FLAT = {"gradient": GRADIENTS, "theta_after": AFTER}  # all parameters in one row, W1 b1 W2 b2 ...
EXACT = float(np.finfo(np.float64).eps)
_SINGLE = float(np.finfo(np.float32).eps)


class GivenError(ValueError):
    """An array that cannot be compared; the message names it and says why."""


@dataclass(frozen=True, eq=False)
class Given:
    """One array as it was handed in.

    Attributes
    ----------
    values : array
        In float64, of any shape.
    name : str
        What its owner calls it.
    epsilon : float
        The relative precision that it was computed with.
    resolution : array or None
        Half a unit of the last digit that was written, for each entry; None if nothing was cut off.
    """

    values: Array
    name: str
    epsilon: float = EXACT
    resolution: Array | None = None

    @property
    def cut_off(self) -> Array | float:
        """What may be missing of each entry."""
        return 0.0 if self.resolution is None else self.resolution

    def shaped(self, shape: tuple[int, ...]) -> Given:
        """Return the array in another shape."""
        if self.values.shape == shape:
            return self
        return self.laid(lambda values: values.reshape(shape))

    def laid(self, lay: Callable[[Array], Array]) -> Given:
        """Return the array with its entries laid otherwise."""
        resolution = None if self.resolution is None else lay(self.resolution)
        return replace(self, values=lay(self.values), resolution=resolution)


@dataclass(frozen=True, eq=False)
class Arrangement:
    """All arrays in our shapes: batch first, weights with a row per input.

    Attributes
    ----------
    arrays : mapping of Key to Given
    transposed : tuple of str
        Which kinds of matrices were given the other way round, in words.
    """

    arrays: Mapping[Key, Given]
    transposed: tuple[str, ...] = ()


_GROUPS = {"samples": "arrays of samples read as (units, samples)", "weights": "weights read as (out, in)"}
_ROW = "weights in the row of all parameters read as (out, in)"


def precision(given: Mapping[Key, Given]) -> float:
    """Return the coarsest relative precision among arrays; float64 that only holds float32 counts as such."""
    with np.errstate(over="ignore"):
        single = all(np.array_equal(one.values, one.values.astype(np.float32)) for one in given.values())
    return max(_SINGLE if single else EXACT, *(one.epsilon for one in given.values()))


def expected_shape(at: Situation, key: Key) -> tuple[int, ...]:
    """Return the shape of one of our arrays."""
    if key == LOSS:
        return ()
    if key.quantity in BY_SAMPLE:
        return (at.samples, at.network.sizes[key.layer])
    kind = key.quantity.partition("_")[0]
    shape: tuple[int, ...] = getattr(at.parameters[key.layer - 1], kind).shape
    return shape


def arrangements(at: Situation, given: Mapping[Key, Given]) -> list[Arrangement]:
    """Return every way in which the arrays can be read, ours first.

    A matrix that is not square says by its shape how it lies, and decides for the square ones of its group;
    where all are square, both ways are returned.

    Raises
    ------
    GivenError
        If an array is not finite or of a shape that no reading allows.
    """
    for one in given.values():
        _check_finite(one)
    rows = {key: one for key, one in given.items() if key.quantity in FLAT}
    matrices = {key: one for key, one in given.items() if _group(key)}
    plain = {
        key: _as_plain(at, key, one) for key, one in given.items() if key not in rows and key not in matrices
    }
    ways = {group: _ways(at, group, matrices) for group in _GROUPS}
    row_ways = (False, True) if rows and _has_matrices(at.network) else (False,)
    found = []
    for row_way, *ordered in product(row_ways, *ways.values()):
        way = dict(zip(_GROUPS, ordered, strict=True))
        turned = {key: _as_matrix(at, key, one, way[_group(key)]) for key, one in matrices.items()}
        split = {k: v for key, one in rows.items() for k, v in _split(at, key, one, row_way).items()}
        words = [*(text for group, text in _GROUPS.items() if way[group]), *([_ROW] if row_way else [])]
        found.append(Arrangement({**split, **plain, **turned}, tuple(words)))
    return found


def _check_finite(one: Given) -> None:
    finite = np.isfinite(one.values)
    if not finite.all():
        place = tuple(np.argwhere(~np.atleast_1d(finite))[0])
        where = ", ".join(str(index + 1) for index in place)
        what = "is not a number" if np.isnan(np.atleast_1d(one.values)[place]) else "is infinite"
        raise GivenError(f"{one.name}: entry {where} {what}")


def _group(key: Key) -> str:
    if key.quantity in BY_SAMPLE:
        return "samples"
    return "weights" if key.quantity.startswith("weights") else ""


def _has_matrices(network: Network) -> bool:
    """Tell whether a row of parameters reads differently if matrices lie the other way round."""
    return any(a > 1 and b > 1 for a, b in zip(network.sizes, network.sizes[1:], strict=False))


def _ways(at: Situation, group: str, matrices: Mapping[Key, Given]) -> tuple[bool, ...]:
    """Return whether the square matrices of a group may lie as ours (False) and transposed (True)."""
    certain, square = set(), False
    for key, one in matrices.items():
        if _group(key) != group:
            continue
        rows, columns = expected_shape(at, key)
        shape = _two_axes(at, key, one).values.shape
        if rows == columns and rows > 1:
            square = True
        elif shape[0] != shape[1]:
            certain.add(shape != (rows, columns))
    if len(certain) == 1:
        return tuple(certain)
    return (False, True) if square and not certain else (False,)


def _two_axes(at: Situation, key: Key, one: Given) -> Given:
    """Return a matrix with two axes; a single row or column may come without one."""
    shape, given = expected_shape(at, key), one.values.shape
    if len(given) > 2:
        given = tuple(length for length in given if length != 1)
    if len(given) < 2 and one.values.size == shape[0] * shape[1] and 1 in shape:
        given = shape
    if given not in (shape, shape[::-1]):
        raise _misshapen(one, shape)
    return one.shaped(given)


def _as_matrix(at: Situation, key: Key, one: Given, turn: bool) -> Given:
    """Return a matrix as it lies in our arrays; `turn` decides where its shape does not."""
    shape = expected_shape(at, key)
    given = _two_axes(at, key, one)
    if given.values.shape != shape or (turn and shape[0] == shape[1]):
        return given.laid(np.transpose)
    return given


def _as_plain(at: Situation, key: Key, one: Given) -> Given:
    """Return biases, a slope or the loss in our shape; a gradient of biases may have a mistake's shape."""
    shape = expected_shape(at, key)
    size = one.values.size
    if size == int(np.prod(shape)):
        return one.shaped(shape)
    if key.quantity == "biases_gradient" and size in (1, at.samples):
        return one.shaped(() if size == 1 else (size,))
    raise _misshapen(one, shape)


def _split(at: Situation, key: Key, one: Given, turn: bool) -> dict[Key, Given]:
    """Return the parts of a row of all parameters, whose weights may be written column by column."""
    network = at.network
    if one.values.size != network.parameter_count:
        raise _misshapen(one, (network.parameter_count,))
    parts = {}
    for layer in range(1, network.depth + 1):
        for kind, name in zip(KINDS, FLAT[key.quantity], strict=True):
            lay = partial(_part, network, layer, kind, turn and kind == "weights")
            part = replace(one.laid(lay), name=f"{one.name} (layer {layer})")
            if part.values.size:
                parts[Key(name, layer)] = part
    return parts


def _part(network: Network, layer: int, kind: str, turn: bool, row: Array) -> Array:
    """Return a layer's share of a row of all parameters."""
    part: Array = getattr(network.split(row.ravel())[layer - 1], kind)
    return part.reshape(part.shape[::-1]).T if turn else part


def _misshapen(one: Given, shape: tuple[int, ...]) -> GivenError:
    return GivenError(f"{one.name}: has the shape {_text(one.values.shape)}, expected {_text(shape)}")


def _text(shape: tuple[int, ...]) -> str:
    return f"({shape[0]},)" if len(shape) == 1 else f"({', '.join(map(str, shape))})"
