"""Write the golden values of the surfaces: heights and slopes at random points of their domains.

Run by hand with the dependency group "golden" installed: ``python tests/golden/make_golden_surfaces.py``.
The formulas are written down anew from the literature, and PyTorch's autograd makes the slopes.
"""

import json
import math
import random
from pathlib import Path

import torch
from torch import cos, exp, sin, sqrt, tanh

HERE = Path(__file__).parent
POINTS = 25
TYPED = (
    "(x^2 - y)^3/7 - x*exp(-y^2)*sin(3*x) + max(x*y, cos(y))/(1 + abs(x)) + 2^(x/4)*tanh(y) - sqrt(x^2 + 1)"
)
ROOT3 = math.sqrt(3)
SURFACES = [
    ({"key": "quadratic_bowl"}, 5, lambda x, y: (x * x + 10 * y * y) / 2),
    ({"key": "quadratic_bowl", "condition": 250.0}, 5, lambda x, y: (x * x + 250 * y * y) / 2),
    ({"key": "rosenbrock"}, 2, lambda x, y: 100 * (y - x * x) ** 2 + (x - 1) ** 2),
    ({"key": "beale"}, 4.5, lambda x, y: sum((c - x * (1 - y**i)) ** 2 for i, c in BEALE)),
    ({"key": "himmelblau"}, 5, lambda x, y: (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2),
    ({"key": "booth"}, 10, lambda x, y: 5 * x * x + 8 * x * y + 5 * y * y - 34 * x - 38 * y + 74),
    ({"key": "matyas"}, 10, lambda x, y: 0.02 * (x * x + y * y) + 0.24 * (x - y) ** 2),
    ({"key": "rastrigin"}, 5.12, lambda x, y: sum(t * t - 10 * cos(2 * math.pi * t) + 10 for t in (x, y))),
    (
        {"key": "ackley"},
        5,
        lambda x, y: (
            -20 * exp(-0.2 * sqrt(0.5 * (x * x + y * y)))
            - exp(0.5 * (cos(2 * math.pi * x) + cos(2 * math.pi * y)))
            + math.e
            + 20
        ),
    ),
    ({"key": "easom"}, 5, lambda x, y: -cos(x) * cos(y) * exp(-((x - math.pi) ** 2 + (y - math.pi) ** 2))),
    ({"key": "saddle"}, 2, lambda x, y: (x - y) * (x + y)),
    ({"key": "monkey_saddle"}, 2, lambda x, y: x * (x - ROOT3 * y) * (x + ROOT3 * y)),
    (
        {"key": "styblinski_tang"},
        5,
        lambda x, y: sum(t**4 - 16 * t**2 + 5 * t for t in (x, y)) / 2,
    ),
    (
        {"key": "six_hump_camel"},
        2,
        lambda x, y: 4 * x**2 - 2.1 * x**4 + x**6 / 3 + x * y - 4 * y**2 + 4 * y**4,
    ),
    ({"key": "three_hump_camel"}, 2.5, lambda x, y: 2 * x**2 - 1.05 * x**4 + x**6 / 6 + x * y + y**2),
    (
        {"key": "goldstein_price"},
        2,
        lambda x, y: (
            (1 + (x + y + 1) ** 2 * (19 - 14 * x + 3 * x**2 - 14 * y + 6 * x * y + 3 * y**2))
            * (30 + (2 * x - 3 * y) ** 2 * (18 - 32 * x + 12 * x**2 + 48 * y - 36 * x * y + 27 * y**2))
        ),
    ),
    ({"key": "mccormick"}, 3, lambda x, y: sin(x + y) + (x - y) ** 2 - 1.5 * x + 2.5 * y + 1),
    ({"key": "plateau"}, 5, lambda x, y: 1 - exp(-0.5 * x**2) * exp(-0.5 * y**2)),
    ({"key": "plateau", "width": 2.5}, 5, lambda x, y: 1 - exp(-(x**2) / 12.5) * exp(-(y**2) / 12.5)),
    ({"key": "ravine"}, 5, lambda x, y: 0.05 * x**2 + 5 * (sin(x) - y) ** 2),
    ({"key": "ravine", "steepness": 80.0}, 5, lambda x, y: 0.05 * x**2 + 80 * (sin(x) - y) ** 2),
    ({"key": "expression"}, 5, lambda x, y: x**2 + y**2 + 3 * sin(x) * sin(y)),
    (
        {"key": "expression", "text": TYPED},
        3,
        lambda x, y: (
            (x**2 - y) ** 3 / 7
            - x * exp(-(y**2)) * sin(3 * x)
            + torch.maximum(x * y, cos(y)) / (1 + x.abs())
            + 2 ** (x / 4) * tanh(y)
            - sqrt(x**2 + 1)
        ),
    ),
]
BEALE = ((1, 1.5), (2, 2.25), (3, 2.625))


def case(values: dict, reach: float, height, generator: random.Random) -> dict:
    """Return heights and slopes of one surface at random points up to `reach` from 0."""
    given = [[generator.uniform(-reach, reach) for _ in range(POINTS)] for _ in "xy"]
    x, y = (torch.tensor(numbers, requires_grad=True) for numbers in given)
    heights = height(x, y)
    by_x, by_y = torch.autograd.grad(heights.sum(), (x, y))
    return {
        "surface": values,
        "x": given[0],
        "y": given[1],
        "value": heights.tolist(),
        "gradient": [by_x.tolist(), by_y.tolist()],
    }


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    generator = random.Random(0)
    lines = ",\n".join(json.dumps(case(*surface, generator)) for surface in SURFACES)
    document = f'{{"torch": "{torch.__version__.split("+")[0]}", "cases": [\n{lines}\n]}}\n'
    (HERE / "surfaces.json").write_text(document, encoding="utf-8")
