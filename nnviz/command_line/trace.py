"""``nnviz trace``: one update step by step, in words and formulas."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any, TextIO

from core.explain import Explanation, explain
from core.number_format import full_number
from core.trace import Step, Trace
from core.training import divergence
from nnviz.command_line.common import (
    add_project,
    add_update,
    diverged,
    reach,
    whole,
)
from nnviz.command_line.errors import CommandError
from nnviz.exporters.latex.derivation import DEPTHS, GRAINS, derivation

_DIGITS = 6
_PLACE = ("phase", "kind", "layer", "unit", "origin", "term", "terms")
_COLUMNS = ("step", *_PLACE, "title", "formula", "numbers", "result")
_LATEX = "latex"

Explained = Iterator[tuple[Step, Explanation]]


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("trace", help="explain one update step by step")
    add_project(parser)
    add_update(parser)
    parser.add_argument(
        "--format",
        choices=sorted([*_WRITERS, _LATEX]),
        default="text",
        help="how it is written (default: text)",
    )
    parser.add_argument(
        "--sample", type=whole, default=0, metavar="S", help="row of the batch that is shown, from 0"
    )
    parser.add_argument("--grain", choices=tuple(GRAINS), help="of LaTeX: how finely (default: term)")
    parser.add_argument("--depth", choices=tuple(DEPTHS), help="of LaTeX: how much (default: words)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the steps one after the other; there may be millions."""
    if arguments.format != _LATEX and (arguments.grain or arguments.depth):
        raise CommandError("--grain and --depth are for --format latex")
    _, history, update = reach(arguments.project, arguments.update)
    if arguments.sample >= len(update.batch):
        last = len(update.batch) - 1
        raise CommandError(f"{arguments.project}: --sample: expected 0 to {last}, got {arguments.sample}")
    if divergence(update):
        raise diverged(arguments.project, history, update.before.update)
    trace = Trace(history.task, update)
    if arguments.format == _LATEX:
        grain, depth = arguments.grain or "term", arguments.depth or "words"
        sys.stdout.writelines(derivation(trace, arguments.sample, grain, depth))
        return 0
    steps = ((trace[index], explain(trace, index, arguments.sample)) for index in range(len(trace)))
    _WRITERS[arguments.format](steps, update.before.update, sys.stdout)
    return 0


def write_text(steps: Explained, update: int, out: TextIO) -> None:
    """Write a paragraph per step, with a heading per phase."""
    phase = ""
    for step, told in steps:
        if step.phase != phase:
            phase = step.phase
            out.write(f"== update {update}: {phase} ==\n\n")
        out.write(f"{step.index}  {told.title}\n    {told.why}\n")
        out.write(f"    {told.symbols.latex}\n    {told.numbers(_DIGITS).latex}\n")
        out.write(f"    = {full_number(told.result)}\n\n")


def write_json(steps: Explained, update: int, out: TextIO) -> None:
    """Write one object with the list of steps, a step a line."""
    out.write(f'{{"update": {update},\n "steps": [')
    for step, told in steps:
        row = _row(step, told) | {"result": told.result, "why": told.why}
        out.write(
            ("\n  " if step.index == 0 else ",\n  ") + json.dumps(row, ensure_ascii=False, allow_nan=False)
        )
    out.write("\n]}\n")


def write_csv(steps: Explained, update: int, out: TextIO) -> None:
    """Write a table with a row per step."""
    writer = csv.DictWriter(out, ("update", *_COLUMNS), lineterminator="\n")
    writer.writeheader()
    for step, told in steps:
        writer.writerow({"update": update} | _row(step, told))


_WRITERS: dict[str, Callable[[Explained, int, TextIO], None]] = {
    "text": write_text,
    "json": write_json,
    "csv": write_csv,
}


def _row(step: Step, told: Explanation) -> dict[str, Any]:
    return {
        "step": step.index,
        **{name: getattr(step, name) for name in _PLACE},
        "title": told.title,
        "formula": told.symbols.latex,
        "numbers": told.numbers(_DIGITS).latex,
        "result": full_number(told.result),
    }
