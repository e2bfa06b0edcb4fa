"""Write the golden values that the tests of activations, losses and optimizers compare with.

Run by hand with the dependency group "golden" installed: ``python tests/golden/make_golden_pytorch.py``.
The default dtype is float64, because some optimizers keep their own scalars in it.
"""

import json
import math
from pathlib import Path

import torch
from torch.nn import functional

HERE = Path(__file__).parent
FAR = [1000.0, 745.25, 710.0, 300.0, 100.0, 37.5, 30.0, 20.5, 12.0, 8.1]
NEAR = [5.5, 3.0, 2.0, 1.25, 0.7, 0.3, 1e-3, 1e-8, 1e-200]
Z = [-z for z in FAR + NEAR] + [0.0] + NEAR[::-1] + FAR[::-1]
LOGITS = [[0.3, -1.2, 2.5], [10.0, -4.0, 0.0], [-0.7, -0.7, -0.7], [1000.0, 0.0, -1000.0]]


def activations() -> list[dict]:
    """Return value and gradient (from an upstream gradient of 1, 2, 3, ...) of every activation."""
    cases = [
        ({"key": "identity"}, lambda z: z * 1),
        ({"key": "sigmoid"}, torch.sigmoid),
        ({"key": "tanh"}, torch.tanh),
        ({"key": "relu"}, functional.relu),
        ({"key": "leaky_relu", "slope": 0.01}, lambda z: functional.leaky_relu(z, 0.01)),
        ({"key": "leaky_relu", "slope": 0.3}, lambda z: functional.leaky_relu(z, 0.3)),
        ({"key": "step"}, lambda z: torch.heaviside(z.detach(), torch.ones(1)) + 0 * z),
        ({"key": "elu"}, functional.elu),
        ({"key": "elu", "alpha": 0.4}, lambda z: functional.elu(z, 0.4)),
        ({"key": "selu"}, functional.selu),
        ({"key": "gelu"}, gelu),
        # Above 20 PyTorch's default is z itself.
        ({"key": "softplus"}, lambda z: functional.softplus(z, threshold=100)),
        ({"key": "swish"}, functional.silu),
        ({"key": "swish", "beta": 2.5}, lambda z: z * torch.sigmoid(2.5 * z)),
        ({"key": "mish"}, functional.mish),
        # Its own backward takes 1/6 in float32.
        ({"key": "hard_sigmoid"}, lambda z: functional.relu6(z + 3) / 6),
    ]
    made = [activation_case(values, function, [Z]) for values, function in cases]
    return [*made, activation_case({"key": "softmax"}, lambda z: functional.softmax(z, -1), LOGITS)]


def gelu(z):
    """Return GELU by erfc, which keeps the digits that 1 + erf loses for negative z."""
    a = 0.5 * z * torch.special.erfc(-z / math.sqrt(2))
    torch.testing.assert_close(a, functional.gelu(z), rtol=1e-12, atol=1e-14)
    return a


def activation_case(values: dict, function, z_values: list) -> dict:
    """Return one activation's inputs and answers."""
    z = torch.tensor(z_values, requires_grad=True)
    upstream = torch.arange(1.0, z.numel() + 1).reshape(z.shape)
    a = function(z)
    (grad_z,) = torch.autograd.grad(a, z, upstream)
    return {
        "activation": values,
        "z": z_values,
        "grad_a": upstream.tolist(),
        "a": a.tolist(),
        "grad_z": grad_z.tolist(),
    }


PREDICTION = [[0.2, 0.9, 0.4], [0.75, 0.013, 1e-9]]
TARGET = [[0.0, 1.0, 0.3], [1.0, 0.0, 1e-9]]
EDGE_PREDICTION = [[0.0, 1.0], [1.0, 0.0]]
EDGE_TARGET = [[0.0, 1.0], [0.0, 1.0]]
CLASSES = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]


EDGES = [0.0, 1e-300, 1e-20, 0.9e-7, 1e-7, 1e-3, 0.5, 1 - 1e-3, 1 - 1e-7, 1 - 0.9e-7, 1 - 1e-16, 1.0]


def keras_bce(p, y):
    """Return Keras' binary cross entropy: probabilities are clipped, and the clip has its own gradient."""
    p = torch.clamp(p, 1e-7, 1 - 1e-7)
    return -(y * torch.log(p) + (1 - y) * torch.log1p(-p)).mean()


