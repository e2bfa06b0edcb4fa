"""Which array is which: by the names that students and frameworks give, or as the user says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.checking.given import FLAT, Given
from core.checking.situation import LOSS, Key
from core.network import Network
from nnviz.importers.errors import ArraysError

IGNORED = "none"  # what a name is mapped to by hand so that it is left out

_FILLERS = {
    "layer",
    "layers",
    "net",
    "network",
    "model",
    "fc",
    "linear",
    "dense",
    "module",
    "my",
    "mine",
    "nn",
}
_WORDS = {
    "weights": ("w", "weight", "weights", "kernel", "kernels"),
    "biases": ("b", "bias", "biases"),
    "slope": ("slope", "slopes", "alpha"),
}
_GRADIENT_BEFORE = (
    "d",
    "dl_d",
    "dj_d",
    "dloss_d",
    "dcost_d",
    "grad",
    "grads",
    "gradient",
    "gradients",
    "nabla",
)
_GRADIENT_AFTER = ("grad", "grads", "gradient", "gradients")
_UPDATED = ("after", "new", "updated", "next")
_OTHERS = {
    "z": ("z", "zs", "preactivation", "preactivations", "pre_activation", "pre_activations"),
    "a": ("a", "activation", "activations"),
    "delta": ("delta", "deltas", "dz", "dl_dz", "grad_z", "z_grad", "gradient_z", "z_gradient"),
    "grad_a": ("grad_a", "da", "dl_da", "a_grad", "gradient_a", "a_gradient"),
    "loss": ("loss", "cost", "j"),
    "gradient": (
        "gradient",
        "grad",
        "dtheta",
        "grad_theta",
        "theta_grad",
        "gradient_theta",
        "theta_gradient",
    ),
    "theta_after": ("theta_after", "theta_new", "new_theta", "theta_updated", "updated_theta"),
}


def _table() -> dict[str, str]:
    """Return the quantity of every name, written without separators."""
    table = {name: quantity for quantity, names in _OTHERS.items() for name in names}
    for kind, words in _WORDS.items():
        for word in words:
            table |= {f"{before}_{word}": f"{kind}_gradient" for before in _GRADIENT_BEFORE}
            table |= {f"{word}_{after}": f"{kind}_gradient" for after in _GRADIENT_AFTER}
            table |= {f"{updated}_{word}": f"{kind}_after" for updated in _UPDATED}
            table |= {f"{word}_{updated}": f"{kind}_after" for updated in _UPDATED}
    return {name.replace("_", ""): quantity for name, quantity in table.items()}


_QUANTITIES = _table()


@dataclass(frozen=True)
class Mapped:
    """Arrays by the names that they have here.

    Attributes
    ----------
    arrays : mapping of Key to Given
    left_out : tuple of str
        The names that are not known.
    """

    arrays: Mapping[Key, Given]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class _Guess:
    """What a name seems to say; the number as it stands there, None without one."""

    quantity: str
    number: int | None
    word: str = ""


def map_arrays(arrays: Iterable[Given], network: Network, by_hand: Mapping[str, str] | None = None) -> Mapped:
    """Find out what each array is.

    Parameters
    ----------
    arrays : iterable of Given
    network : Network
    by_hand : mapping of str to str
        For a name theirs, ours: ``weights_gradient.1``, ``theta_after``, or ``none`` to leave it out.

    Raises
    ------
    ArraysError
        If a name mapped by hand is not there or stands for nothing, if two arrays are the same thing, or if
        none is known.
    """
    by_name = {one.name: one for one in arrays}
    meant = guess_keys(by_name, network, by_hand or {})
    found: dict[Key, Given] = {}
    left_out = []
    for name, one in by_name.items():
        key = meant[name]
        if key is None:
            left_out.append(name)
        elif key in found:
            what = f"{found[key].name} and {name} are both {key_name(key)}"
            raise ArraysError("", f"{what}: leave one out with {name}={IGNORED}")
        else:
            found[key] = one
    if not found:
        raise ArraysError("", f"none of the names is known: {_listed(by_name)}; say NAME=weights_gradient.1")
    return Mapped(found, tuple(left_out))


def guess_keys(
    names: Iterable[str], network: Network, by_hand: Mapping[str, str] | None = None
) -> dict[str, Key | None]:
    """Return what each name says, or what is said by hand for it; None for what is unknown or left out.

    Raises
    ------
    ArraysError
        If a name mapped by hand is not there or stands for nothing.
    """
    names, by_hand = list(names), by_hand or {}
    for name, meant in by_hand.items():
        if name not in names:
            raise ArraysError("", f"there is no array {name!r}; there are {_listed(names)}")
        if meant != IGNORED:
            _meant(name, meant)
    guesses = {name: _guess(name) for name in names if name not in by_hand}
    numbers = _layers([guess for guess in guesses.values() if guess], network.depth)
    found: dict[str, Key | None] = {}
    for name in names:
        if name in by_hand:
            found[name] = None if by_hand[name] == IGNORED else _meant(name, by_hand[name])
        else:
            found[name] = _key(guesses[name], numbers, network.depth)
    return found


def _guess(name: str) -> _Guess | None:
    """Return what a name says: ``dW1``, ``layers.0.weight.grad``, ``grad_b_2``, ``theta_after``."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    words = re.findall(r"[a-z]+|\d+", re.sub(r"\bl(?= ?\d)", "", spaced.lower().replace("_", " ")))
    number = next((int(word) for word in reversed(words) if word.isdigit()), None)
    place = next((word for word in words if word in ("output", "out", "hidden")), "")
    rest = [word for word in words if not word.isdigit() and word not in _FILLERS and word != place]
    quantity = _QUANTITIES.get("".join(rest))
    return _Guess(quantity, number, place) if quantity else None


