"""The breakpoints of a project: whether they fit it, and which one stands where."""

from __future__ import annotations

from dataclasses import replace

from core.breakpoints.breakpoint import Breakpoint
from core.hyper import HyperError
from core.places.base import Place
from core.places.edge import Edge
from core.places.node import Node
from core.task import Task
from nnviz.project.errors import ProjectError
from nnviz.project.model import Project

MOST_BREAKPOINTS = 100


def check_breakpoints(project: Project) -> None:
    """Accept breakpoints that can be looked at; one that is disabled may wait for another network.

    Raises
    ------
    ProjectError
        With the place and the reason of the first one that does not fit, or if there are too many.
    """
    count = len(project.breakpoints)
    if count > MOST_BREAKPOINTS:
        raise ProjectError("breakpoints", f"at most {MOST_BREAKPOINTS} are possible, got {count}")
    for position, one in enumerate(project.breakpoints):
        entry, reason = problem_of(one, project.task) if one.enabled else ("", "")
        if reason:
            raise ProjectError(f"breakpoints[{position}].{entry}", reason)


def problem_of(one: Breakpoint, task: Task) -> tuple[str, str]:
    """Return the entry of a breakpoint that does not fit a task, and why; twice nothing if it fits."""
    from core.expression import ExpressionError  # most projects have no breakpoint

    try:
        one.read(task)
    except ExpressionError as error:
        return "condition", error.message
    except HyperError as error:
        return f"place.{error.path}", error.reason
    return "", ""


def without_unfit(project: Project) -> Project:
    """Return the project with those breakpoints disabled that do not fit its network and its data."""
    if not any(one.enabled for one in project.breakpoints):
        return project
    ones = tuple(
        replace(one, enabled=one.enabled and not problem_of(one, project.task)[1])
        for one in project.breakpoints
    )
    return project if ones == project.breakpoints else replace(project, breakpoints=ones)


def place_of(layer: int | None, unit: int | None, origin: int | None = None) -> Place | None:
    """Return a node or, with `origin`, an edge as a place; None for an input, at which nothing is computed.

    Parameters
    ----------
    layer, unit, origin : int or None
        Layer from 1, units from 0, as in `nnviz.moment.Selection`.
    """
    if not layer or unit is None:
        return None
    return Node(layer, unit + 1) if origin is None else Edge(layer, origin + 1, unit + 1)


def at_place(project: Project, place: Place) -> int | None:
    """Return which breakpoint stands on a place without a condition, else any that does; None for none."""
    found = [number for number, one in enumerate(project.breakpoints) if one.place == place]
    bare = [number for number in found if not project.breakpoints[number].condition]
    return next(iter(bare or found), None)


def toggled(project: Project, place: Place) -> Project:
    """Return the project with a breakpoint on a place, or without the one that stands there."""
    ones, number = list(project.breakpoints), at_place(project, place)
    if number is None:
        ones.append(Breakpoint(place))
    else:
        del ones[number]
    return replace(project, breakpoints=tuple(ones))