def keras_cce(p, y):
    """Return Keras' categorical cross entropy of predictions that sum to 1."""
    return -(y * torch.log(torch.clamp(p, 1e-7, 1 - 1e-7))).sum() / len(p)


def edges() -> list[dict]:
    """Return the cross entropies of probabilities up to 0 and 1, by both frameworks."""
    made = []
    for y in (0.0, 0.3, 1.0):
        p, target = [[p] for p in EDGES], [[y] for _ in EDGES]
        made.append(loss_case({"key": "bce"}, "prediction", functional.binary_cross_entropy, p, target))
        made.append(loss_case({"key": "bce", "edge": "keras"}, "prediction", keras_bce, p, target))
    p, target = [[p, 1 - p] for p in EDGES], [[0.25, 0.75] for _ in EDGES]
    made.append(loss_case({"key": "cce", "edge": "keras"}, "prediction", keras_cce, p, target))
    return made


def losses() -> list[dict]:
    """Return value and gradient of every loss and reduction, from predictions and from logits."""
    made = []
    elementwise = {"mse": functional.mse_loss, "bce": functional.binary_cross_entropy}
    for key, function in elementwise.items():
        for p, y in ((PREDICTION, TARGET), (EDGE_PREDICTION, EDGE_TARGET)):
            made += [
                loss_case({"key": key, "reduction": "mean"}, "prediction", function, p, y),
                loss_case(
                    {"key": key, "reduction": "sample_mean"},
                    "prediction",
                    lambda p, y, f=function: f(p, y, reduction="sum") / len(p),
                    p,
                    y,
                ),
            ]
    for values, function in (
        ({"key": "mae"}, functional.l1_loss),
        ({"key": "huber"}, functional.huber_loss),
        ({"key": "huber", "threshold": 0.15}, lambda p, y: functional.huber_loss(p, y, delta=0.15)),
        ({"key": "hinge"}, lambda p, y: torch.relu(1 - torch.where(y > 0, 1.0, -1.0) * p).mean()),
    ):
        for p, y in ((PREDICTION, TARGET), (EDGE_PREDICTION, EDGE_TARGET), ([[-2.0, 1.5]], [[-1.0, 1.0]])):
            made.append(loss_case(values, "prediction", function, p, y))
    half = {"key": "mse", "reduction": "half_sum"}
    made.append(
        loss_case(
            half,
            "prediction",
            lambda p, y: 0.5 * functional.mse_loss(p, y, reduction="sum"),
            PREDICTION,
            TARGET,
        )
    )
    z = [[-40.0, 2.0, 0.1], [700.0, -3.0, 0.0]]
    made.append(
        loss_case(
            {"key": "bce", "reduction": "mean"}, "z", functional.binary_cross_entropy_with_logits, z, TARGET
        )
    )
    made.append(
        loss_case({"key": "cce", "reduction": "mean"}, "z", functional.cross_entropy, LOGITS, CLASSES)
    )
    p = functional.softmax(torch.tensor(LOGITS[:3]), -1).tolist()
    negative = {"key": "cce", "reduction": "mean"}
    made.append(
        loss_case(negative, "prediction", lambda p, y: -(y * torch.log(p)).sum() / len(p), p, CLASSES[:3])
    )
    return made + edges()


def loss_case(values: dict, of: str, function, given: list, target: list) -> dict:
    """Return one loss's inputs and answers; `of` tells whether it is given predictions or z."""
    x = torch.tensor(given, requires_grad=True)
    value = function(x, torch.tensor(target))
    (gradient,) = torch.autograd.grad(value, x)
    return {
        "loss": values,
        of: given,
        "target": target,
        "value": value.item(),
        "gradient": gradient.tolist(),
    }


START = [0.5, -1.5, 2.0, 1e-3]
STEPS = 40


