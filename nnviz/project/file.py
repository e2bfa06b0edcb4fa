"""Projects as files: strict when read, whole or not at all when written."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from typing import NamedTuple

from nnviz.project import strict_json
from nnviz.project.branch_file import from_branch, to_branches
from nnviz.project.branches import SavedBranch
from nnviz.project.breakpoints import check_breakpoints
from nnviz.project.check import check
from nnviz.project.envelope import to_project
from nnviz.project.errors import ProjectError
from nnviz.project.migrations import upgrade
from nnviz.project.model import Project
from nnviz.project.plain import FORMAT, from_project
from nnviz.project.whole_file import write_whole

__all__ = [
    "LARGEST_FILE",
    "SUFFIX",
    "Contents",
    "ProjectError",
    "decode",
    "encode",
    "load",
    "parse",
    "read",
    "save",
]

SUFFIX = ".nnviz"
LARGEST_FILE = 512 * 1024**2


class Contents(NamedTuple):
    """What a file holds.

    Attributes
    ----------
    project : Project
    branches : tuple of SavedBranch
        Those of its training; none where there is but the one that the project describes.
    """

    project: Project
    branches: tuple[SavedBranch, ...] = ()


def decode(text: str | bytes) -> Project:
    """Return the project that the text of a file describes; raises as `parse` does."""
    return parse(text).project


def parse(text: str | bytes) -> Contents:
    """Return what the text of a file describes, checked as a whole.

    Raises
    ------
    ProjectError
        With the place and the reason, if it is not a project that this program can open.
    """
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ProjectError("", f"not UTF-8 text (byte {error.start})") from None
    try:
        document = strict_json.parse(text)
        if not isinstance(document, dict) or document.get("format") != FORMAT:
            raise ProjectError("format", f'not a project of NNViz: expected "format": "{FORMAT}"')
        document = upgrade(document)
        project = to_project(document)
        check(project)
        check_breakpoints(project)
        branches = to_branches(document.get("branches", ()), project)
    except RecursionError:
        raise ProjectError("", "nested too deep") from None
    except MemoryError:
        raise ProjectError("", "needs more memory than there is") from None
    return Contents(project, branches)


def encode(project: Project, branches: Sequence[SavedBranch] = ()) -> str:
    """Return the text of the project's file; `parse` makes an equal project and equal branches of it.

    Raises
    ------
    ProjectError
        If a number is not finite.
    """
    document = from_project(project)
    if branches:
        document["branches"] = [from_branch(branch, project) for branch in branches]
    try:
        return strict_json.write(document)
    except ValueError as error:
        raise ProjectError("", f"cannot be written: {error}") from error


def load(path: str | os.PathLike[str]) -> Project:
    """Read a project from a file; raises as `read` does."""
    return read(path).project


def read(path: str | os.PathLike[str]) -> Contents:
    """Read a project and its branches from a file.

    Raises
    ------
    ProjectError
        If it cannot be read or is not a project that this program can open.
    """
    name = os.fspath(path)
    try:
        with open(path, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise ProjectError("", "not a file", name)
            if status.st_size > LARGEST_FILE:
                megabytes = status.st_size / 1024**2
                raise ProjectError("", f"{megabytes:.0f} MB are too large for a project", name)
            content = file.read()
    except (OSError, ValueError) as error:
        if isinstance(error, ProjectError):
            raise
        raise ProjectError("", f"cannot be read: {_cause(error)}", name) from error
    try:
        return parse(content)
    except ProjectError as error:
        raise ProjectError(error.path, error.reason, name) from error


def save(project: Project, path: str | os.PathLike[str], branches: Sequence[SavedBranch] = ()) -> None:
    """Write a project to a file; the file is whole at every moment, whatever happens.

    Raises
    ------
    ProjectError
        If it cannot be written; what was there before is still there.
    """
    content = encode(project, branches).encode("utf-8")
    try:
        write_whole(path, content)
    except OSError as error:
        raise ProjectError("", f"cannot be written: {_cause(error)}", os.fspath(path)) from error


def _cause(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
