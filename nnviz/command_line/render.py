"""``nnviz render``: one panel as a figure."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnviz.command_line.common import add_update, reach, whole
from nnviz.command_line.drawing import FIGURE_HELP, add_look, drawing, style_of, write_figure
from nnviz.command_line.errors import CommandError
from nnviz.command_line.filming import FILM_GRAINS, add_film, wants_film, write_film
from nnviz.command_line.gradients import GRADIENTS_HELP, add_map, compared_with
from nnviz.moment import Moment
from nnviz.moments import moment_at
from nnviz.project.ink import ink_at
from nnviz.project.ink_spec import InkPlace

if TYPE_CHECKING:
    from core.history import History
    from core.training import Update
    from nnviz.figures.film.reel import FilmSource
    from nnviz.figures.picture import Picture
    from nnviz.figures.style import Style
    from nnviz.project.model import Project

_COMPARE = "compare"


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("render", help="draw one panel to a file")
    parser.add_argument("project", metavar="PROJECT", nargs="?", help="a project file (.nnviz)")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--panel", metavar="NAME", help="what to draw")
    what.add_argument("--list", action="store_true", help="print the names of the panels")
    add_update(parser)
    parser.add_argument(
        "--step", type=whole, metavar="I", help="the step just done, from 0 (default: the update's last)"
    )
    parser.add_argument(
        "--sample", type=whole, default=0, metavar="S", help="row of the batch that is shown, from 0"
    )
    parser.add_argument("--ink", action="store_true", help="with what is written by hand at that step")
    parser.add_argument("--gradients", metavar="FILE", help=f"{GRADIENTS_HELP}; of --panel {_COMPARE}")
    add_map(parser)
    add_look(parser)
    add_film(parser, "the steps of the update or of the race, from 0, or with --by update of the updates")
    parser.add_argument(
        "--by", choices=FILM_GRAINS, help="what passes between two frames (default: node; a race's step)"
    )
    parser.add_argument("--output", metavar="FIGURE", help=FIGURE_HELP)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Draw the panel, or list what can be drawn."""
    with drawing():
        from nnviz.figures import catalogue

        names = list(catalogue.panel_names())
        if arguments.list:
            print("\n".join(names))
            return 0
        if arguments.panel not in names:
            raise CommandError(f"render: unknown panel {arguments.panel!r}; known are {', '.join(names)}")
        if not arguments.project or not arguments.output:
            raise CommandError("render: expected PROJECT and --output FIGURE")
        if (arguments.gradients is not None) != (arguments.panel == _COMPARE):
            raise CommandError(f"render: --gradients FILE and --panel {_COMPARE} belong together")
        title = catalogue.title(arguments.panel)
        if wants_film(arguments, "render"):
            write_film(_film(arguments), title, arguments, "render")
        else:
            picture = _picture(arguments, style_of(arguments))
            write_figure(picture, title, Path(arguments.output), arguments)
    return 0


def _film(arguments: argparse.Namespace) -> FilmSource:
    """Return what is filmed: an update by its steps, or the updates up to the last that is asked for."""
    from nnviz.figures import catalogue
    from nnviz.figures.film.reel import ReelError

    if arguments.step is not None:
        raise CommandError("render: --step belongs to a figure; a film has --from and --to")
    if arguments.ink:
        raise CommandError("render: --ink belongs to a figure: what is written stays on its own layout")
    number = arguments.update
    if arguments.by == "update":
        if number is not None or arguments.last is None:
            raise CommandError("render: --by update goes from the update --from to the update --to")
        number = arguments.last
    project, history, update = reach(arguments.project, number)
    try:
        return catalogue.film_source(arguments.panel, _moment(arguments, project, history, update), history)
    except ReelError as error:
        raise CommandError(f"render: {error}") from None


def _picture(arguments: argparse.Namespace, style: Style) -> Picture:
    """Return the panel's picture, with what is written over it where that is asked for."""
    from nnviz.figures import catalogue
    from nnviz.figures.compare_picture import ComparePicture
    from nnviz.figures.inked import Inked

    project, history, update = reach(arguments.project, arguments.update)
    moment = _moment(arguments, project, history, update)
    if arguments.panel == _COMPARE:
        compared, mapped = compared_with(arguments, history, update)
        picture: Picture = ComparePicture(compared, mapped.left_out, style)
    else:
        picture = catalogue.picture(arguments.panel, moment, style)
    ink = ink_at(project, InkPlace(arguments.panel, moment.update_number, moment.step))
    return Inked(picture, ink, style) if arguments.ink and ink is not None else picture


def _moment(arguments: argparse.Namespace, project: Project, history: History, update: Update) -> Moment:
    """Return the moment that --step and --sample ask for.

    Raises
    ------
    CommandError
        If there is no such step or sample.
    """
    try:
        return moment_at(project, history, update.before.update, arguments.step, arguments.sample)
    except IndexError as error:
        raise CommandError(f"{arguments.project}: --{error}") from error
