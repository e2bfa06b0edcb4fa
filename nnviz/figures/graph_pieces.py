"""The smallest pieces of a computation graph, and how large they are."""

from __future__ import annotations

from dataclasses import dataclass

from core.explain.notation import handed_on
from core.formula import Source
from core.network import Network
from nnviz.figures.graph_excerpt import Excerpt
from nnviz.figures.graph_items import Block, Fold, Item, Wire
from nnviz.figures.network_shapes import Rect

CIRCLE, BOX, OPERATION, LETTER = 18.0, (46.0, 20.0), (42.0, 24.0), 14.0
SHORT_BEND, LONG_BEND = 14.0, 26.0
BELOW = 23.0  # from a line to the one below it, with the numbers of both between them
_CHIP = (64.0, 16.0)
_GIVEN, _ASIDE = 62.0, 16.0


@dataclass(frozen=True)
class Lengths:
    """How long the wires of each kind are, in points."""

    entry: float = 66.0
    product: float = 88.0
    signal: float = 64.0
    path: float = 98.0

    def longer(self, by: float) -> Lengths:
        """Return all of them longer."""
        return Lengths(self.entry + by, self.product + by, self.signal + by, self.path + by)


def circle(kind: str, writes: Source, x: float, y: float = 0.0) -> Item:
    """Return an operation drawn as a circle with its middle at (x, y)."""
    rect = Rect(x - CIRCLE / 2, y - CIRCLE / 2, CIRCLE, CIRCLE)
    return Item(kind, rect, writes.layer, writes.unit, writes.origin, writes)


def letter(source: Source, x: float, y: float) -> Item:
    """Return the letter of something given, with its middle at (x, y)."""
    rect = Rect(x - LETTER / 2, y - LETTER / 2, LETTER, LETTER)
    return Item(source.quantity, rect, source.layer, source.unit, source.origin, source)


def box(excerpt: Excerpt, layer: int, unit: int, x: float, *, foldable: bool) -> Item:
    """Return the box of a unit's value, whose left edge is at (x, 0)."""
    fold = Fold("unit", layer, unit) if foldable else None
    writes = Source("a" if layer else "x", layer, unit)
    rect = Rect(x, -BOX[1] / 2, *BOX)
    return Item("unit", rect, layer, unit, writes=writes, fold=fold, folded=fold not in excerpt.unfolded)


def peer(source: Source, right: float, y: float) -> Item:
    """Return the box of another unit of the layer, whose right edge is at (right, y)."""
    rect = Rect(right - BOX[0], y - BOX[1] / 2, *BOX)
    return Item("peer", rect, source.layer, source.unit, writes=source)


def more(excerpt: Excerpt, fold: Fold, hidden: tuple[int, ...], right: float, y: float = 0.0) -> Item:
    """Return what stands for a folded row, or folds the list again; its right edge is at (right, y)."""
    rect = Rect(right - _CHIP[0], y - _CHIP[1] / 2, *_CHIP)
    folded = fold not in excerpt.unfolded
    return Item("more", rect, fold.layer, fold.unit, fold=fold, hidden=hidden, folded=folded)


def product(layer: int, unit: int, origin: int, left: float) -> Block:
    """Return a product around (0, 0), and below it its weight, whose wire begins at left."""
    block = Block([circle("multiply", Source("product", layer, unit, origin), 0.0)])
    weight = Source("weight", layer, unit, origin)
    block.items.append(letter(weight, left - LETTER / 2, BELOW))
    gradient = Source("weight_gradient", layer, unit, origin)
    straight = left + 1, -SHORT_BEND
    block.wires.append(Wire((left, BELOW), (-1.0, CIRCLE / 2), straight, weight, gradient))
    return block


def signal(network: Network, layer: int, unit: int) -> tuple[Source, Source | None]:
    """Return what a unit hands on, and its gradient; of an input there is none."""
    if layer == 0:
        return Source("x", 0, unit), None
    gradient = "grad_dropped" if network.layers[layer - 1].dropout else "grad_a"
    return handed_on(network, layer, unit), Source(gradient, layer, unit)


def given(source: Source, end: tuple[float, float], y: float, gradient: Source | None = None) -> Block:
    """Return the letter of something given, with its wire along y and up to an operation at `end`."""
    left = end[0] - _GIVEN
    block = Block([letter(source, left - LETTER / 2, y)])
    block.wires.append(Wire((left, y), end, (left + 1, end[0] - _ASIDE), source, gradient))
    return block


def level(x0: float, x1: float, y: float, value: Source, gradient: Source | None) -> Wire:
    """Return a wire without a bend."""
    return Wire((x0, y), (x1, y), (x0 + 2, x1 - 2), value, gradient)


def bare(start: tuple[float, float], end: tuple[float, float]) -> Wire:
    """Return a wire without numbers, which bends just before its end."""
    return Wire(start, end, (start[0], max(start[0], end[0] - LONG_BEND)))
