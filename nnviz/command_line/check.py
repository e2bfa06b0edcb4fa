"""``nnviz check``: where does somebody's backpropagation first go wrong, and which mistake is it?"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from core.checking.given import GivenError
from core.checking.situation import Situation
from core.network import Network
from core.training import DivergenceError, divergence
from nnviz.command_line.check_report import as_document, as_lines
from nnviz.command_line.common import add_json, add_project, add_update, diverged, reach, write_json
from nnviz.command_line.errors import CommandError
from nnviz.comparing import compare
from nnviz.exporters.check_template import TooLargeError, check_template
from nnviz.importers.array_names import Mapped, map_arrays
from nnviz.importers.arrays import SUFFIXES, ArraysError, read_arrays, read_pasted

_WRONG = 1
_STDIN = "-"


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("check", help="compare your own backpropagation and name its mistake")
    add_project(parser)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--gradients",
        metavar="FILE",
        help=f"your arrays: {', '.join(SUFFIXES)}, or - for text on standard input",
    )
    what.add_argument("--template", action="store_true", help="write a NumPy script to be filled in")
    parser.add_argument(
        "--map",
        metavar="YOURS=OURS",
        type=pair_of_names,
        action="append",
        default=[],
        help="what an array of yours is, as grad2=weights_gradient.2; =none leaves it out; repeatable",
    )
    add_update(parser)
    add_json(parser)
    parser.add_argument("--output", metavar="SCRIPT.py", help="where --template writes (default: here)")
    parser.set_defaults(run=run)


def pair_of_names(text: str) -> tuple[str, str]:
    """Return both sides of ``YOURS=OURS``; for argparse."""
    theirs, equals, ours = text.rpartition("=")
    if not equals or not theirs or not ours:
        raise argparse.ArgumentTypeError(f"expected YOURS=OURS, got {text!r}")
    return theirs, ours


def run(arguments: argparse.Namespace) -> int:
    """Write the template, or check and return 0 if all is right, else 1."""
    return _write_template(arguments) if arguments.template else _check(arguments)


def _write_template(arguments: argparse.Namespace) -> int:
    _, history, update = reach(arguments.project, arguments.update)
    try:
        script = check_template(Situation.of(history.task, update), arguments.project)
        if arguments.output:
            Path(arguments.output).write_text(script, encoding="utf-8")
        else:
            sys.stdout.write(script)
    except TooLargeError as error:
        raise CommandError(f"{arguments.project}: {error}") from error
    except OSError as error:
        raise CommandError(f"{arguments.output}: cannot be written: {error.strerror}") from error
    return 0


def _check(arguments: argparse.Namespace) -> int:
    _, history, update = reach(arguments.project, arguments.update)
    if divergence(update):
        raise diverged(arguments.project, history, update.before.update)
    number = update.before.update
    before = history.point(number - 1) if number > history.first_update else None
    mapped = _mapped(arguments, history.task.network)
    try:
        compared = compare(history.task, update, mapped.arrays, before)
    except GivenError as failed:
        raise CommandError(f"{arguments.gradients}: {failed}") from failed
    except DivergenceError as error:
        raise CommandError(f"{arguments.project}: {error}") from error
    verdict, hidden = compared.verdict, compared.unseen
    if arguments.json:
        write_json({"update": number, **as_document(verdict, mapped, hidden)})
    else:
        print("\n".join(as_lines(verdict, mapped, hidden)))
    return 0 if verdict.is_right else _WRONG


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
