"""Branches of training as the plain values of a project's file, and the way back.

Of what a branch is trained from, only those entries are written that are not the file's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType

from core.hyper import HyperError
from nnviz.project.branches import LONGEST_NAME, MOST_BRANCHES, MOST_UPDATES, SavedBranch
from nnviz.project.check import check
from nnviz.project.envelope import RecipeFile, in_words, to_recipe
from nnviz.project.errors import ProjectError
from nnviz.project.model import Project
from nnviz.project.parameters_file import StateFile, to_state
from nnviz.project.plain import RECIPE, from_entry, from_state
from nnviz.project.ranges import whole

# The fields of a Project that an entry of the recipe is made of, where they are not called like it.
_FIELDS = {
    "network": ("network", "regularizer"),
    "optimizer": ("optimizer", "schedule", "clipping"),
    "data": ("data", "split", "features"),
}


class BranchFile(Struct, forbid_unknown_fields=True):
    """A branch; `recipe` has what differs from the file's own entries."""

    updates: int
    recipe: RecipeFile = msgspec.field(default_factory=RecipeFile)
    begin: StateFile | UnsetType = UNSET
    edit: str = ""
    name: str = ""
    parent: int | UnsetType = UNSET
    compared: bool = False
    shown: bool = False


def from_branch(branch: SavedBranch, project: Project) -> dict[str, Any]:
    """Return a branch of a file's project as plain values."""
    document: dict[str, Any] = {"updates": branch.updates}
    for name in ("edit", "name"):
        if getattr(branch, name):
            document[name] = getattr(branch, name)
    if branch.parent is not None:
        document["parent"] = branch.parent
    for name in ("compared", "shown"):
        if getattr(branch, name):
            document[name] = True
    recipe = {
        name: from_entry(branch.project, name) for name in RECIPE if _differs(branch.project, project, name)
    }
    if recipe:
        document["recipe"] = recipe
    if branch.begin is not None:
        document["begin"] = from_state(branch.begin, branch.project.network.network)
    return document


def to_branches(documents: Sequence[Any], project: Project) -> tuple[SavedBranch, ...]:
    """Return the branches of a file, checked as a whole.

    Parameters
    ----------
    documents : sequence of object
        The entry `branches`, parsed.
    project : Project
        That of the file.

    Raises
    ------
    ProjectError
        With the place and the reason of the first thing that is wrong.
    """
    if len(documents) > MOST_BRANCHES:
        raise ProjectError("branches", f"at most {MOST_BRANCHES} are possible, got {len(documents)}")
    branches = []
    for position, document in enumerate(documents):
        with _at(f"branches[{position}]"):
            branches.append(_to_branch(document, project, position))
    if branches and [branch.shown for branch in branches].count(True) != 1:
        raise ProjectError("branches", "expected one of them that is shown")
    return tuple(branches)


def _differs(branch: Project, project: Project, entry: str) -> bool:
    names = _FIELDS.get(entry, (entry,))
    return any(getattr(branch, name) != getattr(project, name) for name in names)


def _to_branch(document: Any, project: Project, position: int) -> SavedBranch:
    try:
        file = msgspec.convert(document, BranchFile)
    except msgspec.ValidationError as error:
        raise in_words(str(error)) from None
    whole("updates", file.updates, 0, MOST_UPDATES)
    for name in ("edit", "name"):
        if len(getattr(file, name)) > LONGEST_NAME:
            raise ProjectError(name, f"longer than {LONGEST_NAME} characters")
    if file.parent is not UNSET and not 0 <= file.parent < position:
        raise ProjectError("parent", "expected the place, from 0, of a branch that stands before this one")
    with _at("recipe"):
        recipe = to_recipe(file.recipe, project.network)
        if recipe and file.shown:
            raise ProjectError("", "expected none: the branch that is shown has the recipe of the file")
        own = replace(project, **recipe)
        check(own)
    parent = None if file.parent is UNSET else file.parent
    branch = SavedBranch(own, None, file.updates, file.edit, file.name, parent, file.compared, file.shown)
    if file.begin is UNSET:
        return branch
    with _at("begin"):
        branch = replace(branch, begin=to_state(file.begin, own.network.network))
        check(branch.start)
    return branch


@contextmanager
def _at(place: str) -> Iterator[None]:
    """Say of what is wrong inside that it is wrong there."""
    try:
        yield
    except (ProjectError, HyperError) as error:
        inner = error.path.removeprefix("state").lstrip(".") if place == "begin" else error.path
        raise ProjectError(f"{place}.{inner}".rstrip("."), error.reason) from None
