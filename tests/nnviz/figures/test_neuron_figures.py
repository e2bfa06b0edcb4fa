"""A neuron's pictures: what is drawn is what was recorded."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.formula import Source
from core.neurons.mcculloch_pitts import McCullochPitts
from core.neurons.perceptron import Perceptron
from core.neurons.sigmoid_neuron import SigmoidNeuron
from core.neurons.variants import variants
from nnviz.figures.export import ExportOptions, rasterise
from nnviz.figures.neuron_course import neuron_course
from nnviz.figures.neuron_layout import NeuronLayout
from nnviz.figures.neuron_picture import NEURON_SIZE, NeuronPicture
from nnviz.figures.neuron_plane import line_words, neuron_plane, places_of
from nnviz.figures.neuron_reading import NeuronReading
from nnviz.figures.neuron_slope import neuron_slope, slope_words
from nnviz.figures.neuron_surface import loss_surface, off_surface_words
from nnviz.figures.neuron_tables import examples_table, variants_table
from nnviz.figures.neuron_words import inspection_of, outcome_words, place_words
from nnviz.figures.plot import Arrow, Bars, Image, Line, Marker, Plot, Points, VLine
from nnviz.figures.style import DARK, LIGHT
from nnviz.figures.surface_geometry import View
from nnviz.figures.surface_picture import SurfacePicture
from nnviz.neuron_moment import NeuronMoment, learn
from nnviz.neuron_race import loss_race, race_step
from nnviz.project.neuron_presets import PRESETS, neuron_spec, with_gate, with_model
from nnviz.project.neuron_spec import NeuronSpec
from tests.nnviz.sessions import sample

pytestmark = pytest.mark.usefixtures("qapp")

FIRST = neuron_spec(sample("mazur"))
SIGMOID = with_model(FIRST, "sigmoid_neuron")
XOR = with_gate(with_model(FIRST, "mcculloch_pitts"), "xor", 2)
PARITY = replace(with_gate(XOR, "xor", 4), layers=2)
SURE = PRESETS[2].apply(FIRST)


def at(spec: NeuronSpec, cursor: int, **more: object) -> NeuronMoment:
    """Return a moment; a cursor below -1 counts from the end."""
    learning = learn(spec)
    return NeuronMoment(spec, learning, cursor if cursor >= -1 else len(learning) + cursor + 1, **more)  # type: ignore[arg-type]


def layers(plot: Plot, kind: type) -> list:
    return [layer for layer in plot.layers if isinstance(layer, kind)]


def last_change(spec: NeuronSpec) -> NeuronMoment:
    """Return the moment at which the line has turned for the last time."""
    learning = learn(spec)
    steps = (k for k in range(len(learning) - 1, 0, -1) if learning[k].kind == "theta")
    step = next(k for k in steps if learning[k].origin is None and learning.explain(k - 1).result)
    return NeuronMoment(spec, learning, step)


# The drawing


def test_the_drawing_tells_the_numbers_that_are_computed() -> None:
    before = NeuronPicture(at(FIRST, -1), LIGHT).description
    assert before.startswith("Perceptron, no example: z = …, b = 0, a = ….")
    moment = last_change(FIRST)
    words = NeuronPicture(moment, LIGHT).description
    assert f"z = {moment.number('z'):.4g}".replace("-", "−") in words
    assert "b = 0 (+1)" in words
    assert "New value of the bias" in words
    gate = NeuronPicture(at(XOR, 2), LIGHT).description
    assert "s ≥ θ = 0" in gate
    assert "input 1: excites" in gate
    assert "input 2: forbids" in NeuronPicture(at(PARITY, 0), LIGHT).description


@pytest.mark.parametrize("width", [172.0, 282.0, 420.0])
@pytest.mark.parametrize("spec", [FIRST, SIGMOID, XOR, PARITY, replace(XOR, layers=2), SURE])
def test_nothing_in_the_drawing_lies_on_something_else(spec: NeuronSpec, width: float) -> None:
    layout = NeuronLayout(NeuronReading(at(spec, 0), LIGHT), width, 190.0)
    inputs = [layout.input(number) for number in range(spec.width)]
    cells = [rect for _, rect in layout.cells()]
    everything = [*inputs, *cells, layout.chip]
    for number, rect in enumerate(everything):
        assert rect.x >= 0
        assert rect.right <= width
        assert rect.y >= 0
        assert rect.bottom <= 190
        assert not any(rect.overlaps(other) for other in everything[number + 1 :])
    for wire in layout.reading.wires:
        x0, _, x1, _ = layout.ends(wire)
        assert x1 - x0 >= 8


def test_every_number_of_an_explanation_has_its_place() -> None:
    for spec in (FIRST, SIGMOID, XOR, replace(XOR, layers=2)):
        moment = at(spec, 0)
        layout = NeuronLayout(NeuronReading(moment, LIGHT), *NEURON_SIZE)
        block = moment.learning.block(0, moment.learning.focus)
        for step in block:
            said = moment.learning.explain(step)
            for source in (said.target, *said.reads):
                drawn = layout.place(source) is not None
                assert drawn or source.origin is not None, (said.title, source)
    layout = NeuronLayout(NeuronReading(at(FIRST, 0), LIGHT), *NEURON_SIZE)
    assert layout.place(Source("x", 0, 7)) is None
    assert layout.place(Source("a", 1, 3)) is None


@pytest.mark.parametrize("style", [LIGHT, DARK])
def test_a_step_and_a_number_that_is_pointed_at_are_lit(style: object) -> None:
    moment = at(FIRST, 3)
    plain, lit, wire = (
        rasterise(NeuronPicture(moment, style, source), 360, 230, ExportOptions(dpi=72))  # type: ignore[arg-type]
        for source in (None, Source("x", 0, 0), Source("weight", 1, 0, 0))
    )
    assert plain != lit
    assert plain != wire


# The plane


def test_the_line_is_where_z_is_zero_and_the_arrow_points_to_yes() -> None:
    moment = last_change(FIRST)
    plot = neuron_plane(moment, LIGHT)
    former, line = layers(plot, Line)
    for theta, drawn in ((moment.former_theta, former), (moment.theta, line)):
        z = theta[0] * drawn.x + theta[1] * drawn.y + theta[2]
        np.testing.assert_allclose(z, 0, atol=1e-12)
    assert (former.dash, line.dash) == ((5, 3), ())
    (arrow,) = layers(plot, Arrow)
    z = [moment.theta @ np.append(place, 1) for place in (arrow.start, arrow.end)]
    assert z[0] == pytest.approx(0, abs=1e-12)
    assert z[1] > 0


def test_the_ground_says_what_the_neuron_says() -> None:
    for spec in (FIRST, SIGMOID, replace(XOR, layers=2), with_gate(XOR, "and", 2)):
        moment = at(spec, -2)
        (image,) = layers(neuron_plane(moment, LIGHT), Image)
        left, right, bottom, top = image.extent
        rows, columns = image.rgba.shape[:2]
        for (x, y), answer in zip(places_of(moment).tolist(), moment.outputs.tolist(), strict=True):
            pixel = image.rgba[
                int((y - bottom) / (top - bottom) * rows), int((x - left) / (right - left) * columns)
            ].astype(int)
            assert (pixel[2] > pixel[0]) == (answer >= 0.5)  # blue for yes


def test_the_line_in_the_pocket_is_the_best_so_far() -> None:
    spec = replace(PRESETS[1].apply(FIRST), neuron=Perceptron(pocket=True))
    at_end = at(spec, -2)
    np.testing.assert_array_equal(at_end.pocket_theta, at_end.learning.best_theta)
    (drawn,) = [line for line in layers(neuron_plane(at_end, LIGHT), Line) if line.label == "in the pocket"]
    theta = at_end.pocket_theta
    np.testing.assert_allclose(theta[0] * drawn.x + theta[1] * drawn.y + theta[2], 0, atol=1e-12)
    assert at(spec, -1).pocket_theta.tolist() == [0, 0, 0]
    assert at(FIRST, 5).pocket_theta is at(XOR, 5).pocket_theta is None
    kept = [at(spec, k) for k in range(len(at_end.learning)) if at_end.learning[k].kind == "pocket"]
    right = [int(moment.number("pocket")) for moment in kept]
    assert right == sorted(right)
    for moment, count in zip(kept, right, strict=True):
        z = spec.samples.inputs @ moment.pocket_theta[:2] + moment.pocket_theta[2]
        assert ((z >= 0) == spec.samples.targets[:, 0]).sum() == count


def test_the_lines_are_told_apart_in_words_where_there_is_no_legend() -> None:
    spec = replace(PRESETS[1].apply(FIRST), neuron=Perceptron(pocket=True))
    assert line_words(last_change(spec)) == "Dashed: the line before. Dotted: in the pocket."
    assert line_words(at(spec, -1)) == line_words(at(SURE, 3)) == ""


def test_numbers_of_any_size_are_drawn() -> None:
    huge = replace(FIRST, inputs=((1e100, -1e100), (1e-300, 2.0)), targets=(1.0, 0.0))
    for spec in (huge, replace(huge, neuron=SigmoidNeuron(start="given", weights=(1e6, -1e6)))):
        assert "2 examples" in neuron_plane(at(spec, -2), LIGHT).description
        assert NeuronPicture(at(spec, 3), LIGHT).description


def test_the_ground_is_kept_while_no_answer_changes() -> None:
    grounds = [layers(neuron_plane(at(FIRST, k), LIGHT), Image)[0] for k in (0, 3, 20)]
    assert grounds[0] is grounds[1]
    assert grounds[1] is not grounds[2]


def test_without_weights_there_is_no_line() -> None:
    plot = neuron_plane(at(FIRST, -1), LIGHT)
    assert layers(plot, Line) == layers(plot, Arrow) == []
    assert "5 of 10 examples are on the right side" in plot.description


def test_examples_are_marked() -> None:
    moment = at(FIRST, 12, row=3)
    plot = neuron_plane(moment, LIGHT, legend=False)
    marks = {(marker.x, marker.y): marker.symbol for marker in layers(plot, Marker)}
    assert marks[FIRST.inputs[3]] == "square"
    assert marks[FIRST.inputs[moment.sample]] == "circle"
    (wrong,) = [points for points in layers(plot, Points) if points.label == "wrong"]
    assert {*zip(wrong.x.tolist(), wrong.y.tolist(), strict=True)} == {
        place for place, is_wrong in zip(FIRST.inputs, moment.is_wrong, strict=True) if is_wrong
    }


def test_targets_between_no_and_yes_have_shades() -> None:
    spec = replace(SIGMOID, targets=(0.2, 0.8) * 5)
    (points, *_) = layers(neuron_plane(at(spec, 5), LIGHT), Points)
    assert points.label == "target"
    assert len(set(points.fill)) == 2


def test_one_input_has_a_curve_and_a_border() -> None:
    moment = at(SURE, 40)
    plot = neuron_plane(moment, LIGHT)
    (curve,) = layers(plot, Line)
    theta = moment.theta
    np.testing.assert_allclose(curve.y, 1 / (1 + np.exp(-(theta[0] * curve.x + theta[1]))), rtol=1e-12)
    (border,) = layers(plot, VLine)
    assert border.x == pytest.approx(-theta[1] / theta[0])
    negation = with_gate(XOR, "not", 1)
    inhibited = replace(negation, neuron=McCullochPitts(0, inhibitory=(0,)))
    (step,) = layers(neuron_plane(at(inhibited, 2), LIGHT), Line)
    assert set(step.y.tolist()) == {0.0, 1.0}
    assert step.y[0] == 1


def test_more_inputs_are_drawn_by_their_sum() -> None:
    nor = with_gate(XOR, "nor", 3)
    half = replace(nor, neuron=McCullochPitts(1, inhibitory=(0, 1), search="hand"))
    plot = neuron_plane(at(half, -2), LIGHT)
    (border,) = layers(plot, VLine)
    assert border.x == 1
    assert plot.x.label == "sum s"
    (vetoed,) = [points for points in layers(plot, Points) if points.label == "forbidden"]
    assert len(vetoed.x) == 6
    assert neuron_plane(at(PARITY, 5), LIGHT).x.label == "hidden neurons that fire"
    four = with_gate(FIRST, "and", 4)
    moment = at(four, -2)
    assert neuron_plane(moment, LIGHT).x.label == "z"
    np.testing.assert_allclose(
        places_of(moment)[:, 0], four.samples.inputs @ moment.theta[:-1] + moment.theta[-1]
    )


# The course


def test_the_sweep_shows_the_errors_of_each_threshold_that_is_done() -> None:
    learning = learn(XOR)
    steps = len(learning.pattern)
    heights = [
        [bar.heights[0] for bar in layers(neuron_course(at(XOR, done * steps - 1), LIGHT), Bars)]
        for done in range(5)
    ]
    assert heights == [[], [2], [2, 1], [2, 1, 3], [2, 1, 3, 2]]
    right = layers(neuron_course(at(with_gate(XOR, "and", 2), -2), LIGHT), Points)
    assert right[0].x.tolist() == [2]
    hand = replace(XOR, neuron=McCullochPitts(2, search="hand"))
    assert [bar.heights[0] for bar in layers(neuron_course(at(hand, -2), LIGHT), Bars)] == [3]


def test_mistakes_are_counted_up_to_the_cursor_and_beside_the_bound() -> None:
    moment = at(FIRST, 300)
    plot = neuron_course(moment, LIGHT)
    (bars,) = layers(plot, Bars)
    assert bars.heights.tolist() == list(moment.learning.mistakes[: moment.epoch])
    assert plot.title == f"{moment.mistakes} mistakes so far"
    assert "8 mistakes were made, at most 28.30 are possible (R = 1.677, γ = 0.3152)" in plot.description
    assert "no line separates" in neuron_course(at(PRESETS[1].apply(FIRST), -2), LIGHT).description
    assert layers(neuron_course(at(FIRST, -1), LIGHT), Bars) == []


def test_the_loss_is_that_of_all_examples() -> None:
    moment = at(SIGMOID, 20 * len(learn(SIGMOID).pattern) - 1)
    to_come, done = layers(neuron_course(moment, LIGHT), Line)
    np.testing.assert_array_equal(to_come.y, moment.learning.losses)
    np.testing.assert_array_equal(done.y, moment.learning.losses[:21])
    assert layers(neuron_course(moment, LIGHT), Marker)[0].y == moment.learning.losses[20]


def test_two_layers_are_done_row_by_row() -> None:
    plot = neuron_course(at(PARITY, 5 * len(learn(PARITY).pattern) - 1), LIGHT)
    targets, answers = layers(plot, Points)
    assert len(targets.x) == 16
    assert answers.y.tolist() == targets.y[:5].tolist()
    assert plot.description == "5 of the 5 rows that are done are right."


# The loss as a surface, and as a slope


def test_the_path_lies_on_the_loss() -> None:
    learning = SURE.neuron.learn(SURE.samples)
    race = loss_race(learning, (0, 1))
    np.testing.assert_array_equal(race.runs.heights[0], learning.losses)
    np.testing.assert_array_equal(race.runs.paths[0], learning.path)
    places = race.runs.paths[0]
    np.testing.assert_allclose(race.terrain.value(places[:, 0], places[:, 1]), learning.losses, rtol=1e-12)
    np.testing.assert_allclose(race.distances, 0, atol=1e-12)
    (left, right), (low, high) = race.terrain.domain
    assert left < places[:, 0].min() < places[:, 0].max() < right
    assert low < places[:, 1].min() < places[:, 1].max() < high
    assert race_step(at(SURE, -1)) == -1
    picture = loss_surface(at(SURE, -2), LIGHT, View())
    assert isinstance(picture, SurfacePicture)
    assert picture.step == learning.epochs - 1
    assert picture.description.startswith("Loss of the neuron in three dimensions after 300 steps")
    assert off_surface_words(at(SURE, 5)) == ""


def test_a_third_parameter_is_held_and_that_is_said() -> None:
    moment = at(SIGMOID, 40, axes=(0, 2))
    race = loss_race(moment.learning, (0, 2))
    off = moment.learning.path - moment.learning.path[-1]
    np.testing.assert_allclose(race.distances[0], np.abs(off[:, 1]), atol=1e-12)
    assert off_surface_words(moment).startswith("w2 as at the end of the learning; the neuron is ")
    assert "walk downhill" in loss_surface(at(FIRST, 0), LIGHT, View()).description


def test_the_slope_is_what_the_example_asks_for() -> None:
    moment = at(SURE, 3)
    plot = neuron_slope(moment, LIGHT)
    squared, entropy = layers(plot, Marker)
    z, a = moment.number("z"), moment.number("a")
    assert squared.x == entropy.x == z
    assert squared.y == pytest.approx(a * a * (1 - a), rel=1e-12)
    assert entropy.y == pytest.approx(a, rel=1e-12)
    assert "0.9975" in slope_words(moment)
    chosen = at(SIGMOID, -1, row=4)
    assert "example 5" in neuron_slope(chosen, LIGHT).description
    assert slope_words(at(FIRST, 0)) == ""
    assert layers(neuron_slope(at(FIRST, 0), LIGHT), Line) == []


# Tables and words


def test_the_table_has_the_recorded_numbers() -> None:
    moment = at(SIGMOID, 300)
    table = examples_table(moment)
    assert table.columns == ("x1", "x2", "y", "z", "a", "y − a")
    row = dict(zip(table.columns, table.numbers[moment.sample], strict=True))
    assert (row["z"], row["a"]) == (moment.number("z"), moment.number("a"))
    assert row["y − a"] == row["y"] - row["a"]
    turned = at(SIGMOID, 305)
    assert turned.has_turned
    z, a = examples_table(turned).numbers[turned.sample, 3:5]
    assert z == pytest.approx(turned.theta @ np.append(SIGMOID.inputs[turned.sample], 1), rel=1e-12)
    assert z != turned.number("z")
    assert a == pytest.approx(1 / (1 + np.exp(-z)), rel=1e-12)
    assert examples_table(at(XOR, 5)).columns[3] == "s"


def test_conventions_stand_side_by_side() -> None:
    found = variants(Perceptron(), FIRST.samples)
    table = variants_table(found)
    assert table.columns == ("mistakes", "epochs", "w1", "w2", "b", "w1/η", "w2/η", "b/η")
    assert table.rows[0] == "z ≥ 0, η = 0.1"
    np.testing.assert_allclose(table.numbers[0, 5:], table.numbers[2, 5:])
    assert table.numbers[0, 0] == sum(found[0].learning.mistakes)
    never = variants_table(variants(Perceptron(), PRESETS[1].apply(FIRST).samples))
    assert np.isnan(never.numbers[:, 1]).all()


def test_the_step_comes_with_what_was_computed_before_it() -> None:
    assert inspection_of(at(FIRST, -1)).main is None
    moment = at(FIRST, 6)
    inspection = inspection_of(moment)
    assert inspection.main == moment.explanation
    assert [one.title for one in inspection.others[-2:]] == ["The answer is yes", "z of example 1"]


@pytest.mark.parametrize(
    ("spec", "cursor", "words"),
    [
        (FIRST, -1, "at the start"),
        (FIRST, 21, "epoch 1, example 2; 2 mistakes so far"),
        (SIGMOID, 21, "epoch 1, example 2"),
        (XOR, 5, "threshold 0, row 2"),
        (PARITY, 70, "row 3"),
    ],
)
def test_where_one_is(spec: NeuronSpec, cursor: int, words: str) -> None:
    assert place_words(at(spec, cursor)) == words


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (FIRST, "28.30 are possible (R = 1.677, γ = 0.3152): (R/γ)²."),
        (replace(FIRST, neuron=Perceptron(rule="batch")), "here start and rule count, too."),
        (
            replace(PRESETS[1].apply(FIRST), neuron=Perceptron(pocket=True)),
            "in the pocket get 9 of 12 examples right",
        ),
        (XOR, "Two layers can."),
        (with_gate(XOR, "not", 1), "if input 1 inhibits, with the threshold 0."),
        (with_gate(XOR, "or", 2), "Every row is right with the threshold 1."),
        (PARITY, "8 hidden neurons know one row each"),
        (replace(XOR, targets=(0, 0, 0, 1), layers=2), "1 hidden neuron knows one row that"),
        (SIGMOID, "The loss falls from 1.25 to 0.1928 in 100 epochs."),
        (replace(SIGMOID, neuron=SigmoidNeuron(learning_rate=1e6)), "it does not fall"),
    ],
)
def test_how_it_ends(spec: NeuronSpec, words: str) -> None:
    assert words in " ".join(outcome_words(at(spec, 0)))
