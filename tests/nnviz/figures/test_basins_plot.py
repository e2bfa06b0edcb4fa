"""The map of basins: a colour for every end, paler where it takes longer, as coarse as it is known."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from core.basins import INFINITY, NOWHERE, Basins, basins, basins_in_parts
from core.optimizers.adam import Adam
from core.optimizers.sgd import SGD
from core.surfaces.himmelblau import Himmelblau
from core.surfaces.rastrigin import Rastrigin
from nnviz.figures.basins_plot import basin_colour, basins_plot
from nnviz.figures.plot import Image, Marker, Plot, Points, Text
from nnviz.figures.style import DARK, LIGHT, Style

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def found() -> Basins:
    return basins(Himmelblau(), Adam(learning_rate=0.1), 17, 100)


def layers(plot: Plot, kind: type) -> list:
    return [layer for layer in plot.layers if isinstance(layer, kind)]


@pytest.mark.parametrize("style", [LIGHT, DARK])
def test_a_start_at_its_minimum_has_the_whole_colour_and_a_slow_one_is_paler(
    found: Basins, style: Style
) -> None:
    (image,) = layers(basins_plot(found, style), Image)
    fast, slow = np.unravel_index([found.arrival.argmin(), found.arrival.argmax()], found.arrival.shape)
    paper = np.array(QColor(style.surface).getRgb()[:3], dtype=float)
    distances = {}
    for name, (row, column) in {"fast": (fast[0], slow[0]), "slow": (fast[1], slow[1])}.items():
        whole = np.array(QColor(basin_colour(found.reached[row, column], style)).getRgb()[:3], dtype=float)
        distances[name] = np.abs(image.rgba[row, column, :3] - paper).sum() / np.abs(whole - paper).sum()
    assert distances["slow"] < distances["fast"] <= 1
    assert (image.rgba[..., 3] == 255).all()


def test_every_pixel_lies_around_its_start(found: Basins) -> None:
    (image,) = layers(basins_plot(found, LIGHT), Image)
    left, right, low, high = image.extent
    assert image.rgba.shape[:2] == (17, 17)
    assert left + (right - left) / 34 == pytest.approx(-5)
    assert high - (high - low) / 34 == pytest.approx(5)


def test_a_map_that_is_not_finished_is_drawn_as_coarse_as_it_is_known() -> None:
    sizes = []
    for stage in basins_in_parts(Himmelblau(), Adam(learning_rate=0.1), 17, 10):
        (image,) = layers(basins_plot(stage, LIGHT), Image)
        sizes.append(image.rgba.shape[0])
    assert sizes == [3, 5, 9, 17]


def test_the_legend_names_every_end_with_its_share(found: Basins) -> None:
    words = [points.label for points in layers(basins_plot(found, LIGHT), Points)]
    shares = found.shares()
    assert words[0] == "fainter: slower"
    assert words[1].startswith(f"to 1: {100 * shares[0]:.3g}"[:8])
    assert not any("no number" in word for word in words)
    wild = basins(Himmelblau(), SGD(learning_rate=1.0), 9, 60)
    assert any("no number" in points.label for points in layers(basins_plot(wild, LIGHT), Points))


def test_minima_carry_their_numbers_unless_they_are_too_many(found: Basins) -> None:
    plot = basins_plot(found, LIGHT)
    assert [text.text for text in layers(plot, Text)] == ["1", "2", "3", "4"]
    assert [(m.x, m.y) for m in layers(plot, Marker)] == [tuple(place) for place in found.minima]
    many = basins_plot(basins(Rastrigin(), Adam(learning_rate=0.1), 3, 5), LIGHT)
    assert len(layers(many, Marker)) == 121
    assert not layers(many, Text)


def test_ends_without_a_minimum_have_colours_of_their_own() -> None:
    for style in (LIGHT, DARK):
        own = {basin_colour(end, style) for end in (NOWHERE, INFINITY)}
        assert len(own) == 2
        assert not own & {series.colour for series in style.series}


def test_words_say_it_all(found: Basins) -> None:
    assert "4 minima within 100 steps" in basins_plot(found, LIGHT).description
