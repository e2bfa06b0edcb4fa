"""``nnviz values``: every number of one update."""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np

from core.arrays import Array
from core.number_format import format_number
from core.training import Update, divergence
from nnviz.command_line.common import (
    add_json,
    add_project,
    add_update,
    diverged,
    metrics_document,
    metrics_lines,
    planted_document,
    reach,
    write_json,
)
from nnviz.evaluation import evaluate_at
from nnviz.project.model import Project
from nnviz.update_values import update_values

_DIGITS = 6
_NOTHING = np.empty(0)


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("values", help="print every number of one update")
    add_project(parser)
    add_update(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the update."""
    project, history, update = reach(arguments.project, arguments.update)
    if divergence(update):
        raise diverged(arguments.project, history, update.before.update)
    if arguments.json:
        write_json(as_document(project, update))
    else:
        print(as_text(project, update))
    return 0


def as_document(project: Project, update: Update) -> dict[str, Any]:
    """Return the update as plain values: arrays are batch first, `layers` begins with layer 1."""
    values = update_values(update)
    number = values.pop("update")
    return {
        "update": number,
        **planted_document(project),
        **_plain(values),
        "metrics": metrics_document(evaluate_at(project, update.before)),
    }


def _plain(value: Any) -> Any:
    """Return arrays, and what holds them, as lists."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return value.tolist() if isinstance(value, np.ndarray) else value


def as_text(project: Project, update: Update) -> str:
    """Return the update as tables of matrices."""
    network, recording = project.network.network, update.recording
    before, after = network.split(update.before.theta), network.split(update.after.theta)
    gradients = network.split(recording.gradient)
    samples = ", ".join(str(sample + 1) for sample in update.batch)
    lines = [f"update {update.before.update}, batch: {samples}"]
    lines += [*_matrix("x", recording.inputs), *_matrix("y", recording.targets)]
    for layer in range(1, network.depth + 1):
        lines += ["", f"layer {layer}: {network.layers[layer - 1].activation.label}"]
        for name, values in (
            ("W", before[layer - 1].weights),
            ("b", before[layer - 1].biases),
            ("slope", before[layer - 1].slope),
            ("z", recording.z[layer]),
            ("a", recording.a[layer]),
            ("mask", recording.masks.get(layer, _NOTHING)),
            ("delta", recording.delta[layer]),
            ("dL/dW", gradients[layer - 1].weights),
            ("dL/db", gradients[layer - 1].biases),
            ("dL/dslope", gradients[layer - 1].slope),
            ("W after", after[layer - 1].weights),
            ("b after", after[layer - 1].biases),
            ("slope after", after[layer - 1].slope),
        ):
            lines += _matrix(name, values) if values.size else []
    loss = f"loss ({project.loss.label}): {format_number(recording.data_loss, _DIGITS)}"
    if recording.penalty:
        penalty, total = (format_number(part, _DIGITS) for part in (recording.penalty, recording.loss))
        loss += f", with the penalty of {penalty}: {total}"
    return "\n".join([*lines, "", loss, *metrics_lines(evaluate_at(project, update.before))])


def _matrix(name: str, values: Array) -> list[str]:
    rows = [[format_number(number, _DIGITS) for number in row] for row in np.atleast_2d(values).tolist()]
    width = max(len(cell) for row in rows for cell in row)
    return [
        f"  {name if position == 0 else '':12}" + "  ".join(cell.rjust(width) for cell in row)
        for position, row in enumerate(rows)
    ]
