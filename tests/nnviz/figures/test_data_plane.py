"""The data with what the network says: plane, curve, predictions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.activations.identity import Identity
from core.activations.softmax import Softmax
from core.activations.tanh import Tanh
from core.datasets.split import Split
from core.datasets.table import Table
from core.initializers.glorot_uniform import GlorotUniform
from core.losses.cce import CategoricalCrossEntropy
from core.losses.mse import MeanSquaredError
from core.network import Layer
from core.optimizers.adam import Adam
from nnviz.evaluation import evaluate_at
from nnviz.figures.curve_plot import curve_plot
from nnviz.figures.data_plane import boundary, data_plane, plane_of
from nnviz.figures.plot import Image, Line, Marker, Plot, Points
from nnviz.figures.prediction_plot import prediction_plot
from nnviz.figures.samples import point_at, predict
from nnviz.figures.style import DARK, LIGHT
from nnviz.project import edits
from nnviz.project.model import NetworkSpec, Project, TrainingSpec
from tests.nnviz.sessions import sample, session_at

pytestmark = pytest.mark.usefixtures("qapp")

CORNERS = ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0))
ONE_HOT = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def layers(plot: Plot, kind: type) -> list:
    return [layer for layer in plot.layers if isinstance(layer, kind)]


def three_classes() -> Project:
    return Project(
        NetworkSpec(2, (Layer(4, Tanh()), Layer(3, Softmax())), GlorotUniform()),
        CategoricalCrossEntropy(),
        Adam(learning_rate=0.1),
        Table(CORNERS, ONE_HOT),
        TrainingSpec(batch_size=3),
    )


def quantities(*inputs: tuple[float, ...]) -> Project:
    targets = tuple((sum(row),) for row in inputs)
    return Project(
        NetworkSpec(len(inputs[0]), (Layer(3, Tanh()), Layer(1, Identity())), GlorotUniform()),
        MeanSquaredError(),
        Adam(learning_rate=0.05),
        Table(inputs, targets),
        TrainingSpec(batch_size=len(inputs)),
    )


def test_the_boundary_is_where_the_output_passes_the_threshold() -> None:
    moment = session_at(sample("xor-2-4-1"), 100).moment
    line = layers(data_plane(moment, LIGHT), Line)[0]
    known = np.isfinite(line.x)
    assert known.sum() > 10
    places = np.column_stack([line.x[known], line.y[known]])
    outputs = predict(moment.trace.task.network, point_at(moment), places)
    np.testing.assert_allclose(outputs, 0.5, atol=5e-3)


def test_the_boundary_changes_when_the_update_is_done_and_not_before() -> None:
    session = session_at(sample("xor-2-4-1"), 100, step=0)
    first = data_plane(session.moment, LIGHT)
    session.go_to_step(len(session.trace) - 2)
    assert data_plane(session.moment, LIGHT).layers[0] is first.layers[0]
    session.over()
    after = data_plane(session.moment, LIGHT)
    assert point_at(session.moment) is session.moment.update.after
    assert not np.array_equal(layers(after, Line)[0].x, layers(first, Line)[0].x)


def test_classes_differ_in_colour_and_in_shape() -> None:
    for style in (LIGHT, DARK):
        points = layers(data_plane(session_at(sample("xor-2-4-1"), 0).moment, style), Points)
        assert len({(layer.fill, layer.symbol) for layer in points}) == 2
        assert len({layer.symbol for layer in points}) == len({layer.fill for layer in points}) == 2
        assert sum(len(layer.x) for layer in points) == 4


def test_the_axes_have_the_names_of_the_data_and_the_shown_sample_its_ring() -> None:
    session = session_at(sample("xor-2-4-1").with_training(batch_size=4), 0)
    session.select(sample=2)
    plot = data_plane(session.moment, LIGHT)
    samples = session.moment.project.samples
    assert (plot.x.label, plot.y.label) == samples.input_names
    ring = layers(plot, Marker)[0]
    assert (ring.x, ring.y) == tuple(samples.inputs[session.moment.update.batch[2]])


def test_between_softmax_classes_both_are_as_likely() -> None:
    moment = session_at(three_classes(), 60).moment
    plot = data_plane(moment, LIGHT)
    for line in layers(plot, Line):
        known = np.isfinite(line.x)
        places = np.column_stack([line.x[known], line.y[known]])
        ordered = np.sort(predict(moment.trace.task.network, point_at(moment), places), axis=1)
        np.testing.assert_allclose(ordered[:, -1], ordered[:, -2], atol=0.02)
    assert layers(plot, Image)[0].rgba.shape == (200, 200, 4)
    assert len({layer.symbol for layer in layers(plot, Points)}) == 3


def test_quantities_point_up_or_down_at_their_threshold() -> None:
    moment = session_at(quantities((1.0, 2.0), (-1.0, -2.0), (0.5, 0.1)), 5).moment
    up, down = layers(data_plane(moment, LIGHT), Points)
    assert (up.symbol, len(up.x)) == ("triangle", 2)
    assert (down.symbol, len(down.x)) == ("triangle_down", 1)


def test_a_diverged_network_leaves_holes_and_raises_nothing() -> None:
    values = np.full((5, 5), np.nan)
    x, _ = boundary(values, np.arange(5.0), np.arange(5.0), 0.5)
    assert len(x) == 0


def test_one_input_shows_samples_and_the_networks_curve() -> None:
    moment = session_at(quantities((-1.0,), (0.0,), (2.0,)), 50).moment
    plot = curve_plot(moment, LIGHT)
    curve, points = layers(plot, Line)[0], layers(plot, Points)[0]
    np.testing.assert_array_equal(points.x, [-1, 0, 2])
    outputs = predict(moment.trace.task.network, point_at(moment), curve.x[:, None])
    np.testing.assert_array_equal(curve.y, outputs[:, 0])


def test_wrong_predictions_are_counted_and_crossed() -> None:
    moment = session_at(sample("iris-4-8-3"), 40).moment
    plot = prediction_plot(moment, LIGHT, (2, 3))
    samples = moment.project.samples
    outputs = predict(moment.trace.task.network, point_at(moment), samples.inputs)
    wrong = int((outputs.argmax(axis=1) != samples.targets.argmax(axis=1)).sum())
    crosses = next(layer for layer in layers(plot, Points) if layer.label == "wrong")
    assert len(crosses.x) == wrong
    assert plot.title.startswith(f"{150 - wrong} of 150 right")
    assert plot.x.label == samples.input_names[2]


def test_quantities_of_many_inputs_are_drawn_against_their_targets() -> None:
    moment = session_at(quantities((1.0, 2.0, 3.0), (0.0, 1.0, 0.5), (0.0, 0.0, 0.0)), 10).moment
    points = layers(prediction_plot(moment, LIGHT), Points)[0]
    np.testing.assert_array_equal(points.x, [6, 1.5, 0])


def test_a_single_class_is_drawn_as_such() -> None:
    project = replace(sample("xor-2-4-1"), data=Table(((0.0, 1.0),), ((1.0,),)))
    points = layers(data_plane(session_at(project, 0).moment, LIGHT), Points)
    assert [(layer.label, len(layer.x)) for layer in points] == [("y1 = 0", 0), ("y1 = 1", 1)]


# Test samples and features


def test_test_samples_are_hollow_and_the_legend_says_so() -> None:
    project = edits.set_split(sample("spiral-2-8-8-1"), Split(0.3)).project
    points = layers(data_plane(session_at(project, 0).moment, LIGHT), Points)
    drawn = sum(len(layer.x) for layer in points if layer.label.startswith("class"))
    hole = next(layer for layer in points if not layer.label)
    entry = next(layer for layer in points if layer.label == "test sample")
    assert drawn == 200
    np.testing.assert_array_equal(np.column_stack([hole.x, hole.y]), project.test_samples.inputs)
    assert hole.size < points[0].size
    assert hole.fill == entry.fill == LIGHT.surface
    assert len(entry.x) == 0
    plain = layers(data_plane(session_at(sample("spiral-2-8-8-1"), 0).moment, LIGHT), Points)
    assert [layer.label for layer in plain] == ["class 0", "class 1"]


def test_quantities_curves_and_predictions_have_hollow_samples_too() -> None:
    inputs = tuple((k / 10, k % 3 / 2) for k in range(20))
    for width, draw in ((2, data_plane), (1, curve_plot), (3, prediction_plot)):
        rows = tuple((*row, row[0] * row[1])[:width] for row in inputs)
        project = edits.set_split(quantities(*rows), Split(0.25)).project
        points = layers(draw(session_at(project, 3).moment, LIGHT), Points)
        hole = next(layer for layer in points if not layer.label and len(layer.x) == 5)
        assert hole.fill == LIGHT.surface


def test_features_are_drawn_over_the_inputs_that_the_data_have() -> None:
    project = edits.set_features(sample("xor-2-4-1"), ("x1_x2", "sin_x1", "x1_squared"))
    moment = session_at(project, 60).moment
    plot = data_plane(moment, LIGHT)
    assert (plot.x.label, plot.y.label) == ("x1", "x2")
    line = layers(plot, Line)[0]
    known = np.isfinite(line.x)
    places = np.column_stack([line.x[known], line.y[known]])
    outputs = predict(moment.trace.task.network, point_at(moment), project.expand(places))
    np.testing.assert_allclose(outputs, 0.5, atol=5e-3)
    ring = layers(plot, Marker)[0]
    assert (ring.x, ring.y) == (0, 0)


def test_the_border_is_where_the_metrics_decide() -> None:
    """A tanh that learns 0 and 1 is asked at 0.5, one that learns -1 and 1 at 0."""
    for targets, level in (((0.0, 1.0), 0.5), ((-1.0, 1.0), 0.0)):
        project = replace(
            quantities((0.0, 1.0), (1.0, 0.0)),
            network=NetworkSpec(2, (Layer(3, Tanh()), Layer(1, Tanh())), GlorotUniform()),
            data=Table(((0.0, 1.0), (1.0, 0.0)), tuple((target,) for target in targets)),
        )
        moment = session_at(project, 200).moment
        line = layers(data_plane(moment, LIGHT), Line)[0]
        assert line.label == f"output = {level:g}"
        assert evaluate_at(project, point_at(moment)).training.accuracy == 1
        low, high = plane_of(moment).limits(0)
        assert (low + high) / 2 == level


def test_mistakes_are_counted_in_each_part() -> None:
    project = edits.set_split(sample("iris-4-8-3"), Split(0.2)).project
    moment = session_at(project, 40).moment
    title = prediction_plot(moment, LIGHT).title
    evaluation = evaluate_at(project, point_at(moment))
    for name, metrics, count in (("training", evaluation.training, 120), ("test", evaluation.test, 30)):
        right = round(metrics.accuracy * count)
        assert f"{name}: {right} of {count} right" in title
