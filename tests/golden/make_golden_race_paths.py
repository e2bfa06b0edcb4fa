"""Write the golden paths of every optimizer over every surface: points after 1, 3, 10, 30 and 100 steps.

Run by hand with the dependency group "golden" installed: ``python tests/golden/make_golden_race_paths.py``.
The surfaces are those that ``make_golden_surfaces`` writes down from the literature; autograd gives the
slopes and PyTorch's own optimizers take the steps. Lion, which PyTorch does not have, is written a number
at a time in ``scalar_rules`` from its paper. Where steps are in proportion to the slope, as RAdam's first
five are, too, the learning rate is at most a tenth of what the curvature at the start allows, a power of
ten; else it is the length of a step.

A start is well-conditioned if a path from beside it, at 1e-14 of its size, is never more than ``MOST``
times as far away after any step: as much do two correct programs drift apart. Each optimizer begins at
the surface's first start; where that is not well-conditioned for it, or the path goes far beyond the
domain, others are drawn and, where none of them is either, the rate is a tenth. ``main`` prints which
starts were drawn, and the case has ``"drawn": true``: those of Adadelta on both saddles, where its first
steps are a root of epsilon long and the way down drives any two paths apart, and one on the plateau,
whose first start is too flat. On the saddle itself descent has a tenth of the rate.
"""

import itertools
import json
import math
import random
from pathlib import Path

import scalar_rules
import torch
from make_golden_paths import OPTIM, pytorch_path, scalar_path
from make_golden_surfaces import SURFACES

HERE = Path(__file__).parent
STEPS = (1, 3, 10, 30, 100)
NUDGE, MOST, TRIES = 1e-14, 20.0, 100
FIRST = {
    "quadratic_bowl": (-4.0, 1.5),
    "rosenbrock": (-1.2, 1.0),
    "beale": (1.0, 1.5),
    "himmelblau": (-0.5, -1.0),
    "booth": (-8.0, -6.0),
    "matyas": (-8.0, 4.0),
    "rastrigin": (-3.3, 2.4),
    "ackley": (-3.2, 2.3),
    "easom": (1.8, 4.2),
    "saddle": (-1.5, 0.001),
    "monkey_saddle": (1.5, 0.01),
    "styblinski_tang": (0.5, 4.5),
    "six_hump_camel": (-1.4, 0.2),
    "three_hump_camel": (-2.0, -1.0),
    "goldstein_price": (1.5, 1.5),
    "mccormick": (3.0, 3.0),
    "plateau": (3.0, -2.2),
    "ravine": (5.0, 1.0),
    "expression": (3.0, 2.0),
}
# What PyTorch is called with; a rate that is None follows from the curvature.
OPTIMIZERS = [
    ({"key": "sgd"}, OPTIM.SGD, None, {}),
    ({"key": "sgd", "momentum": 0.9}, OPTIM.SGD, None, {"momentum": 0.9}),
    (
        {"key": "sgd", "momentum": 0.9, "nesterov": True},
        OPTIM.SGD,
        None,
        {"momentum": 0.9, "nesterov": True},
    ),
    ({"key": "adagrad"}, OPTIM.Adagrad, 0.1, {}),
    ({"key": "rmsprop"}, OPTIM.RMSprop, 0.01, {}),
    ({"key": "adadelta"}, OPTIM.Adadelta, 1.0, {}),
    ({"key": "adam"}, OPTIM.Adam, 0.05, {}),
    ({"key": "amsgrad"}, OPTIM.Adam, 0.05, {"amsgrad": True}),
    ({"key": "adamw"}, OPTIM.AdamW, 0.05, {}),
    ({"key": "nadam"}, OPTIM.NAdam, 0.02, {}),
    ({"key": "radam"}, OPTIM.RAdam, None, {}),
    ({"key": "lion"}, None, 0.02, {}),
]


def curvature(height, start) -> float:
    """Return the largest curvature at a place by its size."""
    hessian = torch.func.hessian(lambda place: height(place[0], place[1]))(torch.tensor(start))
    return float(torch.linalg.eigvalsh(hessian).abs().max())


def path(height, start, kind, rate: float, arguments: dict) -> list[list[float]]:
    """Return where an optimizer is after every step."""
    if kind is None:
        return scalar_path(height, start, lambda: scalar_rules.Rule(scalar_rules.lion, learning_rate=rate))
    return pytorch_path(height, start, kind, {"lr": rate} | arguments)


def amplification(height, start, found, *rule) -> float:
    """Return how many times as far apart two paths come as they began; infinite for one without numbers."""
    moved = path(height, tuple(w * (1 + NUDGE) for w in start), *rule)
    apart = [math.dist(found[step - 1], moved[step - 1]) for step in range(1, max(STEPS) + 1)]
    return max(apart) / (NUDGE * math.hypot(*start)) if all(map(math.isfinite, apart)) else math.inf


def case(surface, optimizer, generator: random.Random) -> dict:
    """Return an optimizer's way points over a surface from the first start that is well-conditioned."""
    values, reach, height = surface
    declared, kind, own_rate, arguments = optimizer
    for slower, tried in itertools.product((1, 10), range(TRIES)):
        start = FIRST[values["key"]] if tried == 0 else drawn(reach, generator)
        # Momentum goes ten times as far with the same rate.
        allowed = (0.02 if "momentum" in declared else 0.2) / max(curvature(height, start), 0.2)
        rate = (own_rate or 10.0 ** math.floor(math.log10(allowed))) / slower
        found = path(height, start, kind, rate, arguments)
        is_near = all(abs(w) <= 5 * max(reach, *map(abs, start)) for place in found for w in place)
        if is_near and amplification(height, start, found, kind, rate, arguments) <= MOST:
            return {
                "surface": values,
                "optimizer": declared | {"learning_rate": rate},
                "start": start,
                "points": [found[step - 1] for step in STEPS],
            } | ({"drawn": True} if tried else {})
    print(f"no well-conditioned start for {declared} over {values}", flush=True)
    return {}


def drawn(reach: float, generator: random.Random) -> tuple[float, float]:
    """Return a start off both axes."""
    x, y = (generator.choice((-1, 1)) * generator.uniform(0.05, 1) * reach for _ in "xy")
    return round(x, 2), round(y, 2)


def main() -> None:
    """Write race_paths.json."""
    torch.set_default_dtype(torch.float64)
    made = []
    for number, surface in enumerate(SURFACES):
        generator = random.Random(number)
        made += [case(surface, optimizer, generator) for optimizer in OPTIMIZERS]
    if not all(made):
        raise SystemExit("nothing was written")
    for one in made:
        if one.get("drawn"):
            print(one["surface"], one["optimizer"], "from", one["start"])
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in made)
    document = (
        f'{{"torch":"{torch.__version__.split("+")[0]}","steps":{list(STEPS)},"cases":[\n{lines}\n]}}\n'
    )
    (HERE / "race_paths.json").write_text(document, encoding="utf-8")


if __name__ == "__main__":
    main()
