"""What is looked at in a network drawing: by the step, by choice, by the pointer."""

from __future__ import annotations

from core.formula import Source
from nnviz.figures.network_reading import Edge, Reading

Place = tuple[int, int]  # layer and unit


def places_in_sight(reading: Reading) -> tuple[Place, ...]:
    """Return the units that have to be seen, the most important first."""
    step, chosen, found = reading.current, reading.moment.selection, []
    if step and step.unit is not None:
        found.append((step.layer, step.unit))
    if chosen.layer is not None and chosen.unit is not None:
        found.append((chosen.layer, chosen.unit))
    sizes = reading.network.sizes
    return tuple((layer, unit) for layer, unit in found if layer < len(sizes) and unit < sizes[layer])


def places_at_hand(reading: Reading) -> tuple[Place, ...]:
    """Return the units at the ends of the edge that the step has just come to."""
    step, edge = reading.current, reading.at_hand
    if step is None or edge is None:
        return ()
    ends = ((edge.layer, edge.unit), (edge.layer - 1, edge.origin))
    return ends if step.layer == edge.layer else ends[::-1]


def marked_edges(reading: Reading, hovered: Source | None) -> tuple[Edge, ...]:
    """Return the edges that are looked at one by one."""
    chosen, found = reading.moment.selection, []
    if hovered is not None and hovered.unit is not None and hovered.origin is not None:
        found.append(Edge(hovered.layer, hovered.unit, hovered.origin))
    if reading.at_hand is not None:
        found.append(reading.at_hand)
    if chosen.layer is not None and chosen.unit is not None and chosen.origin is not None:
        found.append(Edge(chosen.layer, chosen.unit, chosen.origin))
    return tuple(dict.fromkeys(found))
