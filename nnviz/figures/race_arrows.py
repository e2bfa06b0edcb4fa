"""A step in slow motion as arrows on the ground: downhill, what the rule remembers, and the move."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.number_format import format_number
from core.rival_step import RivalStep
from nnviz.figures.plot import Arrow, Floats, Layer, Line, Marker, Plot, Points
from nnviz.figures.style import Style
from nnviz.race import Race

_LENGTH = 0.16  # of the ground's shorter side: how long an arrow without a scale of its own is drawn
_MEMORY = ("velocity", "m", "m_hat")  # what a rule keeps of the gradients' direction
_NOTHING = np.empty(0)


def with_arrows(plot: Plot, race: Race, under_way: tuple[RivalStep, str] | None, style: Style) -> Plot:
    """Return the race from above with the arrows of a step.

    Parameters
    ----------
    plot : Plot
    race : Race
    under_way : (RivalStep, str) or None
        The step and the quantity that was computed last; None draws nothing.
    style : Style
    """
    if under_way is None:
        return plot
    step, last = under_way
    names = [quantity.name for quantity in step.quantities()]
    known = names[: names.index(last) + 1]
    sides = [high - low for low, high in race.terrain.domain]
    others = plot.layers if plot.legend else [_unnamed(layer) for layer in plot.layers]
    layers = [*others, *_arrow(step.place, -step.gradient, "downhill", style.gradient, sides, style)]
    memory = [name for name in _MEMORY if name in known]
    if memory:
        name = memory[-1]
        layers += _arrow(
            step.place, _downhill(step, name), name.replace("_", " "), style.accent, sides, style
        )
    if "change" in known:
        move = step.values["change"]
        if np.isfinite(move).all():
            layers.append(_drawn(step.place, move, style.current, 2.5))
            layers.append(Line(_NOTHING, _NOTHING, style.current, 2.5, label="the move, to scale"))
    return replace(plot, layers=layers, legend=True)


def legend_words(plot: Plot) -> str:
    """Return the legend of a plot with arrows as a line of rich text, for where it has no room beside it."""
    if not plot.legend:
        return ""
    named = [layer for layer in plot.layers if isinstance(layer, Line) and layer.label]
    marked = (
        f'<span style="color: {line.colour}">\N{RIGHTWARDS ARROW}</span> {line.label}' for line in named
    )
    return " &nbsp; ".join(marked)


def _unnamed(layer: Layer) -> Layer:
    """Return a layer that has no place in the legend: the list of runners beside the picture names it."""
    return replace(layer, label="") if isinstance(layer, Line | Points | Marker) else layer


def _downhill(step: RivalStep, name: str) -> Floats:
    """Return where a memory pulls: against the gradients that it gathered; Keras' velocity holds steps."""
    value = step.values[name]
    gathers_steps = name == "velocity" and getattr(step.optimizer, "framework", "") == "keras"
    is_sgd = step.optimizer.key == "sgd"
    return value if gathers_steps and is_sgd else -value


def _arrow(
    place: Floats, way: Floats, name: str, colour: str, sides: list[float], style: Style
) -> list[Layer]:
    """Return an arrow of a readable length, and a name in the legend that tells its scale."""
    size = float(np.hypot(*(way / sides)))
    if not np.isfinite(size) or size == 0:
        return []
    factor = _LENGTH / size
    words = f"{name} \N{MULTIPLICATION SIGN} {format_number(factor, 2)}"
    return [_drawn(place, factor * way, colour, 2.0), Line(_NOTHING, _NOTHING, colour, 2.0, label=words)]


def _drawn(place: Floats, way: Floats, colour: str, width: float) -> Arrow:
    (x, y), (dx, dy) = place, way
    return Arrow((float(x), float(y)), (float(x + dx), float(y + dy)), colour, width)
