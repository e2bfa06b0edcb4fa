"""Every layer's gradients: how they are spread, how long they are, and what is said of them."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from core.activations.base import Activation
from core.gradient_norms import NormCurve
from core.network import Layer
from core.statistics import layer_norms
from nnviz.figures.gradient_reading import NOT_YET, is_uneven, known_norms, known_values, verdict
from nnviz.figures.gradients_picture import GradientsPicture
from nnviz.figures.norm_plot import norm_plot
from nnviz.figures.plot import Line, Marker, Text, VLine
from nnviz.figures.spread_lanes import Lanes, paint_lanes
from nnviz.figures.spread_picture import SpreadPicture
from nnviz.figures.style import DARK, LIGHT, PRINT
from nnviz.moment import Moment
from nnviz.project.model import Project
from tests.nnviz.afresh import Afresh
from tests.nnviz.sessions import sample, session_at

SAMPLES = ("mazur", "xor-2-4-1", "spiral-2-8-8-1", "iris-4-8-3")
NAN, INF = np.nan, np.inf
pytestmark = pytest.mark.usefixtures("qtbot")


def curve_of(*rows: tuple[float, ...], distance: int = 1) -> NormCurve:
    return NormCurve(np.arange(len(rows), dtype=float) * distance, np.array(rows), distance)


def deep(depth: int, activation: str = "sigmoid") -> Project:
    project = sample("xor-2-4-1")
    hidden = Layer(4, Activation.decode({"key": activation}))
    return project.with_network(layers=(*[hidden] * depth, project.network.layers[-1]), theta=None)


def painted(picture: SpreadPicture | GradientsPicture, width: int, height: int) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    picture.paint(painter, width, height)
    painter.end()
    return image


@pytest.mark.parametrize("name", SAMPLES)
def test_a_random_walk_spreads_what_is_computed_afresh(name: str) -> None:
    chance = random.Random(name)
    session = session_at(sample(name), 3, -1)
    for _ in range(25):
        session.go_to_update(chance.randrange(6))
        session.go_to_step(chance.randrange(-1, len(session.trace)))
        moment, trace = session.moment, session.trace
        recording = Afresh(trace, 0).recording
        gradients = trace.task.network.split(recording.gradient)
        for layer in range(1, trace.task.network.depth + 1):
            for quantity, array in (
                ("a", recording.a[layer]),
                ("delta", recording.delta[layer]),
                ("weight_gradient", gradients[layer - 1].weights),
            ):
                known = trace.written_at(quantity, layer) <= moment.step
                expected = array[known] if quantity == "weight_gradient" else array[:, known]
                shown = known_values(moment, quantity)[layer - 1]
                np.testing.assert_allclose(shown, expected.ravel(), rtol=1e-12, atol=1e-15)
            whole = trace.written_at("weight_gradient", layer).max() <= moment.step
            norm = np.linalg.norm(gradients[layer - 1].weights) if whole else NAN
            np.testing.assert_allclose(known_norms(moment)[layer - 1], norm, rtol=1e-12)


def test_before_the_first_step_everything_is_empty() -> None:
    moment = session_at(sample("mazur"), 0, -1).moment
    assert [values.size for values in known_values(moment, "a")] == [0, 0]
    assert verdict(known_norms(moment)) == NOT_YET
    assert "Median of |δ|: not computed yet." in SpreadPicture(moment, LIGHT).description


@pytest.mark.parametrize(
    ("norms", "words", "uneven"),
    [
        ((0.002, 0.1, 1.7), "Layer 1's gradient is 1/850 of layer 3's: it vanishes.", True),
        ((850.0, 3.0, 1.0), "Layer 1's gradient is 850 times layer 3's: it explodes.", True),
        ((3e9, 1.0), "Layer 1's gradient is 3e+09 times layer 2's: it explodes.", True),
        ((0.0, 1.0), "Layer 1's gradient is 0: it learns nothing.", True),
        ((0.0, 0.0), "All gradients are 0: nothing is learned in this update.", True),
        ((1.0, INF, 2.0), "Layer 2's gradient is not finite: it exploded.", True),
        ((NAN, NAN), NOT_YET, False),
        ((NAN, 0.25), "Layer 2's gradient has the norm 0.25.", False),
        ((0.5, 1.6), "Layer 2's gradient is 3.2 times layer 1's: none vanishes.", False),
        ((2.0, 2.0), "Every layer's gradient is as long as the others'.", False),
    ],
)
def test_the_verdict_says_at_a_glance_what_happens(
    norms: tuple[float, ...], words: str, uneven: bool
) -> None:
    assert verdict(np.array(norms)) == words
    assert is_uneven(np.array(norms)) == uneven


def test_a_deep_sigmoid_network_is_told_to_vanish() -> None:
    """Each sigmoid passes on a quarter of the gradient at most: six of them, less than a thousandth."""
    moment = session_at(deep(6), 0).moment
    assert "it vanishes" in verdict(known_norms(moment))
    assert "it vanishes" in GradientsPicture(moment, curve_of((1.0,) * 7), LIGHT).description


def test_the_norms_are_drawn_one_line_per_layer_with_the_cursor() -> None:
    moment = session_at(sample("spiral-2-8-8-1"), 20).moment
    rows = [(0.1, 0.2, 0.3), (0.2, 0.1, 0.3), (0.3, 0.1, 0.2)]
    plot = norm_plot(moment, curve_of(*rows, distance=8), LIGHT)
    lines = [layer for layer in plot.layers if isinstance(layer, Line)]
    recorded = layer_norms(moment.trace.task.network, moment.update.recording.gradient)
    assert [line.label for line in lines] == ["layer 1", "layer 2", "layer 3"]
    for position, line in enumerate(lines):
        np.testing.assert_array_equal(line.x, [0, 8, 16, 20])
        np.testing.assert_array_equal(line.y, [*(row[position] for row in rows), recorded[position]])
    assert next(layer for layer in plot.layers if isinstance(layer, VLine)).x == 20
    assert [layer.y for layer in plot.layers if isinstance(layer, Marker)] == recorded.tolist()
    assert plot.y.log
    assert plot.x.label == "update (1 of 8 is shown)"
    assert len({line.dash for line in lines}) == 3


def test_an_update_that_is_drawn_already_is_not_drawn_twice() -> None:
    moment = session_at(sample("mazur"), 1).moment
    plot = norm_plot(moment, curve_of((1.0, 1.0), (9.0, 9.0), (2.0, 2.0)), LIGHT)
    line = next(layer for layer in plot.layers if isinstance(layer, Line))
    np.testing.assert_array_equal(line.x, [0, 1, 2])
    assert line.y[1] == known_norms(moment)[0] != 9


def test_without_norms_the_plot_says_what_will_appear() -> None:
    plot = norm_plot(
        session_at(sample("mazur"), 0, 5).moment, NormCurve(np.empty(0), np.empty((0, 2))), LIGHT
    )
    assert "appear here" in next(layer.text for layer in plot.layers if isinstance(layer, Text))
    assert NOT_YET in plot.description


def test_numbers_of_lines_that_end_together_stand_apart() -> None:
    moment = session_at(deep(4), 0, -1).moment
    rows = [(1.0, 10.0, 0.1, 1e-3, 1.0), (1.0, 1.01, 1.02, 1.03, 1e-4)]
    plot = norm_plot(moment, curve_of(*rows), LIGHT)
    names = {layer.text.strip(): np.log10(layer.y) for layer in plot.layers if isinstance(layer, Text)}
    assert sorted(names) == ["1", "2", "3", "4", "5"]
    heights = sorted(names.values())
    assert min(np.diff(heights)) >= 0.089 * (1 + 4)
    assert heights[-1] <= 1
    assert names["1"] < names["2"] < names["3"] < names["4"]


def test_only_some_layers_of_a_deep_network_are_numbered() -> None:
    moment = session_at(deep(11), 0, -1).moment
    plot = norm_plot(moment, curve_of(*[tuple(10.0 ** -np.arange(12))] * 2), LIGHT)
    names = [layer.text.strip() for layer in plot.layers if isinstance(layer, Text)]
    assert len(names) == 6
    assert {"1", "12"} <= set(names)


def test_the_axis_of_sizes_shows_more_than_one_label() -> None:
    values = np.array([0.0013, -0.02, 0.04])
    low, high = Lanes("delta", "", (values,), log=True).range() or (0, 0)
    assert np.floor(high) - np.ceil(low) >= 1
    assert low <= np.log10(0.0013)
    assert high >= np.log10(0.04)


@pytest.mark.parametrize("values", [[], [NAN], [0.0], [INF]])
def test_without_a_number_to_show_there_is_no_axis(values: list[float]) -> None:
    assert Lanes("delta", "", (np.array(values),), log=True).range() is None


def test_a_negative_number_is_drawn_hollow_and_zeros_are_told() -> None:
    lanes = [
        Lanes("delta", "", (np.array(values),), log=True)
        for values in ([0.1, 0.2], [-0.1, 0.2], [0.1, 0.2, 0.0, 0.0])
    ]
    images = []
    for each in lanes:
        image = QImage(200, 60, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        paint_lanes(painter, each, QRectF(5, 5, 190, 35), LIGHT)
        painter.end()
        images.append(image)
    colours = [{image.pixelColor(x, y).name() for x in range(200) for y in range(60)} for image in images]
    assert LIGHT.negative not in colours[0]
    assert images[0] != images[1]
    assert images[0] != images[2]


def test_a_lane_is_told_in_words() -> None:
    moment = session_at(sample("iris-4-8-3"), 2).moment
    picture = SpreadPicture(moment, LIGHT)
    area = picture.areas(400, 200)[1]
    assert picture.lane_at(area.center().x(), area.bottom() - 2, 400, 200) == (1, 2)
    assert picture.lane_at(2, 2, 400, 200) is None
    deltas = np.abs(moment.update.recording.delta[2])
    zeros = int((deltas == 0).sum())
    words = picture.words_of(1, 2)
    assert f"|δ| of layer 2: {deltas.size} numbers, {zeros} of them 0" in words or not zeros
    assert f"{deltas.size} numbers" in words
    before = replace(moment, step=-1)
    assert SpreadPicture(before, LIGHT).words_of(0, 1) == "a of layer 1: not computed yet"


@pytest.mark.parametrize("depth", [1, 3, 12, 40])
def test_any_depth_is_drawn_at_any_size(depth: int) -> None:
    moment = session_at(deep(depth, "tanh"), 0).moment
    for style, (width, height) in zip((LIGHT, DARK, PRINT), ((560, 230), (235, 80), (60, 40)), strict=True):
        picture = GradientsPicture(moment, curve_of(tuple(known_norms(moment))), style)
        assert painted(picture, width, height) != painted(SpreadPicture(moment, style), width, height)


def test_numbers_that_are_not_finite_are_left_out_and_told() -> None:
    moment = exploded(session_at(sample("mazur"), 0).moment)
    assert "not finite" in verdict(known_norms(moment))
    painted(GradientsPicture(moment, curve_of((1.0, 1.0)), LIGHT), 560, 230)


def exploded(moment: Moment) -> Moment:
    """The same update with gradients that overflow."""
    gradient = np.full_like(moment.update.recording.gradient, INF)
    moment.update.__dict__["recording"] = replace(moment.update.recording, gradient=gradient)
    return moment
