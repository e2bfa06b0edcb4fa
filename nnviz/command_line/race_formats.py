"""A race as JSON, as CSV and in words."""

from __future__ import annotations

import csv
import sys
from typing import Any

import numpy as np

from core.arrays import Array
from core.number_format import format_number
from core.race import NEVER
from nnviz.command_line.common import write_json
from nnviz.race import Race, runner_name
from nnviz.race_words import off_plane_words

FORMATS = ("text", "json", "csv")
_COLUMNS = ("runner", "start", "step", "x", "y", "loss", "off_plane")
_DIGITS = 6


def write_race(race: Race, how: str) -> None:
    """Write a race to standard output in one of `FORMATS`."""
    if how == "json":
        write_json({"runs": as_documents(race)})
    elif how == "csv":
        _write_csv(race)
    else:
        print(_as_text(race))


def as_documents(race: Race) -> list[dict[str, Any]]:
    """Return the runs as plain values, start by start; one that diverges ends before the step that is named.

    On a network `path` is what its plane shows, and `off_plane` how far the parameters are from there.
    """
    return [
        _as_document(race, rival, start)
        for start in range(len(race.starts))
        for rival in range(len(race.runners))
    ]


def _as_document(race: Race, rival: int, start: int) -> dict[str, Any]:
    runs, end, runner = race.all_runs[start], race.all_runs[start].length(rival), race.runners[rival]
    document: dict[str, Any] = {
        "optimizer": runner.rival.optimizer.key,
        "settings": runner.rival.optimizer.encode(),
        "name": runner_name(runner),
        "start": start,
        "path": runs.paths[rival, :end].tolist(),
        "loss": runs.heights[rival, :end].tolist(),
    }
    if runner.rival.varies_rate:
        document["schedule"] = runner.rival.schedule.encode()
    away = _off_plane(race, rival, start)
    if away is not None:
        document["off_plane"] = away[:end].tolist()
    if runs.diverged_at[rival] != NEVER:
        document["diverged"] = int(runs.diverged_at[rival])
    return document


def _off_plane(race: Race, rival: int, start: int) -> Array | None:
    if race.distances is None:
        return None
    own: Array = (race.distances, *race.other_distances)[start][rival]
    return own


def _write_csv(race: Race) -> None:
    """Write a row for every runner, start and step; a run that diverges has no more rows from there on."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for document in as_documents(race):
        away = document.get("off_plane", [None] * len(document["path"]))
        rows = zip(document["path"], document["loss"], away, strict=True)
        for step, ((x, y), height, off_plane) in enumerate(rows):
            writer.writerow((document["name"], document["start"], step, x, y, height, off_plane))


def _as_text(race: Race) -> str:
    lines = [f"{race.terrain.label}, {race.runs.steps} steps"]
    width = max(len(runner_name(runner)) for runner in race.runners)
    for start, place in enumerate(race.starts):
        if len(race.starts) > 1:
            x, y = (format_number(number, _DIGITS) for number in place)
            lines.append(f"from ({x}, {y}):")
        lines += [_line(race, rival, start, width) for rival in range(len(race.runners))]
    away = off_plane_words(race, race.runs.steps - 1)
    return "\n".join([*lines, f"at the last step {away}"] if away else lines)


def _line(race: Race, rival: int, start: int, width: int) -> str:
    runs, name = race.all_runs[start], runner_name(race.runners[rival])
    end = runs.length(rival)
    if end == 0:
        return f"{name:{width}} the height at the start is not finite"
    x, y, height = (
        format_number(float(number), _DIGITS)
        for number in (*runs.paths[rival, end - 1], runs.heights[rival, end - 1])
    )
    lowest = int(np.argmin(runs.heights[rival, :end]))
    line = f"{name:{width}} ends at ({x}, {y}), height {height}; lowest at step {lowest}"
    return f"{line}; diverges at step {end}" if runs.diverged_at[rival] != NEVER else line
