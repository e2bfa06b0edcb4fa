"""Write the golden values of 500 updates of training, with every activation in the hidden layers.

Run by hand with the dependency group "golden" installed: ``python tests/golden/make_golden_training.py``.
Besides PyTorch's answer each case holds how much the 500 updates enlarge a small difference at the start:
a training that enlarges it a thousandfold cannot agree to more than 1e-12 times a thousand.
"""

import json
from itertools import pairwise
from pathlib import Path

import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

HERE = Path(__file__).parent
UPDATES = 500
KEPT = (0, 1, 2, 10, 100, 499)
SIZES = (2, 5, 4, 2)
MOVED = 1e-13  # a larger move would hide an optimizer that zigzags across a valley by less than that


class Formula(nn.Module):
    """A formula as a module."""

    def __init__(self, formula):
        super().__init__()
        self.formula = formula

    def forward(self, z):
        """Apply it."""
        return self.formula(z)


ACTIVATIONS = {
    "elu": nn.ELU,
    "gelu": nn.GELU,
    "hard_sigmoid": lambda: Formula(lambda z: F.relu6(z + 3) / 6),  # PyTorch's own takes 1/6 in float32
    "identity": nn.Identity,
    "leaky_relu": nn.LeakyReLU,
    "mish": nn.Mish,
    "prelu": nn.PReLU,
    "relu": nn.ReLU,
    "selu": nn.SELU,
    "sigmoid": nn.Sigmoid,
    "softmax": lambda: nn.Softmax(-1),
    "softplus": lambda: nn.Softplus(threshold=1e9),  # the formula everywhere, without the switch at 20
    "step": lambda: Formula(lambda z: (z >= 0).double() + 0 * z),
    "swish": nn.SiLU,
    "tanh": nn.Tanh,
}
OPTIMIZERS = {"sgd": (torch.optim.SGD, 0.02), "adam": (torch.optim.Adam, 0.002)}


def build(activation: str) -> nn.Sequential:
    """Return the network with random parameters, biases too."""
    modules = []
    for before, units in pairwise(SIZES):
        linear = nn.Linear(before, units)
        for parameter in linear.parameters():
            nn.init.normal_(parameter, std=0.8)
        modules += [linear, ACTIVATIONS[activation]()]
    return nn.Sequential(*modules[:-1])


def flat(model: nn.Sequential) -> torch.Tensor:
    """Return W1 b1 slope1 W2 ..., W as (fan_in, units); torch keeps it as (units, fan_in)."""
    values = [parameter.detach() for parameter in model.parameters()]
    return torch.cat([value.T.reshape(-1) if value.ndim == 2 else value for value in values])


def train(model: nn.Sequential, key: str, x, y) -> list[float]:
    """Train, and return the loss before every update."""
    kind, rate = OPTIMIZERS[key]
    optimizer, losses = kind(model.parameters(), lr=rate), []
    for _ in range(UPDATES):
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def case(activation: str, key: str) -> dict:
    """Return one training."""
    model, x, y = build(activation), torch.randn(6, SIZES[0]), torch.randn(6, SIZES[-1])
    start = {name: value.clone() for name, value in model.state_dict().items()}
    theta = flat(model)
    losses = train(model, key, x, y)
    end = flat(model)
    model.load_state_dict({name: value + MOVED * torch.randn_like(value) for name, value in start.items()})
    train(model, key, x, y)
    return {
        "activation": activation,
        "optimizer": {"key": key, "learning_rate": OPTIMIZERS[key][1]},
        "x": x.tolist(),
        "y": y.tolist(),
        "start": theta.tolist(),
        "losses": {str(update): losses[update] for update in KEPT},
        "theta": end.tolist(),
        "enlarged": ((flat(model) - end).abs().max() / MOVED).item(),
    }


def main() -> None:
    """Write training.json."""
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(5)
    cases = [case(activation, key) for activation in ACTIVATIONS for key in OPTIMIZERS]
    for made in cases:
        print(made["activation"], made["optimizer"]["key"], f"{made['enlarged']:.3g}")
    document = {"torch": torch.__version__.split("+")[0], "cases": cases}
    (HERE / "training.json").write_text(json.dumps(document) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
