"""``nnviz [PROJECT]``: the window; and ``nnviz shots``, the window drawn to files."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

from nnviz.command_line.drawing import THEMES, drawing
from nnviz.command_line.errors import CommandError
from nnviz.display import has_display

OPEN, SHOTS = NAMES = ("open", "shots")


def add(commands: Any) -> None:
    """Declare both commands; `open` is what is meant where no command is named."""
    opening = commands.add_parser(OPEN, help="open the window (also without the word open)")
    opening.add_argument("project", metavar="PROJECT", nargs="?", help="a project file (.nnviz)")
    opening.set_defaults(run=run_window)
    shots = commands.add_parser(SHOTS, help="draw every workspace of the window to files")
    shots.add_argument("--output", metavar="DIR", required=True, help="the folder for the pictures")
    shots.add_argument(
        "--size", metavar="WxH", type=size, action="append", help="of the window in pixels; repeatable"
    )
    shots.add_argument("--theme", choices=THEMES, action="append", help="repeatable (default: light)")
    shots.set_defaults(run=run_shots)


def size(text: str) -> tuple[int, int]:
    """Return width and height in pixels from ``1366x768``; for argparse."""
    found = re.fullmatch(r"([1-9]\d{0,4})x([1-9]\d{0,4})", text, re.ASCII)
    if not found:
        raise argparse.ArgumentTypeError(f"expected width and height as 1366x768, got {text!r}")
    return int(found[1]), int(found[2])


def run_window(arguments: argparse.Namespace) -> int:
    """Open the window and stay until it is closed."""
    if not has_display():
        raise CommandError(
            "there is no display to open a window on; "
            "`nnviz shots --output DIR` draws it to files, and the other commands need none"
        )
    from nnviz import app

    return int(app.run(arguments.project))


def run_shots(arguments: argparse.Namespace) -> int:
    """Draw the workspaces and print the names of the files."""
    with drawing():
        from nnviz import shots

        sizes, themes = arguments.size or [(1366, 768)], arguments.theme or ["light"]
        try:
            written = shots.render(Path(arguments.output), sizes, themes)
        except OSError as error:
            raise CommandError(f"{arguments.output}: cannot be written: {error}") from error
    print("\n".join(map(str, written)))
    return 0
