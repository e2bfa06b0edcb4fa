"""The loss of every update, and where in it the cursor stands."""

from __future__ import annotations

import numpy as np

from nnviz.figures.plot import Axis, Floats, Layer, Line, Marker, Plot, Text, VLine
from nnviz.figures.style import Style, blend
from nnviz.moment import Moment

_LOG_DECADES = 1.5
_LEAST_UPDATES = 5  # shown at least, so that the first ones do not fill the axis
_MARGIN = 0.025
_EMPTY = "The loss of every update appears here. Step on, or train."


def loss_plot(moment: Moment, style: Style) -> Plot:
    """Return the loss against the update's number, with the mean of every epoch.

    The loss of the update under the cursor is left out until its step has been reached.
    """
    first, losses = moment.first_update, known_losses(moment)
    last = first + max(len(losses) - 1, _LEAST_UPDATES)
    last = max(last, moment.update_number)
    room = _MARGIN * (last - first)
    x = Axis("update", first - room, last + room)
    if not len(losses):
        text = Text((first + last) / 2, 0.5, _EMPTY, style.muted)
        return Plot([text], x, Axis("loss", 0, 1), description=_EMPTY)
    layers: list[Layer] = [VLine(moment.update_number, style.current, 1.5)]
    layers += _curves(moment, losses, style)
    held_out = _held_out(moment, style)
    layers += held_out
    at = moment.update_number - first
    if at < len(losses):
        layers.append(Marker(moment.update_number, losses[at], style.current, outline=style.surface, size=9))
    y = Axis("loss", log=_spans_decades(np.concatenate([losses, *(line.y for line in held_out)])))
    return Plot(layers, x, y, description=_words(moment, losses, held_out))


def known_losses(moment: Moment) -> Floats:
    """Return the loss of every update done, and that under the cursor once its step has been reached."""
    trace, losses = moment.trace, moment.losses
    reached = moment.step >= trace.written_at("loss", trace.task.network.depth)[0]
    if reached and moment.update_number - moment.first_update == len(losses):
        return np.append(losses, moment.update.recording.loss)
    return losses


def epoch_means(moment: Moment, losses: Floats) -> tuple[Floats, Floats]:
    """Return the mean loss of every complete epoch, and the update in its middle."""
    task, before = moment.trace.task, moment.update.before
    size = task.updates_per_epoch
    ahead = -(-(task.samples - before.position) // task.batch_size)
    start = (before.update + ahead - moment.first_update) % size
    count = max(0, len(losses) - start) // size
    means = losses[start : start + count * size].reshape(count, size).mean(axis=1)
    middles = moment.first_update + start + size * np.arange(count, dtype=np.float64) + (size - 1) / 2
    return middles, means


def _curves(moment: Moment, losses: Floats, style: Style) -> list[Layer]:
    updates = moment.first_update + np.arange(len(losses), dtype=np.float64)
    x, means = epoch_means(moment, losses)
    if moment.trace.task.updates_per_epoch == 1 or len(means) < 2:
        return [Line(updates, losses, style.accent, 1.75, label="each update" if moment.held_out else "")]
    thin = blend(style.surface, style.accent, 0.45)
    return [
        Line(updates, losses, thin, 0.8, label="each update"),
        Line(x, means, style.accent, 2.25, label="epoch mean"),
    ]


def _held_out(moment: Moment, style: Style) -> list[Line]:
    """Return the loss of the test samples, as far as it was looked at."""
    if moment.held_out is None:
        return []
    updates, losses = moment.held_out.known()
    look = style.series[1]
    line = Line(updates, losses, look.colour, 2, look.dash, label="test samples")
    return [line] if len(updates) else []


def _spans_decades(losses: Floats) -> bool:
    losses = losses[np.isfinite(losses)]
    if not losses.size:
        return False
    low, high = losses.min(), losses.max()
    return bool(low > 0 and high / low > 10**_LOG_DECADES)


def _words(moment: Moment, losses: Floats, held_out: list[Line]) -> str:
    words = f"Loss of {len(losses)} updates, from {losses[0]:.4g} to {losses[-1]:.4g}; "
    words += "".join(f"on the test samples from {line.y[0]:.4g} to {line.y[-1]:.4g}; " for line in held_out)
    return f"{words}the cursor is at update {moment.update_number}."
