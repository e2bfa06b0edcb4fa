"""What the plots and the controls show, read off the screen and held to the truth."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.datasets.base import Samples
from core.features import original
from core.metrics import Metrics, decide, decision_rule, evaluate, true_classes
from core.passes import forward, loss_value
from core.statistics import norm
from nnviz.figures.data_plane import Plane, plane_ground
from nnviz.figures.gradient_reading import verdict
from nnviz.figures.plot import Image, Line, Marker, Points, VLine
from nnviz.figures.plot_painter import PlotPicture
from nnviz.panels.data import DataPanel
from nnviz.panels.gradients import GradientsPanel
from nnviz.panels.loss import LossPanel
from nnviz.panels.transport import TransportPanel
from nnviz.widgets.plot_view import PlotView
from tests.nnviz.walks.stretches import Stretch
from tests.nnviz.walks.truth import Now


def hold_transport(panel: TransportPanel, now: Now) -> None:
    """The controls: both sliders with their words, and the grain."""
    bar, last = panel.bar, now.first_update + now.known
    assert (bar.slider.value(), bar.slider.maximum()) == (now.step, len(now.trace) - 1)
    assert bar._position.text().removeprefix("step ") == f"{now.step + 1} of {len(now.trace)}"
    updates = panel.updates
    assert (updates.minimum(), updates.maximum()) == (now.first_update, max(last, now.number))
    assert updates.value() == now.number
    assert panel.number.value == now.number
    assert panel._epoch.text() == f"epoch {now.update.before.epoch}"
    assert bar.grains.value == now.grain
    assert panel.run_button.text() == "Run"


def hold_loss(panel: LossPanel, now: Now) -> None:
    """The loss of every update, where in it the cursor is, that of the test samples and of other branches."""
    picture, losses = _shown(panel.view), now.losses
    others = [branch for _, branch in now.branches if branch.segment.compared and branch is not now.stretch]
    others = sorted((branch for branch in others if branch.known), key=lambda each: each.segment.number)
    lines = _layers(picture, Line)
    for line, branch in zip(lines, others, strict=False):
        _hold_other(line, branch)
    if not len(losses):
        assert len(lines) == len(others)
        return
    each = lines[len(others)]
    np.testing.assert_array_equal(each.x, now.first_update + np.arange(len(losses)))
    np.testing.assert_array_equal(each.y, losses)
    assert [line.x for line in _layers(picture, VLine)] == [now.number]
    at = now.number - now.first_update
    marks = [(mark.x, mark.y) for mark in _layers(picture, Marker)]
    assert marks == ([(now.number, losses[at])] if at < len(losses) else [])
    test = now.project.test_samples
    for line in lines:
        if line.label == "test samples":
            for update, loss in zip(line.x, line.y, strict=True):
                theta = now.stretch.history.point(int(update)).theta
                expected = loss_value(now.network, now.task.loss, theta, test.inputs, test.targets)
                np.testing.assert_allclose(loss, expected, rtol=1e-12)


def hold_data(panel: DataPanel, now: Now) -> None:
    """The data: what the network says, the sample that is shown, and how good the network is."""
    picture, samples = _shown(panel.view), now.project.samples
    inputs = original(samples).inputs
    row = int(np.flatnonzero(~now.project.is_test)[now.update.batch[now.sample]])
    ring = _layers(picture, Marker)[-1]
    if inputs.shape[1] == 1:
        _hold_curve(picture, now)
        assert (ring.x, ring.y) == (inputs[row, 0], samples.targets[row, 0])
    elif inputs.shape[1] == 2:
        _hold_plane(picture, now)
        assert (ring.x, ring.y) == tuple(inputs[row])
    elif samples.class_count:
        _hold_mistakes(picture, now, panel.axes.axes)
        assert (ring.x, ring.y) == tuple(samples.inputs[row, list(panel.axes.axes)])
    shown = panel.metrics.picture.evaluation
    _hold_metrics(shown.training, now, now.project.training_samples)
    if len(now.project.test_samples):
        _hold_metrics(shown.test, now, now.project.test_samples)


def hold_gradients(panel: GradientsPanel, now: Now) -> None:
    """How all numbers are spread, and how long each layer's gradient is and was."""
    recording, layers = now.update.recording, range(1, now.network.depth + 1)
    parts = now.network.split(recording.gradient)
    for lanes in panel.spread.picture.columns:
        for layer, shown in zip(layers, lanes.values, strict=True):
            known = now.trace.written_at(lanes.quantity, layer) <= now.step
            if lanes.quantity == "weight_gradient":
                expected = parts[layer - 1].weights[known]
            else:
                expected = getattr(recording, lanes.quantity)[layer][:, known].ravel()
            np.testing.assert_array_equal(shown, expected)
    done = [np.max(now.trace.written_at("weight_gradient", layer)) <= now.step for layer in layers]
    norms = np.array(
        [norm(part.weights) if is_done else np.nan for part, is_done in zip(parts, done, strict=True)]
    )
    assert panel.words.text() == verdict(norms)
    picture = _shown(panel.norms)
    assert [line.x for line in _layers(picture, VLine)] == [now.number]
    marks = [(mark.x, mark.y) for mark in _layers(picture, Marker)]
    shown_norms = norms[~np.isnan(norms)] if _layers(picture, Line) else []
    assert marks == [(now.number, value) for value in shown_norms]
    for layer, line in enumerate(_layers(picture, Line)):
        for update, value in zip(line.x, line.y, strict=True):
            assert value == now.stretch.norms(int(update))[layer], f"update {update}"


