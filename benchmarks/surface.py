"""The loss of the network 2-8-8-1 (tanh, 200 samples) at 101 x 101 points of a plane through its parameters,
on one thread, beside its calls of tanh alone and beside ``torch.func.vmap`` at its best (where PyTorch can
be imported); and its gradients at 1000 points."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from itertools import pairwise
from statistics import median
from typing import Any

import numpy as np

from benchmarks.measuring import Row, Work, interleaved, milliseconds
from benchmarks.tasks import make_point, make_task
from core.arrays import Array
from core.landscape import Slice, grid
from core.planes import through_random_directions

SIZES, SAMPLES, POINTS, GRADIENTS = (2, 8, 8, 1), 200, 101, 1000
VMAP_BOUND, TANH_BOUND = 0.65, 1.8
CHUNKS = (32, 64, 128, 256, 512, 1024, 2048)
TANH_AT_ONCE = 64_000  # numbers; fits the cache
ROUNDS = 7


def rows() -> list[Row]:
    """Return the times of the heights and of the gradients."""
    task = make_task(SIZES, SAMPLES)
    plane = through_random_directions(task.network, make_point(task).theta, seed=0)
    cut = Slice(task.network, task.loss, plane, task.inputs, task.targets)
    ends = np.random.default_rng(0).uniform(-1, 1, (2, GRADIENTS))
    works: dict[str, Work] = {
        "heights": lambda: grid(cut, *cut.domain, POINTS),
        "gradients": lambda: cut.gradient(*ends),
        "tanh": tanh_calls(POINTS**2 * SAMPLES * sum(SIZES[1:-1])),
    }
    if importlib.util.find_spec("torch"):
        works |= vmap_peers(cut, ends)
    times = {name: median(taken) for name, taken in interleaved(works, ROUNDS).items()}
    share = f"the heights take {times['heights'] / times['tanh']:.2f} × as long"
    return [
        Row(f"{POINTS} x {POINTS} heights", milliseconds(times["heights"]), *beside_vmap(times, "heights")),
        Row("its tanh calls alone", milliseconds(times["tanh"]), share, f"{TANH_BOUND:g} ×"),
        Row(f"{GRADIENTS} gradients", milliseconds(times["gradients"]), *beside_vmap(times, "gradients")),
    ]


def tanh_calls(count: int) -> Work:
    """Return as many calls of tanh as the heights need, on arrays that stay in the cache."""
    z = np.random.default_rng(0).normal(size=TANH_AT_ONCE)
    a = np.empty_like(z)

    def run() -> None:
        for start in range(0, count, TANH_AT_ONCE):
            end = min(TANH_AT_ONCE, count - start)
            np.tanh(z[:end], a[:end])

    return run


def beside_vmap(times: dict[str, float], what: str) -> tuple[str, str]:
    """Return how long that is beside the best of the peers, and the bound."""
    peers = {name: taken for name, taken in times.items() if name.startswith(f"vmap of {what}")}
    if not peers:
        return "", ""
    best = min(peers, key=lambda name: peers[name])
    share = f"{times[what] / peers[best]:.2f} × {best}: {milliseconds(peers[best])}"
    return share, f"{VMAP_BOUND:g} ×" if what == "heights" else ""


def vmap_peers(cut: Slice, ends: Array) -> dict[str, Work]:
    """Return the same heights and gradients by vmap, in chunks of several sizes, written in two ways."""
    import torch

    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    x, y = np.meshgrid(*(np.linspace(*side, POINTS) for side in cut.domain))
    thetas = torch.tensor(cut.plane.thetas(np.stack([x.ravel(), y.ravel()], axis=-1)))
    origin, directions = torch.tensor(cut.plane.origin), torch.tensor(cut.plane.directions)
    places = torch.tensor(ends.T.copy())
    peers: dict[str, Work] = {}
    for way, loss in (("by hand", by_hand(cut)), ("functional_call", by_functional_call(cut))):
        on_plane = torch.func.grad(lambda place, loss=loss: loss(origin + place @ directions))
        for chunk in CHUNKS:
            heights = torch.func.vmap(loss, chunk_size=chunk)
            gradients = torch.func.vmap(on_plane, chunk_size=chunk)
            peers[f"vmap of heights ({way}, {chunk} at once)"] = lambda f=heights: without_tape(f, thetas)
            peers[f"vmap of gradients ({way}, {chunk} at once)"] = lambda f=gradients: without_tape(f, places)
    return peers


def without_tape(function: Callable[[Any], Any], thetas: Any) -> Any:
    """Call a function that needs no backward pass of its own."""
    import torch

    with torch.no_grad():
        return function(thetas)


def by_hand(cut: Slice) -> Callable[[Any], Any]:
    """Return the loss at one flat theta, written with matrix products."""
    import torch

    x, y = torch.tensor(cut.inputs), torch.tensor(cut.targets)

    def loss(theta: Any) -> Any:
        a, start = x, 0
        for layer, (before, units) in enumerate(pairwise(SIZES)):
            middle, end = start + before * units, start + (before + 1) * units
            z = a @ theta[start:middle].view(before, units) + theta[middle:end]
            a, start = torch.tanh(z) if layer < len(SIZES) - 2 else z, end
        return torch.nn.functional.mse_loss(a, y)

    return loss


def by_functional_call(cut: Slice) -> Callable[[Any], Any]:
    """Return the loss at one flat theta, with PyTorch's own modules."""
    import torch

    x, y = torch.tensor(cut.inputs), torch.tensor(cut.targets)
    layers = [module for pair in pairwise(SIZES) for module in (torch.nn.Linear(*pair), torch.nn.Tanh())]
    model = torch.nn.Sequential(*layers[:-1])
    shapes = {name: parameter.shape for name, parameter in model.named_parameters()}

    def loss(theta: Any) -> Any:
        parameters, start = {}, 0
        for name, shape in shapes.items():
            parameters[name] = theta[start : start + shape.numel()].view(shape)
            start += shape.numel()
        return torch.nn.functional.mse_loss(torch.func.functional_call(model, parameters, (x,)), y)

    return loss
