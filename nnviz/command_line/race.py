"""``nnviz race``: optimizers side by side, on a surface or on a project's own loss."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.expression import ExpressionError
from core.hyper import HyperError
from core.surfaces.base import Surface
from core.surfaces.expression import TypedSurface
from nnviz.command_line.common import add_format, pair, spread, whole, within
from nnviz.command_line.described import RUNNER_HELP, described, runner
from nnviz.command_line.drawing import FIGURE_HELP, add_look, drawing, style_of, write_figure
from nnviz.command_line.errors import CommandError
from nnviz.command_line.filming import add_film, wants_film, write_film
from nnviz.command_line.own_loss import add_own_loss, on_project, refuse_on_surface, with_seed
from nnviz.command_line.race_formats import FORMATS, write_race
from nnviz.project.model import Project
from nnviz.project.race_check import MOST_RUNNERS, MOST_STARTS, MOST_STEPS
from nnviz.project.race_spec import RaceSpec
from nnviz.race import Race
from nnviz.race_run import finished, first_of


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("race", help="race optimizers over a surface or a project's own loss")
    parser.add_argument(
        "project",
        metavar="PROJECT",
        nargs="?",
        help="race on this project's loss, seen on a plane of its parameters",
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
        type=runner,
        action="append",
        default=[],
        help=f"a runner, repeatable, {RUNNER_HELP}",
    )
    _add_course(parser)
    add_format(parser, FORMATS)
    parser.add_argument("--output", metavar="FIGURE", help=FIGURE_HELP)
    add_look(parser)
    add_film(parser, "the numbers of steps that are done, from 0")
    parser.set_defaults(run=run)


def _add_course(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--start", metavar="X,Y", type=pair, action="append", help="where all of them start; repeatable"
    )
    parser.add_argument("--steps", metavar="N", type=whole, help="how many steps (default: 200)")
    parser.add_argument(
        "--noise", metavar="SPREAD", type=spread, help="noise on a surface's gradients, the same for all"
    )
    add_own_loss(parser, "the noise, of the batches and of --plane random")


def run(arguments: argparse.Namespace) -> int:
    """Race, print and draw."""
    if [arguments.project, arguments.surface, arguments.expression].count(None) != 2:
        raise CommandError("race: expected one of PROJECT, --surface KEY and --expression FORMULA")
    project, spec = (None, _on_surface(arguments)) if arguments.project is None else _on_project(arguments)
    spec = _with_options(spec, arguments)
    race = finished(project, spec) if arguments.output else first_of(project, spec)
    if arguments.output:
        _draw(race, arguments)
    if arguments.format or not arguments.output:
        write_race(race, arguments.format or "text")
    return 0


def _on_surface(arguments: argparse.Namespace) -> RaceSpec:
    refuse_on_surface("race", arguments)
    try:
        if arguments.expression is not None:
            return RaceSpec(TypedSurface(arguments.expression))
        return RaceSpec(Surface.decode(arguments.surface, "--surface"))
    except ExpressionError as error:
        raise CommandError(f"race: --expression: {error}") from None
    except HyperError as error:
        raise CommandError(f"race: {error}") from None


def _on_project(arguments: argparse.Namespace) -> tuple[Project, RaceSpec]:
    """Return the project, and what its file and the command line say about a race on its own loss."""
    if arguments.noise is not None:
        raise CommandError("race: --noise belongs to a surface; on a PROJECT --batch makes gradients noisy")
    project, spec = on_project("race", arguments)
    if arguments.start and not spec.moves_starts:
        raise CommandError("race: --start: a plane along a path begins where training does; leave it out")
    return project, spec


def _with_options(spec: RaceSpec, arguments: argparse.Namespace) -> RaceSpec:
    """Return the race with the runners and the course of the command line, where they are given."""
    if arguments.optimizer:
        spec = replace(spec, runners=tuple(arguments.optimizer))
    if not 1 <= len(spec.racing) <= MOST_RUNNERS:
        raise CommandError(f"race: expected 1 to {MOST_RUNNERS} times --optimizer, got {len(spec.racing)}")
    if arguments.steps is not None:
        spec = replace(spec, steps=arguments.steps)
    within("race: --steps", spec.steps, 1, MOST_STEPS)
    if arguments.noise is not None:
        spec = replace(spec, noise=replace(spec.noise, spread=arguments.noise))
    spec = with_seed("race", spec, arguments)
    if not arguments.start:
        return spec
    if len(arguments.start) > MOST_STARTS:
        raise CommandError(f"race: expected at most {MOST_STARTS} times --start, got {len(arguments.start)}")
    return replace(spec, starts=tuple(arguments.start))


def _draw(race: Race, arguments: argparse.Namespace) -> None:
    with drawing():
        from nnviz.figures.film.reel import RaceSource
        from nnviz.figures.plot_painter import PlotPicture
        from nnviz.figures.race_pictures import RacePictures
        from nnviz.figures.race_plot import race_plot

        title, style = f"Race: {race.terrain.label}", style_of(arguments)
        if wants_film(arguments, "race"):
            write_film(RaceSource(race, RacePictures(race).from_above), title, arguments, "race")
        else:
            picture = PlotPicture(race_plot(race, race.runs.steps - 1, style), style)
            write_figure(picture, title, Path(arguments.output), arguments)
