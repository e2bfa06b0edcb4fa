"""The project of a step: a file, and what the step changes in it, by the names of the project file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.mistakes.base import Mistake
from nnviz.project import file
from nnviz.project.check import check
from nnviz.project.envelope import to_project
from nnviz.project.errors import ProjectError
from nnviz.project.model import Project, Vector
from nnviz.project.plain import from_project
from nnviz.resources import resource

_PIECE = re.compile(r"(\w+)((?:\[\d+\])*)")


def load_project(name: str, folder: Path) -> Project:
    """Return a project by its name: of the lesson's folder, of the one around it, or of the samples.

    Raises
    ------
    ProjectError
        If there is none, or it cannot be opened.
    """
    if not re.fullmatch(r"[\w.-]+", name):
        raise ProjectError("project", f"expected a file's name without its ending, got {name!r}")
    for place in (folder, folder.parent, resource("samples")):
        path = place / f"{name}{file.SUFFIX}"
        if path.is_file():
            return file.load(path)
    raise ProjectError("project", f"there is no {name}{file.SUFFIX} in the lesson's folder or the samples")


def changed(project: Project, changes: Mapping[str, Any]) -> Project:
    """Return a project in which some values are replaced.

    Parameters
    ----------
    changes : mapping
        By the place in the project file, as ``network.layers[0].activation`` or ``optimizer.learning_rate``,
        counted from 0 as there. Parameters that are not given are those of initializer and seed.

    Raises
    ------
    ProjectError, HyperError
        With the place, if there is none such or the value does not fit.
    """
    if not changes:
        return project
    if any(path.startswith("network.parameters") for path in changes) and project.network.theta is None:
        project = project.with_network(theta=Vector(project.network.initial_theta()))
    document = from_project(project)
    for path, value in changes.items():
        _set(document, path, value)
    made = to_project(document)
    check(made)
    return made


def planted(project: Project, mistake: Mapping[str, Any]) -> Project:
    """Return the project that is trained with a hidden mistake.

    Raises
    ------
    ProjectError, HyperError
        If it cannot be planted there.
    """
    from core.checking.planting import Planting  # few steps need it

    made = replace(project, planted=Planting((mistake_of(mistake),), hidden=True))
    check(made)
    return made


def mistake_of(values: Mapping[str, Any]) -> Mistake:
    """Return the mistake that a front matter names, as a project file does."""
    import core.mistakes  # noqa: F401  (the mistakes register)

    return Mistake.decode(values, "mistake")


def _set(document: dict[str, Any], path: str, value: Any) -> None:
    """Set one value in plain values."""
    keys: list[str | int] = []
    for piece in path.split("."):
        found = _PIECE.fullmatch(piece)
        if not found:
            raise ProjectError(path, "expected a place, as network.layers[0].units")
        keys += [found[1], *map(int, re.findall(r"\d+", found[2]))]
    inside: Any = document
    for key in keys[:-1]:
        inside = _entry(inside, key, path)
    last = keys[-1]
    if isinstance(last, int):
        _entry(inside, last, path)
    elif not isinstance(inside, dict):
        raise ProjectError(path, "there is no such place in the project")
    inside[last] = value


def _entry(inside: Any, key: str | int, path: str) -> Any:
    try:
        return inside[key]
    except (KeyError, IndexError, TypeError):
        raise ProjectError(path, "there is no such place in the project") from None