# Inside


def _shown(view: PlotView) -> PlotPicture:
    assert view.picture is not None
    return view.picture


def _layers(picture: PlotPicture, kind: type) -> list[Any]:
    return [layer for layer in picture.plot.layers if isinstance(layer, kind)]


def _hold_other(line: Line, branch: Stretch) -> None:
    """Hold the loss of a branch that is compared: of each update or, of several epochs, their means."""
    losses, size = branch.losses, branch.history.task.updates_per_epoch
    if len(line.x) == len(losses):
        size = 1
    starts = np.round(line.x - (size - 1) / 2).astype(int) - branch.first
    means = [losses[start : start + size].mean() for start in starts]
    np.testing.assert_allclose(line.y, means, rtol=1e-12)
    assert line.label == (branch.segment.own_name or branch.edit)


def _hold_curve(picture: PlotPicture, now: Now) -> None:
    curves = _layers(picture, Line)
    assert len(curves) == now.network.sizes[-1]
    for unit, line in enumerate(curves):
        outputs = forward(now.network, now.point.theta, now.project.expand(line.x[:, None])).a[-1]
        np.testing.assert_allclose(line.y, outputs[:, unit], rtol=1e-12, atol=1e-15)


def _hold_plane(picture: PlotPicture, now: Now) -> None:
    """Hold the plane and its border to what the same code paints for parameters that were found anew."""
    (image,) = _layers(picture, Image)
    chosen = now.selection.layer == now.network.depth
    plane = Plane(now.network, now.task.loss, now.project.samples, now.project.features)
    unit = (now.selection.unit or 0) if chosen else 0
    expected, *borders = plane_ground(plane, now.point, unit, picture.style, len(image.rgba))
    np.testing.assert_array_equal(image.rgba, expected.rgba)
    assert image.extent == expected.extent
    for shown, border in zip(_layers(picture, Line), borders, strict=True):
        np.testing.assert_array_equal((shown.x, shown.y), (border.x, border.y))


def _hold_mistakes(picture: PlotPicture, now: Now, axes: tuple[int, int]) -> None:
    samples = now.project.samples
    outputs = forward(now.network, now.point.theta, samples.inputs).a[-1]
    decided = decide(outputs, decision_rule(now.task.loss, samples.targets))
    wrong = decided != true_classes(samples.targets)
    (crosses,) = (points for points in _layers(picture, Points) if points.label == "wrong")
    np.testing.assert_array_equal((crosses.x, crosses.y), samples.inputs[wrong][:, list(axes)].T)


def _hold_metrics(shown: Metrics, now: Now, samples: Samples) -> None:
    expected = evaluate(now.network, now.task.loss, now.point.theta, samples)
    assert (shown.loss, shown.accuracy, shown.r_squared) == (
        expected.loss,
        expected.accuracy,
        expected.r_squared,
    )
    np.testing.assert_array_equal(shown.confusion, expected.confusion)
