"""The loss of every update, and where in it the cursor stands."""

from __future__ import annotations

import numpy as np

from nnviz.figures.plot import Axis, Floats, Layer, Line, Marker, Plot, Text, VLine
from nnviz.figures.style import Series, Style, blend
from nnviz.moment import LossRun, Moment

_LOG_DECADES = 1.5
_LEAST_UPDATES = 5  # shown at least, so that the first ones do not fill the axis
_MARGIN = 0.025
_TEST_LOOK = 1
_EMPTY = "The loss of every update appears here. Step on, or train."


def loss_plot(moment: Moment, style: Style) -> Plot:
    """Return the loss against the update's number, with the mean of every epoch and the compared branches.

    The loss of the update under the cursor is left out until its step has been reached.
    """
    first, losses = moment.first_update, known_losses(moment)
    others = [run for run in moment.compared if len(run.losses)]
    x = _updates_axis(moment, first, losses, others)
    if not len(losses) and not others:
        text = Text(first + _LEAST_UPDATES / 2, 0.5, _EMPTY, style.muted)
        return Plot([text], x, Axis("loss", 0, 1), description=_EMPTY)
    beside = [_other(run, style) for run in others]
    held_out = _held_out(moment, style)
    layers: list[Layer] = [VLine(moment.update_number, style.current, 1.5), *beside]
    layers += [*_curves(moment, losses, style), *held_out]
    at = moment.update_number - first
    if at < len(losses):
        layers.append(Marker(moment.update_number, losses[at], style.current, outline=style.surface, size=9))
    y = Axis("loss", log=_spans_decades(np.concatenate([losses, *(line.y for line in [*held_out, *beside])])))
    return Plot(layers, x, y, description=_words(moment, losses, [*held_out, *beside]))


def branch_look(number: int, style: Style) -> Series:
    """Return the colour and dashes of a branch that is compared, by its number."""
    looks = [look for place, look in enumerate(style.series) if place != _TEST_LOOK]
    return looks[number % len(looks)]


def _updates_axis(moment: Moment, first: int, losses: Floats, others: list[LossRun]) -> Axis:
    begins = [first, *(run.first_update for run in others)]
    ends = [first + max(len(losses) - 1, _LEAST_UPDATES), moment.update_number]
    ends += [run.first_update + len(run.losses) - 1 for run in others]
    room = _MARGIN * (max(ends) - min(begins))
    return Axis("update", min(begins) - room, max(ends) + room)


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
    return _means(losses, moment.first_update, (before.update + ahead - moment.first_update) % size, size)


def _means(losses: Floats, first: int, start: int, size: int) -> tuple[Floats, Floats]:
    count = max(0, len(losses) - start) // size
    means = losses[start : start + count * size].reshape(count, size).mean(axis=1)
    middles = first + start + size * np.arange(count, dtype=np.float64) + (size - 1) / 2
    return middles, means


def _curves(moment: Moment, losses: Floats, style: Style) -> list[Layer]:
    updates = moment.first_update + np.arange(len(losses), dtype=np.float64)
    x, means = epoch_means(moment, losses)
    branch = moment.branch if moment.compared else ""
    if moment.trace.task.updates_per_epoch == 1 or len(means) < 2:
        label = branch or ("each update" if moment.held_out else "")
        return [Line(updates, losses, style.accent, 1.75, label=label)] if len(losses) else []
    thin = blend(style.surface, style.accent, 0.45)
    return [
        Line(updates, losses, thin, 0.8, label="" if branch else "each update"),
        Line(x, means, style.accent, 2.25, label=branch or "epoch mean"),
    ]


def _other(run: LossRun, style: Style) -> Line:
    """Return another branch's curve: of its epochs, where there are some."""
    look = branch_look(run.number, style)
    x, y = _means(run.losses, run.first_update, run.open_epoch, run.epoch)
    if run.epoch == 1 or len(x) < 2:
        x, y = run.first_update + np.arange(len(run.losses), dtype=np.float64), run.losses
    return Line(x, y, look.colour, 1.75, look.dash, label=run.name)


def _held_out(moment: Moment, style: Style) -> list[Line]:
    """Return the loss of the test samples, as far as it was looked at."""
    if moment.held_out is None:
        return []
    updates, losses = moment.held_out.known()
    look = style.series[_TEST_LOOK]
    line = Line(updates, losses, look.colour, 2, look.dash, label="test samples")
    return [line] if len(updates) else []


def _spans_decades(losses: Floats) -> bool:
    losses = losses[np.isfinite(losses)]
    if not losses.size:
        return False
    low, high = losses.min(), losses.max()
    return bool(low > 0 and high / low > 10**_LOG_DECADES)


def _words(moment: Moment, losses: Floats, beside: list[Line]) -> str:
    words = f"Loss of {len(losses)} updates"
    if len(losses):
        words += f", from {losses[0]:.4g} to {losses[-1]:.4g}"
    named = "".join(f"; of {line.label} from {line.y[0]:.4g} to {line.y[-1]:.4g}" for line in beside)
    return f"{words}{named}; the cursor is at update {moment.update_number}."
