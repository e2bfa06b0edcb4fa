"""Updates that were recorded one by one, read as if they lay in one block."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.arrays import Array
from core.training import Update


class UpdateStack:
    """What `core.compiled.numbers.Stack` gives, for updates of whatever engine.

    Parameters
    ----------
    updates : sequence of Update
        With batches of one size.
    """

    def __init__(self, updates: Sequence[Update]) -> None:
        self._updates = updates

    @property
    def samples(self) -> int:
        """The size of the batches, N."""
        return len(self._updates[0].batch)

    def named(self, name: str, layer: int = 0) -> Array:
        """Return a quantity of all updates, shape ``(K, ...)``; the layer is 0 where it has none."""
        return np.stack([_named(update, name, layer) for update in self._updates])

    def losses(self) -> Array:
        """Return the losses with their penalties, shape ``(K,)``."""
        return np.array([update.recording.loss for update in self._updates])


def _named(update: Update, name: str, layer: int) -> Array:
    if name in update.quantities:
        return update.quantities[name]
    found: Array = getattr(update.recording, name)
    return found if name in ("gradient", "targets") else found[layer]
