"""Every optimizer's race over every surface: PyTorch's path to 1e-12 over 100 steps (see tests/golden)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.optimizers.base import Optimizer
from core.race import NEVER, run_race
from core.surfaces.base import Surface
from tests.core.golden import golden, name

STEPS = (0, 1, 3, 10, 30, 100)
CASES = golden("race_paths")


def called(case: dict[str, Any]) -> str:
    return f"{name(case['surface'])}-{name(case['optimizer'])}"


@pytest.mark.parametrize("case", CASES, ids=called)
def test_the_race_is_the_same(case: dict[str, Any]) -> None:
    surface, optimizer = Surface.decode(case["surface"]), Optimizer.decode(case["optimizer"])
    runs = run_race(surface, [optimizer], case["start"], STEPS[-1])
    assert runs.diverged_at[0] == NEVER
    expected = [case["start"], *case["points"]]
    np.testing.assert_allclose(runs.paths[0, list(STEPS)], expected, rtol=1e-12, atol=1e-12)


def test_no_surface_and_no_optimizer_is_missing() -> None:
    surfaces = {case["surface"]["key"] for case in CASES}
    optimizers = {case["optimizer"]["key"] for case in CASES}
    assert surfaces >= set(Surface.members())
    assert optimizers >= set(Optimizer.members())


def test_only_these_begin_elsewhere_than_the_race_does() -> None:
    elsewhere = {called(case) for case in CASES if case.get("drawn")}
    assert elsewhere == {
        "saddle-adadelta-learning_rate=1.0",
        "monkey_saddle-adadelta-learning_rate=1.0",
        "plateau-sgd-learning_rate=1.0",
    }
    for case in CASES:
        surface = Surface.decode(case["surface"])
        assert called(case) in elsewhere or tuple(case["start"]) == surface.start


def test_paths_that_go_nowhere_prove_nothing() -> None:
    moved = [np.hypot(*np.subtract(case["points"][-1], case["start"])) for case in CASES]
    assert min(moved) > 1e-3
