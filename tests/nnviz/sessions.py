"""Sample projects, opened and run to an update."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.activations.sigmoid import Sigmoid
from core.activations.tanh import Tanh
from core.datasets.table import Table
from core.network import Layer
from nnviz.document import Document
from nnviz.project import file
from nnviz.project.model import Project
from nnviz.resources import resource
from nnviz.session import Cursor, Session

END = 10**9  # more steps than any update has


def sample(name: str) -> Project:
    """Return a sample project by the stem of its file."""
    return file.load(resource("samples") / f"{name}.nnviz")


def session_at(project: Project, update: int, step: int = END) -> Session:
    """Open a project and go to a step of an update; by default its last one."""
    session = Session(Document(project))
    session.go_to(Cursor(update, step))
    return session


def wide(*sizes: int, samples: int = 3) -> Project:
    """A network of these sizes, the inputs first, on random numbers."""
    chance = np.random.default_rng(0)
    project = sample("xor-2-4-1")
    layers = [Layer(units, Tanh()) for units in sizes[1:-1]]
    inputs, targets = chance.normal(size=(samples, sizes[0])), chance.random((samples, sizes[-1]))
    table = Table(*(tuple(map(tuple, rows.tolist())) for rows in (inputs, targets)))
    network = replace(
        project.network, inputs=sizes[0], layers=(*layers, Layer(sizes[-1], Sigmoid())), theta=None
    )
    return replace(project, network=network, data=table).with_training(batch_size=samples)
