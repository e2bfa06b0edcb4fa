"""Basins as JSON, as CSV and in words."""

from __future__ import annotations

import csv
import sys
from typing import Any

import numpy as np

from core.basins import INFINITY, NOWHERE, Basins
from core.network_basins import NetworkBasins
from core.number_format import format_number
from nnviz.command_line.common import write_json
from nnviz.project.race_spec import Runner
from nnviz.race import runner_name

FORMATS = ("text", "json", "csv")
_DIGITS = 6


def write_basins(found: Basins | NetworkBasins, ground: str, whose: Runner, how: str) -> None:
    """Write basins to standard output in one of `FORMATS`."""
    if how == "json":
        write_json(as_document(found, whose))
    elif how == "csv":
        _write_csv(found)
    else:
        print(_as_text(found, ground, whose))


def as_document(found: Basins | NetworkBasins, whose: Runner) -> dict[str, Any]:
    """Return the basins as plain values: `reached` counts minima from 0, -1 is none, -2 no number.

    On a network `reached` is 0 where the loss came down to the goal; `loss` is that after the last step.
    """
    document = {
        "optimizer": whose.rival.optimizer.encode(),
        "steps": found.steps,
        "x": found.xs.tolist(),
        "y": found.ys.tolist(),
        "reached": found.reached.tolist(),
        "arrival": found.arrival.tolist(),
    }
    if isinstance(found, Basins):
        return document | {"near": found.near, "minima": found.minima.tolist()}
    return document | {"goal": found.goal, "loss": _losses(found)}


def _losses(found: NetworkBasins) -> list[list[float | None]]:
    """Return the loss from every start after the last step; None where the run overflows."""
    return [[height if np.isfinite(height) else None for height in row] for row in found.heights.tolist()]


def _write_csv(found: Basins | NetworkBasins) -> None:
    """Write a row for every start, in rows by y; where a run overflows it has no loss."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    names = ["x", "y", "reached", "arrival"]
    grids: list[Any] = [found.reached.tolist(), found.arrival.tolist()]
    if isinstance(found, NetworkBasins):
        names.append("loss")
        grids.append(_losses(found))
    writer.writerow(names)
    for y, *rows in zip(found.ys.tolist(), *grids, strict=True):
        writer.writerows((x, y, *ends) for x, *ends in zip(found.xs.tolist(), *rows, strict=True))


def _as_text(found: Basins | NetworkBasins, ground: str, whose: Runner) -> str:
    count = len(found.xs)
    lines = [f"{ground}, {runner_name(whose)}, {count} x {count} starts, {found.steps} steps"]
    for end, share in found.shares().items():
        if share or end >= 0:
            lines.append(f"{_end_words(found, end):24} {100 * share:6.2f} %")
    if isinstance(found, NetworkBasins) and np.isfinite(found.heights).any():
        known = found.heights[np.isfinite(found.heights)]
        low, high = (format_number(float(number), _DIGITS) for number in (known.min(), known.max()))
        lines.append(f"loss after the last step from {low} to {high}")
    return "\n".join(lines)


def _end_words(found: Basins | NetworkBasins, end: int) -> str:
    if end == INFINITY:
        return "no number"
    if isinstance(found, NetworkBasins):
        goal = format_number(found.goal, _DIGITS)
        return f"loss above {goal}" if end == NOWHERE else f"loss {goal} or below"
    if end == NOWHERE:
        return "no minimum"
    x, y = (format_number(float(number), _DIGITS) for number in found.minima[end])
    return f"({x}, {y})"
