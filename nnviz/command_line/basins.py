"""``nnviz basins``: which minimum an optimizer reaches from every start."""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import os
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.basins import INFINITY, NOWHERE, Basins, basins_in_parts
from core.expression import ExpressionError
from core.hyper import HyperError
from core.landscape import Terrain
from core.number_format import format_number
from core.surfaces.base import Surface
from core.surfaces.expression import TypedSurface
from nnviz.command_line.common import add_format, whole, within, write_json
from nnviz.command_line.described import RUNNER_HELP, described, runner
from nnviz.command_line.drawing import FIGURE_HELP, add_look, drawing, style_of, write_figure
from nnviz.command_line.errors import CommandError
from nnviz.project.race_spec import Runner
from nnviz.race import runner_name

_MOST_STARTS, _MOST_STEPS = 2000, 100_000  # along each side; of each run
_FORMATS = ("text", "json", "csv")
_DIGITS = 6


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("basins", help="which minimum an optimizer reaches from every start")
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
        "--resolution", metavar="N", type=whole, default=300, help="starts along each side (default: 300)"
    )
    parser.add_argument("--steps", metavar="N", type=whole, default=300, help="of every run (default: 300)")
    parser.add_argument(
        "--processes", metavar="N", type=whole, help="how many run at once here (default: one per core)"
    )
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="run on a Dask cluster, as tcp://10.0.0.5:8786 (extra: dask)"
    )
    add_format(parser, _FORMATS)
    parser.add_argument("--output", metavar="FIGURE", help=FIGURE_HELP)
    add_look(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Compute, print and draw."""
    terrain = _terrain(arguments)
    resolution = within("basins: --resolution", arguments.resolution, 2, _MOST_STARTS)
    steps = within("basins: --steps", arguments.steps, 1, _MOST_STEPS)
    with _executor(arguments) as executor:
        *_, found = basins_in_parts(terrain, arguments.optimizer.rival, resolution, steps, executor)
    if arguments.output:
        _draw(terrain, found, arguments)
    if arguments.format == "json":
        write_json(as_document(found))
    elif arguments.format == "csv":
        _write_csv(found)
    elif arguments.format == "text" or not arguments.output:
        print(_as_text(terrain, found, arguments.optimizer))
    return 0


def _terrain(arguments: argparse.Namespace) -> Terrain:
    if (arguments.surface is None) == (arguments.expression is None):
        raise CommandError("basins: expected one of --surface KEY and --expression FORMULA")
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


def as_document(found: Basins) -> dict[str, Any]:
    """Return the basins as plain values: `reached` counts minima from 0, -1 is none, -2 an overflow."""
    return {
        "optimizer": found.rival.optimizer.encode(),
        "steps": found.steps,
        "near": found.near,
        "minima": found.minima.tolist(),
        "x": found.xs.tolist(),
        "y": found.ys.tolist(),
        "reached": found.reached.tolist(),
        "arrival": found.arrival.tolist(),
    }


def _write_csv(found: Basins) -> None:
    """Write a row for every start, in rows by y."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("x", "y", "reached", "arrival"))
    xs = found.xs.tolist()
    for y, reached, arrival in zip(
        found.ys.tolist(), found.reached.tolist(), found.arrival.tolist(), strict=True
    ):
        writer.writerows((x, y, *ends) for x, *ends in zip(xs, reached, arrival, strict=True))


def _as_text(terrain: Terrain, found: Basins, whose: Runner) -> str:
    count = len(found.xs)
    lines = [f"{terrain.label}, {runner_name(whose)}, {count} x {count} starts, {found.steps} steps"]
    for end, share in found.shares().items():
        if end == NOWHERE:
            where = "no minimum"
        elif end == INFINITY:
            where = "overflow"
        else:
            x, y = (format_number(float(number), _DIGITS) for number in found.minima[end])
            where = f"({x}, {y})"
        if share or end >= 0:
            lines.append(f"{where:24} {100 * share:6.2f} %")
    return "\n".join(lines)


def _draw(terrain: Terrain, found: Basins, arguments: argparse.Namespace) -> None:
    with drawing():
        from nnviz.figures.basins_plot import BASINS_SIZE, basins_plot
        from nnviz.figures.plot_painter import PlotPicture

        style = style_of(arguments)
        plot = basins_plot(found, style, title=f"{terrain.label}: {runner_name(arguments.optimizer)}")
        picture = PlotPicture(plot, style, BASINS_SIZE)
        write_figure(picture, f"Basins: {terrain.label}", Path(arguments.output), arguments)
