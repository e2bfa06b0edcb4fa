"""What is written by hand over a panel at a step: lines that stay with the project."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from nnviz.project.errors import ProjectError
from nnviz.project.ink_spec import COLOURS, Ink, InkPlace, Stroke
from nnviz.project.model import Project

MOST_STROKES, MOST_POINTS = 1000, 5000
LARGEST_SIDE = 20_000  # points
_LARGEST_NUMBER = 10**9


def ink_at(project: Project, place: InkPlace) -> Ink | None:
    """Return what is written over a panel at a step."""
    return next((ink for ink in project.ink if ink.place == place), None)


def with_stroke(project: Project, place: InkPlace, stroke: Stroke, size: tuple[float, float]) -> Project:
    """Return the project with one more stroke over a panel at a step.

    Parameters
    ----------
    size : (float, float)
        What the picture is laid out in; what was written there before keeps its own.
    """
    before = ink_at(project, place) or Ink(place, size, ())
    others = [ink for ink in project.ink if ink.place != place]
    return replace(project, ink=(*others, replace(before, strokes=(*before.strokes, stroke))))


def without_ink(project: Project, places: Collection[InkPlace]) -> Project:
    """Return the project with nothing written over some panels at a step."""
    return replace(project, ink=tuple(ink for ink in project.ink if ink.place not in places))


def check_ink(inks: tuple[Ink, ...]) -> None:
    """Accept writing that can be drawn.

    Raises
    ------
    ProjectError
        With the place and the reason of the first stroke that cannot, or if there are too many.
    """
    count = sum(len(ink.strokes) for ink in inks)
    if count > MOST_STROKES:
        raise ProjectError("ink", f"at most {MOST_STROKES} strokes are possible, got {count}")
    seen = set()
    for number, ink in enumerate(inks):
        path = f"ink[{number}]"
        if ink.place in seen:
            raise ProjectError(path, "there is ink for this panel and step already")
        seen.add(ink.place)
        _check_place(path, ink.place)
        if not all(0 < side <= LARGEST_SIDE for side in ink.size):
            raise ProjectError(
                f"{path}.size", f"expected two numbers above 0, at most {LARGEST_SIDE}, got {list(ink.size)}"
            )
        for position, stroke in enumerate(ink.strokes):
            _check_stroke(f"{path}.strokes[{position}]", stroke, ink.size)


def _check_place(path: str, place: InkPlace) -> None:
    if not place.panel:
        raise ProjectError(f"{path}.panel", "expected the name of a panel, got an empty text")
    for name, least in (("update", 0), ("step", -1)):
        value = getattr(place, name)
        if not least <= value <= _LARGEST_NUMBER:
            raise ProjectError(
                f"{path}.{name}", f"expected a whole number from {least} to {_LARGEST_NUMBER}, got {value}"
            )


def _check_stroke(path: str, stroke: Stroke, size: tuple[float, float]) -> None:
    if stroke.colour not in COLOURS:
        raise ProjectError(f"{path}.colour", f"expected one of {', '.join(COLOURS)}, got {stroke.colour!r}")
    if not 1 <= len(stroke.points) <= MOST_POINTS:
        raise ProjectError(f"{path}.points", f"expected 1 to {MOST_POINTS} points, got {len(stroke.points)}")
    for position, (x, y) in enumerate(stroke.points):
        if not (0 <= x <= size[0] and 0 <= y <= size[1]):
            raise ProjectError(
                f"{path}.points[{position}]", f"expected a place within {list(size)}, got {[x, y]}"
            )
