"""The gradient check over the drawing: what it says, and in which colour."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from core.activations.prelu import PReLU
from core.activations.relu import ReLU
from core.activations.sigmoid import Sigmoid
from core.datasets.table import Table
from core.formula import Source
from core.gradient_check import measure
from core.losses.bce import BinaryCrossEntropy
from core.network import Layer
from core.network_check import NetworkCheck
from nnviz.figures import catalogue
from nnviz.figures.check_figure import CheckFigure, check_figure
from nnviz.figures.check_reading import LEVELS, CheckReading
from nnviz.figures.colour_map import colours_between
from nnviz.figures.inspection import check_words
from nnviz.figures.network_picture import NetworkOptions, NetworkPicture
from nnviz.figures.style import DARK, LIGHT, PRINT, Style
from nnviz.moment import Moment
from nnviz.project.model import NetworkSpec, Project, Vector
from tests.nnviz.sessions import sample, session_at

SIZE = (640.0, 430.0)
W = Source("weight", 2, 0, 0)
pytestmark = pytest.mark.usefixtures("qtbot")


def moment_of(project: Project | str = "mazur") -> Moment:
    return session_at(sample(project) if isinstance(project, str) else project, 0).moment


def at_kink() -> Moment:
    """XOR with ReLU, the second hidden unit exactly at its kink."""
    project = sample("xor-2-4-1")
    layers = (Layer(4, ReLU()), project.network.layers[1])
    theta = project.network.initial_theta().copy()
    part = project.network.network.split(theta)[0]
    part.weights[:, 1] = 0
    part.biases[:] = [0.1, 0.0, -0.2, 0.05]
    return moment_of(project.with_network(layers=layers, theta=Vector(theta)))


def wrong_at(moment: Moment, *indices: int) -> CheckReading:
    """The check of a gradient that is twice what it should be at some places."""
    check = NetworkCheck(moment.trace)
    check.recorded = check.recorded.copy()
    check.recorded[list(indices)] *= 2
    return CheckReading(check.complete())


def reading_of(moment: Moment) -> CheckReading:
    return CheckReading(NetworkCheck(moment.trace).complete())


def drawn(picture: CheckFigure | NetworkPicture, style: Style, size: tuple[float, float] = SIZE) -> QImage:
    image = QImage(round(size[0]), round(size[1]), QImage.Format.Format_RGB32)
    image.fill(QColor(style.surface))
    painter = QPainter(image)
    picture.paint(painter, *size)
    painter.end()
    return image


def over(moment: Moment, reading: CheckReading, style: Style = LIGHT) -> NetworkPicture:
    return NetworkPicture(moment, style, NetworkOptions(check=reading))


# What it says


def test_right_gradients() -> None:
    reading = reading_of(moment_of())
    worst = int(np.argmax(reading.errors))
    assert reading.summary.startswith("All 12 gradients compared are right: the largest relative error is ")
    assert f"at {reading.name(worst)} with h = 6.1e−06; below 1e−07 a gradient is right." in reading.summary
    assert reading.in_short.startswith("✓ 12 right, errors up to ")


def test_wrong_gradients_are_named() -> None:
    reading = wrong_at(moment_of(), 8)
    assert reading.name(8) == "W2[2,1]"
    assert reading.summary.startswith(
        "1 of 12 gradients is wrong: the largest relative error is 0.50 at W2[2,1] with h = "
    )
    assert reading.in_short.startswith("✗ 1 of 12 wrong, errors up to 0.50 (W2[2,1], h = ")
    assert reading.text(8) == "✗ 0.5"
    assert dict(reading.facts(8))["check"] == "the two do not agree"
    assert wrong_at(moment_of(), 3, 8).summary.startswith("2 of 12 gradients are wrong: ")


def test_names_count_from_1() -> None:
    reading = reading_of(moment_of())
    names = [reading.name(index) for index in range(12)]
    assert names[:6] == ["W1[1,1]", "W1[1,2]", "W1[2,1]", "W1[2,2]", "b1[1]", "b1[2]"]
    assert names[-1] == "b2[2]"


def test_kinks_are_told_apart_from_errors() -> None:
    reading = reading_of(at_kink())
    assert "3 stand at a kink, where there is no one slope to compare with." in reading.summary
    bias = reading.index(Source("bias", 1, 1))
    assert bias is not None
    assert reading.text(bias) == "◆ kink"
    assert dict(reading.facts(bias))["check"].startswith("a kink lies between")


def test_both_numbers_have_all_their_digits() -> None:
    moment = moment_of()
    reading = reading_of(moment)
    index = reading.index(W)
    assert index is not None
    facts = dict(reading.facts(index))
    assert float(facts["backpropagation"]) == moment.update.recording.gradient[index]
    assert float(facts["by differences"]) == reading.check.measured[index]
    assert facts["check"] == "right"
    assert facts["step h"] == "6.1e−06"
    assert reading.facts_in_short(index).startswith("0.08217 and 0.08217, error ")


def test_what_is_not_measured_yet_is_not_judged() -> None:
    moment = moment_of("iris-4-8-3")
    check = NetworkCheck(moment.trace)
    assert CheckReading(check).summary == "Nothing is measured yet."
    assert CheckReading(check).in_short == "No gradient could be compared."
    done = next(iter(check))
    reading = CheckReading(check)
    assert 0 < done < len(check)
    assert reading.summary.startswith(f"{done} of {len(check)} gradients are measured.")
    assert reading.text(done) == "…"
    assert reading.facts(done) == [("check", "not measured yet")]
    assert reading.facts_in_short(done) == "not measured yet"
    assert (reading.levels[done:] == -1).all()


def test_numbers_that_are_not_finite() -> None:
    project = sample("spiral-2-8-8-1")
    theta = project.network.initial_theta() * np.nan_to_num(np.inf)
    reading = reading_of(moment_of(project.with_network(theta=Vector(theta))))
    lost = int((~np.isfinite(reading.check.recorded * reading.check.measured)).sum())
    assert lost
    assert f"{lost} are not finite." in reading.summary
    worst = int(np.flatnonzero(~np.isfinite(reading.check.measured))[0])
    assert reading.text(worst) == "?"


# What it looks like


@pytest.mark.parametrize("style", [LIGHT, DARK, PRINT], ids=lambda style: style.name)
def test_an_edge_has_the_colour_of_its_relative_error(style: Style) -> None:
    moment = moment_of()
    scene = over(moment, wrong_at(moment, 0), style).scene(*SIZE)
    image = drawn(over(moment, wrong_at(moment, 0), style), style)
    shades = colours_between(style.errors, LEVELS + 1)
    reading = wrong_at(moment, 0)
    for index, origin in ((0, 0), (2, 1)):
        row = scene.layout.columns[0].ys[origin], scene.layout.columns[1].ys[0]
        left, right = scene.layout.columns[0].right, scene.layout.columns[1].left
        expected = QColor(shades[reading.levels[index]])
        seen = [
            image.pixelColor(round(left + share * (right - left)), round(row[0] + share * (row[1] - row[0])))
            for share in np.linspace(0.05, 0.95, 60)
        ]
        assert expected in seen
    assert reading.levels[0] == LEVELS
    assert reading.levels[2] < LEVELS / 2


def test_a_larger_error_has_a_higher_level_and_0_the_lowest() -> None:
    reading = wrong_at(moment_of(), 5)
    order = np.argsort(reading.errors)
    assert (np.diff(reading.levels[order]) >= 0).all()
    assert reading_of(at_kink()).levels.min() == 0


def test_labels_say_the_errors_and_those_of_the_step_stay_the_step_s() -> None:
    moment = moment_of()
    reading = wrong_at(moment, 6)
    labels = over(moment, reading).scene(*SIZE).labels
    texts = {label.source: (label.text, label.colour) for label in labels if label.source}
    by_place = {(s.layer, s.unit, s.origin): found for s, found in texts.items() if s.origin is not None}
    assert by_place[2, 0, 0] == ("✗ 0.5", LIGHT.bad)
    assert by_place[1, 0, 0] == (reading.text(0), LIGHT.muted)
    assert texts[Source("a", 2, 0)][0] == "0.7514"


def test_a_slope_that_is_learned_has_its_error_below_its_layer() -> None:
    project = sample("xor-2-4-1")
    moment = moment_of(project.with_network(layers=(Layer(4, PReLU()), project.network.layers[1])))
    reading = reading_of(moment)
    index = reading.index(Source("slope", 1))
    assert index is not None
    assert reading.name(index) == "α1"
    texts = [label.text for label in over(moment, reading).scene(*SIZE).labels]
    assert f"PReLU α {reading.text(index)}" in texts


@pytest.mark.parametrize("units", [8, 60])
def test_few_and_many_edges_are_painted_whatever_was_found(units: int) -> None:
    project = sample("iris-4-8-3")
    layers = (Layer(units, ReLU()), project.network.layers[1])
    moment = moment_of(project.with_network(layers=layers, theta=None))
    check = NetworkCheck(moment.trace)
    next(iter(check))
    partly = drawn(over(moment, CheckReading(check)), LIGHT)
    check.recorded = check.recorded * 2
    wholly = drawn(over(moment, CheckReading(check.complete())), LIGHT)
    assert partly != wholly
    assert wholly != drawn(NetworkPicture(moment, LIGHT), LIGHT)


def test_another_check_makes_other_labels_and_the_same_one_keeps_them() -> None:
    moment = moment_of()
    picture = over(moment, reading_of(moment))
    scene = picture.scene(*SIZE)
    same = picture.with_options(NetworkOptions(check=picture.options.check, legend=False))
    assert same.scene(*SIZE) is scene
    other = picture.with_options(NetworkOptions())
    assert other.scene(*SIZE) is not scene


# As a figure


def test_the_figure_says_below_the_drawing_what_came_out() -> None:
    moment = moment_of()
    figure = check_figure(moment, LIGHT)
    assert figure.description.endswith(reading_of(moment).summary)
    assert figure.size[1] > NetworkPicture(moment, LIGHT).size[1]
    image = drawn(figure.picture, LIGHT, figure.size)  # type: ignore[arg-type]
    foot = [image.pixelColor(x, round(figure.size[1]) - 12) for x in range(20, 300)]
    assert any(colour.lightness() < 128 for colour in foot)


def test_the_catalogue_measures_by_itself() -> None:
    moment = moment_of()
    picture = catalogue.picture("gradient-check", moment, PRINT)
    assert picture.description.endswith(reading_of(moment).summary)


def test_a_gradient_that_pytorch_holds_is_told_apart_from_errors() -> None:
    """An output of 3e-20 where 1 is wanted: the loss is steep there, the gradient that is used is not."""
    project = sample("xor-2-4-1")
    layers = (Layer(1, Sigmoid()),)
    spec = NetworkSpec(1, layers, project.network.initializer, theta=Vector([0.5, -45.5]))
    project = replace(project, network=spec, loss=BinaryCrossEntropy(from_logits=False))
    held = moment_of(replace(project, data=Table(((1.0,),), ((1.0,),))).with_training(batch_size=1))
    reading = reading_of(held)
    assert "2 are right as PyTorch holds the loss's gradient near probabilities of 0 and 1" in reading.summary
    assert "wrong" not in reading.summary
    facts = dict(reading.facts(1))
    assert float(facts["by differences"].replace("−", "-")) == pytest.approx(-1)
    assert float(facts["by differences, held"].replace("−", "-")) == pytest.approx(-2.86e-8, rel=1e-3)
    assert facts["check"].startswith("right, as PyTorch holds the loss's gradient there")
    recorded = float(reading.check.recorded[1])
    words, agrees = check_words(measure(held.trace, Source("bias_gradient", 1, 0), 0, recorded), 4)
    assert agrees
    assert words == (
        "✓ By central differences −2.863e−08 with the loss's gradient as PyTorch holds it here; "
        "the loss itself has the slope −1"
    )
