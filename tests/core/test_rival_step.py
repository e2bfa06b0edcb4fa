"""A rival's step in slow motion: it ends where the race did, and its formulas give its numbers."""

from __future__ import annotations

import numpy as np
import pytest

from core.formula import fill
from core.optimizers.adam import Adam
from core.optimizers.base import Optimizer
from core.optimizers.sgd import SGD
from core.race import Runs, run_race
from core.rival import Noise, Rival
from core.rival_step import RivalStep, RivalSteps
from core.schedules.step import Step
from core.surfaces.himmelblau import Himmelblau
from core.surfaces.quadratic_bowl import QuadraticBowl
from tests.core.latex_value import latex_value

NOISE = Noise(spread=0.3, seed=5)
START = (-1.0, 2.5)


def race(rival: Optimizer | Rival, noise: Noise = NOISE, steps: int = 12) -> tuple[Runs, RivalSteps]:
    runs = run_race(Himmelblau(), [rival], START, steps, noise)
    return runs, RivalSteps(Himmelblau(), runs, 0, noise)


@pytest.mark.parametrize("framework", ["pytorch", "keras"])
@pytest.mark.parametrize("key", Optimizer.members())
def test_every_step_leads_to_the_place_that_the_race_reached(key: str, framework: str) -> None:
    optimizer = Optimizer.decode({"key": key, "framework": framework, "learning_rate": 0.002})
    runs, steps = race(Rival(optimizer, Step(period=4, gamma=0.5)))
    assert len(steps) == 12
    for number in (11, 0, 5):  # in any order
        step = steps[number]
        np.testing.assert_array_equal(step.place, runs.paths[0, number])
        np.testing.assert_allclose(step.values["theta"], runs.paths[0, number + 1], rtol=1e-12)


@pytest.mark.parametrize("key", Optimizer.members())
def test_every_formula_gives_its_number(key: str) -> None:
    _, steps = race(Optimizer.decode({"key": key, "learning_rate": 0.002}))
    step = steps[7]
    for quantity in step.quantities():
        for axis in (0, 1):
            said = step.explain(quantity.name, axis)
            assert said.result == step.values[quantity.name][axis]
            formula = fill(said.templates, said.terms, 17).latex
            assert latex_value(formula) == pytest.approx(said.result, rel=1e-9)
            assert said.title.endswith(f"along {'xy'[axis]}")
            assert said.why.endswith(".")


def test_the_gradient_is_the_slope_and_the_noise() -> None:
    _, steps = race(SGD())
    drawn = NOISE.draw(12)
    step = steps[3]
    slope = np.array(Himmelblau().gradient(*step.place))
    np.testing.assert_array_equal(step.gradient, slope + drawn[3])
    assert step.explain("g", 1).symbols.latex == r"{g_t}^{(y)} = \frac{\partial f}{\partial y} + \xi_{y}"
    assert step.explain("change", 0).symbols.latex.startswith(r"\Delta x_t = ")
    assert step.explain("theta", 1).symbols.latex == r"y_t = y_{t-1} + \Delta y_t"
    _, quiet = race(SGD(), Noise())
    assert quiet[0].noise is None
    assert quiet[0].explain("g", 0).symbols.latex == r"{g_t}^{(x)} = \frac{\partial f}{\partial x}"


def test_the_effective_rate_is_what_the_gradient_is_multiplied_by() -> None:
    _, steps = race(Adam(learning_rate=0.1))
    step = steps[6]
    np.testing.assert_allclose(-step.rates * step.gradient, step.values["change"], rtol=1e-12)
    at_rest = RivalStep(Rival(SGD()), 0, np.zeros(2), np.array([0.0, 2.0]), None, {})
    assert np.isnan(at_rest.rates[0])
    assert at_rest.rates[1] == pytest.approx(0.001)


def test_the_step_to_no_number_is_the_last_one() -> None:
    runs = run_race(QuadraticBowl(condition=1000), [SGD(learning_rate=100.0)], (1.0, 1.0), 500)
    steps = RivalSteps(QuadraticBowl(condition=1000), runs, 0)
    assert len(steps) == runs.diverged_at[0]
    last = steps[len(steps) - 1]
    assert np.isfinite(last.place).all()
    with pytest.raises(IndexError, match=f"no step {len(steps)}"):
        steps[len(steps)]
