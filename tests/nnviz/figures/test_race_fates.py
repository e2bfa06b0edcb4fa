"""A runner that overflows or leaves is marked in every picture of the race, with the step and the reason."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from core.optimizers.adam import Adam
from core.optimizers.sgd import SGD
from core.rival import Rival
from core.surfaces.expression import TypedSurface
from core.surfaces.rosenbrock import Rosenbrock
from nnviz.figures.picture import Picture
from nnviz.figures.plot import Marker, Plot
from nnviz.figures.plot_painter import PlotPicture
from nnviz.figures.race_curves import curve_plot
from nnviz.figures.race_plot import last_seen, race_plot
from nnviz.figures.style import LIGHT
from nnviz.figures.surface_geometry import heights_of, lifted, path_on
from nnviz.figures.surface_picture import SurfacePicture
from nnviz.project.race_spec import PlaneSpec, RaceSpec, Runner
from nnviz.race import Race
from nnviz.race_run import finished
from nnviz.race_words import fate_lines, fates_from_all, gone_words, off_plane_words, race_title, rival_fate
from tests.nnviz.sessions import sample

pytestmark = pytest.mark.usefixtures("qapp")

WILD, CALM = Runner(Rival(SGD(learning_rate=0.01)), "wild"), Runner(Rival(Adam(learning_rate=0.1)), "calm")
LEAVES = TypedSurface("-x - y")  # downhill without end


@pytest.fixture(scope="module")
def race() -> Race:
    return finished(None, RaceSpec(Rosenbrock(), (WILD, CALM), steps=30))


def crosses(plot: Plot) -> list[Marker]:
    return [layer for layer in plot.layers if isinstance(layer, Marker) and layer.symbol == "cross"]


def painted(picture: Picture) -> np.ndarray:
    image = QImage(400, 320, QImage.Format.Format_RGB32)
    image.fill(QColor(picture.style.surface))
    painter = QPainter(image)
    picture.paint(painter, 400, 320)
    painter.end()
    return np.array(image.constBits()).reshape(320, 400, 4)[..., :3].copy()


def test_the_curve_of_one_that_overflows_ends_in_a_cross(race: Race) -> None:
    diverged = int(race.runs.diverged_at[0])
    plot = curve_plot(race, 29, LIGHT)
    (cross,) = crosses(plot)
    assert cross.label == f"wild: overflow at step {diverged}"
    assert cross.x == diverged - 1
    assert race.runs.heights[0, diverged - 1] > plot.y.high > cross.y > 0.5 * plot.y.high  # whole, at the rim
    assert cross.label in plot.description
    left = race.left_at(0)
    assert crosses(curve_plot(race, left - 2, LIGHT)) == []


def test_a_curve_that_rises_above_the_plot_says_how_high(race: Race) -> None:
    step = next(k for k in range(31) if race.runs.heights[0, k + 1] > 1e5)
    plot = curve_plot(race, step, LIGHT)
    (above,) = (m for m in plot.layers if isinstance(m, Marker) and m.symbol == "triangle")
    assert above.x == step + 1
    assert plot.y.high > above.y > 0.5 * plot.y.high
    assert above.label.endswith(", above the plot")
    cross = crosses(plot)[0]
    assert (cross.label, cross.x) == (f"wild: left the picture at step {race.left_at(0)}", race.left_at(0))


def test_who_leaves_without_an_overflow_goes_on_as_a_curve() -> None:
    race = finished(None, RaceSpec(LEAVES, (WILD, Runner(Rival(SGD(learning_rate=1.0)), "fast")), steps=20))
    left = race.left_at(1)
    plot = curve_plot(race, 19, LIGHT)
    (cross,) = crosses(plot)
    assert (cross.x, cross.label) == (left, f"fast: left the picture at step {left}")
    ends = [m.x for m in plot.layers if isinstance(m, Marker) and m.symbol != "cross"]
    assert ends == [20, 20]


def test_in_three_dimensions_it_is_crossed_on_the_ground_where_it_was_last_seen(race: Race) -> None:
    left = race.left_at(0)
    path = path_on(race, 0, 29)
    assert len(path) == left + 1
    low, high = np.array(race.terrain.domain).T
    np.testing.assert_allclose(path[-1, :2], (np.array(last_seen(race, 0)) - low) / (high - low))
    assert np.isfinite(path[-1]).all()
    before = path_on(race, 0, left - 2)
    np.testing.assert_array_equal(
        before, lifted(race, race.runs.paths[0, :left], race.runs.heights[0, :left])
    )
    assert heights_of(race.ground.heights).top >= race.runs.heights[0, left - 1]
    picture = SurfacePicture(race, 29, LIGHT)
    assert f"wild overflow at step {race.runs.diverged_at[0]}" in picture.description
    calm = replace(
        race, runners=race.runners[1:], runs=finished(None, RaceSpec(Rosenbrock(), (CALM,), steps=30)).runs
    )
    assert (painted(picture) != painted(SurfacePicture(calm, 29, LIGHT))).any()


def test_over_a_hole_the_cross_lies_on_the_floor() -> None:
    holed = finished(None, RaceSpec(TypedSurface("log(x) + y^2"), (WILD,), starts=((-1.0, 0.5),), steps=3))
    assert rival_fate(holed, 0, 2) == "no value at step 0"
    assert path_on(holed, 0, 2)[-1, 2] == 0
    assert "no value at step 0" in SurfacePicture(holed, 2, LIGHT).description
    assert crosses(curve_plot(holed, 2, LIGHT))[0].label == "wild: no value at step 0"


def test_who_is_gone_from_another_start_is_crossed_and_told_of() -> None:
    race = finished(
        None, RaceSpec(LEAVES, (Runner(Rival(SGD(learning_rate=0.1)), "one"),), starts=((-1.0, -1.0),))
    )
    (_, x_high), _ = race.terrain.domain
    near = x_high - 0.25
    both = RaceSpec(LEAVES, race.runners, starts=((-1.0, -1.0), (near, near)), steps=5)
    race = finished(None, both)
    assert (rival_fate(race, 0, 4), rival_fate(race, 0, 4, 1)) == ("", "left the picture at step 3")
    assert [(m.x, m.y) for m in crosses(race_plot(race, 4, LIGHT))] == [last_seen(race, 0, 1)]
    assert crosses(race_plot(race, 1, LIGHT)) == []
    assert fates_from_all(race, 0, 4) == "start 2: left the picture at step 3"
    assert gone_words(race, 4) == "one: start 2: left the picture at step 3"
    far = finished(None, replace(both, starts=((near, near), (near, 0.0))))
    assert fates_from_all(far, 0, 4) == "left the picture at step 3, +1 start"
    assert fate_lines(far, 0, 4) == ["left the picture at step 3", "start 2: left the picture at step 3"]


def test_on_a_network_the_picture_says_how_far_off_the_plane_the_runners_are() -> None:
    spec = RaceSpec(None, (WILD, CALM), steps=8, plane=PlaneSpec("path", (0, 1), runner=1))
    race = finished(sample("xor-2-4-1"), spec)
    away = race.distances[:, 5]
    low, high = off_plane_words(race, 4).removesuffix(" off this plane").split(" to ")
    assert float(low) == pytest.approx(away.min(), rel=0.06)
    assert float(high) == pytest.approx(away.max(), rel=0.06)
    plot = race_plot(race, 4, LIGHT)
    assert [layer.label for layer in plot.layers if getattr(layer, "label", "").endswith("off this plane")]
    assert off_plane_words(race, 4) in plot.description
    first, second = race.shares
    assert plot.title == race_title(race)
    assert f"{100 * first:.3g}"[:3] in plot.title
    assert 0.9 < first + second <= 1 + 1e-12
    assert first >= second
    on_surface = finished(None, RaceSpec(Rosenbrock(), (CALM,), steps=3))
    assert (off_plane_words(on_surface, 2), race_title(on_surface)) == ("", "Rosenbrock")


def test_on_ground_without_a_bottom_a_curve_leaves_the_plot_below() -> None:
    """Heights of -1e249 would leave no room for the others, nor numbers for the axis."""
    falling = TypedSurface("x^2*y")
    runners = (Runner(Rival(SGD(learning_rate=0.1)), "wild"), Runner(Rival(Adam(learning_rate=10.0)), "deep"))
    race = finished(None, RaceSpec(falling, runners, starts=((3.0, 2.0),), steps=200))
    assert race.runs.heights[0][np.isfinite(race.runs.heights[0])].min() < -1e200
    plot = curve_plot(race, 199, LIGHT)
    assert np.isfinite([plot.y.low, plot.y.high]).all()
    assert plot.y.low > -1e5
    below = next(layer for layer in plot.layers if isinstance(layer, Marker) and "below" in layer.label)
    assert below.symbol == "triangle_down"
    assert plot.y.low < below.y < plot.y.high
    assert painted(PlotPicture(plot, LIGHT)).any()
