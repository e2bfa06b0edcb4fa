"""What the user does with the branches of training: look at one again, name it, compare it, put it away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from nnviz.catching_up import CatchingUp
from nnviz.commands import Change
from nnviz.segments import Segment
from nnviz.session import Session


@dataclass(frozen=True, eq=False)
class Branch:
    """One row of the tree of branches.

    Attributes
    ----------
    depth : int
        How many branches it hangs below.
    is_current : bool
        Whether it is the one on the screen.
    start, updates, missing : int
        Its first update, how many it has, and how many of them are still to be done again: the file that it
        comes from has none of their numbers.
    loss : float or None
        Of the last of them, if all are there.
    """

    segment: Segment
    depth: int
    is_current: bool
    start: int
    updates: int
    missing: int
    loss: float | None

    @property
    def name(self) -> str:
        """What the edit changed that opened it, or what the user calls it."""
        return self.segment.name


class Branches(QObject):
    """The branches of a session's document.

    Signals
    -------
    changed()
        `rows` may give something else.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._catching_up = CatchingUp(session, self)
        self._catching_up.progressed.connect(self.changed)
        session.moved.connect(self.changed)

    def rows(self) -> list[Branch]:
        """Return the tree, from its first branch on."""
        current = self._session.segments.current
        return [
            _row(depth, segment, segment is current) for depth, segment in self._session.segments.branches()
        ]

    def look(self, is_looked_at: bool) -> None:
        """Do the updates of all branches again, where they come from a file, while the list is looked at."""
        self._catching_up.look(is_looked_at)

    def stop(self) -> None:
        """End what runs in the background."""
        self._catching_up.stop()

    def open(self, segment: Segment) -> None:
        """Go to a branch, where its cursor was left; undo comes back."""
        if segment is self._session.segments.current:
            return
        self._session.stop()
        project = self._session.segments.project_of(segment)
        self._session.document.revisit(self.tr("Open branch “%s”") % segment.name, project)

    def rename(self, segment: Segment, name: str) -> None:
        """Call a branch something else; an empty name changes nothing."""
        name, former = " ".join(name.split()), segment.own_name
        if name and name != segment.name:
            self._push(
                self.tr("Rename a branch"),
                lambda: self._name(segment, name),
                lambda: self._name(segment, former),
            )

    def compare(self, segment: Segment, compared: bool) -> None:
        """Draw a branch's loss beside the present one's, or no longer."""
        segment.compared = compared
        self._session.refresh()

    def remove(self, segment: Segment) -> None:
        """Put a branch away; the one on the screen stays."""
        if segment is not self._session.segments.current:
            self._push(
                self.tr("Delete branch “%s”") % segment.name,
                lambda: self._change(self._session.segments.put_away, segment),
                lambda: self._change(self._session.segments.bring_back, segment),
            )

    def _push(self, text: str, do: Callable[[], None], undo: Callable[[], None]) -> None:
        self._session.document.undo_stack.push(Change(text, do, undo))

    def _name(self, segment: Segment, name: str) -> None:
        segment.own_name = name
        self._session.refresh()

    def _change(self, change: Callable[[Segment], None], segment: Segment) -> None:
        change(segment)
        self._session.refresh()


def _row(depth: int, segment: Segment, is_current: bool) -> Branch:
    history = segment.history
    losses = history.losses
    return Branch(
        segment=segment,
        depth=depth,
        is_current=is_current,
        start=history.first_update,
        updates=segment.updates,
        missing=segment.missing,
        loss=float(losses[-1]) if len(losses) and not segment.missing else None,
    )
