"""``nnviz race``: optimizers side by side, on a surface or on a project's own loss."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from core.expression import ExpressionError
from core.hyper import HyperError
from core.number_format import format_number
from core.optimizers.base import Optimizer
from core.race import NEVER
from core.rival import Rival
from core.surfaces.base import Surface
from core.surfaces.expression import TypedSurface
from nnviz.command_line.common import add_json, pair, whole, write_json
from nnviz.command_line.drawing import FIGURE_HELP, add_look, drawing, style_of, write_figure
from nnviz.command_line.errors import CommandError
from nnviz.project import file
from nnviz.project.model import Project
from nnviz.project.race_check import MOST_RUNNERS, MOST_STEPS
from nnviz.project.race_spec import PlaneSpec, RaceSpec, Runner
from nnviz.race import Race, first_axes
from nnviz.race_run import finished, first_of

_DIGITS = 6


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("race", help="race optimizers over a surface or a project's own loss")
    parser.add_argument(
        "project", metavar="PROJECT", nargs="?", help="race on this project's loss over two of its parameters"
    )
    parser.add_argument(
        "--surface",
        metavar="KEY[:name=value,...]",
        type=described,
        help=f"race on a surface, as quadratic_bowl:condition=50; {', '.join(sorted(Surface.members()))}",
    )
    parser.add_argument(
        "--expression", metavar="FORMULA", help='race on a surface of your own, as "x^2 + 3*sin(x*y)"'
    )
    parser.add_argument(
        "--optimizer",
        metavar="KEY[:name=value,...]",
        type=optimizer,
        action="append",
        default=[],
        help=f"a rival, as adam:learning_rate=0.1; repeatable; {', '.join(sorted(Optimizer.members()))}",
    )
    parser.add_argument(
        "--axes", metavar="I,J", type=axes, help="the project's parameters to move, by place in theta from 0"
    )
    parser.add_argument("--start", metavar="X,Y", type=pair, help="where all of them start")
    parser.add_argument("--steps", metavar="N", type=whole, help="how many steps (default: 200)")
    add_json(parser)
    parser.add_argument("--output", metavar="FIGURE", help=FIGURE_HELP)
    add_look(parser)
    parser.set_defaults(run=run)


def described(text: str) -> dict[str, Any]:
    """Return the key and the hyperparameters of ``KEY[:name=value,...]``; for argparse."""
    key, _, rest = text.partition(":")
    values: dict[str, Any] = {"key": key}
    for part in filter(None, rest.split(",")):
        name, equals, value = part.partition("=")
        if not equals or name in values:
            raise argparse.ArgumentTypeError(f"expected name=value once each, got {part!r} in {text!r}")
        values[name] = _value(value)
    return values


def optimizer(text: str) -> Optimizer:
    """Return the optimizer that ``KEY[:name=value,...]`` describes; for argparse."""
    values = described(text)
    try:
        return Optimizer.decode(values, values["key"] or "optimizer")
    except HyperError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _value(text: str) -> Any:
    """Return a truth value or a number; any other word stands for itself."""
    if text in ("true", "false"):
        return text == "true"
    try:
        return float(text)
    except ValueError:
        return text


def axes(text: str) -> tuple[int, int]:
    """Return two places in theta from ``I,J``; for argparse."""
    parts = text.split(",")
    if len(parts) != 2:
        raise argparse.ArgumentTypeError(f"expected two places in theta as I,J, got {text!r}")
    return whole(parts[0]), whole(parts[1])


def run(arguments: argparse.Namespace) -> int:
    """Race, print and draw."""
    if [arguments.project, arguments.surface, arguments.expression].count(None) != 2:
        raise CommandError("race: expected one of PROJECT, --surface KEY and --expression FORMULA")
    project, spec = (None, _on_surface(arguments)) if arguments.project is None else _on_project(arguments)
    spec = _with_options(spec, arguments)
    try:
        race = finished(project, spec) if arguments.output else first_of(project, spec)
    except ValueError as error:
        raise CommandError(f"race: {error}") from None
    if arguments.output:
        _draw(race, arguments)
    if arguments.json:
        write_json({"runs": as_documents(race)})
    elif not arguments.output:
        print(_as_text(race))
    return 0


def _on_surface(arguments: argparse.Namespace) -> RaceSpec:
    if arguments.axes:
        raise CommandError("race: --axes belongs to a PROJECT")
    try:
        if arguments.expression is not None:
            return RaceSpec(TypedSurface(arguments.expression))
        return RaceSpec(Surface.decode(arguments.surface, "--surface"))
    except ExpressionError as error:
        raise CommandError(f"race: --expression: {error}") from None
    except HyperError as error:
        raise CommandError(f"race: {error}") from None


def _on_project(arguments: argparse.Namespace) -> tuple[Project, RaceSpec]:
    """Return the project, and what its file says about a race on its own loss."""
    project = file.load(arguments.project)
    spec = project.race or RaceSpec(None, plane=PlaneSpec(axes=first_axes(project.network.network)))
    if spec.surface is not None:
        spec = replace(spec, surface=None, starts=())
    if arguments.axes:
        spec = spec.with_axes(arguments.axes)
    count = project.network.network.parameter_count
    if max(spec.plane.axes) >= count or len(set(spec.plane.axes)) == 1:
        raise CommandError(f"race: --axes: expected two different numbers from 0 to {count - 1}")
    return project, spec


def _with_options(spec: RaceSpec, arguments: argparse.Namespace) -> RaceSpec:
    """Return the race with the rivals, the start and the steps of the command line, where they are given."""
    if arguments.optimizer:
        spec = replace(spec, runners=tuple(Runner(Rival(optimizer)) for optimizer in arguments.optimizer))
    if not 1 <= len(spec.racing) <= MOST_RUNNERS:
        raise CommandError(f"race: expected 1 to {MOST_RUNNERS} times --optimizer, got {len(spec.racing)}")
    if arguments.steps is not None:
        spec = replace(spec, steps=arguments.steps)
    if not 1 <= spec.steps <= MOST_STEPS:
        raise CommandError(f"race: expected 1 to {MOST_STEPS} steps, got {spec.steps}")
    return replace(spec, starts=(arguments.start,)) if arguments.start else spec


def as_documents(race: Race) -> list[dict[str, Any]]:
    """Return the runs as plain values; one that diverges ends before the step that is named.

    On a network `path` is what its plane shows, and `off_plane` how far the parameters are from there.
    """
    runs, documents = race.runs, []
    for rival, optimizer in enumerate(runs.optimizers):
        end = runs.length(rival)
        document = {
            "optimizer": optimizer.key,
            "settings": optimizer.encode(),
            "path": runs.paths[rival, :end].tolist(),
            "loss": runs.heights[rival, :end].tolist(),
        }
        if race.distances is not None:
            document["off_plane"] = race.distances[rival, :end].tolist()
        if runs.diverged_at[rival] != NEVER:
            document["diverged"] = int(runs.diverged_at[rival])
        documents.append(document)
    return documents


def _as_text(race: Race) -> str:
    runs = race.runs
    lines = [f"{race.terrain.label}, {runs.steps} steps"]
    for rival, optimizer in enumerate(runs.optimizers):
        end = runs.length(rival)
        if end == 0:
            lines.append(f"{optimizer.label:12} the height at the start is not finite")
            continue
        x, y, height = (
            format_number(number, _DIGITS)
            for number in (*runs.paths[rival, end - 1], runs.heights[rival, end - 1])
        )
        lowest = int(np.argmin(runs.heights[rival, :end]))
        line = f"{optimizer.label:12} ends at ({x}, {y}), height {height}; lowest at step {lowest}"
        if runs.diverged_at[rival] != NEVER:
            line += f"; diverges at step {end}"
        lines.append(line)
    return "\n".join(lines)


def _draw(race: Race, arguments: argparse.Namespace) -> None:
    with drawing():
        from nnviz.figures.plot_painter import PlotPicture
        from nnviz.figures.race_plot import race_plot

        style = style_of(arguments)
        picture = PlotPicture(race_plot(race, race.runs.steps - 1, style), style)
        write_figure(picture, f"Race: {race.terrain.label}", Path(arguments.output), arguments)
