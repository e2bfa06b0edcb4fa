"""How good the network is at a point in training, on the samples it is trained on and on the test samples."""

from __future__ import annotations

from typing import NamedTuple
from weakref import WeakKeyDictionary

from core.datasets.base import Samples
from core.losses.base import Loss
from core.metrics import Metrics, evaluate
from core.network import Network
from core.number_format import format_number
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


def measures(metrics: Metrics, digits: int = 4) -> dict[str, str]:
    """Return what is measured, by its name, as text."""
    texts = {"loss": format_number(metrics.loss, digits)}
    if metrics.accuracy is not None:
        texts["accuracy"] = f"{metrics.accuracy:.1%}"
    if metrics.r_squared is not None:
        texts["R\N{SUPERSCRIPT TWO}"] = format_number(metrics.r_squared, digits)
    return texts


def measure_words(metrics: Metrics, digits: int = 4) -> str:
    """Return what is measured in a few words."""
    return ", ".join(f"{name} {text}" for name, text in measures(metrics, digits).items())


def evaluation_words(evaluation: Evaluation, digits: int = 4) -> str:
    """Return what is measured of both parts beside one another, in few words."""
    training = measures(evaluation.training, digits)
    test = measures(evaluation.test, digits) if evaluation.test else {}
    parts = [
        f"{name} {text}{f', test {test[name]}' if name in test else ''}" for name, text in training.items()
    ]
    return " \N{MIDDLE DOT} ".join(parts)


def is_quick(project: Project) -> bool:
    """Tell whether `evaluate_at` is a matter of a few milliseconds."""
    return len(project.samples) * project.network.network.parameter_count <= _QUICK_WORK


_Asked = tuple[Network, Loss, Samples, Samples]
_KNOWN: WeakKeyDictionary[Point, dict[_Asked, Evaluation]] = WeakKeyDictionary()
