"""The optimizer's update, explained."""

from __future__ import annotations

from core.explain.explanation import Explanation
from core.explain.forward import hyper_terms
from core.explain.notation import parameter_name, parameter_symbol
from core.formula import Source, Term
from core.trace import Step
from core.trace_values import TraceValues


def quantity(values: TraceValues, step: Step) -> Explanation:
    """One named quantity of the optimizer's rule for one parameter."""
    layer, unit, origin = step.layer, step.unit or 0, step.origin
    optimizer = values.trace.task.optimizer
    declared = values.trace.quantities[step.term]
    parameter = Source("bias" if origin is None else "weight", layer, unit, origin)
    symbols = optimizer.symbols()

    def read(name: str) -> Term:
        place = Source(name, layer, unit, origin)
        return Term(_named(symbols[name], parameter), values.read(place), _shown_at(name, parameter))

    earlier = [q.name for q in values.trace.quantities[: step.term]]
    old = [f"{slot}_old" for slot in optimizer.slots()]
    terms = {name: read(name) for name in ("g", "theta_old", *old, *earlier)}
    steps = values.update.before.optimizer_steps + 1
    target = Source(declared.name, layer, unit, origin)
    return Explanation(
        step.index,
        f"{optimizer.label}: {_in_words(declared.name)} of "
        f"{parameter_name(values.network, layer, unit, origin)}",
        _sentence(declared.why),
        _named(declared.symbol, parameter),
        (declared.rule,),
        {**hyper_terms(optimizer), **terms, "t": Term("t", float(steps))},
        values.read(target),
        target,
    )


def _named(latex: str, parameter: Source) -> str:
    """Write the parameter's own name for theta, and its gradient for g."""
    name = parameter_symbol(parameter)
    gradient = rf"\frac{{\partial L}}{{\partial {name}}}"
    return (
        latex.replace(r"\Delta\theta_t", rf"\Delta {name}")
        .replace(r"\theta_t", name.replace("^{(", r"^{\prime ("))
        .replace(r"\theta_{t-1}", name)
        .replace("g_t", gradient)
    )


def _shown_at(name: str, parameter: Source) -> Source:
    """Return where a quantity can be seen on the drawing: the gradient and the weight, at the edge."""
    if name == "g":
        quantity = "bias_gradient" if parameter.origin is None else "weight_gradient"
        return Source(quantity, parameter.layer, parameter.unit, parameter.origin)
    if name == "theta_old":
        return parameter
    return Source(name, parameter.layer, parameter.unit, parameter.origin)


def _in_words(name: str) -> str:
    return "new value" if name == "theta" else name.replace("_", " ")


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith('.') else '.'}"
