"""Write the golden values of landscapes: planes through theta, the loss on them, and gradients by samples.

Run by hand with the dependency group "golden" installed: ``python tests/golden/make_golden_landscape.py``.
PyTorch computes the loss and its derivatives by x and y (autograd), the samples' gradients
(``torch.func.vmap`` of ``grad``), the filters' lengths as the code of Li et al. does, and the principal axes
(``torch.linalg.svd``). NumPy only draws the random numbers.
"""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch.func import grad, vmap

HERE = Path(__file__).parent
ACTIVATIONS = {"tanh": torch.tanh, "sigmoid": torch.sigmoid, "softplus": F.softplus, "identity": lambda z: z}
NETWORKS = [
    # inputs, layers, loss, samples, points of the path
    (2, [(3, "tanh"), (1, "identity")], {"key": "mse"}, 7, 12),
    (2, [(1, "sigmoid")], {"key": "mse", "reduction": "half_sum"}, 5, 40),
    (3, [(4, "softplus"), (5, "tanh"), (2, "identity")], {"key": "mse", "reduction": "sample_mean"}, 6, 15),
    (4, [(6, "tanh"), (3, "softmax")], {"key": "cce"}, 8, 3),
    (2, [(8, "tanh"), (8, "tanh"), (1, "sigmoid")], {"key": "bce"}, 10, 25),
]
SEED, POINTS, RATE = 11, 9, 0.3


def split(theta, sizes):
    """Return W (fan_in, units) and b of every layer."""
    pieces, start = [], 0
    for fan_in, units in pairwise(sizes):
        middle = start + fan_in * units
        pieces.append((theta[start:middle].view(fan_in, units), theta[middle : middle + units]))
        start = middle + units
    return pieces


def loss_of(theta, x, y, network, samples):
    """Return the share of the samples ``x`` in the loss of a batch of `samples`."""
    inputs, layers, loss, *_ = network
    a = x
    for (weights, biases), (_, activation) in zip(
        split(theta, [inputs, *(units for units, _ in layers)]), layers, strict=True
    ):
        z = F.linear(a, weights.T, biases)
        a = ACTIVATIONS.get(activation, lambda z: z)(z)
    if loss["key"] == "cce":
        return F.cross_entropy(z, y, reduction="sum") / samples
    if loss["key"] == "bce":
        return F.binary_cross_entropy_with_logits(z, y, reduction="sum") / (samples * y.shape[-1])
    scale = {"half_sum": 0.5, "sample_mean": 1 / samples}.get(
        loss.get("reduction"), 1 / (samples * y.shape[-1])
    )
    return scale * F.mse_loss(a, y, reduction="sum")


def directions_of(theta, sizes):
    """Return two random directions, each row of ``(units, fan_in)`` as long as theta's, biases 0."""
    generator, found = np.random.default_rng(SEED), []
    for weights, biases in split(theta, sizes):
        noise = torch.tensor(generator.standard_normal((2, *weights.shape)))
        for direction in noise:
            for row, filter_ in zip(direction.T, weights.T, strict=True):
                row.mul_(filter_.norm() / row.norm())
        found.append(torch.cat([noise.reshape(2, -1), torch.zeros(2, len(biases))], 1))
    return torch.cat(found, 1)


def axes_of(path):
    """Return the principal axes of a path, their shares, and where its points lie beside the last one."""
    centred = path - path.mean(0)
    _, singular, rows = torch.linalg.svd(centred, full_matrices=False)
    directions = rows[:2]
    directions = directions * torch.stack([row[row.abs().argmax()].sign() for row in directions])[:, None]
    beside = path - path[-1]
    coordinates = beside @ directions.T
    return {
        "directions": directions.tolist(),
        "shares": (singular[:2] ** 2 / (singular**2).sum()).tolist(),
        "coordinates": coordinates.tolist(),
        "distances": (beside - coordinates @ directions).norm(dim=1).tolist(),
    }


def case(network):
    """Return one network's inputs and answers."""
    inputs, layers, loss, samples, points = network
    sizes = [inputs, *(units for units, _ in layers)]
    x, outputs = torch.randn(samples, inputs), sizes[-1]
    y = torch.rand(samples, outputs)
    if loss["key"] == "cce":
        y = F.one_hot(torch.randint(outputs, (samples,)), outputs).double()
    theta = 0.8 * torch.randn(sum((a + 1) * b for a, b in pairwise(sizes)))
    path = [theta]
    for _ in range(points - 1):
        path.append(path[-1] - RATE * grad(loss_of)(path[-1], x, y, network, samples))
    directions = directions_of(theta, sizes)
    coordinates = (torch.rand(POINTS, 2) * 4 - 2).requires_grad_()
    heights = torch.stack([loss_of(theta + c @ directions, x, y, network, samples) for c in coordinates])
    heights.sum().backward()
    shares = vmap(grad(loss_of), in_dims=(None, 0, 0, None, None))(
        theta, x[:, None], y[:, None], network, samples
    )
    return {
        "inputs": inputs,
        "layers": layers,
        "loss": loss,
        "x": x.tolist(),
        "y": y.tolist(),
        "theta": theta.tolist(),
        "sample_gradients": shares.tolist(),
        "random": {
            "seed": SEED,
            "directions": directions.tolist(),
            "coordinates": coordinates.tolist(),
            "heights": heights.tolist(),
            "slopes": coordinates.grad.tolist(),
        },
        "path": {"points": torch.stack(path).tolist()} | axes_of(torch.stack(path)),
    }


def main() -> None:
    """Write landscape.json."""
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(4)
    document = {"torch": torch.__version__.split("+")[0], "cases": [case(network) for network in NETWORKS]}
    (HERE / "landscape.json").write_text(json.dumps(document) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
