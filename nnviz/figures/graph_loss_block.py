"""From an output to the loss of the batch, as a block of the computation graph."""

from __future__ import annotations

from core.formula import Source
from core.network import Network
from nnviz.figures.graph_excerpt import Excerpt
from nnviz.figures.graph_items import Block, Fold, Item, Wire
from nnviz.figures.graph_pieces import (
    BELOW,
    LETTER,
    LONG_BEND,
    OPERATION,
    Lengths,
    bare,
    letter,
    level,
    more,
    peer,
    signal,
)
from nnviz.figures.network_shapes import Rect

PEER, FIRST_PEER = 24.0, 46.0  # heights of the other outputs, each below the one before
_TARGET = 40.0


def add_loss(block: Block, network: Network, excerpt: Excerpt, lengths: Lengths, x: float) -> None:
    """Append the loss of the output in the middle, whose a begins at x, and how the others join it."""
    depth, unit = network.depth, excerpt.unit
    left = x + lengths.signal
    block.wires.append(level(x, left, 0.0, *signal(depth, unit)))
    rect = Rect(left, -OPERATION[1] / 2, *OPERATION)
    term = Source("loss_term", depth, unit)
    block.items.append(Item("loss_term", rect, depth, unit, writes=term))
    target = Source("target", depth, unit)
    block.items.append(letter(target, left - _TARGET - LETTER / 2, BELOW))
    straight = left - _TARGET + 2, left + 4
    block.wires.append(Wire((left - _TARGET, BELOW), (rect.centre, rect.bottom), straight, target))
    end = rect.right + lengths.product
    factor = Source("grad_loss_term", depth, unit)
    block.wires.append(Wire((rect.right, 0), (end, 0), (rect.right + 2, end - LONG_BEND), term, factor))
    _add_others(block, network, excerpt, (x, rect.right, end))
    total = Rect(end, -OPERATION[1] / 2, *OPERATION)
    loss = Source("loss", depth)
    block.items.append(Item("loss", total, depth, writes=loss))
    last = total.right + lengths.signal
    block.wires.append(level(total.right, last, 0.0, loss, Source("grad_loss", depth)))
    block.items.append(Item("result", Rect(last, -LETTER / 2, LETTER, LETTER), depth))


def _add_others(block: Block, network: Network, excerpt: Excerpt, xs: tuple[float, float, float]) -> None:
    """Append the losses of other outputs and samples.

    Parameters
    ----------
    xs : tuple of float
        Where a begins, where the loss ends, and where the sum of all begins.
    """
    depth, unit = network.depth, excerpt.unit
    begin, right, end = xs
    y = FIRST_PEER
    for row in excerpt.peers(network, depth, unit):
        if row.place is None:
            block.items.append(more(excerpt, Fold("peers", depth, unit), row.hidden, right, y))
            block.wires.append(bare((right, y), (end, 4)))
        else:
            term, factor = Source("loss_term", depth, row.place), Source("grad_loss_term", depth, row.place)
            item = peer(term, right, y)
            block.items.append(item)
            block.wires.append(Wire((right, y), (end, 4), (right + 2, end - LONG_BEND), term, factor))
            if not network.layers[-1].activation.elementwise:
                block.wires.append(level(begin, item.rect.x, y, *signal(depth, row.place)))
        y += PEER
    if excerpt.samples > 1:
        rect = Rect(right - 86, y - 8, 86, 16)
        block.items.append(Item("samples", rect, depth, hidden=tuple(range(excerpt.samples - 1))))
        block.wires.append(bare((right, y), (end, 6)))
