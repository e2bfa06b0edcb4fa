"""The numbers of a bundle of edges: the weights, and over them what the update has come to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from core.arrays import Array
from core.training import Update
from nnviz.figures.heat_image import extremes, finite_largest, heat_image
from nnviz.figures.network_reading import Reading

Kind = Literal["weights", "gradients", "new weights"]
_Key = tuple[object, ...]
_MOST_IMAGES = 16  # of a layer in one update: an image that is exported or resized takes another's place

# A moment's images belong to its update: stepping through it makes no new ones.
_SHEETS: WeakKeyDictionary[Update, dict[tuple[int, Kind], Sheet]] = WeakKeyDictionary()
_IMAGES: WeakKeyDictionary[Update, dict[_Key, QImage]] = WeakKeyDictionary()


class Sheet(NamedTuple):
    """One number for every edge before a layer.

    Attributes
    ----------
    kind : str
    values : array (origins, units)
    largest : float
        The largest magnitude, which has the strongest colour.
    """

    kind: Kind
    values: Array
    largest: float


class BundleValues:
    """What the edges before a layer show at a moment.

    Attributes
    ----------
    under : Sheet
        The weights before the update.
    over : Sheet or None
        In the backward pass the gradients, in the update the new weights: of the first `units` units and of
        the first `origins` edges of the next one.
    """

    def __init__(self, reading: Reading, layer: int) -> None:
        self.layer = layer
        self._update = reading.trace.update
        self._depth = reading.network.depth
        self.under = self._sheet(reading, "weights")
        self.over: Sheet | None = None
        self.units, self.origins = 0, 0
        if reading.phase in ("backward", "update"):
            quantity = "weight_gradient" if reading.phase == "backward" else "theta"
            units, numbers = reading.completed(quantity, layer)
            self.units, self.origins = units, min(numbers, len(self.under.values))
            if units or numbers:
                self.over = self._sheet(
                    reading, "gradients" if reading.phase == "backward" else "new weights"
                )

    def shown(self, origins: NDArray[np.intp], units: NDArray[np.intp]) -> tuple[Array, NDArray[np.bool_]]:
        """Return the numbers of some edges as shares of the largest, and which of them are gradients."""
        shares = self.under.values[origins, units] / self.under.largest
        is_over = (units < self.units) | ((units == self.units) & (origins < self.origins))
        if self.over is None:
            return shares, np.zeros(shares.shape, dtype=np.bool_)
        over = self.over.values[origins, units] / self.over.largest
        return np.where(is_over, over, shares), is_over & (self.over.kind == "gradients")

    def image(self, sheet: Sheet, stops: Sequence[str], size: tuple[int, int]) -> QImage:
        """Return a sheet as an image, a row per unit; of edges that share a pixel the strongest is seen.

        Parameters
        ----------
        size : (int, int)
            How many pixels it has at most, across and down.
        """
        key = (self.layer, sheet.kind, tuple(stops), size)
        most = _MOST_IMAGES * self._depth
        images = _IMAGES.setdefault(self._update, {})
        if key not in images:
            while len(images) >= most:
                images.pop(next(iter(images)))
            pixels = extremes(sheet.values, *size).T
            images[key] = heat_image(pixels, stops, sheet.largest)
        return images[key]

    def _sheet(self, reading: Reading, kind: Kind) -> Sheet:
        sheets = _SHEETS.setdefault(self._update, {})
        if (self.layer, kind) not in sheets:
            sheets[self.layer, kind] = self._made(reading, kind)
        return sheets[self.layer, kind]

    def _made(self, reading: Reading, kind: Kind) -> Sheet:
        theta = {
            "weights": self._update.before.theta,
            "gradients": self._update.recording.gradient,
            "new weights": self._update.after.theta,
        }[kind]
        values = reading.network.split(theta)[self.layer - 1].weights
        # New weights have the colours of the old ones: only what changes shall look changed.
        largest = self.under.largest if kind == "new weights" else finite_largest(values)
        return Sheet(kind, values, largest)
