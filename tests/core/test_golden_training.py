"""500 updates with every activation, against PyTorch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from core.activations.base import Activation
from core.losses.base import Loss
from core.optimizers.base import Optimizer
from core.training import Task, engine_of, first_point
from tests.core.cases import make_network
from tests.core.golden import golden

GOLDEN = golden("training")
UPDATES = 500
CHAOTIC = 1e4  # a training that enlarges a difference more than this is no measure


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: f"{case['activation']} {case['optimizer']['key']}")
def test_500_updates_agree_with_pytorch(case: dict[str, Any]) -> None:
    hidden = case["activation"]
    task = Task(
        network=make_network(2, (5, hidden), (4, hidden), (2, "identity")),
        loss=Loss.find("mse")(),
        optimizer=Optimizer.decode(case["optimizer"]),
        inputs=np.array(case["x"]),
        targets=np.array(case["y"]),
        batch_size=6,
    )
    losses, point = engine_of(task).run(first_point(task, np.array(case["start"])), UPDATES)
    tolerance = 1e-12 * max(1.0, case["enlarged"])
    kept = [losses[int(update)] for update in case["losses"]]
    assert_allclose(kept, list(case["losses"].values()), rtol=tolerance, atol=tolerance)
    assert_allclose(point.theta, case["theta"], rtol=tolerance, atol=tolerance)


def test_every_activation_is_trained_and_none_chaotically() -> None:
    assert {case["activation"] for case in GOLDEN} == set(Activation.members())
    assert all(case["enlarged"] < CHAOTIC for case in GOLDEN)
