"""What the commands share: how numbers are read from the command line and results written."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Sequence
from typing import Any

from core.diagnosis import diagnose
from core.history import History
from core.training import DivergenceError, Update
from nnviz.command_line.errors import CommandError
from nnviz.evaluation import Evaluation, measure_words
from nnviz.project import file, strict_json
from nnviz.project.model import Project
from nnviz.project.size import is_large, memory_of, memory_words

_DIGITS = 6


def add_project(parser: argparse.ArgumentParser) -> None:
    """Declare the argument PROJECT."""
    parser.add_argument("project", metavar="PROJECT", help="a project file (.nnviz)")


def add_update(parser: argparse.ArgumentParser) -> None:
    """Declare the option --update."""
    parser.add_argument(
        "--update", type=whole, metavar="U", help="which update, from 0 (default: the project's first)"
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """Declare the option --json."""
    parser.add_argument("--json", action="store_true", help="write JSON, every number with all its digits")


def add_format(parser: argparse.ArgumentParser, formats: Sequence[str]) -> None:
    """Declare the option --format, and --json for one of them; None where neither is given."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--format",
        choices=formats,
        help="how the numbers are written (default: text, or nothing beside --output)",
    )
    group.add_argument(
        "--json", action="store_const", const="json", dest="format", help="the same as --format json"
    )


def within(option: str, value: int, low: int, high: int) -> int:
    """Return a whole number that an option was given.

    Raises
    ------
    CommandError
        If it is not from `low` to `high`.
    """
    if not low <= value <= high:
        raise CommandError(f"{option}: expected a whole number from {low} to {high}, got {value}")
    return value


def whole(text: str) -> int:
    """Return a whole number from 0; for argparse."""
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise argparse.ArgumentTypeError(f"expected a whole number from 0, got {text!r}")
    return int(text)


def pair(text: str) -> tuple[float, float]:
    """Return two finite numbers from ``X,Y``; for argparse."""
    try:
        x, y = map(float, text.split(","))
    except ValueError:
        x = y = math.nan
    if not math.isfinite(x + y):
        raise argparse.ArgumentTypeError(f"expected two numbers as X,Y, got {text!r}")
    return x, y


def spread(text: str) -> float:
    """Return a finite number from 0; for argparse."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number < math.inf:
        raise argparse.ArgumentTypeError(f"expected a number from 0, got {text!r}")
    return number


def load(path: str) -> Project:
    """Load a project; say on standard error if it is trained with mistakes or takes very much memory.

    Raises
    ------
    ProjectError
        If there is no such project.
    """
    project = file.load(path)
    if project.planted is not None:
        print(f"nnviz: {path}: {project.planted.sentence}", file=sys.stderr)
    if is_large(project):
        print(f"nnviz: {memory_words(memory_of(project))}", file=sys.stderr)
    return project


def planted_document(project: Project) -> dict[str, str]:
    """Return what is planted under its name; nothing where nothing is."""
    return {} if project.planted is None else {"planted": project.planted.sentence}


def reach(path: str, number: int | None) -> tuple[Project, History, Update]:
    """Load a project and train it up to an update.

    Raises
    ------
    ProjectError
        If there is no such project.
    CommandError
        If the update lies before the project's first one or training does not get there.
    """
    project = load(path)
    history = History(project.task, project.first_point())
    try:
        update = history.update(history.first_update if number is None else number)
    except IndexError as error:
        raise CommandError(f"{path}: {error}") from error
    except DivergenceError as error:
        raise diverged(path, history, error.update) from error
    return project, history, update


def diverged(path: str, history: History, update: int) -> CommandError:
    """Return the error that tells of a divergence, and why it came about."""
    return CommandError(f"{path}: training diverges: {diagnose(history, update).words}")


def metrics_document(evaluation: Evaluation) -> dict[str, Any]:
    """Return the metrics of each part that there is as plain values; null is what does not apply."""
    return {
        name: {
            "loss": _finite(metrics.loss),
            "accuracy": metrics.accuracy,
            "confusion": None if metrics.confusion is None else metrics.confusion.tolist(),
            "r_squared": _finite(metrics.r_squared),
        }
        for name, metrics in evaluation.parts
    }


def metrics_lines(evaluation: Evaluation) -> list[str]:
    """Return a line per part."""
    return [f"{name + ':':9} {measure_words(metrics, _DIGITS)}" for name, metrics in evaluation.parts]


def _finite(number: float | None) -> float | None:
    return number if number is not None and math.isfinite(number) else None


def write_json(value: Any) -> None:
    """Write a value to standard output."""
    sys.stdout.write(strict_json.write(value))
