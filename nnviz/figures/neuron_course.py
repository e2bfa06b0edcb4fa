"""How the learning goes: the errors of every threshold, the mistakes of every epoch, or the loss."""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from core.neurons.perceptron_learning import PerceptronLearning
from core.neurons.sigmoid_learning import SigmoidLearning
from core.neurons.threshold_sweep import ThresholdSweep
from core.neurons.two_layer import TwoLayerWalk
from core.number_format import format_number
from nnviz.figures.plot import Axis, Bars, Layer, Line, Marker, Plot, Points, VLine
from nnviz.figures.style import Style
from nnviz.neuron_moment import NeuronMoment

_HALF = 0.4  # of a bar's width
_ROOM = 1.15  # above the tallest bar


def neuron_course(moment: NeuronMoment, style: Style) -> Plot:
    """Return what the learning has come to so far, and where the cursor is."""
    learning = moment.learning
    if isinstance(learning, ThresholdSweep):
        return _sweep(moment, learning, style)
    if isinstance(learning, PerceptronLearning):
        return _mistakes(moment, learning, style)
    if isinstance(learning, SigmoidLearning):
        return _loss(moment, learning, style)
    assert isinstance(learning, TwoLayerWalk)
    return _rows(moment, learning, style)


def bound_words(learning: PerceptronLearning) -> str:
    """Return the mistakes that were made beside the most that are possible; empty if no line separates."""
    found = learning.convergence
    if found is None:
        return ""
    radius, margin = format_number(found.radius), format_number(found.margin)
    made = f"{found.mistakes} mistakes were made, at most {format_number(found.bound)} are possible"
    return f"{made} (R = {radius}, \N{GREEK SMALL LETTER GAMMA} = {margin})"


def _sweep(moment: NeuronMoment, learning: ThresholdSweep, style: Style) -> Plot:
    counts, done = np.array(learning.error_counts, dtype=np.float64), _epochs_done(moment)
    thresholds = np.array(learning.thresholds, dtype=np.float64)
    layers: list[Layer] = [
        _bar(float(thresholds[k]), float(counts[k]), style.negative) for k in range(done) if counts[k]
    ]
    right = thresholds[:done][counts[:done] == 0]
    if len(right):
        zeros = np.zeros(len(right))
        layers.append(
            Points(right, zeros, style.positive, "star", 12, style.surface, label="every row right")
        )
    current = learning.thresholds[moment.epoch]
    layers.append(VLine(float(current), style.current, 1.25))
    x = Axis("threshold", float(thresholds[0]) - 1, float(thresholds[-1]) + 1, whole=True)
    tried = ", ".join(
        f"{format_number(threshold)}: {int(count)}"
        for threshold, count in zip(learning.thresholds[:done], counts, strict=False)
    )
    words = f"Rows that are wrong, by threshold. {tried or 'None is tried yet'}."
    return Plot(layers, x, _count_axis("rows wrong", counts), description=words)


def _mistakes(moment: NeuronMoment, learning: PerceptronLearning, style: Style) -> Plot:
    counts = np.array(learning.mistakes, dtype=np.float64)
    done = _epochs_done(moment)
    layers: list[Layer] = []
    if done:
        edges = np.linspace(0.5, done + 0.5, done + 1)
        layers.append(Bars(edges, counts[:done], style.negative))
    layers.append(VLine(moment.epoch + 1, style.current, 1.25))
    so_far = moment.mistakes or 0
    title = f"{so_far} mistake{'' if so_far == 1 else 's'} so far"
    outcome = bound_words(learning) or "no line separates the classes"
    x = Axis("epoch", 0.4, len(counts) + 0.6, whole=True)
    return Plot(
        layers,
        x,
        _count_axis("mistakes", counts),
        title,
        description=f"Mistakes of every epoch: {title}. At the end: {outcome}.",
    )


def _loss(moment: NeuronMoment, learning: SigmoidLearning, style: Style) -> Plot:
    losses, epochs = learning.losses, np.arange(learning.epochs + 1, dtype=np.float64)
    done = _epochs_done(moment)
    here = float(losses[done])
    layers: list[Layer] = [
        Line(epochs, losses, style.outline, 1.0, (3, 3), label="to come" if done < learning.epochs else ""),
        Line(epochs[: done + 1], losses[: done + 1], style.accent, 2.0, label="loss of all examples"),
        Marker(float(done), here, style.current, "circle", 9, style.text),
    ]
    words = f"The loss over all examples: {format_number(here)} after {done} of {learning.epochs} epochs."
    return Plot(
        layers, Axis("epoch", 0.0, float(learning.epochs), whole=True), Axis("loss"), description=words
    )


def _rows(moment: NeuronMoment, learning: TwoLayerWalk, style: Style) -> Plot:
    """Draw the answer of every row inside a ring around the target."""
    targets, answers = moment.spec.samples.targets[:, 0], moment.outputs
    rows, done = np.arange(1.0, len(targets) + 1), _epochs_done(moment)
    layers: list[Layer] = [
        Points(rows, targets, style.surface, "circle", 15, style.text, label="target"),
        Points(rows[:done], answers[:done], style.positive, "circle", 8, label="answer" if done else ""),
        VLine(moment.epoch + 1, style.current, 1.25),
    ]
    right = int((answers[:done] == targets[:done]).sum())
    words = f"{right} of the {done} rows that are done are right."
    x = Axis("row", 0.0, len(targets) + 1.0, whole=True)
    return Plot(layers, x, Axis("answer", -0.3, 1.3, whole=True), description=words)


def _epochs_done(moment: NeuronMoment) -> int:
    """Return how many epochs, thresholds or rows are behind the cursor."""
    return (moment.cursor + 1) // len(moment.learning.pattern)


def _bar(place: float, height: float, colour: str) -> Bars:
    return Bars(np.array([place - _HALF, place + _HALF]), np.array([height]), colour)


def _count_axis(name: str, counts: Array) -> Axis:
    return Axis(
        name, -0.05 * max(float(counts.max()), 1.0), _ROOM * max(float(counts.max()), 1.0), whole=True
    )
