"""What an edit gives that had to adapt more than it was asked for."""

from __future__ import annotations

from typing import NamedTuple

from nnviz.project.model import Project


class Adapted(NamedTuple):
    """An edited project, and in plain sentences what was adapted beyond the wish."""

    project: Project
    notes: tuple[str, ...] = ()
