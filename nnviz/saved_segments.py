"""The branches of a document as its file keeps them, and as they are after it was opened."""

from __future__ import annotations

from collections.abc import Sequence

from nnviz.project.branches import LONGEST_NAME, MOST_UPDATES, SavedBranch
from nnviz.project.model import Project
from nnviz.segments import FIRST_NAME, Cursor, Segment, Segments


def to_save(segments: Segments) -> tuple[SavedBranch, ...]:
    """Return the branches of a document; none where the project says all that there is to one."""
    listed = segments.listed()
    places = {segment: place for place, segment in enumerate(listed)}
    saved = tuple(
        _saved(segment, segments, None if parent is None else places[parent])
        for segment, parent in listed.items()
    )
    (shown,) = (branch for branch in saved if branch.shown)
    is_plain = len(saved) == 1 and shown.begin is None and not shown.name
    return () if is_plain else saved


def restored(branches: Sequence[SavedBranch], project: Project) -> list[Segment]:
    """Return the stretches of a file's branches, their cursors at the beginning, no update done yet."""
    segments: list[Segment] = []
    for number, branch in enumerate(branches):
        first = branch.start.first_point()
        origin = None if branch.begin is None else first.theta
        segment = Segment(
            project if branch.shown else branch.project, first, Cursor(first.update), origin=origin
        )
        segment.number, segment.owed = number, branch.updates
        segment.edit, segment.own_name = branch.edit or FIRST_NAME, branch.name
        segment.parent = None if branch.parent is None else segments[branch.parent]
        segment.compared = branch.compared
        segments.append(segment)
    return segments


def _saved(segment: Segment, segments: Segments, parent: int | None) -> SavedBranch:
    shown = segment is segments.current
    project = segments.project if shown else segment.project
    begin = project.at_point(segment.history.first).state
    return SavedBranch(
        project=project,
        begin=None if begin == project.at_point(project.first_point()).state else begin,
        updates=min(segment.updates, MOST_UPDATES),
        edit="" if segment.edit == FIRST_NAME else segment.edit[:LONGEST_NAME],
        name=segment.own_name[:LONGEST_NAME],
        parent=parent,
        compared=segment.compared,
        shown=shown,
    )
