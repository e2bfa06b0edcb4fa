"""``nnviz export``: the network as a program of a framework, or its parameters as data."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from nnviz.command_line.common import add_project, add_update, reach
from nnviz.command_line.errors import CommandError
from nnviz.exporters.formats import FORMATS, TooLargeError, UnwritableError, export
from nnviz.project.whole_file import write_whole


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("export", help="write the network as code, or its weights as data")
    add_project(parser)
    parser.add_argument(
        "--format", choices=tuple(FORMATS), required=True, help="what is written; see docs/code.md"
    )
    add_update(parser)
    parser.add_argument("--output", metavar="FILE", help="where it is written (default: text goes here)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the file."""
    form = FORMATS[arguments.format]
    if not arguments.output and not form.is_text:
        raise CommandError(f"--output: {form.label} is no text: name a file")
    project, _, update = reach(arguments.project, arguments.update)
    if arguments.update is not None:
        project = project.at_point(update.before)
    try:
        content = export(project, arguments.format, Path(arguments.project).stem)
    except (TooLargeError, UnwritableError) as error:
        raise CommandError(f"{arguments.project}: {error}") from error
    if not arguments.output:
        sys.stdout.write(content.decode())
        return 0
    try:
        write_whole(arguments.output, content)
    except OSError as error:
        raise CommandError(f"{arguments.output}: cannot be written: {error.strerror or error}") from error
    return 0
