"""``nnviz import``: somebody's weights as a project."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from typing import Any

from core.activations.base import Activation
from nnviz.command_line.common import load
from nnviz.command_line.errors import CommandError
from nnviz.importers.arrays import ArraysError
from nnviz.importers.layers import ReadNetwork
from nnviz.importers.weights import SUFFIXES, read_pasted_weights, read_weights
from nnviz.project import edits, file
from nnviz.project.check import check
from nnviz.project.edits.imported import sample_of
from nnviz.resources import resource

_STDIN = "-"
_NO_DATA = "The project has one sample of ones: import your own data, or name a project with --onto."
_START = "mazur.nnviz"  # whose loss and optimizer a project has that is made of weights alone


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("import", help="make a project of weights from elsewhere")
    parser.add_argument(
        "weights", metavar="WEIGHTS", help=f"{', '.join(SUFFIXES)}, or - for text on standard input"
    )
    parser.add_argument(
        "--onto", metavar="PROJECT", help="whose data, loss, optimizer and activations are taken over"
    )
    parser.add_argument(
        "--activations",
        metavar="KEY,...",
        help=f"one per layer, from the first one on: {', '.join(sorted(Activation.members()))}",
    )
    parser.add_argument("--output", metavar="OUT.nnviz", required=True, help="the project that is written")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the project; on standard error, say what was adapted."""
    try:
        from_stdin = arguments.weights == _STDIN
        read = read_pasted_weights(sys.stdin.read()) if from_stdin else read_weights(arguments.weights)
    except ArraysError as error:
        raise CommandError(str(error)) from error
    read = _with_activations(read, arguments.activations)
    notes = read.notes
    if arguments.onto:
        project = load(arguments.onto)
    else:
        sizes = read.sizes
        project = replace(
            file.load(resource("samples", _START)), notes="", data=sample_of(sizes[0], sizes[-1])
        )
        notes += (_NO_DATA,)
    adapted = edits.set_network(project, read.layers)
    check(adapted.project)
    file.save(adapted.project, arguments.output)
    for note in (*notes, *adapted.notes):
        print(f"nnviz: {note}", file=sys.stderr)
    return 0


def _with_activations(read: ReadNetwork, text: str | None) -> ReadNetwork:
    """Return the network with the activations that are said."""
    if text is None:
        return read
    keys = text.split(",")
    if len(keys) != len(read.layers):
        raise CommandError(f"--activations: expected {len(read.layers)}, one per layer, got {len(keys)}")
    members = Activation.members()
    unknown = [key for key in keys if key not in members]
    if unknown:
        raise CommandError(f"--activations: unknown {unknown[0]!r}; known are {', '.join(sorted(members))}")
    layers = (layer._replace(activation=members[key]()) for layer, key in zip(read.layers, keys, strict=True))
    return replace(read, layers=tuple(layers))
