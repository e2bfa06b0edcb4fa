"""The norm of each layer's gradient over the updates."""

from __future__ import annotations

import numpy as np

from core.gradient_norms import NormCurve
from core.number_format import format_number
from nnviz.figures.gradient_reading import known_norms, verdict
from nnviz.figures.plot import Axis, Floats, Layer, Line, Marker, Plot, Text, VLine
from nnviz.figures.style import Style
from nnviz.moment import Moment

_LEAST_UPDATES = 5  # shown at least, so that the first ones do not fill the axis
_LEFT, _RIGHT = 0.03, 0.09  # of the width; the right margin has room for the layers' numbers
_MOST_NAMES = 6
_NAME_HEIGHT = 0.09  # of the height
_EMPTY = "The norms appear here. Step on, or train."


def norm_plot(moment: Moment, curve: NormCurve, style: Style) -> Plot:
    """Return one line per layer over the updates done, with what is known of the one under the cursor.

    Parameters
    ----------
    curve : NormCurve
        Of updates before or after the cursor's, whose own norms come from the moment.
    """
    now = known_norms(moment)
    if not np.isnan(now).any():
        curve = curve.with_update(moment.update_number, now)
    last = max(moment.first_update + _LEAST_UPDATES, moment.update_number, *curve.updates[-1:].astype(int))
    span = last - moment.first_update
    x = Axis(_x_label(curve), moment.first_update - _LEFT * span, last + _RIGHT * span)
    layers: list[Layer] = [VLine(moment.update_number, style.current, 1.5)]
    finite = curve.norms[np.isfinite(curve.norms) & (curve.norms > 0)]
    if not finite.size:
        text = Text((moment.first_update + last) / 2, 0.5, _EMPTY, style.muted)
        return Plot([*layers, text], x, Axis("|dL/dW|", 0, 1), description=_words(moment, curve, now))
    layers += _lines(curve, style)
    layers += _names(curve, style)
    layers += _marks(moment, now, style)
    y = Axis("|dL/dW|", log=True)
    return Plot(layers, x, y, legend=False, description=_words(moment, curve, now))


def _lines(curve: NormCurve, style: Style) -> list[Layer]:
    looks = [style.series[position % len(style.series)] for position in range(curve.norms.shape[1])]
    return [
        Line(
            curve.updates,
            curve.norms[:, position],
            look.colour,
            1.75,
            look.dash,
            label=f"layer {position + 1}",
        )
        for position, look in enumerate(looks)
    ]


def _names(curve: NormCurve, style: Style) -> list[Layer]:
    """Write each layer's number behind the end of its line."""
    depth = curve.norms.shape[1]
    named = np.linspace(0, depth - 1, min(depth, _MOST_NAMES)).round().astype(int).tolist()
    heights = np.log10(np.where(curve.norms > 0, curve.norms, np.nan))
    ends = {position: end for position in named if np.isfinite(end := float(heights[-1, position]))}
    if len(curve.updates) < 2 or not ends:
        return []
    names: list[Layer] = []
    for position, height in _apart(ends, heights[np.isfinite(heights)]).items():
        look = style.series[position % len(style.series)]
        place = float(curve.updates[-1]), 10**height
        names.append(Text(*place, f"  {position + 1}", look.colour, (0.0, 0.5)))
    return names


def _apart(ends: dict[int, float], heights: Floats) -> dict[int, float]:
    """Return heights for the names of lines so that those that end close together do not touch."""
    step = _NAME_HEIGHT * float(np.ptp(heights))
    ordered = sorted(ends, key=ends.__getitem__)
    placed = {}
    least = -np.inf
    for position in ordered:
        placed[position] = max(ends[position], least)
        least = placed[position] + step
    most = float(heights.max())
    for position in reversed(ordered):
        placed[position] = min(placed[position], most)
        most = placed[position] - step
    return placed


def _marks(moment: Moment, now: Floats, style: Style) -> list[Layer]:
    marks: list[Layer] = []
    for position, norm in enumerate(now.tolist()):
        if np.isfinite(norm):
            look = style.series[position % len(style.series)]
            marks.append(Marker(moment.update_number, norm, look.colour, look.symbol, 7, style.surface))
    return marks


def _x_label(curve: NormCurve) -> str:
    return "update" if curve.distance == 1 else f"update (1 of {curve.distance} is shown)"


def _words(moment: Moment, curve: NormCurve, now: Floats) -> str:
    words = f"Norm of dL/dW of {len(now)} layers; the cursor is at update {moment.update_number}"
    known = [
        f"layer {position + 1} {format_number(norm)}"
        for position, norm in enumerate(now.tolist())
        if not np.isnan(norm)
    ]
    here = f": {', '.join(known)}" if known else ""
    return f"{words}{here}. {verdict(now)} {len(curve.updates)} updates are shown."
