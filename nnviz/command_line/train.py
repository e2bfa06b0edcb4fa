"""``nnviz train``: train a project without a screen."""

from __future__ import annotations

import argparse
import dataclasses
from typing import Any

from core.history import train
from core.number_format import format_number
from core.training import DivergenceError, Point
from nnviz.command_line.common import add_json, add_project, diverged, whole, write_json
from nnviz.project import file
from nnviz.project.model import Project, StateSpec, Vector

_SHOWN = 10
_INTERRUPTED = 130  # as a shell has it for Ctrl-C


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("train", help="train a project and print its loss")
    add_project(parser)
    amount = parser.add_mutually_exclusive_group(required=True)
    amount.add_argument("--updates", type=whole, metavar="N", help="how many updates")
    amount.add_argument("--epochs", type=whole, metavar="N", help="how many times through the samples")
    parser.add_argument("--output", metavar="OUT.nnviz", help="save the project at the point that is reached")
    add_json(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Train; Ctrl-C ends it with what is there."""
    project = file.load(arguments.project)
    losses: list[float] = []
    point = first = project.first_point()
    code = 0
    progress = train(project.task, first)
    try:
        while _is_more(arguments, first, point):
            loss, after = next(progress)
            losses.append(loss)
            point = after
    except KeyboardInterrupt:
        code = _INTERRUPTED
        del losses[point.update - first.update :]
    except DivergenceError as error:
        raise diverged(arguments.project, error) from error
    if arguments.output:
        file.save(at_point(project, point), arguments.output)
    if arguments.json:
        write_json({"update": point.update, "loss": losses, "theta": point.theta.tolist()})
    else:
        print(_as_text(losses, first, point))
    return code


def _is_more(arguments: argparse.Namespace, first: Point, point: Point) -> bool:
    if arguments.updates is not None:
        return bool(point.update - first.update < arguments.updates)
    return bool(point.epoch - first.epoch < arguments.epochs)


def at_point(project: Project, point: Point) -> Project:
    """Return the project so that its training goes on from `point`."""
    state = StateSpec(
        update=point.update,
        theta=Vector(point.theta),
        slots=tuple((name, Vector(slot)) for name, slot in point.state.items()),
        epoch=point.epoch,
        position=point.position,
        optimizer_steps=point.optimizer_steps,
    )
    return dataclasses.replace(project, state=state)


def _as_text(losses: list[float], first: Point, point: Point) -> str:
    stride = max(1, len(losses) // _SHOWN)
    shown = sorted({*range(0, len(losses), stride), *([len(losses) - 1] if losses else [])})
    lines = [f"update {first.update + k:>8}  loss {format_number(losses[k], 6)}" for k in shown]
    return "\n".join([*lines, f"{len(losses)} updates done, epoch {point.epoch}"])
