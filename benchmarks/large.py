"""Large networks in the real window (offscreen, 1366 x 768): how long the drawing takes to paint, and a step
over a node from the call until everything is painted. 20-960-1 has 981 nodes and 20 160 edges, the deep
20x50-1 1001 nodes and 19 620 edges (bounds: 1000 nodes and 20 000 edges in 16 ms),
1000-800-250-10 a million parameters; the spiral 2-8-8-1 is there to compare with."""

from __future__ import annotations

import json
import tempfile
from itertools import groupby
from pathlib import Path

import numpy as np

from benchmarks.measuring import Row, milliseconds, spread, timed
from benchmarks.program import SAMPLE, Program
from benchmarks.stepping import drawn, rest
from core.memory import estimate
from nnviz.project import file
from nnviz.project.plain import FORMAT
from nnviz.resources import resource

STEPS = 20
PLACES = (0.01, 0.3, 0.6, 0.95)  # shares of the update: a layer forward, two of them backward, the optimizer
SIZES = ((20, 960, 1), (20,) * 50 + (1,), (64, 128, 64, 10), (1000, 800, 250, 10))
SAMPLES, BATCH = 50, 10
BOUND = "16 ms"


def rows() -> list[Row]:
    """Return the times for each network."""
    program = Program()
    found = []
    with tempfile.TemporaryDirectory() as folder:
        paths = [resource("samples") / SAMPLE, *(_written(sizes, Path(folder)) for sizes in SIZES)]
        for path in paths:
            found += _of_network(program, path)
    program.close()
    return found


def _of_network(program: Program, path: Path) -> list[Row]:
    opening = timed(lambda: drawn(program, lambda: _open(program, path)))
    session, network = program.parts.session, program.parts.network
    name = _name(session.trace.task.network.sizes)
    found = [Row(f"{name}: open", milliseconds(opening))]
    if session.trace.task.network.parameter_count > 100_000:
        memory = estimate(session.trace.task).training()
        found.append(Row(f"{name}: memory in training, estimated", f"{memory / 1e6:.0f} MB"))
    painted, stepped = [], []
    for place in PLACES:
        session.go_to_step(int(place * len(session.trace)))
        for _ in range(STEPS):
            rest(program)
            stepped.append(timed(lambda: drawn(program, session.over)))
            painted.append(timed(network.network.repaint))
    found.append(spread(f"{name}: the drawing painted", painted, BOUND))
    found.append(spread(f"{name}: step over (node)", stepped))
    for panel in (network.graph, network.gradients, network.steps, network.matrices):
        network.plots.setCurrentWidget(panel)
        times = []
        for _ in range(STEPS):
            rest(program)
            times.append(timed(lambda: drawn(program, session.over)))
        found.append(spread(f"{name}: step over, {panel.title} shown", times))
    network.plots.setCurrentWidget(network.loss)
    updates = [timed(lambda: drawn(program, session.to_end)) for _ in range(5)]
    found.append(spread(f"{name}: one update", updates))
    return found


def _name(sizes: tuple[int, ...]) -> str:
    """Return a network's sizes, equal neighbours as one: 20x50-1 has fifty times 20 units and one output."""
    runs = [(size, len(list(same))) for size, same in groupby(sizes)]
    return "-".join(f"{size}x{count}" if count > 2 else "-".join([str(size)] * count) for size, count in runs)


def _open(program: Program, path: Path) -> None:
    program.parts.document.load(file.load(path))
    program.parts.document.agree()


def _written(sizes: tuple[int, ...], folder: Path) -> Path:
    """Write a project with a network of these sizes, on random numbers, and return its path."""
    chance = np.random.default_rng(0)
    inputs = chance.normal(size=(SAMPLES, sizes[0])).round(3)
    targets = chance.random((SAMPLES, sizes[-1])).round(3)
    keys = ["tanh"] * (len(sizes) - 2) + ["sigmoid"]
    layers = [
        {"units": units, "activation": {"key": key}} for units, key in zip(sizes[1:], keys, strict=True)
    ]
    project = {
        "format": FORMAT,
        "version": 1,
        "network": {
            "inputs": sizes[0],
            "layers": layers,
            "initializer": {"key": "glorot_uniform"},
            "seed": 0,
        },
        "loss": {"key": "mse"},
        "optimizer": {"key": "adam"},
        "data": {"key": "table", "inputs": inputs.tolist(), "targets": targets.tolist()},
        "training": {"batch_size": BATCH, "shuffle": False, "seed": 0},
    }
    path = folder / f"{'-'.join(map(str, sizes))}.nnviz"
    path.write_text(json.dumps(project))
    return path
