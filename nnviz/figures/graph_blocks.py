"""The blocks that the computation graph around a unit is put together of.

A block has its joint at y = 0: what comes from the left ends there, what goes on to the right begins there.
"""

from __future__ import annotations

from core.formula import Source
from core.network import Network
from nnviz.figures.graph_excerpt import Excerpt
from nnviz.figures.graph_items import LINE, Block, Fold, Item, Wire, stacked
from nnviz.figures.graph_loss_block import FIRST_PEER, PEER, add_loss
from nnviz.figures.graph_pieces import (
    BELOW,
    BOX,
    CIRCLE,
    LONG_BEND,
    OPERATION,
    Lengths,
    bare,
    box,
    circle,
    given,
    letter,
    level,
    more,
    peer,
    product,
    signal,
)
from nnviz.figures.network_shapes import Rect

_GAP = 2.0
_ROOM_FOR_SLOPE = 10.0  # that of the activation, which stands below it


class Blocks:
    """Builds the blocks of one excerpt."""

    def __init__(self, network: Network, excerpt: Excerpt, lengths: Lengths) -> None:
        self._network = network
        self._excerpt = excerpt
        self._lengths = lengths

    def whole(self) -> Block:
        """Return everything: the operations of the unit in the middle, and its neighbours."""
        layer, unit = self._excerpt.layer, self._excerpt.unit
        if layer == 0:
            block, joint = Block([box(self._excerpt, 0, unit, -BOX[0], foldable=False)]), 0.0
        else:
            block = self._sum(layer, unit)
            joint = self._add_function(block, layer, unit, 0.0)
        if layer == self._network.depth:
            add_loss(block, self._network, self._excerpt, self._lengths, joint)
        else:
            self._add_paths(block, layer, unit, joint)
        return block

    # From the layer before

    def _sum(self, layer: int, unit: int) -> Block:
        """Return products and bias up to their sum, which ends at x = 0."""
        excerpt, fold = self._excerpt, Fold("inputs", layer, unit)
        focus = excerpt.origin if excerpt.is_middle(layer, unit) else None
        delta = Source("delta", layer, unit)
        rows: list[tuple[Block, Source | None, Source | None]] = []
        for row in excerpt.rows(fold, self._network.sizes[layer - 1], focus):
            if row.place is None:
                rows.append((Block([more(excerpt, fold, row.hidden, CIRCLE / 2)]), None, None))
            else:
                value = Source("product", layer, unit, row.place)
                rows.append((self._input(layer, unit, row.place), value, delta))
        bias = Source("bias", layer, unit)
        rows.append((Block([letter(bias, 0.0, 0.0)]), bias, Source("bias_gradient", layer, unit)))
        x = -CIRCLE - self._lengths.product
        block = Block([circle("add", Source("z", layer, unit), -CIRCLE / 2)])
        moves = stacked([row for row, _, _ in rows], LINE, _GAP)
        for (row_block, value_of_row, gradient), y in zip(rows, moves, strict=True):
            block.add(row_block, x - CIRCLE / 2, y)
            end = (-CIRCLE + 1, max(-6.0, min(6.0, 0.2 * y)))
            straight = (x + 4, -CIRCLE - LONG_BEND)
            block.wires.append(Wire((x, y), end, straight, value_of_row, gradient))
        return block

    def _input(self, layer: int, unit: int, origin: int) -> Block:
        """Return a product with what it multiplies; the circle's middle is at (0, 0)."""
        excerpt, before = self._excerpt, layer - 1
        left = -CIRCLE / 2 - self._lengths.entry
        block = product(layer, unit, origin, left)
        value, _ = signal(self._network, before, origin)
        path = Source("grad_a_term", before, origin, unit) if before else None
        block.wires.append(level(left, -CIRCLE / 2, 0.0, value, path))
        foldable = before > 0 and excerpt.is_middle(layer, unit)
        item = box(excerpt, before, origin, left - BOX[0], foldable=foldable)
        block.items.append(item)
        if foldable and not item.folded:
            self._unfold(block, before, origin, item.rect.x)
        return block

    def _unfold(self, block: Block, layer: int, unit: int, x: float) -> None:
        """Put a unit's operations before its box, whose left edge is at x."""
        before = self._sum(layer, unit)
        joint = self._add_function(before, layer, unit, 0.0)
        end = joint + self._lengths.signal
        before.wires.append(level(joint, end, 0.0, *signal(self._network, layer, unit)))
        block.add(before, x - end)

    # The unit itself

    def _add_function(self, block: Block, layer: int, unit: int, x: float) -> float:
        """Append z and the activation to a sum that ends at x; return where the activation ends."""
        z, delta, a = (Source(name, layer, unit) for name in ("z", "delta", "a"))
        if not self._network.layers[layer - 1].activation.elementwise:
            return self._add_softmax(block, layer, unit, x)
        left = x + self._lengths.signal
        block.wires.append(level(x, left, 0.0, z, delta))
        rect = Rect(left, -OPERATION[1] / 2, *OPERATION)
        block.items.append(Item("activation", rect, layer, unit, writes=a))
        if self._network.layers[layer - 1].activation.learns_slope:
            slope = Source("slope", layer)
            block.add(given(slope, (left + 2, 9.0), 2 * BELOW, Source("slope_gradient", layer)))
        return self._add_dropout(block, layer, unit, rect.right)

    def _add_dropout(self, block: Block, layer: int, unit: int, x: float) -> float:
        """Append what dropout does to an activation that ends at x; return where that ends."""
        if not self._network.layers[layer - 1].dropout:
            return x
        end = x + self._lengths.signal + _ROOM_FOR_SLOPE
        a, grad_a = Source("a", layer, unit), Source("grad_a", layer, unit)
        block.wires.append(level(x, end, 0.0, a, grad_a))
        block.items.append(circle("dropout", Source("dropped", layer, unit), end + CIRCLE / 2))
        block.add(given(Source("mask", layer, unit), (end + CIRCLE / 2, CIRCLE / 2), BELOW))
        return end + CIRCLE

    def _add_softmax(self, block: Block, layer: int, unit: int, x: float) -> float:
        """Append the one operation of a softmax layer, with the z of the other units."""
        length = self._lengths.signal
        left = x + BOX[0] + 6 + length
        z, delta = Source("z", layer, unit), Source("delta", layer, unit)
        block.wires.append(Wire((x, 0), (left, 0), (left - length + 2, left - 2), z, delta))
        y, bottom = FIRST_PEER, OPERATION[1] / 2
        for row in self._excerpt.peers(self._network, layer, unit):
            if row.place is None:
                block.items.append(more(self._excerpt, Fold("peers", layer, unit), row.hidden, left - 10, y))
                block.wires.append(bare((left - 10, y), (left, y)))
            else:
                z, delta = Source("z", layer, row.place), Source("delta", layer, row.place)
                block.items.append(peer(z, left - length, y))
                block.wires.append(level(left - length, left, y, z, delta))
            bottom, y = y + 12, y + PEER
        rect = Rect(left, -OPERATION[1] / 2, OPERATION[0] + 8, bottom + OPERATION[1] / 2)
        block.items.append(Item("softmax", rect, layer, unit, writes=Source("a", layer, unit)))
        return self._add_dropout(block, layer, unit, rect.right)

    # To the layer after

    def _add_paths(self, block: Block, layer: int, unit: int, x: float) -> None:
        """Append the ways on: from a over every weight to a unit of the next layer."""
        excerpt, fold = self._excerpt, Fold("paths", layer, unit)
        fork = x + self._lengths.signal
        block.wires.append(level(x, fork - 3, 0.0, *signal(self._network, layer, unit)))
        block.items.append(Item("fork", Rect(fork - 3, -3, 6, 6), layer, unit))
        middle = fork + self._lengths.path + CIRCLE / 2
        rows = excerpt.rows(fold, self._network.sizes[layer + 1], excerpt.path)
        blocks = [
            Block([more(excerpt, fold, row.hidden, CIRCLE / 2)])
            if row.place is None
            else self._path(layer + 1, row.place, unit)
            for row in rows
        ]
        value, _ = signal(self._network, layer, unit)
        for row, row_block, y in zip(rows, blocks, stacked(blocks, LINE, _GAP), strict=True):
            block.add(row_block, middle, y)
            if row.place is None:
                start = block.items[-1].rect.x
                block.wires.append(Wire((fork, 0), (start, y), (start, start), fans_out=True))
                continue
            share = Source("grad_a_term", layer, unit, row.place) if layer else None
            end = (middle - CIRCLE / 2, y)
            straight = (fork + LONG_BEND, end[0] - 2)
            block.wires.append(Wire((fork, 0), end, straight, value, share, fans_out=True))

    def _path(self, layer: int, unit: int, origin: int) -> Block:
        """Return a product of the next layer with what follows it; the circle's middle is at (0, 0)."""
        block = product(layer, unit, origin, LONG_BEND + 8 - self._lengths.path - CIRCLE / 2)
        start = CIRCLE / 2
        end = start + self._lengths.signal
        value, delta = Source("product", layer, unit, origin), Source("delta", layer, unit)
        block.wires.append(level(start, end, 0.0, value, delta))
        if Fold("unit", layer, unit) in self._excerpt.unfolded:
            end = self._add_rest(block, layer, unit, end)
        block.items.append(box(self._excerpt, layer, unit, end, foldable=True))
        return block

    def _add_rest(self, block: Block, layer: int, unit: int, x: float) -> float:
        """Append the other operations of a unit to one of its products; return where its box begins."""
        block.items.append(circle("add", Source("z", layer, unit), x + CIRCLE / 2))
        y, others = BELOW, self._network.sizes[layer - 1] - 1
        if others:
            rect = Rect(x - 54, y - 8, 50, 16)
            block.items.append(Item("rest", rect, layer, unit, hidden=tuple(range(others))))
            block.wires.append(bare((rect.right, y), (x + 4, 7)))
            y += 20
        gradient = Source("bias_gradient", layer, unit)
        block.add(given(Source("bias", layer, unit), (x + CIRCLE / 2, CIRCLE / 2), y, gradient))
        joint = self._add_function(block, layer, unit, x + CIRCLE)
        end = joint + self._lengths.signal
        block.wires.append(level(joint, end, 0.0, *signal(self._network, layer, unit)))
        rect = Rect(end + BOX[0] + 14, -BOX[1] / 2, 52, BOX[1])
        block.items.append(Item("onward", rect, layer, unit))
        block.wires.append(bare((end + BOX[0], 0), (rect.x, 0)))
        return end
