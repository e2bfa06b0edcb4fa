"""Where training has diverged, everything can still be drawn: that is what a person then looks at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from core.activations.base import Activation
from core.optimizers.base import Optimizer
from core.trace import Trace
from nnviz.figures.catalogue import panel_names, picture
from nnviz.figures.style import LIGHT
from nnviz.moment import Moment, Selection
from nnviz.project import edits
from nnviz.project.model import Project
from tests.nnviz.sessions import sample

pytestmark = [
    pytest.mark.usefixtures("qapp"),
    pytest.mark.parametrize("name", ["mazur", "xor-2-4-1", "iris-4-8-3"]),
]


def diverging(name: str) -> Project:
    """Return a sample whose hidden layers are linear and whose learning rate is absurd."""
    project = sample(name)
    for layer in range(1, len(project.network.layers) + 1):
        if layer < len(project.network.layers) or name == "mazur":
            identity = Activation.decode({"key": "identity"})
            project = edits.set_activation(project, layer, identity).project
    return edits.set_optimizer(project, Optimizer.decode({"key": "sgd", "learning_rate": 100.0}))


def last_moment(project: Project) -> Moment:
    """Return the moment before the first step of the first update that is not finite."""
    from core.history import History
    from core.training import DivergenceError

    project = replace(project, optimizer=replace(project.optimizer, learning_rate=1e90))
    history = History(project.task, project.first_point())
    with pytest.raises(DivergenceError) as caught:
        history.point(50)
    update = history.update(caught.value.update)
    return Moment(project, Trace(project.task, update), -1, Selection(), history.losses)


@pytest.mark.parametrize("panel", [name for name in panel_names() if not name.startswith("race")])
def test_every_panel_can_be_drawn_at_every_kind_of_step(name: str, panel: str) -> None:
    moment = last_moment(diverging(name))
    assert not np.isfinite(moment.update.recording.loss)  # theta may still be finite: a sigmoid of inf is 1
    seen: dict[tuple[str, int], int] = {}
    for step in (moment.trace[index] for index in range(len(moment.trace))):
        seen.setdefault((step.kind, step.layer), step.index)
    image = QImage(700, 430, QImage.Format.Format_ARGB32)
    for step in [-1, *seen.values(), len(moment.trace) - 1]:
        painter = QPainter(image)
        try:
            picture(panel, replace(moment, step=step), LIGHT).paint(painter, 700, 430)
        finally:
            painter.end()
