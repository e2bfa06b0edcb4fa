"""How the file of an older NNViz becomes one of today.

A change that older programs cannot read raises `VERSION`, adds the function that rewrites the version before,
and keeps a sample of it in ``tests/nnviz/project/samples``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nnviz.project.errors import ProjectError

VERSION = 1

Migration = Callable[[dict[str, Any]], dict[str, Any]]

# By the version that each of them reads; what it returns is one version newer.
MIGRATIONS: dict[int, Migration] = {}


def upgrade(document: dict[str, Any]) -> dict[str, Any]:
    """Return a parsed project file as the present version would have written it.

    Raises
    ------
    ProjectError
        If its version is newer than this program, or is none.
    """
    version = document.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise ProjectError("version", f"expected a whole number from 1, got {version!r}")
    if version > VERSION:
        raise ProjectError(
            "version", f"made by a newer NNViz (file version {version}; this one knows {VERSION})"
        )
    for old in range(version, VERSION):
        try:
            document = MIGRATIONS[old](document) | {"version": old + 1}
        except (LookupError, TypeError, AttributeError) as error:
            # A migration reads what nobody has checked yet.
            raise ProjectError("", f"not a project of version {old}: {error!r}") from error
    return document
