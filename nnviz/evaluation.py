"""How good the network is at a point in training, on the samples that it learns from and on those it does not."""

from __future__ import annotations

from typing import NamedTuple
from weakref import WeakKeyDictionary

from core.datasets.base import Samples
from core.losses.base import Loss
from core.metrics import Metrics, evaluate
from core.network import Network
from core.training import Point
from nnviz.project.model import Project

_QUICK_WORK = 2_000_000  # samples times parameters: about two milliseconds


class Evaluation(NamedTuple):
    """The metrics of both parts; `test` is None where no samples are kept for testing."""

    training: Metrics
    test: Metrics | None

    @property
    def parts(self) -> list[tuple[str, Metrics]]:
        """The parts that there are, with their names."""
        return [("training", self.training), *([("test", self.test)] if self.test else [])]


def evaluate_at(project: Project, point: Point) -> Evaluation:
    """Return the metrics of a project's network at a point; worked out once as long as the point is kept."""
    network, loss = project.network.network, project.loss
    training, test = project.training_samples, project.test_samples
    known = _KNOWN.setdefault(point, {})
    asked = (network, loss, training, test)
    if asked not in known:
        known[asked] = Evaluation(
            evaluate(network, loss, point.theta, training),
            evaluate(network, loss, point.theta, test) if len(test) else None,
        )
    return known[asked]


def is_quick(project: Project) -> bool:
    """Tell whether `evaluate_at` is a matter of a few milliseconds."""
    return len(project.samples) * project.network.network.parameter_count <= _QUICK_WORK


_Asked = tuple[Network, Loss, Samples, Samples]
_KNOWN: WeakKeyDictionary[Point, dict[_Asked, Evaluation]] = WeakKeyDictionary()
