"""Write golden values of single functions: stacks of layers, the softmax at a temperature, losses over z.

All gradients are PyTorch's autograd. Run by hand with the dependency group "golden" installed:
``python tests/golden/make_golden_functions.py``.
"""

import json
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

HERE = Path(__file__).parent
SAMPLES = 64
STACKS = [
    ("tanh", torch.tanh, "glorot_normal", lambda n: (1 / n) ** 0.5, 12, 10, 3),
    ("relu", torch.relu, "he_normal", lambda n: (2 / n) ** 0.5, 20, 6, 0),
    ("sigmoid", torch.sigmoid, "lecun_normal", lambda n: (1 / n) ** 0.5, 7, 8, 5),
    ("softmax", lambda z: functional.softmax(z, -1), "he_normal", lambda n: (2 / n) ** 0.5, 5, 3, 1),
]
LOGITS = [[1.0, 2.0, 3.0], [-4.0, 0.5, 0.5, 7.25]]
TEMPERATURES = [0.05, 1.0, 2.5]
LOSSES = [
    ({"key": "mse"}, lambda z, y: functional.mse_loss(torch.sigmoid(z), y)),
    ({"key": "mse", "reduction": "half_sum"}, lambda z, y: ((torch.sigmoid(z) - y) ** 2).sum() / 2),
    ({"key": "mae"}, lambda z, y: functional.l1_loss(torch.sigmoid(z), y)),
    ({"key": "huber", "threshold": 0.5}, lambda z, y: functional.huber_loss(torch.sigmoid(z), y, delta=0.5)),
    ({"key": "bce"}, functional.binary_cross_entropy_with_logits),
    ({"key": "bce", "from_logits": False}, lambda z, y: functional.binary_cross_entropy(torch.sigmoid(z), y)),
    ({"key": "cce"}, lambda z, y: functional.cross_entropy(classes(z), torch.cat([y, 1 - y])[None])),
]


def classes(z: torch.Tensor) -> torch.Tensor:
    """Return the logits of two classes, of which the second one's is 0."""
    return torch.cat([z, torch.zeros_like(z)])[None]


def stack(case) -> dict:
    """Send a signal through layers and a gradient back, as `core.stacking.passage` draws them."""
    key, function, initializer, spread, width, depth, seed = case
    generator = np.random.default_rng(seed)
    x = torch.tensor(generator.standard_normal((SAMPLES, width)), requires_grad=True)
    drawn = [generator.normal(0, spread(width), (width, width)) for _ in range(depth)]
    sent = torch.tensor(generator.standard_normal((SAMPLES, width)))
    layers = [x]
    for weights in drawn:
        layers.append(function(layers[-1] @ torch.tensor(weights)))
    gradients = torch.autograd.grad(layers[-1], layers, sent)
    return {
        "activation": key,
        "initializer": initializer,
        "width": width,
        "depth": depth,
        "seed": seed,
        "signal_mean": [float(a.detach().mean()) for a in layers],
        "signal_spread": [float(a.detach().std(correction=0)) for a in layers],
        "gradient_mean": [float(g.mean()) for g in gradients],
        "gradient_spread": [float(g.std(correction=0)) for g in gradients],
    }


def softmax(logits: list[float], temperature: float) -> dict:
    """Return the probabilities and their Jacobian."""
    z = torch.tensor(logits)
    jacobian = torch.autograd.functional.jacobian(lambda z: functional.softmax(z / temperature, -1), z)
    probabilities = functional.softmax(z / temperature, -1)
    return {
        "logits": logits,
        "temperature": temperature,
        "probabilities": probabilities.tolist(),
        "jacobian": jacobian.tolist(),
    }


def over_z(values: dict, loss) -> dict:
    """Return the loss and its slope at some z, for a target of 1."""
    y, found = torch.ones(1), []
    for number in (-30.0, -4.0, -0.3, 0.0, 2.5, 12.0):
        z = torch.tensor([number], requires_grad=True)
        value = loss(z, y)
        (slope,) = torch.autograd.grad(value, z)
        found.append((number, float(value.detach()), float(slope)))
    return {"loss": values, "points": found}


def main() -> None:
    """Write functions.json."""
    torch.set_default_dtype(torch.float64)
    cases = [{"stack": stack(case)} for case in STACKS]
    cases += [{"softmax": softmax(logits, t)} for logits in LOGITS for t in TEMPERATURES]
    cases += [{"over_z": over_z(values, loss)} for values, loss in LOSSES]
    lines = ",\n".join(map(json.dumps, cases))
    document = f'{{"torch": "{torch.__version__.split("+")[0]}", "cases": [\n{lines}\n]}}\n'
    (HERE / "functions.json").write_text(document, encoding="utf-8")


if __name__ == "__main__":
    main()
