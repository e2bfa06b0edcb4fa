"""Sample projects, opened and run to an update."""

from __future__ import annotations

from nnviz.document import Document
from nnviz.project import file
from nnviz.project.model import Project
from nnviz.resources import resource
from nnviz.session import Cursor, Session

END = 10**9  # more steps than any update has


def sample(name: str) -> Project:
    """Return a sample project by the stem of its file."""
    return file.load(resource("samples") / f"{name}.nnviz")


def session_at(project: Project, update: int, step: int = END) -> Session:
    """Open a project and go to a step of an update; by default its last one."""
    session = Session(Document(project))
    session.go_to(Cursor(update, step))
    return session
