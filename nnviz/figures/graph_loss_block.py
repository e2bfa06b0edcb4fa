"""From an output to the loss of the batch, as a block of the computation graph."""

from __future__ import annotations

from core.formula import Source
from core.network import Network
from nnviz.figures.graph_excerpt import Excerpt
from nnviz.figures.graph_items import Block, Fold, Item, Wire
from nnviz.figures.graph_pieces import (
    BELOW,
    CIRCLE,
    LETTER,
    LONG_BEND,
    OPERATION,
    Lengths,
    bare,
    circle,
    given,
    level,
    more,
    peer,
    signal,
)
from nnviz.figures.network_shapes import Rect

PEER, FIRST_PEER = 24.0, 46.0  # heights of the other outputs, each below the one before


def add_loss(block: Block, network: Network, excerpt: Excerpt, lengths: Lengths, x: float) -> None:
    """Append the loss of the output in the middle, whose a begins at x, and how the others join it."""
    depth, unit = network.depth, excerpt.unit
    left = x + lengths.signal
    block.wires.append(level(x, left, 0.0, *signal(network, depth, unit)))
    rect = Rect(left, -OPERATION[1] / 2, *OPERATION)
    term = Source("loss_term", depth, unit)
    block.items.append(Item("loss_term", rect, depth, unit, writes=term))
    block.add(given(Source("target", depth, unit), (rect.centre, rect.bottom), BELOW))
    end = rect.right + lengths.product
    factor = Source("grad_loss_term", depth, unit)
    block.wires.append(Wire((rect.right, 0), (end, 0), (rect.right + 2, end - LONG_BEND), term, factor))
    _add_others(block, network, excerpt, (x, rect.right, end))
    total = Rect(end, -OPERATION[1] / 2, *OPERATION)
    loss, one = Source("loss", depth), Source("grad_loss", depth)
    of_data = Source("data_loss", depth) if excerpt.penalises else loss
    block.items.append(Item("loss", total, depth, writes=of_data))
    last = total.right + lengths.signal
    block.wires.append(level(total.right, last, 0.0, of_data, one))
    if excerpt.penalises:
        block.items.append(circle("objective", loss, last + CIRCLE / 2))
        block.add(given(Source("penalty", depth), (last + CIRCLE / 2, CIRCLE / 2), BELOW, one))
        start, last = last + CIRCLE, last + CIRCLE + lengths.signal
        block.wires.append(level(start, last, 0.0, loss, one))
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
                block.wires.append(level(begin, item.rect.x, y, *signal(network, depth, row.place)))
        y += PEER
    if excerpt.samples > 1:
        rect = Rect(right - 86, y - 8, 86, 16)
        block.items.append(Item("samples", rect, depth, hidden=tuple(range(excerpt.samples - 1))))
        block.wires.append(bare((right, y), (end, 6)))
