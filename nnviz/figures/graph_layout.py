"""Where everything of a computation graph stands, in points; arithmetic only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from core.network import Network
from nnviz.figures.graph_blocks import Blocks
from nnviz.figures.graph_excerpt import Excerpt
from nnviz.figures.graph_items import Block, Item, Wire
from nnviz.figures.graph_pieces import Lengths

CAPTION = 16.0
_MARGIN = 6.0
_PROBE = 1.0
_MOST_LONGER = 40.0  # points that a wire gets where there is room


@dataclass(frozen=True)
class GraphLayout:
    """The whole graph, the caption's line above it.

    Attributes
    ----------
    width, height : float
        What it needs; the room it was laid out for, where that is more.
    items : tuple of Item
    wires : tuple of Wire
    """

    width: float
    height: float
    items: tuple[Item, ...]
    wires: tuple[Wire, ...]

    def item_at(self, x: float, y: float) -> Item | None:
        """Return the item under a point."""
        return next((item for item in self.items if item.rect.grown(2).contains(x, y)), None)

    def item(self, kind: str, layer: int, unit: int | None, origin: int | None = None) -> Item | None:
        """Return an item by its place; for ``more``, the one that hides `origin`."""
        for item in self.items:
            if (item.kind, item.layer, item.unit) != (kind, layer, unit):
                continue
            if item.origin == origin or (kind == "more" and origin in item.hidden):
                return item
        return None


@lru_cache(maxsize=32)
def lay_out(
    network: Network, excerpt: Excerpt, room: tuple[float, float] | None = None, head: float = CAPTION
) -> GraphLayout:
    """Return the layout.

    Parameters
    ----------
    room : (float, float) or None
        Width and height; wires become longer where it allows that.
    head : float
        What is left free above everything.
    """
    lengths = Lengths()
    if room is not None:
        needed = lay_out(network, excerpt, None, head)
        if room[0] > needed.width:
            # Every wire of the longest chain becomes longer, whatever their number is.
            slope = _size(_block(network, excerpt, lengths.longer(_PROBE)), head)[0] - needed.width
            lengths = lengths.longer(min((room[0] - needed.width) * _PROBE / slope, _MOST_LONGER))
    block = _block(network, excerpt, lengths)
    width, height = _size(block, head)
    if room is not None:
        width, height = max(width, room[0]), max(height, room[1])
    bounds, placed = block.bounds, Block()
    x = (width - bounds.width) / 2 - bounds.x
    placed.add(block, x, head + (height - head - bounds.height) / 2 - bounds.y)
    return GraphLayout(width, height, tuple(placed.items), tuple(placed.wires))


def _block(network: Network, excerpt: Excerpt, lengths: Lengths) -> Block:
    return Blocks(network, excerpt, lengths).whole()


def _size(block: Block, head: float) -> tuple[float, float]:
    bounds = block.bounds
    return bounds.width + 2 * _MARGIN, head + bounds.height + 2 * _MARGIN
