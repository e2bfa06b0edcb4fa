"""The numbers of the state table."""

from __future__ import annotations

import numpy as np

from core.optimizers.adam import Adam
from core.optimizers.sgd import SGD
from core.race import run_race
from core.rival_step import RivalSteps
from core.surfaces.himmelblau import Himmelblau
from nnviz.race_state import state_table


def test_every_runner_has_its_own_quantities() -> None:
    rivals = [Adam(learning_rate=0.1), SGD(learning_rate=0.01)]
    runs = run_race(Himmelblau(), rivals, (1.0, 1.0), 5)
    steps = [RivalSteps(Himmelblau(), runs, rival)[4] for rival in range(2)]
    table = state_table([*steps, None])
    assert table.numbers.shape == (len(table.rows), 3)
    assert np.isnan(table.numbers[:, 2]).all()
    rows = dict(zip(table.rows, table.numbers, strict=True))
    np.testing.assert_array_equal([rows["place x"][0], rows["place y"][0]], runs.paths[0, 5])
    np.testing.assert_array_equal([rows["m hat x"][0], rows["m hat y"][0]], steps[0].values["m_hat"])
    assert np.isnan(rows["m x"][1])
    assert rows["rate y"][1] == 0.01
    moved = runs.paths[1, 5] - runs.paths[1, 4]
    np.testing.assert_allclose([rows["change x"][1], rows["change y"][1]], moved, rtol=1e-12)


def test_without_a_step_there_are_no_numbers() -> None:
    assert np.isnan(state_table([None]).numbers).all()
    assert state_table([]).numbers.shape[1] == 0
