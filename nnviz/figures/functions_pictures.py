"""Every picture of the workspace Functions, by the name of its panel."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.explain import Explanation
from core.explain.functions import explain_activation, explain_loss, explain_schedule, explain_softmax
from core.explain.loss_of_logit import explain_loss_of_logit
from core.loss_curves import needs_probabilities, refusal
from nnviz.figures.activation_curves import activation_plots
from nnviz.figures.explanations_picture import ExplanationsPicture
from nnviz.figures.functions_view import FunctionsView, chosen
from nnviz.figures.loss_curves import edge_table, logit_plots, prediction_plots
from nnviz.figures.picture import Picture
from nnviz.figures.plot import Plot
from nnviz.figures.plot_column import PlotColumn
from nnviz.figures.schedule_plot import schedule_plots
from nnviz.figures.softmax_plot import JacobianPicture, softmax_plots
from nnviz.figures.stack_plot import by_activation, by_initializer, initializer_table, layer_table, looked_at
from nnviz.figures.stack_plot import stack_plots as plots_of_stacks
from nnviz.figures.style import Style

FUNCTIONS = {
    "activation-curves": "Activations over z with their slopes, and the tangent at a point",
    "activation-point": "An activation and its slope, with the numbers at a point",
    "activation-stack": "What layers of each activation do to a signal and to a gradient",
    "activation-layers": "Mean and spread of the signal and the gradient of each layer",
    "softmax": "Logits and their softmax",
    "softmax-jacobian": "The Jacobian of the softmax",
    "softmax-point": "The softmax of one class, with its numbers",
    "loss-prediction": "Losses over the prediction, with their slopes",
    "loss-logit": "Losses over z behind a sigmoid, with their slopes",
    "loss-edges": "What losses are at a perfect and at a hopeless prediction",
    "loss-point": "A loss and its slope, with the numbers at a prediction",
    "loss-logit-point": "A loss behind a sigmoid and its slope, with the numbers at z",
    "initializer-stack": "What each initializer does to the spread of a signal and of a gradient",
    "initializer-table": "How wide each initializer spreads weights, signal and gradient",
    "schedule-curves": "Learning rates over the updates",
    "schedule-point": "A schedule of the learning rate, with the numbers at an update",
}
"""The names of the panels, and what each shows."""

Plots = Callable[[FunctionsView, Style], tuple[Plot, ...]]
Explanations = Callable[[FunctionsView], tuple[Explanation, ...]]


def functions_picture(name: str, view: FunctionsView, style: Style) -> Picture:
    """Return a panel's picture of a view.

    Raises
    ------
    KeyError
        If there is no such panel.
    """
    if name in _PLOTS:
        return PlotColumn(_PLOTS[name](view, style), style)
    if name in _EXPLANATIONS:
        return ExplanationsPicture(_EXPLANATIONS[name](view), style)
    return _OTHERS[name](view, style)


def activation_stack(view: FunctionsView, style: Style) -> tuple[Plot, ...]:
    """Return signal and gradient through layers of each activation."""
    return plots_of_stacks(by_activation(view), view.activation, view, style)


def initializer_stack(view: FunctionsView, style: Style) -> tuple[Plot, ...]:
    """Return signal and gradient through layers drawn by each initializer."""
    return plots_of_stacks(by_initializer(view), view.initializer, view, style)


def activation_layers(view: FunctionsView, style: Style) -> Picture:
    """Return the numbers of the layers of the activation that is looked at."""
    return layer_table(looked_at(by_activation(view), view.activation), style)


def activation_point(view: FunctionsView) -> tuple[Explanation, ...]:
    """Explain the activation that is looked at; nothing where none is shown."""
    activation = chosen(view.spec.activations, view.activation)
    return () if activation is None else explain_activation(activation, view.spec.point.z)


def softmax_point(view: FunctionsView) -> tuple[Explanation, ...]:
    """Explain the class and the entry of the Jacobian that are looked at."""
    logits = np.array(view.spec.logits)
    row, column = (min(place, len(logits) - 1) for place in view.entry)
    return explain_softmax(logits, view.spec.heat.temperature, row, column)


def loss_point(view: FunctionsView) -> tuple[Explanation, ...]:
    """Explain the loss that is looked at; nothing where it cannot have such a target or prediction."""
    loss, point = chosen(view.spec.losses, view.loss), view.spec.loss_point
    outside = loss is not None and needs_probabilities(loss) and not 0 <= point.prediction <= 1
    if loss is None or outside or refusal(loss, point.target):
        return ()
    return explain_loss(loss, point.prediction, point.target)


def loss_logit_point(view: FunctionsView) -> tuple[Explanation, ...]:
    """Explain the loss that is looked at at z; nothing where it cannot have the target."""
    loss, point = chosen(view.spec.losses, view.loss), view.spec.loss_point
    if loss is None or refusal(loss, point.target):
        return ()
    return explain_loss_of_logit(loss, point.z, point.target)


def schedule_point(view: FunctionsView) -> tuple[Explanation, ...]:
    """Explain the schedule that is looked at; nothing where none is shown."""
    schedule, time = chosen(view.spec.schedules, view.schedule), view.spec.time
    return () if schedule is None else explain_schedule(schedule, time.update, time.learning_rate)


_PLOTS: dict[str, Plots] = {
    "activation-curves": activation_plots,
    "activation-stack": activation_stack,
    "softmax": softmax_plots,
    "loss-prediction": prediction_plots,
    "loss-logit": logit_plots,
    "initializer-stack": initializer_stack,
    "schedule-curves": schedule_plots,
}
_EXPLANATIONS: dict[str, Explanations] = {
    "activation-point": activation_point,
    "softmax-point": softmax_point,
    "loss-point": loss_point,
    "loss-logit-point": loss_logit_point,
    "schedule-point": schedule_point,
}
_OTHERS: dict[str, Callable[[FunctionsView, Style], Picture]] = {
    "activation-layers": activation_layers,
    "softmax-jacobian": JacobianPicture,
    "loss-edges": edge_table,
    "initializer-table": initializer_table,
}
