"""Write the golden values of schedules: PyTorch's factor on the learning rate, update by update.

Run by hand with the dependency group "golden" installed: ``python tests/golden/make_golden_schedules.py``.
"""

import json
import warnings
from pathlib import Path

import torch
from torch.optim import lr_scheduler

HERE = Path(__file__).parent
UPDATES = 40
CASES = [
    ({"key": "constant"}, lambda optimizer: lr_scheduler.LambdaLR(optimizer, lambda update: 1.0)),
    ({"key": "step", "period": 7, "gamma": 0.3}, lambda optimizer: lr_scheduler.StepLR(optimizer, 7, 0.3)),
    ({"key": "exponential", "gamma": 0.9}, lambda optimizer: lr_scheduler.ExponentialLR(optimizer, 0.9)),
    (
        {"key": "cosine", "updates": UPDATES, "floor": 0.1},
        lambda optimizer: lr_scheduler.CosineAnnealingLR(optimizer, UPDATES, 0.1),
    ),
    (
        {"key": "one_cycle", "updates": UPDATES},
        lambda optimizer: lr_scheduler.OneCycleLR(optimizer, 1.0, UPDATES),
    ),
    (
        {"key": "one_cycle", "updates": UPDATES, "rise": 0.55, "start_divisor": 10, "end_divisor": 100},
        lambda optimizer: lr_scheduler.OneCycleLR(
            optimizer, 1.0, UPDATES, pct_start=0.55, div_factor=10, final_div_factor=100
        ),
    ),
    (
        {"key": "warm_up", "updates": 9, "start": 0.2},
        lambda optimizer: lr_scheduler.LinearLR(optimizer, 0.2, total_iters=9),
    ),
]


def factors(schedule) -> list[float]:
    """Return the learning rates of an optimizer whose own one is 1."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = schedule(optimizer)
    made = []
    for _ in range(UPDATES):
        made.append(scheduler.get_last_lr()[0])
        optimizer.step()
        if len(made) < UPDATES:
            scheduler.step()
    return made


def main() -> None:
    """Write schedules.json."""
    torch.set_default_dtype(torch.float64)
    warnings.simplefilter("error")
    cases = ",\n".join(
        json.dumps({"schedule": values, "factors": factors(schedule)}) for values, schedule in CASES
    )
    document = f'{{"torch": "{torch.__version__.split("+")[0]}", "cases": [\n{cases}\n]}}\n'
    (HERE / "schedules.json").write_text(document, encoding="utf-8")


if __name__ == "__main__":
    main()