def optimizers() -> list[dict]:
    """Return the path of every optimizer over a fixed sequence of gradients that depends on theta."""
    sgd, rms, adam = torch.optim.SGD, torch.optim.RMSprop, torch.optim.Adam
    cases = [
        ({"key": "sgd"}, sgd, {}),
        ({"key": "sgd", "learning_rate": 0.1, "momentum": 0.9}, sgd, {"lr": 0.1, "momentum": 0.9}),
        (
            {"key": "sgd", "learning_rate": 0.1, "momentum": 0.9, "nesterov": True},
            sgd,
            {"lr": 0.1, "momentum": 0.9, "nesterov": True},
        ),
        ({"key": "rmsprop"}, rms, {}),
        (
            {"key": "rmsprop", "learning_rate": 0.02, "rho": 0.9, "epsilon": 1e-3, "momentum": 0.5},
            rms,
            {"lr": 0.02, "alpha": 0.9, "eps": 1e-3, "momentum": 0.5},
        ),
        ({"key": "rmsprop", "centered": True}, rms, {"centered": True}),
        (
            {"key": "rmsprop", "centered": True, "momentum": 0.9},
            rms,
            {"centered": True, "momentum": 0.9},
        ),
        ({"key": "adam"}, adam, {}),
        (
            {"key": "adam", "learning_rate": 0.05, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-4},
            adam,
            {"lr": 0.05, "betas": (0.8, 0.95), "eps": 1e-4},
        ),
        ({"key": "adam", "weight_decay": 0.1}, adam, {"weight_decay": 0.1}),
        ({"key": "amsgrad"}, adam, {"amsgrad": True}),
        (
            {"key": "amsgrad", "learning_rate": 0.05, "beta2": 0.7, "weight_decay": 0.1},
            adam,
            {"amsgrad": True, "lr": 0.05, "betas": (0.9, 0.7), "weight_decay": 0.1},
        ),
        ({"key": "adamw"}, torch.optim.AdamW, {}),
        (
            {"key": "adamw", "learning_rate": 0.05, "weight_decay": 0.2},
            torch.optim.AdamW,
            {"lr": 0.05, "weight_decay": 0.2},
        ),
        ({"key": "adagrad"}, torch.optim.Adagrad, {}),
        (
            {"key": "adagrad", "learning_rate": 0.3, "initial_accumulator": 0.1, "epsilon": 1e-3},
            torch.optim.Adagrad,
            {"lr": 0.3, "initial_accumulator_value": 0.1, "eps": 1e-3},
        ),
        ({"key": "adadelta"}, torch.optim.Adadelta, {}),
        (
            {"key": "adadelta", "learning_rate": 0.5, "rho": 0.95, "epsilon": 1e-3},
            torch.optim.Adadelta,
            {"lr": 0.5, "rho": 0.95, "eps": 1e-3},
        ),
        ({"key": "nadam"}, torch.optim.NAdam, {}),
        (
            {"key": "nadam", "learning_rate": 0.05, "beta1": 0.8, "beta2": 0.95, "momentum_decay": 0.1},
            torch.optim.NAdam,
            {"lr": 0.05, "betas": (0.8, 0.95), "momentum_decay": 0.1},
        ),
        ({"key": "radam"}, torch.optim.RAdam, {}),
        (
            {"key": "radam", "learning_rate": 0.05, "beta1": 0.8, "beta2": 0.9, "epsilon": 1e-4},
            torch.optim.RAdam,
            {"lr": 0.05, "betas": (0.8, 0.9), "eps": 1e-4},
        ),
    ]
    return [optimizer_case(*case) for case in cases]


def optimizer_case(values: dict, kind: type, arguments: dict) -> dict:
    """Return one optimizer's path."""
    theta = torch.tensor(START, requires_grad=True)
    optimizer = kind([theta], **arguments)
    path = [theta.tolist()]
    for step in range(1, STEPS + 1):
        theta.grad = gradient(theta.detach(), step)
        optimizer.step()
        path.append(theta.tolist())
    return {"optimizer": values, "path": path}


def gradient(theta, step: int):
    """Return 2 theta + 0.3 cos(step * [1, 2, 3, 4]): the test repeats this formula."""
    return 2 * theta + 0.3 * torch.cos(step * torch.tensor([1.0, 2.0, 3.0, 4.0]))


def main() -> None:
    """Write one file per family."""
    torch.set_default_dtype(torch.float64)
    for family in (activations, losses, optimizers):
        cases = ",\n".join(json.dumps(case) for case in family())
        document = f'{{"torch": "{torch.__version__.split("+")[0]}", "cases": [\n{cases}\n]}}\n'
        (HERE / f"{family.__name__}.json").write_text(document, encoding="utf-8")


if __name__ == "__main__":
    main()
