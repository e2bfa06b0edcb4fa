"""The stretches of training that edits open, worked out once more: where each begins, and how it is called.

What the user says of a branch, its name and that it is put away, is read off the program; nothing else is.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.arrays import Array
from core.history import History
from core.statistics import layer_norms
from core.trace import Trace
from core.training import Point, Update, run_update
from nnviz.document import MOST_EDITS
from nnviz.project.changes import what_changed
from nnviz.project.model import Project
from nnviz.segments import Segment
from nnviz.session import Session


class Stretch:
    """A project's training, run again by an engine of its own.

    Attributes
    ----------
    project : Project
        As it was when the stretch was last looked at.
    segment : Segment
        What the program calls this stretch; it knows the name that the user gives.
    known : int
        How many updates the program has done.
    origin : array or None
        The parameters before the edit that opened it; None where it begins anew.
    parent : Stretch or None
        What it was edited from.
    edit : str
        What that edit has changed.
    """

    def __init__(self, project: Project, first: Point, segment: Segment, origin: Array | None = None) -> None:
        self.project = project
        self.segment = segment
        self.history = History(replace(project.task), first)
        self.known = 0
        self.origin = origin
        self.parent: Stretch | None = None
        self.edit = "first run"
        self._norms: dict[int, Array] = {}
        self._updates: dict[int, Update] = {}

    @property
    def first(self) -> int:
        """The number of its first update."""
        return self.history.first_update

    @property
    def name(self) -> str:
        """What the user calls it or, after the edit, where and what was edited."""
        called = self.edit if self.parent is None else f"{self.edit} at update {self.first}"
        return self.segment.own_name or called

    @property
    def losses(self) -> Array:
        """The loss of every update that the program has done."""
        self.history.point(self.first + self.known)
        return self.history.losses[: self.known]

    def trace(self, update: int) -> Trace:
        """Return an update."""
        return Trace(self.history.task, self.history.update(update))

    def past(self, number: int) -> Update:
        """Return an update that was done, with all its numbers; it is kept."""
        if number not in self._updates:
            self._updates[number] = run_update(self.history.task, self.history.point(number))
        return self._updates[number]

    def loss_before(self, number: int) -> float:
        """Return the loss of the update before one; NaN before the first."""
        return float(self.past(number - 1).recording.loss) if number > self.first else np.nan

    def norms(self, number: int) -> Array:
        """Return how long each layer's gradient is in an update."""
        if number not in self._norms:
            gradient = self.past(number).recording.gradient
            self._norms[number] = layer_norms(self.history.task.network, gradient)
        return self._norms[number]

    def rest(self) -> None:
        """Keep no numbers while nobody looks."""
        self.history.rest(0)
        self._updates.clear()


class Stretches:
    """Follows a session through its edits.

    Parameters
    ----------
    session : Session

    Attributes
    ----------
    project : Project
        The present one.
    current : Stretch
        Its training.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.project = session.document.project
        self.current = Stretch(self.project, self.project.first_point(), session.segments.current)
        self._all = [self.current]
        self._known = {id(self.project): (self.project, self.current)}
        self._cursor = session.cursor

    def follow(self, opened: Segment | None) -> None:
        """Take in a move.

        Parameters
        ----------
        opened : Segment or None
            The branch that the user went to, if the move was that.
        """
        project, segments = self._session.document.project, self._session.segments
        stretch = self._known.pop(id(project), (project, None))[1]
        if stretch is None and opened is not None:
            stretch = next(each for each in self._all if each.segment is opened)
        if stretch is None:
            stretch = self._edited(project)
        if stretch is not self.current:
            self.current.rest()
        assert segments.current is stretch.segment, "another branch is shown than the one that was gone to"
        stretch.project, stretch.known = project, len(self._session.history.losses)
        self.project, self.current, self._cursor = project, stretch, self._session.cursor
        self._known[id(project)] = project, stretch
        while len(self._known) > MOST_EDITS + 1:
            self._known.pop(next(iter(self._known)))
        reachable = [each for _, each in self._known.values()]
        self._all = [each for each in self._all if each.known or each in reachable]

    def branches(self) -> list[tuple[int, Stretch]]:
        """Return those that are listed, each with how deep it lies, as a tree."""
        return self._below(None, 0)

    # Inside

    def _below(self, parent: Stretch | None, depth: int) -> list[tuple[int, Stretch]]:
        rows = []
        for stretch in filter(self._is_listed, self._all):
            above = stretch.parent
            while above is not None and not self._is_listed(above):
                above = above.parent
            if above is parent:
                rows += [(depth, stretch), *self._below(stretch, depth + 1)]
        return rows

    def _is_listed(self, stretch: Stretch) -> bool:
        return stretch is self.current or (stretch.known > 0 and not stretch.segment.removed)

    def _edited(self, project: Project) -> Stretch:
        """Return the stretch of a project that nobody has seen yet: the present one, or one that begins."""
        base, former = self.current, self.project
        if _training_of(project) == _training_of(former):
            return base
        segment = self._session.segments.current
        if _goes_on(former, project):
            made = self._continued(project, segment)
        else:
            made = Stretch(project, project.first_point(), segment)
        if not base.known and base.parent is not None:
            made.origin = None if made.origin is None else base.origin
            base = base.parent
        theta = None if made.origin is None else (made.origin, made.history.first.theta)
        made.parent, made.edit = base, what_changed(base.project, project, theta) or "as before"
        self._all.append(made)
        return made

    def _continued(self, project: Project, segment: Segment) -> Stretch:
        """Return the stretch of a project that was edited at the cursor."""
        former, point = self.project, self._point()
        given = project.network.theta
        theta = point.theta if given is None or given == former.network.theta else given.array
        assert np.count_nonzero(theta != point.theta) <= 1, "an edit of one parameter changed others"
        first = replace(point, theta=theta)
        same_slots = set(point.state) == set(project.optimizer.slots())
        if type(project.optimizer) is not type(former.optimizer) or not same_slots:
            first = replace(first, state=project.optimizer.init(theta), optimizer_steps=0)
        return Stretch(project, first, segment, point.theta)

    def _point(self) -> Point:
        """Return the point that an edit goes on from: the end of an update that is finished."""
        base, update = self.current, self._cursor.update
        trace = base.trace(update)
        if self._cursor.step < len(trace) - 1 or base.history.divergence_at(update):
            return trace.update.before
        base.known = max(base.known, update + 1 - base.first)
        return trace.update.after


def _training_of(project: Project) -> Project:
    """Return the project without what takes no part in training."""
    planted = project.planted and replace(project.planted, hidden=False)
    return replace(project, planted=planted, breakpoints=(), watches=(), race=None, notes="")


def _goes_on(before: Project, after: Project) -> bool:
    """Tell whether an edit leaves the shape, the data and where the parameters come from as they were."""
    one, other = before.network, after.network
    shapes = [
        [(layer.units, layer.activation.learns_slope) for layer in spec.layers] for spec in (one, other)
    ]
    same = shapes[0] == shapes[1] and one.inputs == other.inputs
    same = same and (one.initializer, one.seed) == (other.initializer, other.seed)
    same = same and not (one.theta is not None and other.theta is None)
    return same and (before.data, before.split, before.features) == (after.data, after.split, after.features)
