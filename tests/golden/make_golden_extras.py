"""Write the golden values of what a network can have beside layers, loss and optimizer.

Run by hand with the dependency group "golden" installed: ``python tests/golden/make_golden_extras.py``.
PReLU, the gradient clipping, the schedules and the optimizers are PyTorch's own; a penalty is added to its
loss as users of PyTorch do; dropout multiplies with masks that are drawn here and given in the file.
"""

import json
from itertools import pairwise
from pathlib import Path

import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

HERE = Path(__file__).parent
UPDATES = 8
SIZES = (3, 4, 5, 3)
CLIPS = {"norm": nn.utils.clip_grad_norm_, "value": nn.utils.clip_grad_value_}
CASES = [
    {"name": "prelu", "prelu": True},
    {"name": "dropout", "dropout": 0.4},
    {"name": "l1", "regularizer": {"key": "l1", "lambda1": 0.03}},
    {"name": "l2", "regularizer": {"key": "l2", "lambda2": 0.05}},
    {"name": "elastic", "regularizer": {"key": "elastic", "lambda1": 0.03, "lambda2": 0.05}},
    {"name": "value", "clipping": {"key": "value", "largest": 0.02}},
    {"name": "norm", "clipping": {"key": "norm", "longest": 0.1}},
    {"name": "cosine", "schedule": {"key": "cosine", "updates": 6, "floor": 0.0}},
    {
        "name": "all",
        "prelu": True,
        "dropout": 0.3,
        "regularizer": {"key": "l2", "lambda2": 0.05},
        "clipping": {"key": "norm", "longest": 0.1},
        "schedule": {"key": "cosine", "updates": 6, "floor": 0.0},
    },
]
OPTIMIZERS = {
    "sgd": (torch.optim.SGD, {"lr": 0.2, "momentum": 0.9}),
    "adam": (torch.optim.Adam, {"lr": 0.05}),
}


def build(case: dict) -> nn.Sequential:
    """Return linear layers with an activation after each but the last, all parameters random."""
    modules = []
    for before, units in pairwise(SIZES):
        modules += [nn.Linear(before, units), nn.PReLU(init=0.2) if case.get("prelu") else nn.Tanh()]
    for module in modules:
        if isinstance(module, nn.Linear):
            for parameter in module.parameters():
                nn.init.normal_(parameter, std=0.8)
    return nn.Sequential(*modules[:-1])


def flat(model: nn.Sequential, *, gradients: bool = False) -> list[float]:
    """Return W1 b1 slope1 W2 ..., W as (fan_in, units); torch keeps it as (units, fan_in)."""
    pieces = []
    for parameter in model.parameters():
        value = parameter.grad if gradients else parameter.detach()
        pieces.append(value.T.reshape(-1) if value.ndim == 2 else value)
    return torch.cat(pieces).tolist()


def loss_of(model: nn.Sequential, case: dict, x, y, masks):
    """Return the loss of the data with the penalty."""
    value, layer = x, 0
    for module in model:
        value = module(value)
        if not isinstance(module, nn.Linear) and case.get("dropout"):
            value = value * masks[layer]
            layer += 1
    regularizer = case.get("regularizer", {})
    total = F.cross_entropy(value, y)
    for module in model:
        if isinstance(module, nn.Linear):
            total = total + regularizer.get("lambda1", 0) * module.weight.abs().sum()
            total = total + regularizer.get("lambda2", 0) / 2 * (module.weight**2).sum()
    return total


def trained(case: dict, key: str) -> dict:
    """Return the losses of some updates, the first gradient and where they lead."""
    model = build(case)
    x, y = torch.randn(5, SIZES[0]), F.one_hot(torch.randint(SIZES[-1], (5,)), SIZES[-1]).double()
    chance = case.get("dropout", 0)
    masks = [
        [((torch.rand(5, units) >= chance) / (1 - chance)).double() for units in SIZES[1:-1]]
        for _ in range(UPDATES)
    ]
    kind, arguments = OPTIMIZERS[key]
    theta, losses, gradients = flat(model), [], []
    optimizer = kind(model.parameters(), **arguments)
    schedule = None
    if "schedule" in case:
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, case["schedule"]["updates"])
    for update in range(UPDATES):
        optimizer.zero_grad()
        loss = loss_of(model, case, x, y, masks[update])
        loss.backward()
        gradients.append(flat(model, gradients=True))
        if "clipping" in case:
            limit = next(value for name, value in case["clipping"].items() if name != "key")
            CLIPS[case["clipping"]["key"]](model.parameters(), limit)
        optimizer.step()
        if schedule is not None and update < case["schedule"]["updates"]:  # PyTorch's rises again after it
            schedule.step()
        losses.append(loss.item())
    return {
        **case,
        "optimizer": {"key": key} | {{"lr": "learning_rate"}.get(k, k): v for k, v in arguments.items()},
        "sizes": SIZES,
        "x": x.tolist(),
        "y": y.tolist(),
        "masks": [[mask.tolist() for mask in of_update] for of_update in masks] if chance else [],
        "start": theta,
        "losses": losses,
        "gradients": gradients,
        "theta": flat(model),
    }


def main() -> None:
    """Write extras.json."""
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(2)
    cases = [trained(case, key) for case in CASES for key in OPTIMIZERS]
    document = {"torch": torch.__version__.split("+")[0], "cases": cases}
    (HERE / "extras.json").write_text(json.dumps(document) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
