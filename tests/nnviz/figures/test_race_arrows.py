"""A step in slow motion on the ground: every arrow points where its quantity pulls."""

from __future__ import annotations

import numpy as np
import pytest

from core.optimizers.adam import Adam
from core.optimizers.base import Optimizer
from core.optimizers.sgd import SGD
from core.rival import Rival
from core.rival_step import RivalStep
from nnviz.figures.plot import Arrow, Line, Plot
from nnviz.figures.race_arrows import legend_words, with_arrows
from nnviz.figures.race_plot import race_plot
from nnviz.figures.style import LIGHT
from nnviz.project.race_spec import RaceSpec, Runner
from nnviz.race import Race
from nnviz.race_run import finished
from nnviz.slow_motion import steps_of
from tests.nnviz.sessions import sample

pytestmark = pytest.mark.usefixtures("qapp")


def race_and_step(optimizer: Optimizer, number: int = 4) -> tuple[Race, RivalStep]:
    project, spec = sample("xor-2-4-1"), RaceSpec(runners=(Runner(Rival(optimizer)),), steps=6)
    race = finished(project, spec)
    steps = steps_of(project, spec, race, 0)
    assert steps is not None
    return race, steps[number]


def arrows(plot: Plot) -> list[Arrow]:
    return [layer for layer in plot.layers if isinstance(layer, Arrow)]


def directions(plot: Plot) -> list[np.ndarray]:
    return [np.subtract(arrow.end, arrow.start) for arrow in arrows(plot)]


def is_along(way: np.ndarray, other: np.ndarray) -> bool:
    return bool(way @ other > (1 - 1e-12) * np.linalg.norm(way) * np.linalg.norm(other))


def test_between_two_steps_there_is_no_arrow() -> None:
    race, _ = race_and_step(Adam(learning_rate=0.1))
    plot = race_plot(race, 3, LIGHT)
    assert with_arrows(plot, race, None, LIGHT) is plot


def test_arrows_come_with_their_quantities() -> None:
    race, step = race_and_step(Adam(learning_rate=0.1))
    counts = {}
    for last in ("g", "m", "v", "m_hat", "v_hat", "change"):
        counts[last] = len(arrows(with_arrows(race_plot(race, 3, LIGHT), race, (step, last), LIGHT)))
    assert counts == {"g": 1, "m": 2, "v": 2, "m_hat": 2, "v_hat": 2, "change": 3}


@pytest.mark.parametrize("framework", ["pytorch", "keras"])
def test_every_arrow_starts_at_the_place_and_points_downhill(framework: str) -> None:
    sgd = SGD.from_values({"framework": framework, "learning_rate": 0.001, "momentum": 0.9})
    race, step = race_and_step(sgd)
    plot = with_arrows(race_plot(race, 3, LIGHT), race, (step, "change"), LIGHT)
    downhill, memory, move = directions(plot)
    assert all(arrow.start == tuple(step.place) for arrow in arrows(plot))
    assert is_along(downhill, -step.gradient)
    assert is_along(memory, step.values["change"])  # without looking ahead the move is along the velocity
    np.testing.assert_allclose(move, step.values["change"], rtol=1e-12)


def test_beside_a_list_of_runners_the_legend_is_the_arrows_alone() -> None:
    race, step = race_and_step(Adam(learning_rate=0.1))
    plot = with_arrows(race_plot(race, 3, LIGHT, legend=False), race, (step, "change"), LIGHT)
    named = [layer.label for layer in plot.layers if getattr(layer, "label", "")]
    assert [name.partition(" \N{MULTIPLICATION SIGN}")[0] for name in named] == [
        "downhill",
        "m hat",
        "the move, to scale",
    ]
    assert plot.legend
    assert isinstance(plot.layers[-1], Line)
    words = legend_words(plot)
    assert all(name in words for name in named)
    assert LIGHT.gradient in words
    assert legend_words(race_plot(race, 3, LIGHT, legend=False)) == ""
