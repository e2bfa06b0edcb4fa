"""The command line: one entry for the window and for everything that needs no screen.

Exit code 0, or 2 with one line on standard error; 130 after Ctrl-C. `check` has 1 for what is wrong.
"""

from __future__ import annotations

import argparse
import importlib
import io
import os
import re
import sys
from collections.abc import Sequence
from typing import NoReturn

import nnviz
from nnviz.command_line import window
from nnviz.command_line.errors import CommandError
from nnviz.project.errors import ProjectError

# Imported when they are named: they need NumPy, which would hold up the first paint of the window.
_COMMANDS = (
    *("values", "trace", "train", "race", "basins", "render", "worksheet", "check"),
    *("export", "import", "lessons"),
)
_MODULES = {"import": "import_weights"}  # a word of Python is no name of a module
_FAILED, _INTERRUPTED, _PIPE_CLOSED = 2, 130, 141


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        _tell(message)
        self.exit(_FAILED)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # JSON and minus signs, whatever the locale says
    try:
        code = _run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
    except (CommandError, ProjectError) as error:
        _tell(str(error))
        return _FAILED
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader has seen enough (`nnviz trace ... | head`). Python flushes again when it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _PIPE_CLOSED
    return code


def _tell(message: str) -> None:
    """Write one line, whatever a file name or an argument holds."""
    print("nnviz:", "".join(c if c.isprintable() else " " for c in message), file=sys.stderr)


def _run(arguments: list[str]) -> int:
    if not arguments or not (arguments[0].startswith("-") or arguments[0] in (*_COMMANDS, *window.NAMES)):
        arguments = [window.OPEN, *arguments]
    is_general = arguments[0].startswith("-")
    parser = _parser(_COMMANDS if is_general else tuple(name for name in _COMMANDS if name == arguments[0]))
    try:
        parsed = parser.parse_args(_joined(arguments))
    except SystemExit as asked:  # --help, --version, an error that has been told
        return int(asked.code or 0)
    return int(parsed.run(parsed))


def _parser(names: Sequence[str]) -> argparse.ArgumentParser:
    """Return a parser for the window and for the commands that are named."""
    parser = _Parser(
        prog="nnviz",
        usage="nnviz [PROJECT]\n       nnviz COMMAND ...",
        description="A debugger for backpropagation that teaches. Without a command it opens its window.",
    )
    parser.add_argument("--version", action="version", version=f"NNViz {nnviz.__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    window.add(commands)
    for name in names:
        importlib.import_module(f"nnviz.command_line.{_MODULES.get(name, name)}").add(commands)
    return parser


def _joined(arguments: list[str]) -> list[str]:
    """Return the arguments with each value that begins like a negative number joined to its option.

    argparse would take ``-1.2,1``, or the formula ``-x^2``, for an option.
    """
    joined: list[str] = []
    for argument in arguments:
        is_number = re.match(r"-[\d.]", argument) and joined and re.fullmatch(r"--\w+", joined[-1])
        if is_number or joined[-1:] == ["--expression"]:
            joined[-1] += f"={argument}"
        else:
            joined.append(argument)
    return joined
