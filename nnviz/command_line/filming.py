"""Films without a screen: their options, and how they are written."""

from __future__ import annotations

import argparse
import re
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from core.trace import GRAINS
from nnviz.command_line.common import whole
from nnviz.command_line.drawing import metadata_of, style_of
from nnviz.command_line.errors import CommandError
from nnviz.figures.film.bounds import FASTEST, FILM_DPI, LONGEST_HOLD, SLOWEST

if TYPE_CHECKING:
    from nnviz.figures.film.reel import FilmSource

FILM_GRAINS = GRAINS[: GRAINS.index("update") + 1]
_END = "end"
_ONLY_FILMS = {
    "first": "--from",
    "last": "--to",
    "every": "--every",
    "by": "--by",
    "fps": "--fps",
    "hold": "--hold",
    "caption": "--caption",
    "once": "--once",
}


def add_film(parser: argparse.ArgumentParser, numbers: str) -> None:
    """Declare the options of a film, whose frames are counted in `numbers`."""
    group = parser.add_argument_group("films")
    group.add_argument(
        "--film",
        action="store_true",
        help="a film, not a figure: .gif, .webp, .mp4, .apng, or .png for an animated one",
    )
    group.add_argument("--from", dest="first", type=whole, metavar="I", help=f"the first of {numbers}")
    group.add_argument("--to", dest="last", type=whole, metavar="J", help="the last one")
    group.add_argument(
        "--every", type=at_least_one, metavar="N", help="show each N-th of them, and the last one"
    )
    group.add_argument(
        "--fps", type=speed, metavar="F", help=f"frames per second, {SLOWEST:g} to {FASTEST:g}"
    )
    group.add_argument(
        "--hold",
        type=hold,
        action="append",
        metavar="I:SECONDS",
        help="show one of them for so long; end:SECONDS is the last one (default: end:2); repeatable",
    )
    group.add_argument(
        "--caption", choices=("none", "words", "formula"), help="what stands below it (default: words)"
    )
    group.add_argument("--once", action="store_true", default=None, help="end, and do not begin again")
    parser.set_defaults(by=None)


def at_least_one(text: str) -> int:
    """Return a whole number from 1; for argparse."""
    number = whole(text)
    if not number:
        raise argparse.ArgumentTypeError("expected a whole number from 1, got '0'")
    return number


def speed(text: str) -> float:
    """Return frames per second; for argparse."""
    number = float(text) if re.fullmatch(r"\d{1,3}(\.\d{1,3})?", text, re.ASCII) else 0.0
    if not SLOWEST <= number <= FASTEST:
        raise argparse.ArgumentTypeError(f"expected a number from {SLOWEST:g} to {FASTEST:g}, got {text!r}")
    return float(text)


def hold(text: str) -> tuple[str, float]:
    """Return which frame is shown for how long, from ``I:SECONDS``; for argparse."""
    found = re.fullmatch(rf"(\d{{1,15}}|{_END}):(\d{{1,3}}(?:\.\d{{1,3}})?)", text, re.ASCII)
    if not found or not 0 < float(found[2]) <= LONGEST_HOLD:
        longest = f"at most {LONGEST_HOLD:g}"
        raise argparse.ArgumentTypeError(f"expected I:SECONDS or end:SECONDS, {longest}, got {text!r}")
    return found[1], float(found[2])


def wants_film(arguments: argparse.Namespace, command: str) -> bool:
    """Tell whether a film is asked for, by --film or by the ending; inside `drawing`.

    Raises
    ------
    CommandError
        If it is a figure, with options that only films have.
    """
    from nnviz.figures.film.film import film_ending

    if arguments.film or film_ending(Path(arguments.output)):
        return True
    for name, option in _ONLY_FILMS.items():
        if getattr(arguments, name) is not None:
            raise CommandError(f"{command}: {option} belongs to a film: --film, or an ending like .gif")
    return False


def write_film(source: FilmSource, title: str, arguments: argparse.Namespace, command: str) -> None:
    """Make the film that the options ask for; inside `drawing`.

    Raises
    ------
    CommandError
        If there is no such film.
    """
    from nnviz.figures.film.film import FilmOptions, make_film
    from nnviz.figures.film.reel import ReelError

    grain = arguments.by or ("node" if "node" in source.grains else source.grains[0])
    if grain not in source.grains:
        raise CommandError(f"{command}: --by {grain}: this is filmed by {', '.join(source.grains)}")
    span = source.span(grain)
    first = span[0] if arguments.first is None else arguments.first
    last = span[-1] if arguments.last is None else arguments.last
    dpi, size = arguments.dpi or FILM_DPI, {}
    if arguments.size:
        size = dict(zip(("width_px", "height_px"), arguments.size.in_px(dpi), strict=True))
    holds = dict(arguments.hold or ())
    options = FilmOptions(
        **size,
        dpi=dpi,
        frames_per_second=arguments.fps,
        hold_end=holds.pop(_END, FilmOptions.hold_end),
        holds={int(number): seconds for number, seconds in holds.items()},
        caption=arguments.caption or FilmOptions.caption,
        loop=not arguments.once,
    )
    try:
        reel = source.reel(grain, first, last, arguments.every or 1)
        work = make_film(reel, style_of(arguments), Path(arguments.output), options, metadata_of(title))
        with closing(work):
            for _ in work:
                pass
    except ReelError as error:
        raise CommandError(f"{command}: {error}") from None
