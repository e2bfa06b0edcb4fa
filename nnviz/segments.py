"""The stretches of training that the edits of a document open, each with its cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.arrays import Array
from core.history import DEFAULT_BUDGET, History
from core.stopping import updates_until
from core.trace import Trace
from core.training import Point
from nnviz.document import MOST_EDITS
from nnviz.held_out import HeldOutLoss
from nnviz.moment import LossRun
from nnviz.project.breakpoints import without_unfit
from nnviz.project.changes import what_changed
from nnviz.project.model import NetworkSpec, Project, Vector
from nnviz.project.reshape import slope_start

if TYPE_CHECKING:
    from core.mistakes.base import Mistake

FIRST_NAME = "first run"
_MOST_PROJECTS = MOST_EDITS + 1  # all that undo and redo lead to
_RESTING_BUDGET = 16 * 2**20  # bytes of checkpoints in a stretch that is not looked at


@dataclass(frozen=True, order=True)
class Cursor:
    """A place in time: an update and the step in it that was just done (-1: none yet)."""

    update: int
    step: int = -1


class Segment:
    """A stretch of a project's history, and where the cursor stands in it: a branch, once it is trained.

    Attributes
    ----------
    project : Project
        As it was when the stretch was last looked at.
    origin : array or None
        The parameters before the edit that opened it; None where it began anew.
    parent : Segment or None
        The stretch with updates that it was edited from.
    number : int
        Which one it is in its document, from 0.
    edit : str
        What the edit that opened it has changed.
    own_name : str
        What the user calls it; empty as long as it is called after the edit.
    compared : bool
        Whether its loss is drawn beside the present one's.
    removed : bool
        Whether the user has put it away; looking at it again, by undo, brings it back.
    owed : int
        How many updates it had when its file was saved, of which some may not be done again yet.
    """

    def __init__(self, project: Project, first: Point, cursor: Cursor, origin: Array | None = None) -> None:
        self.project = project
        self.history = History(project.task, first)
        self.cursor = cursor
        self.held_out = HeldOutLoss(project, self.history) if len(project.test_samples) else None
        self.origin = origin
        self.parent: Segment | None = None
        self.number = 0
        self.edit = FIRST_NAME
        self.own_name = ""
        self.compared = False
        self.removed = False
        self.owed = 0

    @property
    def name(self) -> str:
        """What the user calls it, or the edit and its update."""
        if self.own_name or self.edit == FIRST_NAME:
            return self.own_name or self.edit
        return f"{self.edit} at update {self.history.first_update}"

    @property
    def is_trained(self) -> bool:
        """Whether it has a future that could be lost."""
        return self.updates > 0

    @property
    def updates(self) -> int:
        """How many updates it has, done or to be done again."""
        return max(len(self.history.losses), self.owed)

    @property
    def missing(self) -> int:
        """How many of them are not done again yet."""
        return self.updates - len(self.history.losses)

    def losses(self) -> LossRun:
        """Return the losses as they are compared."""
        task, first = self.history.task, self.history.first
        begun = updates_until(task, first, epochs=1) if first.position else 0
        return LossRun(
            self.own_name or self.edit,
            self.number,
            self.history.losses,
            first.update,
            begun,
            task.updates_per_epoch,
        )


class Segments:
    """The stretches of a document: those that undo and redo come back to, and all that were trained.

    Parameters
    ----------
    project : Project
        Opens the first one.
    budget : int
        Bytes that the checkpoints of all of them may take together.
    saved : sequence of Segment
        Those of the project's file, of which one is the project's own.
    """

    def __init__(self, project: Project, budget: int = DEFAULT_BUDGET, saved: Sequence[Segment] = ()) -> None:
        self.project = project
        self._all = list(saved) or [begin(project)]
        self.current = next(segment for segment in self._all if segment.project is project)
        self._known = {id(project): (project, self.current)}
        self._opened = len(self._all)
        self.budget = budget
        self._share_budget()

    def show(self, project: Project) -> None:
        """Go to the project's stretch; one that was never seen is edited from the current one."""
        _, segment = self._known.pop(id(project), (project, None))
        if segment is None:
            segment = follow(self.current, self.project, project)
            if segment is not self.current:
                self._open(segment, project)
        self.project, self.current = project, segment
        segment.project, segment.removed = project, False
        self._known[id(project)] = project, segment
        while len(self._known) > _MOST_PROJECTS:
            self._known.pop(next(iter(self._known)))  # the one that was shown longest ago
        self._let_go()
        self._share_budget()

    def forget(self, project: Project) -> None:
        """Drop the stretch of a project that undo cannot reach any more, unless it was trained."""
        self._known.pop(id(project), None)
        self._let_go()

    def put_away(self, segment: Segment) -> None:
        """List a stretch no longer, and give its memory back."""
        segment.removed = True
        segment.history.rest(0)

    def bring_back(self, segment: Segment) -> None:
        """List a stretch again that was put away."""
        segment.removed = False
        if segment not in self._all:
            self._all.append(segment)
            self._all.sort(key=lambda each: each.number)

    def set_budget(self, budget: int) -> None:
        """Let the checkpoints of all stretches together take so many bytes from now on."""
        self.budget = budget
        self._share_budget()

    def listed(self) -> dict[Segment, Segment | None]:
        """Return the stretches that were trained, and the current one, by age: what each one hangs on."""
        return {each: self._listed_parent(each) for each in self._all if self._is_listed(each)}

    def branches(self) -> list[tuple[int, Segment]]:
        """Return what is listed as a tree: how deep each one lies."""
        children: dict[Segment | None, list[Segment]] = {}
        for segment, parent in self.listed().items():
            children.setdefault(parent, []).append(segment)
        rows, waiting = [], [(0, segment) for segment in reversed(children.get(None, []))]
        while waiting:
            depth, segment = waiting.pop()
            rows.append((depth, segment))
            waiting += [(depth + 1, child) for child in reversed(children.get(segment, []))]
        return rows

    def compared(self) -> tuple[LossRun, ...]:
        """Return the losses of the listed stretches, but the current one, that are to be compared."""
        return tuple(
            segment.losses()
            for segment in self._all
            if segment.compared and segment is not self.current and self._is_listed(segment)
        )

    def project_of(self, segment: Segment) -> Project:
        """Return the project that opens a stretch again, with what the present one has beside training."""
        now, former = self.project, segment.project
        project = replace(former, notes=now.notes, watches=now.watches, breakpoints=now.breakpoints)
        project = replace(project, ink=now.ink, functions=now.functions)
        project = without_unfit(project)
        self._known[id(project)] = project, segment
        return project

    def _open(self, segment: Segment, project: Project) -> None:
        """Give a new stretch its place in the tree."""
        base = self.current
        if not base.is_trained and base.parent is not None:
            base, segment.origin = base.parent, base.origin if segment.origin is not None else None
        segment.parent, segment.number = base, self._opened
        theta = None if segment.origin is None else (segment.origin, segment.history.first.theta)
        segment.edit = what_changed(base.project, project, theta) or "as before"
        self._all.append(segment)
        self._opened += 1

    def _is_listed(self, segment: Segment) -> bool:
        return segment is self.current or (segment.is_trained and not segment.removed)

    def _listed_parent(self, segment: Segment) -> Segment | None:
        parent = segment.parent
        while parent is not None and not self._is_listed(parent):
            parent = parent.parent
        return parent

    def _let_go(self) -> None:
        """Drop what was never trained and cannot be undone or redone to."""
        reachable = {segment for _, segment in self._known.values()}
        self._all = [segment for segment in self._all if segment in reachable or self._is_listed(segment)]

    def _share_budget(self) -> None:
        """Give the current stretch what the resting ones leave: at most half of it is theirs."""
        resting = [segment for segment in self._all if segment is not self.current]
        for segment in resting:
            segment.history.rest(min(_RESTING_BUDGET, self.budget // (2 * len(resting))))
        taken = sum(segment.history.nbytes for segment in resting)
        self.current.history.set_budget(self.budget - taken)


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
    cursor = place_of_edit(segment)
    point = segment.history.point(cursor.update)
    return Segment(after, _continued(before, after, point), cursor, origin=point.theta)


def place_of_edit(segment: Segment) -> Cursor:
    """Return where an edit goes on from: the cursor; from the end of an update that went well, the next."""
    cursor, history = segment.cursor, segment.history
    steps = len(Trace(history.task, history.update(cursor.update)))
    if cursor.step < steps - 1 or history.divergence_at(cursor.update):
        return cursor
    return Cursor(cursor.update + 1)


def trains_as(before: Project, after: Project) -> bool:
    """Tell whether every update of two projects gives the same numbers: when training stops changes none."""
    same = before.with_training(stop=after.training.stop)
    if _mistakes(before) == _mistakes(after):  # whether they are hidden changes no number
        same = replace(same, planted=after.planted)
    same = replace(same, breakpoints=after.breakpoints, watches=after.watches)
    same = replace(same, race=after.race, neuron=after.neuron, functions=after.functions)
    return replace(same, notes=after.notes, ink=after.ink) == after


def _mistakes(project: Project) -> tuple[Mistake, ...]:
    return () if project.planted is None else project.planted.mistakes


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
