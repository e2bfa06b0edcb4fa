"""The map over a plane through a network: bands of losses or of steps, every end told apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.basins import INFINITY, NOWHERE, UNKNOWN
from core.network_basins import REACHED, NetworkBasins
from nnviz.figures.network_basins_plot import GOAL, LOSS, borders_between, network_basins_plot
from nnviz.figures.plot import Image, Plot, Points
from nnviz.figures.style import DARK, LIGHT, Style

pytestmark = pytest.mark.usefixtures("qapp")

SIDE = np.arange(3.0)
FOUND = NetworkBasins(
    xs=SIDE,
    ys=10 * SIDE,
    goal=0.25,
    steps=50,
    reached=np.array(
        [[REACHED, REACHED, NOWHERE], [REACHED, NOWHERE, NOWHERE], [INFINITY, REACHED, REACHED]]
    ),
    arrival=np.array([[3, 9, 50], [20, 50, 50], [7, 40, 12]]),
    heights=np.array([[0.01, 0.02, 0.5], [0.1, 0.9, 1.0], [np.inf, 0.2, 0.05]]),
)


def image(plot: Plot) -> Image:
    (found,) = (layer for layer in plot.layers if isinstance(layer, Image))
    return found


def legend(plot: Plot) -> dict[str, str]:
    return {layer.label: str(layer.fill) for layer in plot.layers if isinstance(layer, Points)}


def colour_at(plot: Plot, row: int, column: int) -> str:
    red, green, blue, _ = image(plot).rgba[row, column]
    return f"#{red:02x}{green:02x}{blue:02x}"


@pytest.mark.parametrize("style", [LIGHT, DARK])
def test_every_pixel_has_the_colour_of_its_losss_band(style: Style) -> None:
    plot = network_basins_plot(FOUND, LOSS, style, ("a", "b"), "Loss")
    entries = legend(plot)
    borders = borders_between(FOUND.heights)
    assert np.allclose(borders, 0.01 * 100 ** (np.arange(1, 6) / 6))  # two decades: as many to each band
    names = [*(f"loss below {float(f'{border:.3g}'):g}" for border in borders)]
    assert list(entries)[:5] == names
    assert colour_at(plot, 0, 0) == entries[names[0]]
    assert colour_at(plot, 1, 1) == entries[f"loss from {float(f'{borders[-1]:.3g}'):g}"]
    assert colour_at(plot, 2, 0) == entries["overflow: 11.1 %"]
    assert len(set(entries.values())) == len(entries) == 7
    assert (plot.x.label, plot.y.label, plot.title) == ("a", "b", "Loss")


@pytest.mark.parametrize("style", [LIGHT, DARK])
def test_every_pixel_has_the_colour_of_how_soon_it_was_at_the_goal(style: Style) -> None:
    plot = network_basins_plot(FOUND, GOAL, style)
    entries = legend(plot)
    assert "not at 0.25 in 50 steps: 33.3 %" in entries
    assert colour_at(plot, 0, 2) == colour_at(plot, 1, 1) == entries["not at 0.25 in 50 steps: 33.3 %"]
    assert colour_at(plot, 2, 0) == entries["overflow: 11.1 %"]
    first, *_, last = (words for words in entries if words.startswith("steps "))
    assert colour_at(plot, 0, 0) == entries[first]
    assert colour_at(plot, 2, 1) == entries[last]


def test_a_map_that_is_not_finished_is_drawn_as_coarse_as_it_is_known() -> None:
    unknown = np.full((3, 3), UNKNOWN)
    plot = network_basins_plot(replace(FOUND, reached=unknown, heights=np.full((3, 3), np.nan)), LOSS, LIGHT)
    assert not any(isinstance(layer, Image) for layer in plot.layers)
    unknown[::2, ::2] = FOUND.reached[::2, ::2]
    heights = np.where(unknown == UNKNOWN, np.nan, FOUND.heights)
    assert image(
        network_basins_plot(replace(FOUND, reached=unknown, heights=heights), LOSS, LIGHT)
    ).rgba.shape == (
        2,
        2,
        4,
    )


def test_one_loss_everywhere_needs_no_bands() -> None:
    flat = replace(FOUND, heights=np.full((3, 3), 0.5), reached=np.full((3, 3), NOWHERE))
    assert list(legend(network_basins_plot(flat, LOSS, LIGHT))) == ["loss after 50 steps"]
    assert list(legend(network_basins_plot(flat, GOAL, LIGHT))) == ["not at 0.25 in 50 steps: 100 %"]
    near = replace(flat, heights=np.linspace(0.5, 0.6, 9).reshape(3, 3))
    assert len(legend(network_basins_plot(near, LOSS, LIGHT))) == 6


def test_words_say_it_all() -> None:
    words = network_basins_plot(FOUND, LOSS, LIGHT).description
    assert "55.6 % of the starts come down to a loss of 0.25 within 50 steps" in words
    assert words.endswith("The lowest loss is 0.01.")
    lost = replace(FOUND, reached=np.full((3, 3), INFINITY), heights=np.full((3, 3), np.inf))
    assert network_basins_plot(lost, LOSS, LIGHT).description.endswith("100 % overflow.")
