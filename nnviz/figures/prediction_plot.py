"""Any number of inputs: which samples are taken for the wrong class, or predictions against targets."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.metrics import true_classes
from nnviz.figures.plot import Axis, Layer, Line, Plot, Points
from nnviz.figures.samples import (
    class_layers,
    hollow_marks,
    output_unit,
    point_at,
    predict,
    predicted_classes,
    ring,
    shown_sample,
    span,
    symbol_size,
    thinned,
)
from nnviz.figures.style import Style
from nnviz.moment import Moment

_SIZE = 6.0  # of a sample's symbol


def prediction_plot(moment: Moment, style: Style, axes: tuple[int, int] = (0, 1)) -> Plot:
    """Return classes over two of the inputs, mistakes marked; for quantities, predictions over targets."""
    if moment.project.samples.class_count:
        return _mistakes(moment, style, axes)
    return _against_targets(moment, style)


def _mistakes(moment: Moment, style: Style, axes: tuple[int, int]) -> Plot:
    samples = moment.project.samples
    drawn = thinned(len(samples))
    classes = true_classes(samples.targets)
    wrong = predicted_classes(moment) != classes
    x, y = (samples.inputs[:, axis] for axis in axes)
    marked = drawn[wrong[drawn]]
    here = shown_sample(moment)
    layers = class_layers(x[drawn], y[drawn], classes[drawn], samples, style)
    is_test = moment.project.is_test
    layers += hollow_marks(x[drawn], y[drawn], is_test[drawn], symbol_size(len(drawn)), style)
    layers.append(Points(x[marked], y[marked], style.text, "cross", 9, style.surface, label="wrong"))
    layers.append(ring(x[here], y[here], style))
    parts = [("", ~is_test)] if not is_test.any() else [("training: ", ~is_test), ("test: ", is_test)]
    title = ", ".join(f"{name}{_right_words(wrong[part])}" for name, part in parts)
    names = [samples.input_names[axis] for axis in axes]
    words = f"{title}: the samples over {names[0]} and {names[1]}, wrong predictions crossed."
    return Plot(layers, Axis(names[0], *span(x)), Axis(names[1], *span(y)), title, description=words)


def _right_words(wrong: NDArray[np.bool_]) -> str:
    right = len(wrong) - int(wrong.sum())
    return f"{right} of {len(wrong)} right ({right / len(wrong):.1%})"


def _against_targets(moment: Moment, style: Style) -> Plot:
    samples = moment.project.samples
    drawn = thinned(len(samples))
    unit = output_unit(moment)
    outputs = predict(moment.trace.task.network, point_at(moment), samples.inputs)[:, unit]
    targets = samples.targets[:, unit]
    both = span(np.concatenate([targets, outputs[np.isfinite(outputs)]]))
    here = shown_sample(moment)
    layers: list[Layer] = [
        Line(np.array(both), np.array(both), style.muted, 1.25, (5, 3), "prediction = target"),
        Points(targets[drawn], outputs[drawn], style.accent, "circle", _SIZE, style.surface),
        *hollow_marks(targets[drawn], outputs[drawn], moment.project.is_test[drawn], _SIZE, style),
        ring(targets[here], outputs[here], style),
    ]
    name = samples.target_names[unit]
    words = f"The network's {name} over the target, for {len(samples)} samples."
    return Plot(layers, Axis(f"target {name}", *both), Axis(f"predicted {name}", *both), description=words)
