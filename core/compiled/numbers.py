"""The numbers of one update, copied out of the arrays that the next one will use again."""

from __future__ import annotations

import numpy as np

from core.arrays import Array, read_only
from core.compiled.blocks import Place
from core.compiled.update import CompiledUpdate, Name
from core.passes import Recording

_NOTHING = read_only(np.empty(0))


class Numbers:
    """One copy of the block of an update; its arrays are views that are made when they are asked for.

    Parameters
    ----------
    update : CompiledUpdate
        Whose numbers they are; it has just run.

    Attributes
    ----------
    block : bytes
        The copy; bytes, because they cannot be written to. It begins with the state after the update.
    """

    __slots__ = ("_update", "block")

    def __init__(self, update: CompiledUpdate) -> None:
        self._update = update
        self.block = update.blocks.block.tobytes()

    def view(self, place: Place) -> Array:
        """Return the copy of an array that lies at a place in the update's block."""
        return np.ndarray(place.shape, float, self.block, place.offset, place.strides)

    def recording(self) -> Recording:
        """Return the forward and the backward pass."""
        update, depth = self._update, self._update.network.depth
        after_input = range(1, depth + 1)
        data_loss = update.scaled(self.view(update.place_of_total))
        penalty = float(self.view(update.place_of_penalty))
        return Recording(
            inputs=self.view(update.places["a", 0]),
            targets=self.view(update.places["targets", 0]),
            z=(_NOTHING, *(self._named("z", layer) for layer in after_input)),
            a=tuple(self._named("a", layer) for layer in range(depth + 1)),
            dropped=tuple(self._named("dropped", layer) for layer in range(depth + 1)),
            grad_dropped=(_NOTHING, *(self._named("grad_dropped", layer) for layer in after_input)),
            grad_a=(_NOTHING, *(self._named("grad_a", layer) for layer in after_input)),
            delta=(_NOTHING, *(self._named("delta", layer) for layer in after_input)),
            masks={layer: self._named("mask", layer) for layer in update.blocks.masks},
            elements=self._named("elements", 0),
            data_loss=data_loss,
            penalty=penalty,
            loss=data_loss + penalty,
            chain_delta=self._chain_delta() if update.is_short else None,
            gradient=self._named("gradient", 0),
        )

    def _chain_delta(self) -> Array:
        """Return the output's delta by the chain rule: no number of the update, which takes the shortcut."""
        network = self._update.network
        grad_a, z, a = (self._named(name, network.depth) for name in ("grad_a", "z", "a"))
        with np.errstate(all="ignore"):
            return read_only(network.layers[-1].activation.backward(grad_a, z, a))

    def quantities(self) -> dict[str, Array]:
        """Return the optimizer's quantities in the order of its formula."""
        return {name: self._named(name, 0) for name in self._update.names}

    def _named(self, name: str, layer: int) -> Array:
        key: Name = (name, layer)
        return self.view(self._update.places[key])


class Stack:
    """The numbers of K updates with batches of one size, one above the other.

    Parameters
    ----------
    update : CompiledUpdate
        Whose numbers they are.
    blocks : array (K, size of its block)
    """

    def __init__(self, update: CompiledUpdate, blocks: Array) -> None:
        self._update = update
        self._blocks = read_only(blocks)

    def __len__(self) -> int:
        return len(self._blocks)

    @property
    def samples(self) -> int:
        """The size of the batches, N."""
        return self._update.samples

    def named(self, name: str, layer: int = 0) -> Array:
        """Return a quantity of all updates, shape ``(K, ...)``; the layer is 0 where it has none."""
        return self._view(self._update.places[name, layer])

    def losses(self) -> Array:
        """Return the losses with their penalties, shape ``(K,)``."""
        totals = self._view(self._update.place_of_total)
        penalties = self._view(self._update.place_of_penalty)
        return np.array([self._update.scaled(total) for total in totals]) + penalties

    def _view(self, place: Place) -> Array:
        strides = (self._blocks.strides[0], *place.strides)
        return np.ndarray((len(self), *place.shape), float, self._blocks, place.offset, strides)
