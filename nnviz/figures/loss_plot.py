"""The loss of every update, and where in it the cursor stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import numpy as np

from nnviz.figures.plot import Axis, Floats, Layer, Line, Marker, Plot, Text, VLine
from nnviz.figures.style import Series, Style, blend
from nnviz.moment import LossRun, Moment

T = TypeVar("T")

_LOG_DECADES = 1.5
_LEAST_UPDATES = 5  # shown at least, so that the first ones do not fill the axis
_MARGIN = 0.025
_TEST_LOOK = 1
_EMPTY = "The loss of every update appears here. Step on, or train."


def loss_plot(moment: Moment, style: Style) -> Plot:
    """Return the loss against the update's number, with the mean of every epoch and the compared branches.

    The loss of the update under the cursor is left out until its step has been reached.
    """
    return LossCurves().plot(moment, style)


class LossCurves:
    """Plots the loss of one moment after the other; a curve that stays the same stays the same object.

    So a view keeps it as pixels, and how far it reaches and where it leaves room for a legend is worked out
    once: at 100 000 updates that takes longer than the update that is gone to.
    """

    def __init__(self) -> None:
        self._kept: dict[object, tuple[tuple[object, ...], Any]] = {}
        self._before = self._kept

    def plot(self, moment: Moment, style: Style) -> Plot:
        """Return what `loss_plot` does; what moves with the cursor lies before the curves."""
        self._before, self._kept = self._kept, {}
        ahead = _loss_ahead(moment)
        losses = self._keep("losses", lambda: known_losses(moment), moment.losses, ahead)
        first, others = moment.first_update, [run for run in moment.compared if len(run.losses)]
        x = _updates_axis(moment, first, losses, others)
        if not len(losses) and not others:
            text = Text(first + _LEAST_UPDATES / 2, 0.5, _EMPTY, style.muted)
            return Plot([text], x, Axis("loss", 0, 1), description=_EMPTY)
        beside = [
            self._keep(run.number, partial(_other, run, style), style, *vars(run).values()) for run in others
        ]
        held_out = self._held_out(moment, style)
        layers: list[Layer] = [*beside, *self._own(moment, losses, style), *held_out]
        layers.append(VLine(moment.update_number, style.current, 1.5))
        number, at = moment.update_number, moment.update_number - first
        if at < len(losses):
            layers.append(Marker(number, losses[at], style.current, outline=style.surface, size=9))
        shown = [losses, *(line.y for line in [*held_out, *beside])]
        log = self._keep("log", lambda: _spans_decades(np.concatenate(shown)), *shown)
        return Plot(
            layers, x, Axis("loss", log=log), description=_words(moment, losses, [*held_out, *beside])
        )

    def _own(self, moment: Moment, losses: Floats, style: Style) -> list[Line]:
        epochs = moment.first_update, _open_epoch(moment), moment.trace.task.updates_per_epoch
        labels = moment.branch if moment.compared else "", moment.held_out is not None
        return self._keep("own", lambda: _curves(moment, losses, style), losses, style, *epochs, *labels)

    def _held_out(self, moment: Moment, style: Style) -> list[Line]:
        """Return the loss of the test samples, as far as it was looked at."""
        if moment.held_out is None:
            return []
        updates, losses = moment.held_out.known()
        if not len(updates):
            return []
        colour, dash, _ = style.series[_TEST_LOOK]
        line = partial(Line, updates, losses, colour, 2, dash, label="test samples")
        return [self._keep("held out", line, style, updates.tobytes(), losses.tobytes())]

    def _keep(self, name: object, make: Callable[[], T], *shown: object) -> T:
        """Return what was made in the plot before if the same is shown again, else what is made now."""
        known = self._before.get(name)
        if known is None or not _are_same(known[0], shown):
            known = shown, make()
        self._kept[name] = known
        made: T = known[1]
        return made


def _are_same(before: tuple[object, ...], now: tuple[object, ...]) -> bool:
    """Tell whether arrays are the very same, and all else is equal."""
    return len(before) == len(now) and all(
        was is it or (not isinstance(was, np.ndarray) and was == it)
        for was, it in zip(before, now, strict=True)
    )


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
    ahead = _loss_ahead(moment)
    return moment.losses if ahead is None else np.append(moment.losses, ahead)


def _loss_ahead(moment: Moment) -> float | None:
    """Return the loss under the cursor if it comes after those of the updates done, and is reached."""
    trace = moment.trace
    reached = moment.step >= trace.written_at("loss", trace.task.network.depth)[0]
    is_next = moment.update_number - moment.first_update == len(moment.losses)
    return float(moment.update.recording.loss) if reached and is_next else None


def epoch_means(moment: Moment, losses: Floats) -> tuple[Floats, Floats]:
    """Return the mean loss of every complete epoch, and the update in its middle."""
    return _means(losses, moment.first_update, _open_epoch(moment), moment.trace.task.updates_per_epoch)


def _open_epoch(moment: Moment) -> int:
    """Return how many updates end an epoch that was under way in the beginning."""
    task, before = moment.trace.task, moment.update.before
    ahead = -(-(task.samples - before.position) // task.batch_size)
    return (before.update + ahead - moment.first_update) % task.updates_per_epoch


def _means(losses: Floats, first: int, start: int, size: int) -> tuple[Floats, Floats]:
    count = max(0, len(losses) - start) // size
    means = losses[start : start + count * size].reshape(count, size).mean(axis=1)
    middles = first + start + size * np.arange(count, dtype=np.float64) + (size - 1) / 2
    return middles, means


def _curves(moment: Moment, losses: Floats, style: Style) -> list[Line]:
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
