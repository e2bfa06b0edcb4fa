"""Losses over the prediction and over z behind a sigmoid, with their slopes; and what they do at 0 and 1."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from core.loss_curves import SATURATED, edges, needs_probabilities, over_logits, over_predictions, refusal
from core.losses.base import Loss
from core.number_format import format_number
from nnviz.figures.functions_view import FunctionsView, add_marks, chosen, member_look, member_name, way_name
from nnviz.figures.plot import Axis, Floats, HLine, Layer, Line, Marker, Plot, VLine
from nnviz.figures.plot_column import in_line
from nnviz.figures.style import Style
from nnviz.figures.table_picture import TablePicture

_PLACES = 601
_AROUND = 2.0  # how far beyond the target predictions are shown
_BESIDE = 1e-9  # a corner, and the ends of a loss of probabilities
_TANGENT = 0.2  # of the axis, to both sides of the point
_HIGHEST, _STEEPEST = 6.0, 8.0  # a curve that goes on leaves the plot there
_NONE = "\N{EN DASH}"
_MUCH = 3.0  # times as steep: worth a sentence
_EDGE_COLUMNS = tuple(f"{how}: {what}" for how in ("perfect", "hopeless") for what in ("L", "dL/da", "dL/dz"))

Curve = Callable[[Loss, Floats, float], tuple[Floats, Floats]]


def prediction_plots(view: FunctionsView, style: Style) -> tuple[Plot, ...]:
    """Return the losses over the prediction, and dL/da."""
    point = view.spec.loss_point
    low, high = prediction_range(view)
    return _plots(
        view, style, over_predictions, point.prediction, (low, high), ("a, the prediction", "dL/da")
    )


def logit_plots(view: FunctionsView, style: Style) -> tuple[Plot, ...]:
    """Return the losses over z, with a sigmoid between z and the prediction, and dL/dz."""
    point = view.spec.loss_point
    names = ("z before the sigmoid", "dL/dz")
    return _plots(view, style, over_logits, point.z, (-point.half, point.half), names)


def prediction_range(view: FunctionsView) -> tuple[float, float]:
    """Return from where to where predictions are shown: 0 to 1 if no loss takes others."""
    shown, point = [loss for _, loss in shown_losses(view)], view.spec.loss_point
    if shown and all(map(needs_probabilities, shown)):
        return 0.0, 1.0
    reach = [point.target, point.prediction]
    return min(-1.0, min(reach) - _AROUND / 2), max(2.0, max(reach) + _AROUND / 2)


def shown_losses(view: FunctionsView) -> Iterator[tuple[int, Loss]]:
    """Yield the losses that can have the target, with their places in the list."""
    for place, loss in enumerate(view.spec.losses):
        if not refusal(loss, view.spec.loss_point.target):
            yield place, loss


def refused_words(view: FunctionsView) -> str:
    """Say why some losses are not drawn; empty if all are."""
    target = view.spec.loss_point.target
    reasons = ((member_name(loss), refusal(loss, target)) for loss in view.spec.losses)
    return " ".join(f"{name} is not drawn: {reason}." for name, reason in reasons if reason)


def slowness_words(view: FunctionsView, style: Style) -> str:
    """Say how much slower one loss learns than another at z; empty where there is nothing to say."""
    point = view.spec.loss_point
    found = []
    for _, loss in shown_losses(view):
        _, slope = over_logits(loss, np.array([point.z]), point.target)
        found.append((abs(float(slope[0])), member_name(loss)))
    if len(found) < 2:
        return ""
    (small, slow), (large, quick) = min(found), max(found)
    if not large > _MUCH * small:
        return ""
    a = 1 / (1 + np.exp(-np.clip(point.z, -500, 500)))
    how = (
        f"{format_number(large / small, 3)} times as steep as"
        if small
        else "steep; nothing at all comes through"
    )
    z, says, should = (format_number(float(number), style.digits) for number in (point.z, a, point.target))
    return (
        f"At z = {z} the sigmoid says {says} and should say {should}. {quick} is {how} {slow}: where the "
        "sigmoid is flat, a loss that does not make up for it passes hardly any gradient on."
    )


def edge_table(view: FunctionsView, style: Style) -> TablePicture:
    """Return what every way to compute each loss gives for a perfect and for a hopeless prediction.

    The prediction is exactly 0 or 1, which is what the sigmoid of a very large z is in float64; the target is
    1, or 0 where the target that is looked at is nearer to that.
    """
    target = 1.0 if view.spec.loss_point.target >= 0.5 else 0.0
    right = SATURATED if target else -SATURATED
    found: dict[str, list[float | None]] = {}
    for loss in view.spec.losses:
        if refusal(loss, target):
            continue
        for both in zip(edges(loss, target, right), edges(loss, target, -right), strict=True):
            way = both[0].way
            name = f"{member_name(type(loss)())}, {way_name(way)}" if way else member_name(loss)
            found[name] = [cell for edge in both for cell in (edge.value, edge.gradient, edge.delta)]
    cells = np.array([[np.nan if cell is None else cell for cell in row] for row in found.values()])
    blank = (
        (row, column)
        for row, line in enumerate(found.values())
        for column, cell in enumerate(line)
        if cell is None
    )
    table = TablePicture(
        list(found), _EDGE_COLUMNS, cells.reshape(-1, len(_EDGE_COLUMNS)), style, "", "NaN", frozenset(blank)
    )
    return replace(table, description=f"At a perfect and at a hopeless prediction: {table.words}.")


def _plots(
    view: FunctionsView,
    style: Style,
    curve: Curve,
    at: float,
    span: tuple[float, float],
    names: tuple[str, str],
) -> tuple[Plot, ...]:
    target, low, high = view.spec.loss_point.target, *span
    values: list[Layer] = [HLine(0.0, style.outline, 0.75), VLine(at, style.current, 1.25)]
    slopes: list[Layer] = list(values)
    points: tuple[list[Layer], list[Layer]] = ([], [])
    looked_at, readings = chosen(view.spec.losses, view.loss), []
    for place, loss in shown_losses(view):
        look, name = member_look(place, style), member_name(loss)
        x = _places(loss, target, low, high, is_prediction=curve is over_predictions)
        value, slope = curve(loss, x, target)
        (here,), (its_slope,) = curve(loss, np.array([at]), target)
        if curve is over_predictions and needs_probabilities(loss) and not 0 <= at <= 1:
            here, its_slope = np.nan, np.nan
        is_chosen = loss is looked_at
        width = 2.25 if is_chosen else 1.5
        told = [
            _NONE if np.isnan(number) else format_number(float(number), style.digits)
            for number in (here, its_slope)
        ]
        readings.append(f"{name} {told[0]} with slope {told[1]}")
        values.append(Line(x, value, look.colour, width, look.dash, label=f"{name}: {told[0]}"))
        slopes.append(Line(x, slope, look.colour, width, look.dash, label=f"{name}: {told[1]}"))
        if is_chosen:
            along = np.array([at - _TANGENT * (high - low), at + _TANGENT * (high - low)])
            points[0].append(Line(along, here + its_slope * (along - at), style.current, 2.0))
        size = 10.0 if is_chosen else 7.0
        for layers, number in zip(points, (here, its_slope), strict=True):
            mark = Marker(at, float(number), look.colour, look.symbol, size, style.surface)
            add_marks(layers, mark, is_chosen=is_chosen)
    here_told = format_number(at, style.digits)
    where = f"at {names[0][0]} = {here_told}, for the target {format_number(target, style.digits)}"
    words = f"Losses over {names[0]}. At {here_told}: {'; '.join(readings) or 'none'}."
    across = Axis(names[0], low, high)
    upper = Plot(
        [*values, *points[0]], across, _axis("loss L", values, _HIGHEST), f"Losses {where}", description=words
    )
    lower = Plot([*slopes, *points[1]], across, _axis(names[1], slopes, _STEEPEST), f"Slopes {where}")
    return in_line(upper, replace(lower, description=f"Below: {lower.title}."), style=style)


def _places(loss: Loss, target: float, low: float, high: float, *, is_prediction: bool) -> Floats:
    """Return where the curve is drawn; from just beside 0 to just beside 1 for a loss of probabilities."""
    if not is_prediction:
        return np.linspace(low, high, _PLACES)
    corners = np.concatenate(
        [np.ravel(corner) for corner in loss.corners(np.array([target]))] or [np.empty(0)]
    )
    if needs_probabilities(loss):
        low, high = max(low, _BESIDE), min(high, 1 - _BESIDE)
    inside = corners[(corners > low) & (corners < high)]
    return np.union1d(np.linspace(low, high, _PLACES), np.concatenate([inside - _BESIDE, inside + _BESIDE]))


def _axis(name: str, layers: list[Layer], most: float) -> Axis:
    """Return an axis around 0 with room for all curves as far as `most`."""
    parts = [layer.y[np.isfinite(layer.y)] for layer in layers if isinstance(layer, Line)]
    known = np.clip(np.concatenate([np.zeros(1), *parts]), -most, most)
    low, high = float(known.min()), float(known.max())
    room = 0.06 * ((high - low) or 1.0)
    return Axis(name, low - room, high + room)
