"""Lines drawn by hand over a panel, as frozen values and in the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from msgspec import Struct

COLOURS = ("accent", "negative", "positive", "gradient", "text")
"""Attributes of a style: ink follows light and dark."""


class InkPlace(NamedTuple):
    """A panel, by name, at a moment.

    Attributes
    ----------
    panel : str
    update, step : int
        As the cursor counts them; a race has update 0. Step -1 is before the first one.
    """

    panel: str
    update: int
    step: int


@dataclass(frozen=True)
class Stroke:
    """A line from the pen's coming down to its going up.

    Attributes
    ----------
    colour : str
        One of `COLOURS`.
    points : tuple of (float, float)
        In points, from the upper left corner of the picture that is written on.
    """

    colour: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Ink:
    """All strokes over a panel at a moment.

    Attributes
    ----------
    size : (float, float)
        Width and height in points that the picture was laid out in: with another layout the ink would not lie
        where it was meant.
    strokes : tuple of Stroke
    """

    place: InkPlace
    size: tuple[float, float]
    strokes: tuple[Stroke, ...]


class StrokeFile(Struct, forbid_unknown_fields=True):
    """A stroke in the file."""

    colour: str
    points: list[tuple[float, float]]


class InkFile(Struct, forbid_unknown_fields=True):
    """The strokes over a panel at a moment in the file."""

    panel: str
    update: int
    step: int
    size: tuple[float, float]
    strokes: list[StrokeFile]


def to_ink(file: InkFile) -> Ink:
    """Return the value that an entry of the file describes."""
    strokes = tuple(Stroke(stroke.colour, tuple(stroke.points)) for stroke in file.strokes)
    return Ink(InkPlace(file.panel, file.update, file.step), file.size, strokes)


def from_ink(ink: Ink) -> dict[str, Any]:
    """Return the plain values of an entry in the file."""
    strokes = [{"colour": s.colour, "points": [list(point) for point in s.points]} for s in ink.strokes]
    return {**ink.place._asdict(), "size": list(ink.size), "strokes": strokes}
