"""``nnviz basins``: where an optimizer gets from every start, on a surface or on a project's own loss."""

from __future__ import annotations

import argparse
import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.basins import Basins, basins_in_parts
from core.expression import ExpressionError
from core.hyper import HyperError
from core.landscape import Terrain
from core.network_basins import NetworkBasins
from core.surfaces.base import Surface
from core.surfaces.expression import TypedSurface
from nnviz.command_line.basins_formats import FORMATS, write_basins
from nnviz.command_line.common import add_format, spread, whole, within
from nnviz.command_line.described import RUNNER_HELP, described, runner
from nnviz.command_line.drawing import FIGURE_HELP, add_look, drawing, style_of, write_figure
from nnviz.command_line.errors import CommandError
from nnviz.command_line.own_loss import add_own_loss, on_project, refuse_on_surface, with_seed
from nnviz.race import runner_name
from nnviz.race_maps import (
    NETWORK_STARTS,
    SURFACE_STARTS,
    LossBasins,
    Training,
    first_goal,
    raced_terrain,
)

_MOST_STARTS, _MOST_STEPS = 2000, 100_000  # along each side; of each run


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("basins", help="where an optimizer gets from every start, and how fast")
    parser.add_argument(
        "project",
        metavar="PROJECT",
        nargs="?",
        help="on this project's loss: from every point of a plane, through all parameters",
    )
    parser.add_argument(
        "--surface",
        metavar="KEY[:name=value,...]",
        type=described,
        help=f"the surface, as himmelblau; {', '.join(sorted(Surface.members()))}",
    )
    parser.add_argument(
        "--expression", metavar="FORMULA", help='a surface of your own, as "x^2 + 3*sin(x*y)"'
    )
    parser.add_argument(
        "--optimizer",
        metavar="KEY[:name=value,...]",
        type=runner,
        required=True,
        help=f"whose basins, {RUNNER_HELP}",
    )
    parser.add_argument(
        "--resolution",
        metavar="N",
        type=whole,
        help=f"starts along each side (default: {SURFACE_STARTS}, on a project {NETWORK_STARTS})",
    )
    parser.add_argument("--steps", metavar="N", type=whole, default=300, help="of every run (default: 300)")
    parser.add_argument(
        "--goal",
        metavar="LOSS",
        type=spread,
        help="the loss of a project that is low enough (default: a tenth of that of its parameters)",
    )
    add_own_loss(parser, "the batches and of --plane random")
    parser.add_argument(
        "--processes", metavar="N", type=whole, help="how many run at once here (default: one per core)"
    )
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="run on a Dask cluster, as tcp://10.0.0.5:8786 (extra: dask)"
    )
    add_format(parser, FORMATS)
    parser.add_argument("--output", metavar="FIGURE", help=FIGURE_HELP)
    add_look(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Compute, print and draw."""
    if [arguments.project, arguments.surface, arguments.expression].count(None) != 2:
        raise CommandError("basins: expected one of PROJECT, --surface KEY and --expression FORMULA")
    within("basins: --steps", arguments.steps, 1, _MOST_STEPS)
    if arguments.project is None:
        _on_surface(arguments)
    else:
        _on_project(arguments)
    return 0


def _on_surface(arguments: argparse.Namespace) -> None:
    refuse_on_surface("basins", arguments)
    for name in ("goal", "seed"):
        if getattr(arguments, name) is not None:
            raise CommandError(f"basins: --{name} belongs to a PROJECT")
    terrain, rival = _terrain(arguments), arguments.optimizer.rival
    resolution = _resolution(arguments, SURFACE_STARTS)
    with _executor(arguments) as executor:
        *_, found = basins_in_parts(terrain, rival, resolution, arguments.steps, executor)
    _deliver(found, terrain, arguments)


def _on_project(arguments: argparse.Namespace) -> None:
    project, spec = on_project("basins", arguments)
    spec = with_seed("basins", spec, arguments)
    spec = replace(spec, runners=(arguments.optimizer,), starts=(), steps=arguments.steps)
    resolution = _resolution(arguments, NETWORK_STARTS)
    try:
        terrain = raced_terrain(project, spec)
    except ValueError as error:
        raise CommandError(f"basins: {error}") from None
    goal = first_goal(terrain) if arguments.goal is None else arguments.goal
    question = LossBasins.of(Training.of(project, spec, arguments.optimizer.rival), terrain.plane, goal)
    with _executor(arguments) as executor:
        *_, found = filter(None, question.parts(resolution, executor))
    _deliver(found, terrain, arguments)


def _resolution(arguments: argparse.Namespace, default: int) -> int:
    if arguments.resolution is None:
        return default
    return within("basins: --resolution", arguments.resolution, 2, _MOST_STARTS)


def _deliver(found: Basins | NetworkBasins, terrain: Terrain, arguments: argparse.Namespace) -> None:
    if arguments.output:
        _draw(found, terrain, arguments)
    if arguments.format or not arguments.output:
        write_basins(found, terrain.label, arguments.optimizer, arguments.format or "text")


def _terrain(arguments: argparse.Namespace) -> Terrain:
    try:
        if arguments.expression is not None:
            return TypedSurface(arguments.expression)
        return Surface.decode(arguments.surface, "--surface")
    except ExpressionError as error:
        raise CommandError(f"basins: --expression: {error}") from None
    except HyperError as error:
        raise CommandError(f"basins: {error}") from None


@contextmanager
def _executor(arguments: argparse.Namespace) -> Iterator[Executor | None]:
    """Yield what runs the parts: a cluster, processes of this machine, or nothing for one process."""
    if arguments.scheduler:
        with _cluster(arguments.scheduler) as executor:
            yield executor
        return
    processes = (os.cpu_count() or 1) if arguments.processes is None else arguments.processes
    within("basins: --processes", processes, 1, 512)
    if processes == 1:
        yield None
        return
    # A fork would copy whatever threads there are.
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as executor:
        yield executor


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError:
        raise CommandError("basins: --scheduler needs Dask: pip install 'nnviz[dask]'") from None
    try:
        client = Client(address, timeout=10)
    except (OSError, ValueError) as error:
        raise CommandError(f"basins: --scheduler {address}: {error}") from None
    with client:
        yield client.get_executor()


def _draw(found: Basins | NetworkBasins, terrain: Terrain, arguments: argparse.Namespace) -> None:
    with drawing():
        from nnviz.figures.basins_plot import BASINS_SIZE, basins_plot
        from nnviz.figures.network_basins_plot import GOAL, LOSS, network_basins_plot
        from nnviz.figures.plot_painter import PlotPicture
        from nnviz.figures.race_plot import axis_names

        style, axes = style_of(arguments), axis_names(terrain)
        title = f"{terrain.label}: {runner_name(arguments.optimizer)}"
        if isinstance(found, Basins):
            plot = basins_plot(found, style, axes, title)
        else:
            look = LOSS if arguments.goal is None else GOAL
            plot = network_basins_plot(found, look, style, axes, title)
        picture = PlotPicture(plot, style, BASINS_SIZE)
        write_figure(picture, f"Basins: {terrain.label}", Path(arguments.output), arguments)
