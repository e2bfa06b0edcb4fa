"""The optimizer's update, explained."""

from __future__ import annotations

import numpy as np

from core.explain.explanation import Explanation
from core.explain.notation import hyper_terms, parameter_name, parameter_symbol
from core.formula import Source, Term
from core.number_format import format_number
from core.task import CLIPPED
from core.trace import Step
from core.trace_values import TraceValues


def quantity(values: TraceValues, step: Step) -> Explanation:
    """One named quantity of the optimizer's rule for one parameter."""
    layer, unit, origin = step.layer, step.unit, step.origin
    task, declared = values.trace.task, values.trace.quantities[step.term]
    optimizer = task.optimizer_at(values.update.before.update)
    parameter = Source(_kind(unit, origin), layer, unit, origin)
    clips = declared.name == CLIPPED
    symbols = {**optimizer.symbols(), CLIPPED: task.clipping.quantity().symbol}

    def read(name: str) -> Term:
        place = Source(name, layer, unit, origin)
        return Term(_named(symbols[name], parameter), values.read(place), _shown_at(name, parameter))

    if clips:
        return _clipped(values, step, parameter, read("g"))
    earlier = [q.name for q in values.trace.quantities[: step.term]]
    old = [f"{slot}_old" for slot in optimizer.slots()]
    terms = {name: read(name) for name in ("g", "theta_old", *old, *earlier)}
    if CLIPPED in terms:
        terms["g"] = terms[CLIPPED]
    steps = values.update.before.optimizer_steps + 1
    target = Source(declared.name, layer, unit, origin)
    return Explanation(
        step.index,
        f"{optimizer.label}: {_in_words(declared.name)} of "
        f"{parameter_name(values.network, layer, unit, origin)}",
        _sentence(declared.why) + (_of_schedule(values) if "<learning_rate>" in declared.rule else ""),
        _named(declared.symbol, parameter),
        (declared.rule,),
        {**hyper_terms(optimizer), **terms, "t": Term("t", float(steps))},
        values.read(target),
        target,
    )


def _clipped(values: TraceValues, step: Step, parameter: Source, gradient: Term) -> Explanation:
    """The gradient as the optimizer gets it."""
    clipping, declared = values.trace.task.clipping, values.trace.quantities[step.term]
    target = Source(CLIPPED, parameter.layer, parameter.unit, parameter.origin)
    name = parameter_name(values.network, parameter.layer, parameter.unit, parameter.origin)
    with np.errstate(all="ignore"):
        norm = float(np.linalg.norm(values.update.recording.gradient))
    return Explanation(
        step.index,
        f"Clipped gradient of {name}",
        _sentence(declared.why),
        _named(declared.symbol, parameter),
        (declared.rule,),
        {**hyper_terms(clipping), "g": gradient, "norm": Term(r"\|g\|", norm)},
        values.read(target),
        target,
    )


def _kind(unit: int | None, origin: int | None) -> str:
    if unit is None:
        return "slope"
    return "bias" if origin is None else "weight"


def _of_schedule(values: TraceValues) -> str:
    """Say how the learning rate of this update came about, if it varies."""
    task, update = values.trace.task, values.update.before.update
    if not task.varies_rate:
        return ""
    factor = format_number(task.schedule.factor(update), 4)
    return f" The learning rate is {factor} times the chosen one in this update ({task.schedule.label})."


def _named(latex: str, parameter: Source) -> str:
    """Write the parameter's own name for theta, and its gradient for g."""
    name = parameter_symbol(parameter)
    gradient = rf"\frac{{\partial L}}{{\partial {name}}}"
    return (
        latex.replace(r"\Delta\theta_t", rf"\Delta {name}")
        .replace(r"\theta_t", name.replace("^{(", r"^{\prime ("))
        .replace(r"\theta_{t-1}", name)
        .replace(r"\hat{g}_t", rf"\hat{{g}}\left({name}\right)")
        .replace("g_t", gradient)
    )


def _shown_at(name: str, parameter: Source) -> Source:
    """Return where a quantity can be seen on the drawing: the gradient and the weight, at the edge."""
    if name == "g":
        quantity = f"{parameter.quantity}_gradient"
        return Source(quantity, parameter.layer, parameter.unit, parameter.origin)
    if name == "theta_old":
        return parameter
    return Source(name, parameter.layer, parameter.unit, parameter.origin)


def _in_words(name: str) -> str:
    return "new value" if name == "theta" else name.replace("_", " ")


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith('.') else '.'}"
