"""Nine optimizers, 1000 steps each, over three surfaces: from one start, beside PyTorch's optimizers and
autograd (where PyTorch can be imported), and from 1000 starts at once."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any

import numpy as np

import core.surfaces  # noqa: F401  (registers the family)
from benchmarks.measuring import Row, Work, interleaved, milliseconds
from core.optimizers.base import Optimizer
from core.race import run_race
from core.surfaces.base import Surface

OPTIMIZERS = ("sgd", "adagrad", "rmsprop", "adadelta", "adam", "amsgrad", "adamw", "nadam", "radam")
STEPS, STARTS, RATE = 1000, 1000, 1e-3
TORCH_BOUND, STARTS_BOUND = 25, 8
ROUNDS = 5

SURFACES: dict[str, Callable[[Any, Any], Any]] = {
    "rosenbrock": lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
    "himmelblau": lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    "beale": lambda x, y: (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2,
}


def rows() -> list[Row]:
    """Return the times of each race."""
    rivals = [Optimizer.find(key)(learning_rate=RATE) for key in OPTIMIZERS]
    many = np.random.default_rng(0).uniform(-1, 1, (STARTS, 2))
    made = []
    for key, height in SURFACES.items():
        surface = Surface.find(key)()
        one = partial(run_race, surface, rivals, surface.start, STEPS)
        alone = medians({"one": one, "other": partial(run_race, surface, rivals, many, STEPS)})
        beside = ""
        if importlib.util.find_spec("torch"):
            times = medians({"one": one, "other": torch_race(height, surface.start)})
            ratio = times["other"] / times["one"]
            beside = f"PyTorch {milliseconds(times['other'])}: {ratio:.1f} × as long"
        share = f"{alone['other'] / alone['one']:.1f} × one start"
        name = surface.label
        made += [
            Row(f"{name}, one start", milliseconds(alone["one"]), beside, f"{TORCH_BOUND} ×"),
            Row(f"{name}, {STARTS} starts", milliseconds(alone["other"]), share, f"{STARTS_BOUND} ×"),
        ]
    return made


def medians(works: dict[str, Work]) -> dict[str, float]:
    """Return the median time of each, run in turn."""
    return {name: median(taken) for name, taken in interleaved(works, ROUNDS).items()}


def torch_race(height: Callable[[Any, Any], Any], start: tuple[float, float]) -> Work:
    """Return the same race from one start, as a person writes it with PyTorch."""
    import torch

    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    of = torch.optim
    kinds: dict[str, Callable[..., Any]] = {
        "sgd": of.SGD,
        "adagrad": of.Adagrad,
        "rmsprop": of.RMSprop,
        "adadelta": of.Adadelta,
        "adam": of.Adam,
        "amsgrad": lambda *given, **named: of.Adam(*given, amsgrad=True, **named),
        "adamw": of.AdamW,
        "nadam": of.NAdam,
        "radam": of.RAdam,
    }

    def run() -> None:
        for key in OPTIMIZERS:
            place = torch.tensor(start, requires_grad=True)
            # For one tensor the loop over tensors is PyTorch's fastest way.
            optimizer = kinds[key]([place], lr=RATE, foreach=False)
            for _ in range(STEPS):
                optimizer.zero_grad()
                height(*place.unbind()).backward()
                optimizer.step()

    return run
