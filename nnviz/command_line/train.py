"""``nnviz train``: train a project without a screen."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from typing import Any

from core.history import History
from core.number_format import format_number
from core.stopping import Run, updates_until
from core.training import DivergenceError, Point
from nnviz.command_line.common import (
    add_json,
    add_project,
    diverged,
    load,
    metrics_document,
    metrics_lines,
    planted_document,
    whole,
    write_json,
)
from nnviz.evaluation import evaluate_at
from nnviz.project import file
from nnviz.project.model import Project

_SHOWN = 10
_CHECKPOINTS = 16 * 2**20  # bytes
_INTERRUPTED = 130  # as a shell has it for Ctrl-C


@dataclass
class Trained:
    """How far a run has come, and a few checkpoints on the way: what led up to a divergence is done again."""

    first: Point
    point: Point
    history: History
    losses: list[float] = field(default_factory=list)
    reason: str = ""


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("train", help="train a project and print its loss")
    add_project(parser)
    amount = parser.add_mutually_exclusive_group(required=True)
    amount.add_argument("--updates", type=whole, metavar="N", help="how many updates at most")
    amount.add_argument(
        "--epochs", type=whole, metavar="N", help="how many times through the samples at most"
    )
    parser.add_argument("--output", metavar="OUT.nnviz", help="save the project at the point that is reached")
    add_json(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Train; Ctrl-C, or the project's stop condition, ends it with what is there."""
    project = load(arguments.project)
    first = project.first_point()
    trained = Trained(first, first, History(project.task, first, _CHECKPOINTS))
    code = 0
    try:
        train(project, _updates(arguments, project, first), trained)
    except KeyboardInterrupt:
        code = _INTERRUPTED
        del trained.losses[trained.point.update - first.update :]
    except DivergenceError as error:
        raise diverged(arguments.project, trained.history, error.update) from error
    if arguments.output:
        file.save(project.at_point(trained.point), arguments.output)
    if arguments.json:
        write_json(_as_document(project, trained))
    else:
        print(_as_text(project, trained))
    return code


def train(project: Project, updates: int, trained: Trained) -> None:
    """Train on, and keep in `trained` how far it has come.

    Raises
    ------
    DivergenceError
        At the first update with a number that is not finite.
    """
    progress = Run(project.task, trained.point, updates, project.training.stop, project.test_samples)
    for losses, point in progress:
        trained.history.extend([(losses, point)])
        trained.losses += losses.tolist()
        trained.point = point
    trained.reason = progress.reason


def _updates(arguments: argparse.Namespace, project: Project, first: Point) -> int:
    if arguments.updates is not None:
        return int(arguments.updates)
    return updates_until(project.task, first, arguments.epochs)


def _as_document(project: Project, trained: Trained) -> dict[str, Any]:
    return {
        "update": trained.point.update,
        **planted_document(project),
        "loss": trained.losses,
        "theta": trained.point.theta.tolist(),
        "stopped": trained.reason or None,
        "metrics": metrics_document(evaluate_at(project, trained.point)),
    }


def _as_text(project: Project, trained: Trained) -> str:
    losses, first, point = trained.losses, trained.first, trained.point
    stride = max(1, len(losses) // _SHOWN)
    shown = sorted({*range(0, len(losses), stride), *([len(losses) - 1] if losses else [])})
    lines = [f"update {first.update + k:>8}  loss {format_number(losses[k], 6)}" for k in shown]
    lines += metrics_lines(evaluate_at(project, point))
    if trained.reason:
        lines.append(f"stopped: {trained.reason}")
    return "\n".join([*lines, f"{len(losses)} updates done, epoch {point.epoch}"])
