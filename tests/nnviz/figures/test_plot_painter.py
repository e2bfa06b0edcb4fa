import time

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from nnviz.figures.export import ExportOptions, rasterise
from nnviz.figures.plot import Axis, Contours, Line, Plot, Points, VLine
from nnviz.figures.plot_painter import PlotPicture
from nnviz.figures.style import DARK, LIGHT, PRINT, Style
from tests.nnviz.figures.plots import every_layer, loss_curve

pytestmark = pytest.mark.usefixtures("qapp")


def paint(plot: Plot, style: Style = LIGHT, width: int = 480, height: int = 320) -> QImage:
    return rasterise(PlotPicture(plot, style), width, height, ExportOptions(dpi=96, background=style.surface))


def count(image: QImage, colour: str) -> int:
    """Return how many pixels have exactly this colour."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(rgb.constBits(), np.uint32).reshape(rgb.height(), -1)
    return int(np.count_nonzero(pixels & 0xFFFFFF == QColor(colour).rgb() & 0xFFFFFF))


@pytest.mark.parametrize("style", [LIGHT, DARK, PRINT], ids=lambda style: style.name)
def test_every_layer_leaves_its_colour(style: Style) -> None:
    options = ExportOptions(dpi=288, background=style.surface)
    image = rasterise(PlotPicture(every_layer(style), style), 1440, 960, options)
    visible = [style.series[0].colour, style.gradient, style.current, style.good, style.sequential[0]]
    assert all(count(image, colour) > 5 for colour in visible)


@pytest.mark.parametrize(("width", "height"), [(60, 40), (1, 1), (2000, 50)])
def test_any_size_is_painted_without_complaint(width: int, height: int) -> None:
    paint(every_layer(LIGHT), LIGHT, width, height)


def test_nothing_is_drawn_outside_the_frame() -> None:
    red = "#ff0000"
    x = np.linspace(0, 10, 5)
    plot = Plot([Line(x, x * 1e6, red, 4), VLine(99.0, red)], Axis(low=2, high=4), Axis(low=0, high=1))
    arrangement = PlotPicture(plot, LIGHT).arrange(360, 240)
    frame = arrangement.frame.rect
    image = paint(plot)
    outside = image.copy(0, 0, int(frame.left() * 96 / 72) - 2, image.height())
    assert count(outside, red) == 0


def test_the_legend_keeps_away_from_the_curve() -> None:
    picture = PlotPicture(loss_curve(LIGHT), LIGHT)
    falling = picture.arrange(340, 230)
    assert falling.legend.center().x() > falling.frame.rect.center().x()
    n = np.arange(100.0)
    rising = Plot([Line(n, n, LIGHT.positive, label="rising")])
    assert PlotPicture(rising, LIGHT).arrange(340, 230).legend.left() < 100


def test_a_legend_that_finds_no_room_stands_beside_the_frame() -> None:
    rng = np.random.default_rng(0)
    full = Plot([Points(rng.random(3000), rng.random(3000), "#112233", label="everywhere")])
    arrangement = PlotPicture(full, LIGHT).arrange(340, 230)
    assert arrangement.legend.left() > arrangement.frame.rect.right()


def test_one_scale_for_both_axes_makes_a_circle_round() -> None:
    turn = np.linspace(0, 2 * np.pi, 100)
    plot = Plot([Line(np.cos(turn), np.sin(turn), "#000000")], equal_aspect=True)
    frame = PlotPicture(plot, LIGHT).arrange(600, 200).frame
    assert float(frame.map_x(1) - frame.map_x(0)) == pytest.approx(float(frame.map_y(0) - frame.map_y(1)))


def test_contours_colour_what_lies_between_their_levels() -> None:
    xs = np.linspace(0, 1, 21)
    z = np.tile(xs, (21, 1))
    colours = ["#aa0000", "#00aa00", "#0000aa"]
    plot = Plot([Contours(xs, xs, z, [0.25, 0.75], colours)])
    image = paint(plot)
    frame = PlotPicture(plot, LIGHT).arrange(360, 240).frame
    for x, colour in ((0.1, colours[0]), (0.5, colours[1]), (0.9, colours[2])):
        pixel = image.pixelColor(round(float(frame.map_x(x)) * 4 / 3), image.height() // 2)
        assert pixel.name() == colour


def test_ten_thousand_noisy_points_are_painted_at_once() -> None:
    n = np.arange(10_000.0)
    noise = np.random.default_rng(0).random(10_000)
    started = time.perf_counter()
    paint(Plot([Line(n, noise, "#112233", 2.0)]), width=1200, height=600)
    assert time.perf_counter() - started < 0.5  # unthinned it takes several seconds


def test_the_description_names_what_is_shown() -> None:
    assert PlotPicture(loss_curve(LIGHT), LIGHT).description == "Loss. loss over update. training"
    own = Plot([], description="in words")
    assert PlotPicture(own, LIGHT).description == "in words"
