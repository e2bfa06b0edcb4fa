"""Write the golden values of whole networks: forward, gradients, and the parameters after ten updates.

Run by hand with the dependency group "golden" installed: ``python tests/golden/make_golden_networks.py``.
PyTorch's own modules, losses and optimizers do the work; theta is drawn here and given in the file.
"""

import json
from pathlib import Path

import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

HERE = Path(__file__).parent
UPDATES = 10
LEAKY = {"key": "leaky_relu", "slope": 0.1}
ACTIVATIONS = {
    "identity": nn.Identity,
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "relu": nn.ReLU,
    "leaky_relu": lambda: nn.LeakyReLU(0.1),
    "softmax": lambda: nn.Softmax(-1),
}
NETWORKS = [
    # inputs, layers, loss
    (2, [(2, "sigmoid"), (2, "sigmoid")], {"key": "mse", "reduction": "half_sum"}),
    (2, [(4, "tanh"), (1, "identity")], {"key": "mse", "reduction": "mean"}),
    (3, [(4, "relu"), (3, LEAKY), (2, "tanh")], {"key": "mse", "reduction": "sample_mean"}),
    (2, [(3, "softmax"), (4, LEAKY), (3, "softmax")], {"key": "mse", "reduction": "mean"}),
    (1, [(1, "sigmoid"), (1, "identity")], {"key": "mse", "reduction": "half_sum"}),
    (2, [(8, "tanh"), (8, "tanh"), (1, "sigmoid")], {"key": "bce", "from_logits": True}),
    (3, [(3, "relu"), (3, "sigmoid")], {"key": "bce", "from_logits": False}),
    (3, [(3, "softmax"), (2, "sigmoid")], {"key": "bce", "reduction": "sample_mean", "from_logits": True}),
    (3, [(4, "sigmoid"), (3, "softmax")], {"key": "bce", "reduction": "mean"}),
    (4, [(8, "tanh"), (3, "softmax")], {"key": "cce", "from_logits": True}),
    (4, [(5, "softmax"), (3, "softmax")], {"key": "cce", "from_logits": False}),
    (2, [(2, "identity"), (1, "softmax")], {"key": "cce"}),
    (3, [(4, "sigmoid"), (4, "tanh"), (4, "relu"), (4, LEAKY), (2, "identity")], {"key": "mse"}),
]
OPTIMIZERS = [
    ({"key": "sgd", "learning_rate": 0.1}, torch.optim.SGD, {"lr": 0.1}),
    (
        {"key": "sgd", "learning_rate": 0.1, "momentum": 0.9},
        torch.optim.SGD,
        {"lr": 0.1, "momentum": 0.9},
    ),
    (
        {"key": "sgd", "learning_rate": 0.1, "momentum": 0.9, "nesterov": True},
        torch.optim.SGD,
        {"lr": 0.1, "momentum": 0.9, "nesterov": True},
    ),
    ({"key": "rmsprop", "learning_rate": 0.01}, torch.optim.RMSprop, {"lr": 0.01}),
    ({"key": "adam", "learning_rate": 0.01}, torch.optim.Adam, {"lr": 0.01}),
]


def build(inputs: int, layers: list) -> nn.Sequential:
    """Return the network with random parameters, biases too."""
    modules, before = [], inputs
    for units, activation in layers:
        key = activation["key"] if isinstance(activation, dict) else activation
        linear = nn.Linear(before, units)
        for parameter in linear.parameters():
            nn.init.normal_(parameter, std=0.8)
        modules += [linear, ACTIVATIONS[key]()]
        before = units
    return nn.Sequential(*modules)


def flat(model: nn.Sequential, *, gradients: bool = False) -> list[float]:
    """Return W1 b1 W2 b2 ..., W as (fan_in, units); torch keeps it as (units, fan_in)."""
    pieces = []
    for module in model:
        if isinstance(module, nn.Linear):
            for parameter in (module.weight, module.bias):
                value = parameter.grad if gradients else parameter.detach()
                pieces.append(value.T.reshape(-1) if value.ndim == 2 else value)
    return torch.cat(pieces).tolist()


def loss_of(model: nn.Sequential, loss: dict, x, y):
    """Return the loss as PyTorch computes it."""
    reduction = loss.get("reduction", "mean")
    last = {nn.Sigmoid: "sigmoid", nn.Softmax: "softmax"}.get(type(model[-1]))
    from_logits = loss.get("from_logits", True)
    if loss["key"] == "cce":
        if from_logits and last == "softmax":
            return F.cross_entropy(model[:-1](x), y)
        return F.nll_loss(torch.log(model(x)), y.argmax(-1))
    if loss["key"] == "mse":
        total = F.mse_loss(model(x), y, reduction="sum")
    elif from_logits and last == "sigmoid":
        total = F.binary_cross_entropy_with_logits(model[:-1](x), y, reduction="sum")
    else:
        total = F.binary_cross_entropy(model(x), y, reduction="sum")
    return total * {"mean": 1 / y.numel(), "sample_mean": 1 / len(y), "half_sum": 0.5}[reduction]


def targets(loss: dict, samples: int, outputs: int):
    """Draw targets that suit the loss."""
    if loss["key"] == "cce":
        return F.one_hot(torch.randint(outputs, (samples,)), outputs).double()
    return torch.rand(samples, outputs) if loss["key"] == "bce" else torch.randn(samples, outputs)


def case(inputs: int, layers: list, loss: dict, samples: int) -> dict:
    """Return one network's inputs and answers."""
    model = build(inputs, layers)
    x, y = torch.randn(samples, inputs), targets(loss, samples, layers[-1][0])
    start = flat(model)
    z, a, value = [], [], x
    for module in model:
        value = module(value)
        (z if isinstance(module, nn.Linear) else a).append(value.tolist())
    model.zero_grad()
    first = loss_of(model, loss, x, y)
    first.backward()
    return {
        "inputs": inputs,
        "layers": layers,
        "loss": loss,
        "x": x.tolist(),
        "y": y.tolist(),
        "theta": start,
        "z": z,
        "a": a,
        "value": first.item(),
        "gradient": flat(model, gradients=True),
        "trained": [trained(model, loss, x, y, *chosen) for chosen in OPTIMIZERS],
    }


def trained(model: nn.Sequential, loss: dict, x, y, declared: dict, kind: type, arguments: dict) -> dict:
    """Return the losses of ten updates from the model's start, and where they lead."""
    start = {name: value.clone() for name, value in model.state_dict().items()}
    optimizer = kind(model.parameters(), **arguments)
    losses = []
    for _ in range(UPDATES):
        optimizer.zero_grad()
        value = loss_of(model, loss, x, y)
        value.backward()
        optimizer.step()
        losses.append(value.item())
    theta = flat(model)
    model.load_state_dict(start)
    return {"optimizer": declared, "losses": losses, "theta": theta}


def main() -> None:
    """Write networks.json."""
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(1)
    cases = [case(*network, samples) for network in NETWORKS for samples in (1, 5)]
    document = {"torch": torch.__version__.split("+")[0], "cases": cases}
    (HERE / "networks.json").write_text(json.dumps(document) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
