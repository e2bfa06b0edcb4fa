"""``nnviz values``: every number of one update."""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np

from core.arrays import Array
from core.network import Network
from core.number_format import format_number
from core.training import Update, divergence
from nnviz.command_line.common import add_json, add_project, add_update, diverged, reach, write_json
from nnviz.project.model import Project

_DIGITS = 6


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
    error = divergence(history.task, update)
    if error:
        raise diverged(arguments.project, error)
    if arguments.json:
        write_json(as_document(project.network.network, update))
    else:
        print(as_text(project, update))
    return 0


def as_document(network: Network, update: Update) -> dict[str, Any]:
    """Return the update as plain values: arrays are batch first, `layers` begins with layer 1."""
    recording = update.recording
    gradients = network.split(recording.gradient)
    return {
        "update": update.before.update,
        "batch": update.batch.tolist(),
        "theta": update.before.theta.tolist(),
        "layers": [
            {
                "z": recording.z[layer].tolist(),
                "a": recording.a[layer].tolist(),
                "delta": recording.delta[layer].tolist(),
                "weights_gradient": gradients[layer - 1].weights.tolist(),
                "biases_gradient": gradients[layer - 1].biases.tolist(),
            }
            for layer in range(1, network.depth + 1)
        ],
        "prediction": recording.prediction.tolist(),
        "loss": recording.loss,
        "theta_after": update.after.theta.tolist(),
    }


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
            ("z", recording.z[layer]),
            ("a", recording.a[layer]),
            ("delta", recording.delta[layer]),
            ("dL/dW", gradients[layer - 1].weights),
            ("dL/db", gradients[layer - 1].biases),
            ("W after", after[layer - 1].weights),
            ("b after", after[layer - 1].biases),
        ):
            lines += _matrix(name, values)
    loss = format_number(recording.loss, _DIGITS)
    return "\n".join([*lines, "", f"loss ({project.loss.label}): {loss}"])


def _matrix(name: str, values: Array) -> list[str]:
    rows = [[format_number(number, _DIGITS) for number in row] for row in np.atleast_2d(values).tolist()]
    width = max(len(cell) for row in rows for cell in row)
    return [
        f"  {name if position == 0 else '':9}" + "  ".join(cell.rjust(width) for cell in row)
        for position, row in enumerate(rows)
    ]
