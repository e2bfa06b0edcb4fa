"""The moment of a project that an update, a step and a sample name."""

from __future__ import annotations

import numpy as np

from core.history import History
from core.trace import Trace
from nnviz.held_out import HeldOutLoss
from nnviz.moment import Moment, Selection
from nnviz.project.model import Project


def moment_at(project: Project, history: History, update: int, step: int | None, sample: int) -> Moment:
    """Return a moment, with the losses up to it.

    Parameters
    ----------
    project : Project
    history : History
        Of this project; it is extended as far as needed.
    update : int
        Its number.
    step : int or None
        Index of the step just done, -1 before the first; None is the last one.
    sample : int
        Row of the batch that is shown, from 0.

    Raises
    ------
    IndexError
        If there is no such update, step or sample.
    DivergenceError
        If training does not get there.
    """
    made = history.update(update)
    trace = Trace(history.task, made)
    last = len(trace) - 1
    at = last if step is None else step
    if not -1 <= at <= last:
        raise IndexError(f"step: expected 0 to {last}, got {at}")
    if not 0 <= sample < len(made.batch):
        raise IndexError(f"sample: expected 0 to {len(made.batch) - 1}, got {sample}")
    held_out = HeldOutLoss(project, history) if len(project.test_samples) else None
    if held_out:
        held_out.advance()
    return Moment(
        project=project,
        trace=trace,
        step=at,
        selection=Selection(sample=sample),
        losses=np.append(history.losses[: update - history.first_update], made.recording.loss),
        first_update=history.first_update,
        held_out=held_out,
    )
