"""``nnviz lessons check FOLDER``: is every page of a lesson as it should be, and every answer right?"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from nnviz.command_line.errors import CommandError
from nnviz.lessons.check import check_lesson
from nnviz.lessons.errors import LessonError
from nnviz.lessons.library import lesson_folders

_WRONG = 2


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("lessons", help="check lessons that you write")
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    check = actions.add_parser("check", help="read lessons, set up every step and solve every task")
    check.add_argument("folder", metavar="FOLDER", help="a lesson, or a folder of lessons")
    check.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Check all lessons of a folder; what is wrong is told on standard error, a line each."""
    try:
        folders = lesson_folders(Path(arguments.folder))
    except LessonError as error:
        raise CommandError(str(error)) from error
    code = 0
    for folder in folders:
        lesson, problems = check_lesson(folder)
        if lesson is not None and not problems:
            print(f"{folder}: {lesson.title}: {len(lesson.steps)} steps, all right")
        for problem in problems:
            print(f"nnviz: {problem}", file=sys.stderr)
            code = _WRONG
    return code
