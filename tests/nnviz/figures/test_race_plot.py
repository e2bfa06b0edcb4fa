"""A race as a picture."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.optimizers.adam import Adam
from core.optimizers.sgd import SGD
from core.rival import Rival
from core.schedules.cosine import Cosine
from core.surfaces.base import Surface
from core.surfaces.quadratic_bowl import QuadraticBowl
from core.surfaces.saddle import Saddle
from nnviz.figures.plot import Arrow, Contours, Line, Marker, Plot
from nnviz.figures.race_curves import DISTANCE, HEIGHT, OFF_PLANE, curve_plot, kinds_of
from nnviz.figures.race_plot import (
    Extras,
    height_levels,
    last_seen,
    parameter_name,
    race_plot,
)
from nnviz.figures.style import LIGHT
from nnviz.project.race_spec import OWN_LOSS, RaceSpec, Runner
from nnviz.race import Race, race_spec, race_terrain, runner_name, suggested_runners
from nnviz.race_run import finished
from nnviz.race_words import rival_fate
from tests.nnviz.sessions import sample

pytestmark = pytest.mark.usefixtures("qapp")

RIVALS = (SGD(learning_rate=0.001), SGD(learning_rate=0.0005, momentum=0.9), Adam(learning_rate=0.1))
RUNNERS = tuple(Runner(Rival(optimizer)) for optimizer in RIVALS)


def race_of(spec: RaceSpec) -> Race:
    return finished(sample("xor-2-4-1"), spec)


def layers(plot: Plot, kind: type) -> list:
    return [layer for layer in plot.layers if isinstance(layer, kind)]


@pytest.mark.parametrize("key", [*Surface.members(), OWN_LOSS])
def test_every_terrain_can_be_raced_with_what_is_suggested_for_it(key: str) -> None:
    project = sample("xor-2-4-1")
    surface = None if key == OWN_LOSS else Surface.find(key)()
    spec = replace(race_spec(project), surface=surface, steps=60)
    runners = suggested_runners(race_terrain(project, spec))
    race = race_of(replace(spec, runners=runners))
    reached = [race.runs.heights[rival, race.runs.length(rival) - 1] for rival in range(len(runners))]
    assert (np.array(reached) < race.runs.heights[:, 0]).all()
    names = {marker.label.split(":")[0] for marker in layers(race_plot(race, 59, LIGHT), Marker)}
    assert {"start", *(runner_name(runner) for runner in runners)} == names
    if race.terrain.minima:  # without one they may well fall out of the picture, as down a saddle
        assert np.isfinite(race.runs.heights).all()


def test_a_picture_shows_the_paths_up_to_its_step() -> None:
    race = race_of(RaceSpec(runners=RUNNERS, steps=40))
    plot = race_plot(race, 9, LIGHT)
    drawn = [line for line in layers(plot, Line) if line.colour != LIGHT.surface]
    for rival, line in enumerate(drawn):
        np.testing.assert_array_equal(line.x, race.runs.paths[rival, :11, 0])
    places = [marker for marker in layers(plot, Marker) if marker.label != "start"]
    assert [(m.x, m.y) for m in places] == [tuple(path[10]) for path in race.runs.paths]
    heights = curve_plot(race, 9, LIGHT)
    np.testing.assert_array_equal(layers(heights, Line)[2].y, race.runs.heights[2, :11])


def test_rivals_are_told_apart_without_colour() -> None:
    plot = race_plot(race_of(RaceSpec(runners=RUNNERS, steps=5)), 4, LIGHT)
    drawn = [line for line in layers(plot, Line) if line.colour != LIGHT.surface]
    assert len({line.dash for line in drawn}) == 3
    assert len({marker.symbol for marker in layers(plot, Marker) if marker.label != "start"}) == 3


def test_the_ground_is_the_same_layer_at_every_step() -> None:
    race = race_of(RaceSpec(runners=RUNNERS, steps=5))
    assert layers(race_plot(race, 1, LIGHT), Contours)[0] is layers(race_plot(race, 3, LIGHT), Contours)[0]


def test_a_rival_that_leaves_and_overflows_says_when() -> None:
    race = race_of(RaceSpec(runners=(Runner(Rival(SGD(learning_rate=0.01))), RUNNERS[0]), steps=30))
    left, diverged = race.left_at(0), int(race.runs.diverged_at[0])
    assert left is not None
    assert 0 < left < diverged
    assert rival_fate(race, 0, left - 2) == ""
    assert rival_fate(race, 0, left - 1) == f"left the picture at step {left}"
    assert rival_fate(race, 0, diverged - 1) == f"overflow at step {diverged}"
    assert rival_fate(race, 1, 29) == ""
    gone = next(m for m in layers(race_plot(race, 29, LIGHT), Marker) if m.symbol == "cross")
    assert f"overflow at step {diverged}" in gone.label
    x, y = last_seen(race, 0)
    (x_low, x_high), (y_low, y_high) = race.terrain.domain
    from_edge = min(x - x_low, x_high - x, y - y_low, y_high - y)
    assert 0 < from_edge <= 0.021 * (x_high - x_low)


def test_levels_are_spaced_by_what_the_heights_span() -> None:
    wide, narrow = height_levels(np.geomspace(1e-4, 1e4, 500)), height_levels(np.linspace(1, 2, 500))
    assert len(wide) == len(narrow)
    np.testing.assert_allclose(np.diff(narrow), narrow[1] - narrow[0])
    above = np.array(wide) - 1e-4
    ratios = above[1:] / above[:-1]
    np.testing.assert_allclose(ratios, ratios[0], rtol=1e-3)
    assert height_levels(np.full(4, 3.0)) == (3.0,)
    assert height_levels(np.full(4, np.nan)) == (0.0,)


def test_names_say_what_differs_from_the_defaults() -> None:
    assert runner_name(Runner(Rival(Adam(learning_rate=0.1)))) == "Adam 0.1"
    nesterov = Rival(SGD(learning_rate=1e-5, momentum=0.9, nesterov=True), Cosine(updates=100))
    assert runner_name(Runner(nesterov)) == "SGD 1e-05, momentum 0.9, nesterov, cosine rate"
    assert runner_name(Runner(nesterov, name="mine")) == "mine"
    network = sample("xor-2-4-1").network.network
    assert parameter_name(network, 0) == "x1 → h1"
    assert parameter_name(network, network.parameter_count - 1) == "bias of o1"


def test_curves_show_heights_distances_and_the_way_off_the_plane() -> None:
    race = race_of(RaceSpec(runners=RUNNERS, steps=20))
    assert kinds_of(race) == (HEIGHT, DISTANCE)
    away = np.hypot(*(race.runs.paths[1] - (1.0, 1.0)).T)  # Rosenbrock's one minimum
    plot = curve_plot(race, 19, LIGHT, DISTANCE)
    np.testing.assert_allclose(layers(plot, Line)[1].y, away, rtol=1e-12)
    assert plot.y.label == "distance to the nearest minimum"
    assert kinds_of(race_of(RaceSpec(Saddle(), RUNNERS, steps=2))) == (HEIGHT,)
    network = race_of(RaceSpec(None, RUNNERS, steps=5))
    assert kinds_of(network) == (HEIGHT, OFF_PLANE)
    np.testing.assert_array_equal(
        layers(curve_plot(network, 4, LIGHT, OFF_PLANE), Line)[2].y, network.distances[2]
    )
    assert curve_plot(network, 4, LIGHT).y.label == "loss"


def test_arrows_point_downhill_on_the_paper_and_the_levels_tell_their_heights() -> None:
    race = race_of(RaceSpec(QuadraticBowl(condition=4), RUNNERS, steps=3))
    plot = race_plot(race, 2, LIGHT, extras=Extras(labels=True, slopes=True))
    assert layers(plot, Contours)[0].labels
    (left, right), (low, high) = race.terrain.domain
    extent = np.array([right - left, high - low])
    arrows = layers(plot, Arrow)
    assert len(arrows) == 14 * 14
    for arrow in arrows:
        way = np.subtract(arrow.end, arrow.start)
        slope = np.array(race.terrain.gradient(*arrow.start))
        on_paper, uphill = way / extent, slope * extent
        assert on_paper @ uphill == pytest.approx(-np.linalg.norm(on_paper) * np.linalg.norm(uphill))
    assert layers(race_plot(race, 2, LIGHT, extras=Extras(slopes=True)), Arrow)[0] is arrows[0]
    assert not layers(race_plot(race, 2, LIGHT), Arrow)
