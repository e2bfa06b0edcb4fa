"""The stretches of training that the edits of a document open, each with its cursor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.history import History
from core.trace import Trace
from core.training import Point
from nnviz.held_out import HeldOutLoss
from nnviz.project.model import NetworkSpec, Project, Vector
from nnviz.project.reshape import slope_start

if TYPE_CHECKING:
    from core.mistakes.base import Mistake

_MOST_SEGMENTS = 200
_RESTING_BUDGET = 16 * 2**20  # bytes of checkpoints in a stretch that is not looked at


@dataclass(frozen=True, order=True)
class Cursor:
    """A place in time: an update and the step in it that was just done (-1: none yet)."""

    update: int
    step: int = -1


class Segment:
    """A stretch of a project's history, and where the cursor stands in it."""

    def __init__(self, project: Project, first: Point, cursor: Cursor) -> None:
        self.history = History(project.task, first)
        self.cursor = cursor
        self.held_out = HeldOutLoss(project, self.history) if len(project.test_samples) else None


class Segments:
    """The stretch of every project that undo and redo can come back to.

    Parameters
    ----------
    project : Project
        Opens the first one.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self.current = begin(project)
        self._known = {id(project): (project, self.current)}

    def show(self, project: Project) -> None:
        """Go to the project's stretch; one that was never seen is edited from the current one."""
        _, segment = self._known.pop(id(project), (project, None))
        if segment is None:
            segment = follow(self.current, self.project, project)
        if segment is not self.current:
            self.current.history.thin_out(_RESTING_BUDGET)
        self.project, self.current = project, segment
        self._known[id(project)] = project, segment
        while len(self._known) > _MOST_SEGMENTS:
            self._known.pop(next(iter(self._known)))  # the one that was shown longest ago

    def forget(self, project: Project) -> None:
        """Drop the stretch of a project that undo cannot reach any more."""
        self._known.pop(id(project), None)


def begin(project: Project) -> Segment:
    """Return the stretch that starts where the project says."""
    first = project.first_point()
    return Segment(project, first, Cursor(first.update))


def follow(segment: Segment, before: Project, after: Project) -> Segment:
    """Return the stretch of a project that was edited at the segment's cursor.

    What takes no part in training stays in the same stretch. An edit that keeps theta's shape goes on from
    the cursor: an update that is finished belongs to the past, one that is under way is done anew. Any other
    edit starts where the project says.
    """
    if trains_as(before, after):
        return segment
    if not _continues(before, after):
        return begin(after)
    cursor = _place(segment)
    first = _continued(before, after, segment.history.point(cursor.update))
    return Segment(after, first, cursor)


def trains_as(before: Project, after: Project) -> bool:
    """Tell whether every update of two projects gives the same numbers: when training stops changes none."""
    same = before.with_training(stop=after.training.stop)
    if _mistakes(before) == _mistakes(after):  # whether they are hidden changes no number
        same = replace(same, planted=after.planted)
    same = replace(same, breakpoints=after.breakpoints)
    return replace(same, race=after.race, notes=after.notes) == after


def _mistakes(project: Project) -> tuple[Mistake, ...]:
    return () if project.planted is None else project.planted.mistakes


def _place(segment: Segment) -> Cursor:
    """Return the cursor; from the end of an update that went well, the beginning of the next one."""
    cursor, history = segment.cursor, segment.history
    steps = len(Trace(history.task, history.update(cursor.update)))
    if cursor.step < steps - 1 or history.divergence_at(cursor.update):
        return cursor
    return Cursor(cursor.update + 1)


def _continues(before: Project, after: Project) -> bool:
    """Tell whether an edit keeps theta's shape and the data, so that training goes on from the cursor."""
    old, new = before.network, after.network
    same_recipe = (old.initializer, old.seed) == (new.initializer, new.seed)
    same_theta = old.theta == new.theta
    reinitialised = old.theta is not None and new.theta is None
    # An edit that drops a saved state for other parameters goes on with those; else it begins anew.
    other_state = before.state != after.state and (after.state is not None or same_theta)
    same_shape = old.network.sizes == new.network.sizes and _slope_starts(old) == _slope_starts(new)
    same_data = all(getattr(before, name) == getattr(after, name) for name in ("data", "split", "features"))
    return same_shape and same_data and same_recipe and not reinitialised and not other_state


def _slope_starts(spec: NetworkSpec) -> list[float | None]:
    return [slope_start(layer) for layer in spec.layers]


def _continued(before: Project, after: Project, point: Point) -> Point:
    """Return the point that the edited project goes on from."""
    edited = _edited_theta(before, after)
    theta = point.theta if edited is None else edited.array
    same_slots = after.optimizer.slots() == before.optimizer.slots()
    if same_slots and type(after.optimizer) is type(before.optimizer):
        return replace(point, theta=theta)
    return replace(point, theta=theta, state=after.optimizer.init(theta), optimizer_steps=0)


def _edited_theta(before: Project, after: Project) -> Vector | None:
    """Return the parameters that the edit gave; None if it gave no others.

    An edit that drops a saved state writes that state's parameters into the network: no other ones.
    """
    known = (before.network.theta, before.state and before.state.theta)
    return None if after.network.theta in known else after.network.theta
