"""The command line: one entry for the window and for everything that needs no screen.

Exit code 0, or 2 with one line on standard error; 130 after Ctrl-C.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from collections.abc import Sequence
from typing import NoReturn

import nnviz
from nnviz.command_line import race, render, trace, train, values, window
from nnviz.command_line.common import CommandError
from nnviz.project.errors import ProjectError

_COMMANDS = (window, values, trace, train, race, render)
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
    parser, names = _parser()
    if not arguments or not (arguments[0].startswith("-") or arguments[0] in names):
        arguments = [window.OPEN, *arguments]
    try:
        parsed = parser.parse_args(_joined(arguments))
    except SystemExit as asked:  # --help, --version, an error that has been told
        return int(asked.code or 0)
    return int(parsed.run(parsed))


def _parser() -> tuple[argparse.ArgumentParser, set[str]]:
    """Return the parser and the names of the commands."""
    parser = _Parser(
        prog="nnviz",
        usage="nnviz [PROJECT]\n       nnviz COMMAND ...",
        description="A debugger for backpropagation that teaches. Without a command it opens its window.",
    )
    parser.add_argument("--version", action="version", version=f"NNViz {nnviz.__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in _COMMANDS:
        command.add(commands)
    return parser, set(commands.choices)


def _joined(arguments: list[str]) -> list[str]:
    """Return the arguments with each value that begins like a negative number joined to its option.

    argparse would take ``-1.2,1`` for an option.
    """
    joined: list[str] = []
    for argument in arguments:
        if joined and re.match(r"-[\d.]", argument) and re.fullmatch(r"--\w+", joined[-1]):
            joined[-1] += f"={argument}"
        else:
            joined.append(argument)
    return joined
