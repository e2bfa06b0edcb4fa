"""One update of training, everything recorded and checked for divergence, beside PyTorch in eager mode on one
thread (where PyTorch can be imported; otherwise alone)."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from itertools import islice, pairwise
from statistics import median
from typing import Any

from benchmarks.measuring import Row, Work, interleaved, microseconds
from benchmarks.tasks import make_point, make_task
from core.history import train
from core.training import Task

CASES = (
    ((2, 4, 2, 1), 10, "sgd"),
    ((2, 4, 2, 1), 10, "adam"),
    ((2, 4, 2, 1), 200, "adam"),
    ((2, 8, 8, 1), 10, "adam"),
    ((2, 8, 8, 1), 200, "adam"),
    ((64, 128, 64, 10), 10, "adam"),
    ((64, 128, 64, 10), 200, "adam"),
)
UPDATES = 100
ROUNDS = 9


def rows() -> list[Row]:
    """Return the time of one update in each case."""
    made = []
    for sizes, batch_size, optimizer in CASES:
        task = make_task(sizes, batch_size, optimizer)
        works: dict[str, Work] = {
            "nnviz": lambda task=task: list(islice(train(task, make_point(task)), UPDATES))
        }
        if importlib.util.find_spec("torch"):
            works["torch"] = torch_updates(task)
        times = {name: median(taken) / UPDATES for name, taken in interleaved(works, ROUNDS).items()}
        beside = ""
        if "torch" in times:
            beside = (
                f"PyTorch {microseconds(times['torch'])}: {times['torch'] / times['nnviz']:.1f} × as long"
            )
        name = f"{'-'.join(map(str, sizes))}, batch {batch_size}, {optimizer}"
        made.append(Row(name, microseconds(times["nnviz"]), beside))
    return made


def our_updates(task: Task) -> None:
    """Train as the window does."""
    for _ in islice(train(task, make_point(task)), UPDATES):
        pass


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

    def run() -> None:
        for _ in range(UPDATES):
            optimizer.zero_grad()
            torch.nn.functional.mse_loss(model(x), y).backward()
            optimizer.step()

    return run
