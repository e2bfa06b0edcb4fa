"""Two parameters in slow motion: they go where training takes them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.clipping.norm import ByNorm
from core.history import History
from core.network_race import network_race_in_parts
from core.optimizers.base import Optimizer
from core.optimizers.sgd import SGD
from core.parameter_steps import ParameterSteps
from core.schedules.step import Step
from core.task import first_point
from tests.core.test_network_race import TASK, THETA

AXES = (1, 9)


@pytest.mark.parametrize("key", Optimizer.members())
@pytest.mark.parametrize("clipping", [TASK.clipping, ByNorm(longest=0.05)])
def test_every_step_leads_where_training_goes(key: str, clipping: object) -> None:
    optimizer = Optimizer.decode({"key": key, "learning_rate": 0.01})
    task = replace(TASK, optimizer=optimizer, schedule=Step(period=3, gamma=0.5), clipping=clipping)
    history = History(task, first_point(task, THETA))
    steps = ParameterSteps(task, THETA, AXES, 10)
    for number in (9, 0, 4):
        np.testing.assert_array_equal(steps[number].place, history.point(number).theta[list(AXES)])
        after = history.point(number + 1).theta[list(AXES)]
        np.testing.assert_allclose(steps[number].values["theta"], after, rtol=1e-12)


def test_the_step_to_no_number_can_be_looked_at() -> None:
    task = replace(TASK, optimizer=SGD(learning_rate=50.0))
    *_, runs = network_race_in_parts([task], THETA, 500)
    end = int(runs.diverged_at[0])
    steps = ParameterSteps(task, THETA, AXES, end)
    assert len(steps) == end
    assert np.isfinite(steps[end - 1].place).all()
    with pytest.raises(IndexError, match=f"no step {end}"):
        steps[end]
