"""``nnviz check``: where does somebody's backpropagation first go wrong, and which mistake is it?"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from core.checking.situation import Situation
from nnviz.command_line.check_report import as_document, as_lines
from nnviz.command_line.common import add_json, add_project, add_update, reach, write_json
from nnviz.command_line.errors import CommandError
from nnviz.command_line.gradients import GRADIENTS_HELP, add_map, compared_with
from nnviz.exporters.check_template import TooLargeError, check_template

_WRONG = 1


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("check", help="compare your own backpropagation and name its mistake")
    add_project(parser)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--gradients", metavar="FILE", help=GRADIENTS_HELP)
    what.add_argument("--template", action="store_true", help="write a NumPy script to be filled in")
    add_map(parser)
    add_update(parser)
    add_json(parser)
    parser.add_argument("--output", metavar="SCRIPT.py", help="where --template writes (default: here)")
    parser.set_defaults(run=run)


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
    compared, mapped = compared_with(arguments, history, update)
    verdict, hidden = compared.verdict, compared.unseen
    if arguments.json:
        write_json({"update": compared.number, **as_document(verdict, mapped, hidden)})
    else:
        print("\n".join(as_lines(verdict, mapped, hidden)))
    return 0 if verdict.is_right else _WRONG
