"""Somebody's arrays on the command line: how they are named, read and compared."""

from __future__ import annotations

import argparse
import sys

from core.checking.given import GivenError
from core.history import History
from core.network import Network
from core.training import DivergenceError, Update, divergence
from nnviz.command_line.common import diverged
from nnviz.command_line.errors import CommandError
from nnviz.comparing import Compared, compare
from nnviz.importers.array_names import Mapped, map_arrays
from nnviz.importers.arrays import SUFFIXES, ArraysError, read_arrays, read_pasted

GRADIENTS_HELP = f"your arrays: {', '.join(SUFFIXES)}, or - for text on standard input"
_STDIN = "-"


def add_map(parser: argparse.ArgumentParser) -> None:
    """Declare the option --map."""
    parser.add_argument(
        "--map",
        metavar="YOURS=OURS",
        type=pair_of_names,
        action="append",
        default=[],
        help="what an array of yours is, as grad2=weights_gradient.2; =none leaves it out; repeatable",
    )


def pair_of_names(text: str) -> tuple[str, str]:
    """Return both sides of ``YOURS=OURS``; for argparse."""
    theirs, equals, ours = text.rpartition("=")
    if not equals or not theirs or not ours:
        raise argparse.ArgumentTypeError(f"expected YOURS=OURS, got {text!r}")
    return theirs, ours


def compared_with(arguments: argparse.Namespace, history: History, update: Update) -> tuple[Compared, Mapped]:
    """Compare the arrays that --gradients names with an update.

    Raises
    ------
    CommandError
        If they cannot be read or compared, or if the update diverges.
    """
    if divergence(update):
        raise diverged(arguments.project, history, update.before.update)
    number = update.before.update
    before = history.point(number - 1) if number > history.first_update else None
    mapped = _mapped(arguments, history.task.network)
    try:
        return compare(history.task, update, mapped.arrays, before), mapped
    except GivenError as failed:
        raise CommandError(f"{arguments.gradients}: {failed}") from failed
    except DivergenceError as error:
        raise CommandError(f"{arguments.project}: {error}") from error


def _mapped(arguments: argparse.Namespace, network: Network) -> Mapped:
    """Read the arrays and find out what they are."""
    try:
        from_stdin = arguments.gradients == _STDIN
        arrays = read_pasted(sys.stdin.read()) if from_stdin else read_arrays(arguments.gradients)
    except ArraysError as error:
        raise CommandError(str(error)) from error
    try:
        return map_arrays(arrays, network, dict(arguments.map))
    except ArraysError as error:
        raise CommandError(f"{arguments.gradients}: {error}") from error