def _layers(guesses: list[_Guess], depth: int) -> dict[int, int]:
    """Return the layer that each number in the names stands for.

    Names count from 1, or from 0, or, as PyTorch's Sequential does, with numbers left out for activations.
    ``a0`` is the input and says nothing.
    """
    numbers = sorted(
        {g.number for g in guesses if g.number is not None and not (g.quantity == "a" and g.number == 0)}
    )
    if len(numbers) == depth and 0 in numbers:
        return {number: layer for layer, number in enumerate(numbers, start=1)}
    first = 1 if 0 in numbers else 0
    return {number: number + first for number in numbers}


def _key(guess: _Guess | None, numbers: Mapping[int, int], depth: int) -> Key | None:
    if guess is None:
        return None
    if guess.quantity in FLAT or guess.quantity == LOSS.quantity:
        return Key(guess.quantity, 0)
    if guess.number is not None:
        layer = numbers.get(guess.number)  # none for a0, the input
        return None if layer is None else Key(guess.quantity, layer)
    if guess.word:
        layer = 1 if guess.word == "hidden" else depth
        return Key(guess.quantity, layer) if guess.word != "hidden" or depth == 2 else None
    return Key(guess.quantity, 1) if depth == 1 else None


def _meant(name: str, meant: str) -> Key:
    """Return the array that the user means."""
    quantity, _, layer = meant.partition(".")
    known = {*_QUANTITIES.values()}
    if quantity not in known or bool(layer) == (quantity in FLAT or quantity == LOSS.quantity):
        raise ArraysError("", f"{name}={meant}: expected {IGNORED}, or one of {_listed(sorted(known))}")
    if layer and not (layer.isascii() and layer.isdigit() and int(layer[:6]) > 0):
        raise ArraysError("", f"{name}={meant}: expected a layer from 1 behind the dot")
    return Key(quantity, int(layer[:6]) if layer else 0)


def key_name(key: Key) -> str:
    """Return the name of an array as it is written by hand: ``weights_gradient.1``, ``theta_after``."""
    return f"{key.quantity}.{key.layer}" if key.layer else key.quantity


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
