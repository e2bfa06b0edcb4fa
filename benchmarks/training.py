"""One update of training, and one with every number recorded, beside PyTorch in eager mode on one thread, and
with Adam beside scikit-learn too (where they can be imported; otherwise alone)."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import Any

import numpy as np

from benchmarks.measuring import Row, Work, interleaved, microseconds
from benchmarks.tasks import make_point, make_task
from core.activations.base import Activation
from core.history import stretches
from core.losses.base import Loss
from core.network import Layer
from core.training import Point, Task, run_update

DEEP = (2, 8, 8, 8, 8, 8, 8, 1)
# Sizes, batch, optimizer, how many times as long PyTorch is to take.
CASES: tuple[tuple[tuple[int, ...], int, str, float], ...] = (
    ((2, 4, 2, 1), 10, "sgd", 20),
    ((2, 4, 2, 1), 10, "adam", 25),
    ((2, 4, 2, 1), 200, "sgd", 9),
    ((2, 4, 2, 1), 200, "adam", 9),
    (DEEP, 10, "sgd", 20),
    (DEEP, 10, "adam", 25),
    (DEEP, 200, "sgd", 9),
    (DEEP, 200, "adam", 9),
    ((4, 16, 3), 10, "sgd", 15),
    ((4, 16, 3), 10, "adam", 15),
    ((64, 128, 64, 10), 10, "sgd", 5),
    ((64, 128, 64, 10), 10, "adam", 5),
    ((64, 128, 64, 10), 200, "sgd", 1.5),
    ((64, 128, 64, 10), 200, "adam", 1.5),
)
BESIDE_SCIKIT_LEARN = (((2, 4, 2, 1), 10, "adam"), ((64, 128, 64, 10), 200, "adam"))
UPDATES = 500  # enough to forget the peer's round before
ROUNDS = 9


def rows() -> list[Row]:
    """Return the time of one update in each case."""
    made = []
    for sizes, batch_size, optimizer, bound in CASES:
        task = make_task(sizes, batch_size, optimizer)
        if sizes[-1] > 1:
            task = classifying(task)
        point = make_point(task)
        works: dict[str, Work] = {
            "run": lambda task=task, point=point: our_updates(task, point),
            "record": lambda task=task, point=point: recorded_updates(task, point),
        }
        if importlib.util.find_spec("torch"):
            works["torch"] = torch_updates(task)
        if importlib.util.find_spec("sklearn") and (sizes, batch_size, optimizer) in BESIDE_SCIKIT_LEARN:
            works["sklearn"] = sklearn_updates(task)
        times = {name: median(taken) / UPDATES for name, taken in interleaved(works, ROUNDS).items()}
        beside = ""
        if "torch" in times:
            beside = f"PyTorch {microseconds(times['torch'])}: {times['torch'] / times['run']:.1f} × as long"
        name = f"{'-'.join(map(str, sizes))}, batch {batch_size}, {optimizer}"
        made.append(Row(name, microseconds(times["run"]), beside, f"{bound:g} ×"))
        share = f"{times['record'] / times['run']:.2f} × the update"
        made.append(Row(f"{name}: recorded", microseconds(times["record"]), share, "1.5 ×"))
        if "sklearn" in times:
            beside = f"{times['sklearn'] / times['run']:.1f} × the update"
            made.append(Row(f"{name}: scikit-learn", microseconds(times["sklearn"]), beside))
    return made


def classifying(task: Task) -> Task:
    """Return the task with classes for targets, a softmax layer and its cross entropy."""
    samples, classes = task.targets.shape
    layers = (*task.network.layers[:-1], Layer(classes, Activation.find("softmax")()))
    return replace(
        task,
        network=replace(task.network, layers=layers),
        loss=Loss.find("cce")(),
        targets=np.eye(classes)[np.arange(samples) % classes],
    )


def our_updates(task: Task, point: Point) -> None:
    """Train as the window does."""
    for _ in stretches(task, point, UPDATES):
        pass


def recorded_updates(task: Task, point: Point) -> None:
    """Train and keep every number of every update until the next."""
    for _ in range(UPDATES):
        point = run_update(task, point).after


def torch_updates(task: Task) -> Callable[[], None]:
    """Return the same updates, as a person writes them with PyTorch."""
    import torch

    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    sizes = task.network.sizes
    layers: list[Any] = []
    for before, units in pairwise(sizes):
        layers += [torch.nn.Linear(before, units), torch.nn.Tanh()]
    model = torch.nn.Sequential(*layers[:-1])
    kind = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[task.optimizer.key]
    optimizer = kind(model.parameters(), lr=1e-3)
    x, y = torch.tensor(task.inputs), torch.tensor(task.targets)
    of = torch.nn.functional
    loss = of.cross_entropy if task.loss.key == "cce" else of.mse_loss

    def run() -> None:
        for _ in range(UPDATES):
            optimizer.zero_grad()
            loss(model(x), y).backward()
            optimizer.step()

    return run


def sklearn_updates(task: Task) -> Callable[[], None]:
    """Return updates of the same sizes, as a person writes them with scikit-learn."""
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    given = {
        "hidden_layer_sizes": task.network.sizes[1:-1],
        "activation": "tanh",
        "solver": task.optimizer.key,
        "alpha": 0.0,
        "batch_size": task.batch_size,
        "learning_rate_init": 1e-3,
        "random_state": 0,
    }
    if task.loss.key == "cce":
        model, classes = MLPClassifier(**given), task.targets.argmax(axis=1)
        model.partial_fit(task.inputs, classes, classes=np.unique(classes))
    else:
        model, classes = MLPRegressor(**given), task.targets.ravel()

    def run() -> None:
        for _ in range(UPDATES):
            model.partial_fit(task.inputs, classes)

    return run
