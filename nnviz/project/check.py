"""What parts of a project fit together, and how large it may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.datasets.base import Samples
from core.hyper import Hyper, HyperError
from core.losses.mse import MeanSquaredError
from core.memory import estimate
from core.network import Layer, Network
from core.optimizers.sgd import SGD
from core.task import Task
from nnviz.project.errors import ProjectError
from nnviz.project.functions_file import check_functions
from nnviz.project.model import NetworkSpec, Project, StateSpec, TrainingSpec, Vector
from nnviz.project.race_check import check_race
from nnviz.project.ranges import LARGEST_SEED, whole

if TYPE_CHECKING:
    from core.checking.planting import Planting
    from nnviz.project.ink_spec import Ink

MOST_UNITS = 10_000
MOST_LAYERS = 64
MOST_PARAMETERS = 5_000_000
MOST_WATCHES = 100
DROPOUT = Hyper(
    "dropout", 0.0, "p", low=0, high=1, high_open=True, help="chance that a unit is left out of an update"
)


def check(project: Project) -> None:
    """Accept a project whose parts fit together.

    Raises
    ------
    ProjectError
        With the place and the reason of the first thing that is wrong.
    """
    check_network(project.network)
    _check_training(project.training)
    _check_data(project)
    _check_loss(project)
    _check_stop(project)
    _check_watches(project.watches)
    if project.ink:
        _check_ink(project.ink)
    if project.race is not None:
        check_race(project.race, project.network.network.parameter_count)
    if project.neuron is not None:
        from nnviz.project.neuron_check import check_neuron  # most projects have no neuron

        check_neuron(project.neuron)
    if project.functions is not None:
        check_functions(project.functions)
    if project.state is not None:
        _check_state(project.state, project)
    if project.planted is not None:
        _check_planted(project.planted, project)


def check_network(spec: NetworkSpec) -> None:
    """Accept a network of a size that this program handles; nothing large is made for it.

    Raises
    ------
    ProjectError
        If there are too many or too few of something, or given parameters do not fit.
    """
    whole("network.inputs", spec.inputs, 1, MOST_UNITS)
    whole("network.seed", spec.seed, 0, LARGEST_SEED)
    if not 1 <= len(spec.layers) <= MOST_LAYERS:
        raise ProjectError("network.layers", f"expected 1 to {MOST_LAYERS} layers, got {len(spec.layers)}")
    for position, layer in enumerate(spec.layers):
        whole(f"network.layers[{position}].units", layer.units, 1, MOST_UNITS)
        _check_dropout(layer, f"network.layers[{position}].dropout", position == len(spec.layers) - 1)
    count = spec.network.parameter_count
    if count > MOST_PARAMETERS:
        raise ProjectError(
            "network.layers",
            f"{count} parameters would take {_least_memory(spec.network) / 1e9:.1f} GB or more; at most "
            f"{MOST_PARAMETERS} are possible",
        )
    if spec.theta is not None:
        _check_vector("network.parameters", spec.theta, count)


def _least_memory(network: Network) -> int:
    """Return how many bytes a network takes with the plainest training there is."""
    inputs, targets = np.zeros((1, network.inputs)), np.zeros((1, network.sizes[-1]))
    return estimate(Task(network, MeanSquaredError(), SGD(), inputs, targets, batch_size=1)).at_work


def _check_dropout(layer: Layer, path: str, is_output: bool) -> None:
    try:
        DROPOUT.parse(layer.dropout, path)
    except HyperError as error:
        raise ProjectError(path, error.reason) from error
    if is_output and layer.dropout:
        raise ProjectError(path, "the output layer has none: its activations are the predictions")


def _check_vector(path: str, vector: Vector, count: int) -> None:
    if vector.array.size != count:
        raise ProjectError(path, f"expected {count} numbers, got {vector.array.size}")
    if not np.isfinite(vector.array).all():
        raise ProjectError(path, f"number {int(np.argmin(np.isfinite(vector.array))) + 1} is not finite")


def _check_training(training: TrainingSpec) -> None:
    whole("training.batch_size", training.batch_size, 1, LARGEST_SEED)
    whole("training.seed", training.seed, 0, LARGEST_SEED)


def _check_stop(project: Project) -> None:
    stop = project.training.stop
    if stop.of_test and not len(project.test_samples):
        reason = f"{stop.label!r} needs test samples: keep a share of the data for testing"
        raise ProjectError("training.stop", reason)


def _check_data(project: Project) -> None:
    samples = make_samples(project)
    sizes = project.network.network.sizes
    for name, columns, units, place in (
        ("feature" if project.features else "input column", samples.inputs.shape[1], sizes[0], "inputs"),
        ("target column", samples.targets.shape[1], sizes[-1], "outputs"),
    ):
        if columns != units:
            path = "data.features" if name == "feature" else "data"
            raise ProjectError(path, f"{_count(columns, name)}, but the network has {units} {place}")


def make_samples(project: Project) -> Samples:
    """Return the project's samples.

    Raises
    ------
    ProjectError
        If they cannot be made or there are none.
    """
    path = "data"
    try:
        count = len(project.original)
        path = "data.features"
        samples = project.samples
    except ValueError as error:
        raise ProjectError(path, str(error)) from error
    if count == 0:
        raise ProjectError("data", "there is no sample")
    return samples


def _check_loss(project: Project) -> None:
    try:
        project.loss.check_activation(project.network.layers[-1].activation)
    except ValueError as error:
        raise ProjectError("loss", str(error)) from error
    try:
        project.loss.check_target(project.samples.targets)
    except ValueError as error:
        raise ProjectError("data", str(error)) from error


def _check_ink(inks: tuple[Ink, ...]) -> None:
    from nnviz.project.ink import check_ink  # most projects have none

    check_ink(inks)


def _check_watches(watches: tuple[str, ...]) -> None:
    """Look at what would be no watch of any network; whether it fits this one, the panel says."""
    from core.expression.read import LONGEST  # most projects have no watches

    if len(watches) > MOST_WATCHES:
        raise ProjectError("watches", f"at most {MOST_WATCHES} are possible, got {len(watches)}")
    for place, text in enumerate(watches):
        if not text.strip():
            raise ProjectError(f"watches[{place}]", "expected a formula, got an empty text")
        if len(text) > LONGEST:
            raise ProjectError(f"watches[{place}]", f"longer than {LONGEST} characters")


def _check_state(state: StateSpec, project: Project) -> None:
    count = project.network.network.parameter_count
    _check_vector("state.parameters", state.theta, count)
    names, expected = [name for name, _ in state.slots], list(project.optimizer.slots())
    if sorted(names) != sorted(expected):
        raise ProjectError(
            "state.slots", f"{project.optimizer.label} keeps {_words(expected)}, got {_words(names)}"
        )
    for name, slot in state.slots:
        _check_vector(f"state.slots.{name}", slot, count)
    if state.carried is not None:
        _check_vector("state.carried", state.carried, count)
    for name in ("update", "epoch", "optimizer_steps"):
        whole(f"state.{name}", getattr(state, name), 0, LARGEST_SEED)
    whole("state.position", state.position, 0, len(project.training_samples) - 1)


def _check_planted(planted: Planting, project: Project) -> None:
    try:
        planted.check(project.task, project.first_point())
    except ValueError as error:
        raise ProjectError("planted", f"{error}: plant another mistake, or none") from error


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _words(names: list[str]) -> str:
    return ", ".join(names) or "none"
