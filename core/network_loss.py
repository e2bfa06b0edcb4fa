"""A network's loss over all samples as a function of theta, at many thetas at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import numpy as np

from core.arrays import Array
from core.compiled.losses import CompiledLosses
from core.losses.base import Loss
from core.network import Network
from core.passes import penalty, penalty_gradient
from core.regularizers.base import Regularizer
from core.regularizers.none import NoPenalty

_NUMBERS_AT_ONCE = 2**16  # in one layer of all networks together: what a processor's cache holds a few times

Fill = Callable[[slice, Array], None]


@dataclass(frozen=True, eq=False)
class NetworkLoss:
    """The loss of a network with its penalty, and the gradient by theta.

    Attributes
    ----------
    inputs, targets : array (N, inputs), (N, outputs)
        The samples of the loss.
    regularizer : Regularizer
        Its penalty is part of the loss.
    """

    network: Network
    loss: Loss
    inputs: Array
    targets: Array
    regularizer: Regularizer = field(default_factory=NoPenalty)

    def value(self, thetas: Array) -> Array:
        """Return the loss at thetas ``(k, parameters)``, shape (k,)."""
        return self.values(len(thetas), lambda part, own: np.copyto(own, thetas[part]))

    def gradient(self, thetas: Array) -> Array:
        """Return dL/dtheta at thetas ``(k, parameters)``, in their shape."""
        found = np.empty(thetas.shape)
        for part, gradients in self.gradients(len(thetas), lambda part, own: np.copyto(own, thetas[part])):
            found[part] = gradients
        return found

    def values(self, count: int, fill: Fill) -> Array:
        """Return the loss at `count` thetas that need not be in memory all at once.

        Parameters
        ----------
        count : int
        fill : function of (slice, array)
            Writes the thetas of a part of them into the array.
        """
        found = np.empty(count)
        with np.errstate(all="ignore"):
            for part, losses in self._in_parts(count, fill):
                total = losses.values() + penalty(self.network, self.regularizer, losses.thetas)
                found[part] = total[: part.stop - part.start]
        return found

    def gradients(self, count: int, fill: Fill) -> Iterator[tuple[slice, Array]]:
        """Yield parts with dL/dtheta at their thetas; `count` and `fill` as for `values`."""
        with np.errstate(all="ignore"):
            for part, losses in self._in_parts(count, fill):
                pull = penalty_gradient(self.network, self.regularizer, losses.thetas)
                yield part, (losses.gradients() + pull)[: part.stop - part.start]

    def _in_parts(self, count: int, fill: Fill) -> Iterator[tuple[slice, CompiledLosses]]:
        """Yield parts of all thetas, each with the network at them."""
        at_once = max(1, min(self._thetas_at_once, count))
        losses = _losses_of(self, at_once)
        for start in range(0, count, at_once):
            part = slice(start, min(start + at_once, count))
            fill(part, losses.thetas[: part.stop - start])
            yield part, losses

    @property
    def _thetas_at_once(self) -> int:
        numbers = max(self.network.parameter_count, len(self.inputs) * max(self.network.sizes))
        return max(1, _NUMBERS_AT_ONCE // numbers)


class _Losses(threading.local):
    """What one thread compiled last for each loss: its arrays cannot be shared while it runs."""

    def __init__(self) -> None:
        self.by_loss: WeakKeyDictionary[NetworkLoss, CompiledLosses] = WeakKeyDictionary()


_LOSSES = _Losses()


def _losses_of(whole: NetworkLoss, count: int) -> CompiledLosses:
    """Return what runs the network at `count` thetas at once in this thread."""
    losses = _LOSSES.by_loss.get(whole)
    if losses is None or len(losses.thetas) != count:
        losses = CompiledLosses(whole.network, whole.loss, whole.inputs, whole.targets, count)
        _LOSSES.by_loss[whole] = losses
    return losses
