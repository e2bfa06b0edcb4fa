"""Write the golden paths of every optimizer over two surfaces, in each framework's arithmetic.

Run by hand with the dependency group "golden" installed: ``python tests/golden/make_golden_paths.py``.
PyTorch's paths are its own, with gradients from its autograd. Keras', the text's and Lion's rules are
written in `scalar_rules` a number at a time, from Keras 3.15's source, the text and the paper's pseudo code.
Every path also runs from a start moved by a relative 1e-14; how far apart the two end, over how far apart
they began, is kept as `amplification`: rounding grows by as much. (A larger move would hide that: some paths
zigzag chaotically across a valley, by 1e-7 at most.)
"""

import json
import math
from pathlib import Path

import scalar_rules
import torch

HERE = Path(__file__).parent
STEPS = (1, 2, 10, 100)
NUDGE = 1e-14
SURFACES = {
    "himmelblau": lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    "rosenbrock": lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
}
STARTS = {
    "himmelblau": [(-0.5, -1.0), (3.5, 1.0), (-4.0, 4.0)],
    "rosenbrock": [(-1.2, 1.0), (0.2, -0.5), (1.5, 2.0)],
}
OPTIM = torch.optim
PYTORCH = [
    ({"key": "sgd"}, OPTIM.SGD, {}),
    ({"key": "sgd", "momentum": 0.9}, OPTIM.SGD, {"momentum": 0.9}),
    (
        {"key": "sgd", "momentum": 0.9, "nesterov": True, "weight_decay": 0.1},
        OPTIM.SGD,
        {"momentum": 0.9, "nesterov": True, "weight_decay": 0.1},
    ),
    ({"key": "sgd", "weight_decay": 0.3}, OPTIM.SGD, {"weight_decay": 0.3}),
    ({"key": "adagrad", "learning_rate": 0.1}, OPTIM.Adagrad, {"lr": 0.1}),
    ({"key": "rmsprop"}, OPTIM.RMSprop, {}),
    (
        {"key": "rmsprop", "centered": True, "momentum": 0.5},
        OPTIM.RMSprop,
        {"centered": True, "momentum": 0.5},
    ),
    ({"key": "adadelta"}, OPTIM.Adadelta, {}),
    ({"key": "adam", "learning_rate": 0.05}, OPTIM.Adam, {"lr": 0.05}),
    (
        {"key": "adam", "learning_rate": 0.05, "weight_decay": 0.2},
        OPTIM.Adam,
        {"lr": 0.05, "weight_decay": 0.2},
    ),
    ({"key": "amsgrad", "learning_rate": 0.05}, OPTIM.Adam, {"lr": 0.05, "amsgrad": True}),
    ({"key": "adamw", "learning_rate": 0.05}, OPTIM.AdamW, {"lr": 0.05}),
    ({"key": "nadam", "learning_rate": 0.05}, OPTIM.NAdam, {"lr": 0.05}),
    ({"key": "radam"}, OPTIM.RAdam, {}),
]


def pytorch_path(surface, start, kind: type, arguments: dict) -> list[list[float]]:
    """Return where PyTorch's optimizer is after every step."""
    theta = torch.tensor(start, requires_grad=True)
    optimizer, path = kind([theta], **arguments), []
    for _ in range(max(STEPS)):
        optimizer.zero_grad()
        surface(theta[0], theta[1]).backward()
        optimizer.step()
        path.append(theta.tolist())
    return path


def scalar_path(surface, start, make_rule) -> list[list[float]]:
    """Return where a rule of `scalar_rules` is after every step; each parameter has its own state."""
    theta, rules, path = list(start), [make_rule(), make_rule()], []
    for t in range(1, max(STEPS) + 1):
        leaf = torch.tensor(theta, requires_grad=True)
        surface(leaf[0], leaf[1]).backward()
        slope = leaf.grad.tolist()
        theta = [rule(w, g, t) for rule, w, g in zip(rules, theta, slope, strict=True)]
        path.append(theta)
    return path


def cases(values: dict, run) -> list[dict]:
    """Return the points of an optimizer's paths after 1, 2, 10 and 100 steps."""
    made = []
    for name, starts in SURFACES.items():
        for start in STARTS[name]:
            path = run(starts, start)
            moved = run(starts, tuple(w * (1 + NUDGE) for w in start))
            apart = [math.dist(path[step - 1], moved[step - 1]) for step in STEPS]
            made.append(
                {
                    "optimizer": values,
                    "surface": name,
                    "start": start,
                    "points": {step: path[step - 1] for step in STEPS},
                    "amplification": {
                        step: float(f"{gap / (NUDGE * math.hypot(*start)):.3g}")
                        for step, gap in zip(STEPS, apart, strict=True)
                    },
                }
            )
    return made


def main() -> None:
    """Write paths.json."""
    torch.set_default_dtype(torch.float64)
    made = []
    for values, kind, arguments in PYTORCH:
        made += cases(
            values | {"framework": "pytorch"},
            lambda surface, start, k=kind, a=arguments: pytorch_path(surface, start, k, a),
        )
    for values, make_rule in scalar_rules.CASES:
        made += cases(values, lambda surface, start, m=make_rule: scalar_path(surface, start, m))
    lines = ",\n".join(json.dumps(case) for case in made)
    document = f'{{"torch": "{torch.__version__.split("+")[0]}", "cases": [\n{lines}\n]}}\n'
    (HERE / "paths.json").write_text(document, encoding="utf-8")


if __name__ == "__main__":
    main()
