"""Where the open document stands in time, and where a move leads to."""

from __future__ import annotations

from collections.abc import Sequence

from core.history import DEFAULT_BUDGET, History
from core.stopping import updates_until
from core.trace import Trace
from core.training import Point, divergence
from core.walk import step_back, step_over
from nnviz.moment import Moment, Selection
from nnviz.project.branches import SavedBranch
from nnviz.project.model import Project
from nnviz.saved_segments import restored
from nnviz.segments import Cursor, Segment, Segments, place_of_edit

END = 2**62  # more steps than any update has; `Timeline.place` clips it to the last one


class Timeline:
    """The stretch of training that is looked at, the cursor in it and the update under the cursor.

    Where training diverges before the place that a move leads to, the move raises DivergenceError and changes
    nothing.

    Parameters
    ----------
    project : Project
        Opens the first stretch.
    budget : int
        Bytes that the checkpoints of all stretches may take.
    branches : sequence of SavedBranch
        Those of the project's file.

    Attributes
    ----------
    segments : Segments
        All stretches.
    trace : Trace
        The update under the cursor.
    horizon : Cursor or None
        The last place that may be looked at: what comes after it is hidden, because no move leads there.
    """

    def __init__(
        self, project: Project, budget: int = DEFAULT_BUDGET, branches: Sequence[SavedBranch] = ()
    ) -> None:
        self.segments = Segments(project, budget, restored(branches, project))
        self.horizon: Cursor | None = None
        self.trace = Trace(self.history.task, self.history.update(self.cursor.update))

    @property
    def project(self) -> Project:
        """The project of the stretch."""
        return self.segments.project

    @property
    def history(self) -> History:
        """The stretch's updates."""
        return self._segment.history

    @property
    def cursor(self) -> Cursor:
        """The update, and the step in it that was just done."""
        return self._segment.cursor

    def moment(self, selection: Selection) -> Moment:
        """Return all that a picture of this place is a function of."""
        return Moment(
            project=self.project,
            trace=self.trace,
            step=self.cursor.step,
            selection=selection,
            losses=self.history.losses,
            first_update=self.history.first_update,
            held_out=self._segment.held_out,
            branch=self._segment.own_name or self._segment.edit,
            compared=self.segments.compared(),
            is_veiled=self.horizon is not None,
        )

    @property
    def epoch_end(self) -> int:
        """The last update of the epoch that the cursor is in or, from its end, of the next one.

        Nothing comes after an update that diverges: it ends there.
        """
        update = self.trace.update
        at_end = self.cursor.step == len(self.trace) - 1
        if not at_end and divergence(update):
            return update.before.update
        point = update.after if at_end else update.before
        return point.update - 1 + updates_until(self.history.task, point, epochs=1)

    @property
    def edited_point(self) -> Point:
        """The point whose parameters an edit replaces: after the update once it belongs to the past."""
        update = self.trace.update
        is_past = place_of_edit(self._segment).update > update.before.update
        return update.after if is_past else update.before

    def forward(self, grain: str) -> None:
        """Go to the end of the current block or, from there, of the next one."""
        if self.cursor == self.horizon:
            return
        if grain == "epoch":
            self.move(Cursor(self.epoch_end, END))
            return
        update, step = self.cursor.update, self.cursor.step
        if step == len(self.trace) - 1:  # the same place as the beginning of the next update
            update, step = update + 1, -1
            self._load(update)
        reached = step_over(self.trace, step, grain)
        if reached is not None:
            self._place(update, reached)

    def backward(self, grain: str) -> bool:
        """Do the reverse of `forward`; False if nothing lies before."""
        update, step = self.cursor.update, self.cursor.step
        first = self.history.first_update
        if step < 0 and update > first:  # the same place as the end of the former update
            update -= 1
            self._load(update)
            step = len(self.trace) - 1
        reached = step_back(self.trace, step, grain)
        if reached is None:
            return False
        if grain == "epoch":
            update, reached = self._epoch_start(), -1
            self._load(update)
        if reached < 0 and update > first:
            update, reached = update - 1, END
            self._load(update)
        self._place(update, reached)
        return True

    def play(self, steps: int, grain: str) -> bool:
        """Go so many blocks forward or, below 0, back; False if nothing lies there."""
        if steps > 0:
            for _ in range(steps):
                self.forward(grain)
            return True
        moved = [self.backward(grain) for _ in range(-steps)]
        return moved[0]

    def move(self, cursor: Cursor) -> None:
        """Put the cursor anywhere up to the horizon; training runs on where it has not been yet."""
        cursor = self.within(cursor)
        self._load(cursor.update)
        self._place(cursor.update, cursor.step)

    def hide_after(self, cursor: Cursor | None) -> None:
        """Let no move lead to a place after this one; None lets them go anywhere.

        The end of an update is the beginning of the next one: an edit there goes on from that.
        """
        if cursor is not None:
            update = self.history.update(cursor.update)
            if cursor.step >= len(Trace(self.history.task, update)) - 1 and divergence(update) is None:
                cursor = Cursor(cursor.update + 1)
        self.horizon = cursor

    def within(self, cursor: Cursor) -> Cursor:
        """Return a place, or the horizon if it lies after that."""
        return cursor if self.horizon is None else min(cursor, self.horizon)

    def fault(self) -> Cursor | None:
        """Return the first number of the update under the cursor that is not finite, if it diverges."""
        if divergence(self.trace.update) is None:
            return None
        from core.diagnosis.first_bad import first_bad  # most training goes well

        place = first_bad(self.trace)
        return place and Cursor(self.cursor.update, place.step)

    def show(self, project: Project) -> None:
        """Go to a project's stretch; one that was never seen is edited from the current one."""
        self.segments.show(project)

    def forget(self, project: Project) -> None:
        """Drop the stretch of a project that undo cannot reach any more."""
        self.segments.forget(project)

    @property
    def _segment(self) -> Segment:
        return self.segments.current

    def _epoch_start(self) -> int:
        """Return the first update of the present one's epoch, as far as the stretch has it."""
        before, task = self.trace.update.before, self.history.task
        return max(before.update - before.position // task.batch_size, self.history.first_update)

    def _load(self, number: int) -> None:
        """Make an update the one that is looked at."""
        update = self.history.update(number)
        if update is not self.trace.update:
            self.trace = Trace(self.history.task, update)

    def _place(self, update: int, step: int) -> None:
        place = self.within(Cursor(update, min(step, len(self.trace) - 1)))
        self._load(place.update)
        self._segment.cursor = place
