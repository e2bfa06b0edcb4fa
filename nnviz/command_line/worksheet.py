"""``nnviz worksheet``: exercises to reckon by hand, with their key, for one pupil or a class."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from nnviz.command_line.common import add_project, add_update, load, reach, whole, within
from nnviz.command_line.drawing import drawing
from nnviz.command_line.errors import CommandError
from nnviz.exporters.worksheet.blanks import GROUPS
from nnviz.exporters.worksheet.errors import SheetError
from nnviz.exporters.worksheet.numbers import LARGEST_SEED, MOST_VARIANTS, new_numbers, own_numbers
from nnviz.exporters.worksheet.sheet import Sheet, SheetOptions, make_sheet

_KINDS = {".pdf": "pdf", ".tex": "latex"}
_MOST_ROOM = 100


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("worksheet", help="make exercises for paper, with their key")
    add_project(parser)
    parser.add_argument(
        "--variants",
        type=whole,
        metavar="N",
        help="make N sheets with new weights and inputs of few digits (default: one with the project's own)",
    )
    parser.add_argument(
        "--seed", type=whole, metavar="N", help="another seed makes other variants (default: 0)"
    )
    add_update(parser)
    parser.add_argument(
        "--sample", type=whole, metavar="S", help="row of the batch that is reckoned with (default: 0)"
    )
    parser.add_argument(
        "--steps",
        metavar="RANGE",
        default=SheetOptions.steps,
        help="FIRST-LAST, steps from 0 or forward, loss, backward, update (default: all)",
    )
    parser.add_argument(
        "--blanks",
        metavar="NAMES",
        default=",".join(GROUPS),
        help=f"what is left out, of {','.join(GROUPS)} (default: all of them)",
    )
    parser.add_argument(
        "--digits", type=whole, default=SheetOptions.digits, help="significant digits (default: 4)"
    )
    parser.add_argument("--paper", choices=("a4", "letter"), default="a4", help="default: a4")
    parser.add_argument(
        "--room",
        type=whole,
        default=15,
        metavar="MM",
        help="millimetres to reckon below a formula (default: 15)",
    )
    parser.add_argument("--title", help="what stands at the top (default: the project's name)")
    parser.add_argument(
        "--format",
        choices=tuple(_KINDS.values()),
        help="of the variants (default: pdf); one sheet's ending tells",
    )
    parser.add_argument(
        "--output", metavar="PATH", required=True, help="a file, .pdf or .tex, or with --variants a folder"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write one sheet, or a folder of variants."""
    within("--room", arguments.room, 0, _MOST_ROOM)
    try:
        if arguments.variants is None:
            _write_own(arguments)
        else:
            _write_variants(arguments)
    except SheetError as error:
        raise CommandError(f"{arguments.project}: {error}") from error
    return 0


def _write_own(arguments: argparse.Namespace) -> None:
    path = Path(arguments.output)
    kind = _KINDS.get(path.suffix.lower())
    if kind is None or arguments.format not in (None, kind):
        raise CommandError(
            f"--output: “{path.name}” should end in .pdf or .tex; a folder goes with --variants"
        )
    if arguments.seed is not None:
        raise CommandError("--seed goes with --variants")
    project, _, update = reach(arguments.project, arguments.update)
    alone = own_numbers(project, update.before, arguments.sample or 0)
    number = update.before.update
    sheet = make_sheet(alone, _options(arguments), _title(arguments), f"update {number}" if number else "")
    with drawing():
        from nnviz.figures.export import write_atomically
        from nnviz.figures.worksheet.files import sheet_content

        write_atomically(path, sheet_content(sheet, kind, arguments.paper, arguments.room))


def _write_variants(arguments: argparse.Namespace) -> None:
    for option in ("update", "sample"):
        if getattr(arguments, option) is not None:
            raise CommandError(f"--{option} goes with the project's own numbers: leave it or --variants out")
    count = within("--variants", arguments.variants, 1, MOST_VARIANTS)
    kind = arguments.format or "pdf"
    seed = within("--seed", arguments.seed or 0, 0, LARGEST_SEED)
    project = load(arguments.project)
    with drawing():
        from nnviz.figures.worksheet.files import sheet_content, variant_name, write_folder

        contents = {}
        for variant in range(1, count + 1):
            sheet: Sheet = make_sheet(
                new_numbers(project, seed, variant),
                _options(arguments),
                _title(arguments),
                f"variant {variant}, seed {seed}",
            )
            name = variant_name(variant, count, kind)
            contents[name] = sheet_content(sheet, kind, arguments.paper, arguments.room)
        write_folder(Path(arguments.output), contents)


def _options(arguments: argparse.Namespace) -> SheetOptions:
    blanks = tuple(name.strip() for name in arguments.blanks.split(",") if name.strip())
    return SheetOptions(arguments.steps, blanks, arguments.digits)


def _title(arguments: argparse.Namespace) -> str:
    return arguments.title or Path(arguments.project).stem
