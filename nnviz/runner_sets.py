"""Sets of runners that show something, for any terrain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.landscape import Terrain
from core.optimizers.base import Optimizer
from core.rival import Rival
from nnviz.project.race_spec import Runner
from nnviz.race import suggested_runners

_SWEEP = (0.1, 0.3, 1.0, 1.7, 2.3)  # times the rate that suits the terrain
_EPSILON = 1e-3  # large enough for its place to show


@dataclass(frozen=True)
class RunnerSet:
    """A set by name.

    Attributes
    ----------
    label : str
        Its name on the screen.
    help : str
        What it shows.
    runners : function of Terrain
        Makes it, with learning rates that suit the terrain.
    """

    label: str
    help: str
    runners: Callable[[Terrain], tuple[Runner, ...]]


def _rates(terrain: Terrain) -> tuple[float, float, float]:
    """Return learning rates that suit plain descent, momentum and Adam."""
    plain, momentum, adam = (runner.rival.optimizer for runner in suggested_runners(terrain))
    return plain.learning_rate, momentum.learning_rate, adam.learning_rate  # type: ignore[attr-defined]


def _runner(key: str, rate: float, name: str = "", **values: Any) -> Runner:
    return Runner(Rival(Optimizer.find(key).from_values({"learning_rate": rate, **values})), name)


def _textbook(terrain: Terrain) -> tuple[Runner, ...]:
    plain, momentum, adam = _rates(terrain)
    return (
        _runner("sgd", plain),
        _runner("sgd", momentum, momentum=0.9),
        _runner("adagrad", 5 * adam),
        _runner("rmsprop", adam),
        _runner("adadelta", 1.0),
        _runner("adam", adam),
    )


def _momentum(terrain: Terrain) -> tuple[Runner, ...]:
    plain, momentum, _ = _rates(terrain)
    return (
        _runner("sgd", plain),
        _runner("sgd", momentum, momentum=0.5),
        _runner("sgd", momentum, momentum=0.9),
        _runner("sgd", momentum, momentum=0.9, nesterov=True),
        _runner("sgd", momentum, momentum=0.99),
    )


def _adam(terrain: Terrain) -> tuple[Runner, ...]:
    *_, rate = _rates(terrain)
    return tuple(_runner(key, rate) for key in ("adam", "amsgrad", "adamw", "nadam", "radam"))


def _sweep(terrain: Terrain) -> tuple[Runner, ...]:
    plain, *_ = _rates(terrain)
    return tuple(_runner("sgd", plain * factor) for factor in _SWEEP)


def _epsilon(terrain: Terrain) -> tuple[Runner, ...]:
    *_, rate = _rates(terrain)
    return tuple(
        _runner(key, rate, f"{label}, {where}", framework=framework, epsilon=_EPSILON)
        for key, label, framework, where in (
            ("rmsprop", "RMSprop", "pytorch", "\N{GREEK SMALL LETTER EPSILON} beside the root"),
            ("rmsprop", "RMSprop", "keras", "\N{GREEK SMALL LETTER EPSILON} under the root"),
            ("adam", "Adam", "pytorch", "\N{GREEK SMALL LETTER EPSILON} after the correction"),
            ("adam", "Adam", "keras", "\N{GREEK SMALL LETTER EPSILON} before the correction"),
        )
    )


RUNNER_SETS = (
    RunnerSet("The six of the textbook", "From plain descent to Adam, one idea after another", _textbook),
    RunnerSet("Momentum family", "How much of the last step is kept, and looking ahead", _momentum),
    RunnerSet("Adam family", "Adam and what was mended in it", _adam),
    RunnerSet("Learning-rate sweep", "Plain descent from too slow to beyond the edge of stability", _sweep),
    RunnerSet("Epsilon inside or outside", "The same rule in PyTorch's and in Keras' arithmetic", _epsilon),
)
