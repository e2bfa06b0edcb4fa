"""The maps of a race over the network's own loss, as the command line draws them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.optimizers.sgd import SGD
from core.rival import Rival
from nnviz import race_maps
from nnviz.figures import catalogue
from nnviz.figures.plot import Contours, Image, Line
from nnviz.figures.style import LIGHT
from nnviz.project.race_spec import PlaneKind, PlaneSpec, RaceSpec, Runner
from tests.nnviz.sessions import sample, session_at

pytestmark = pytest.mark.usefixtures("qapp")

RUNNER = Runner(Rival(SGD(learning_rate=0.5)), "mine")


@pytest.fixture(autouse=True)
def few_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(race_maps.LossBasins.parts, "__defaults__", (5, None))
    monkeypatch.setattr(race_maps, "NETWORK_POINTS", 5)


@pytest.mark.parametrize("kind", ["parameters", "random", "path"])
def test_basins_and_sensitivity_of_a_network(kind: PlaneKind) -> None:
    race = RaceSpec(None, (RUNNER,), steps=10, plane=PlaneSpec(kind))
    moment = session_at(replace(sample("xor-2-4-1"), race=race), 0).moment
    basins = catalogue.picture("race-basins", moment, LIGHT).plot
    (image,) = (layer for layer in basins.layers if isinstance(layer, Image))
    assert image.rgba.shape == (5, 5, 4)
    assert basins.title == "Loss of the network: mine"
    sensitivity = catalogue.picture("race-sensitivity", moment, LIGHT).plot
    (contours,) = (layer for layer in sensitivity.layers if isinstance(layer, Contours))
    assert contours.z.shape == (5, 5)
    assert sum(isinstance(layer, Line) for layer in sensitivity.layers) == 2  # both edges


def test_without_a_runner_there_is_no_map() -> None:
    moment = session_at(replace(sample("xor-2-4-1"), race=RaceSpec(None, ())), 0).moment
    for name in ("race-basins", "race-sensitivity"):
        assert not catalogue.picture(name, moment, LIGHT).plot.layers
