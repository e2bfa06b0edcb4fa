"""Activations, losses and penalties as expressions: their value and their way back."""

from __future__ import annotations

from typing import Any, NamedTuple

from core.activations.base import Activation
from core.losses.base import Loss
from core.optimizers.base import Optimizer
from core.regularizers.base import Regularizer
from core.task import Task
from nnviz.exporters.code.expression import given, named_hypers, number, written_down


class Written(NamedTuple):
    """A function and its derivative.

    Attributes
    ----------
    value, back : Expression
        `back` is dL by the input from dL by the output, or the derivative alone.
    """

    value: Any
    back: Any


def with_named_slope(activation: Activation) -> Activation:
    """Return an activation whose learned slope is called alpha."""
    return activation.with_slope(given("alpha")) if activation.learns_slope else activation  # type: ignore[arg-type]


def has_derivative(activation: Activation) -> bool:
    """Tell whether delta is dL/da times a derivative, number by number."""
    return activation.elementwise and type(activation).backward is Activation.backward


def written_activation(activation: Activation, through: bool) -> Written:
    """Return an activation of z.

    Parameters
    ----------
    through : bool
        Whether `back` is dL/dz from ``grad_a``; else it is the derivative.
    """
    one = with_named_slope(activation)
    z, a = given("z"), given("a")
    value = written_value(activation)
    if through or not has_derivative(activation):
        back = written_down(one.backward, given("grad_a"), z, a, of=activation)
    else:
        back = written_down(one.derivative, z, a, of=activation)
    return Written(value, back)


def written_value(activation: Activation) -> Any:
    """Return an activation of z alone."""
    return written_down(with_named_slope(activation).value, given("z"), of=activation)


def written_slope(activation: Activation) -> Any:
    """Return da/dalpha of a learned slope."""
    return written_down(with_named_slope(activation).slope_derivative, given("z"), of=activation)


def written_loss(loss: Loss, meets: bool) -> Written:
    """Return the terms of a loss, of ``z`` where it absorbs the output activation, else of ``a``.

    `back` is the derivative of each term by what it is computed from, which for z reads ``a``.
    """
    a, y = given("a"), given("y")
    if meets:
        elements = written_down(loss.elements_from_logits, given("z"), y, of=loss)
        return Written(elements, written_down(loss.element_delta, a, y, of=loss))
    elements = written_down(loss.elements, a, y, of=loss)
    return Written(elements, written_down(loss.element_gradient, a, y, of=loss))


def written_scale(loss: Loss) -> Any:
    """Return the factor of a loss, of ``samples`` and ``outputs``."""
    return written_down(loss.scale, number("samples"), number("outputs"), of=loss)


def written_penalty(regularizer: Regularizer) -> Written:
    """Return each weight's share of a penalty, of ``w``."""
    w = given("w")
    value = written_down(regularizer.penalty, w, of=regularizer)
    return Written(value, written_down(regularizer.gradient, w, of=regularizer))


def written_rule(optimizer: Optimizer) -> dict[str, Any]:
    """Return the named quantities of an optimizer's rule, in its order.

    They read ``g``, ``theta_old``, ``NAME_old`` of each slot, ``t`` and the hyperparameters by name.
    """
    named = named_hypers(optimizer)
    slots = {slot: given(f"{slot}_old") for slot in optimizer.slots()}
    rule: dict[str, Any] = written_down(
        named.rule, given("g"), slots, given("theta_old"), number("t"), of=optimizer
    )
    return rule


def written_clipping(task: Task) -> Any:
    """Return the clipped gradient of all parameters in one row, ``g``."""
    return written_down(task.clipping.clip, given("g"), of=task.clipping)
