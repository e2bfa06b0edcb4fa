"""Short names of steps, as in a calculation: ``x₁ · w``, ``+ x₂ · w``, ``+ b = z``, ``a = Tanh(z)``."""

from __future__ import annotations

from core.activations.base import Activation
from core.trace import Step, Trace

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_GRADIENTS = {
    "weight_gradient_term": "dL/dw",
    "bias_gradient_term": "dL/db",
    "slope_gradient_term": "dL/dα",
}
_PLAIN = {
    "bias": "+ b = z",
    "exponential_sum": "Σ exp z",
    "loss": "L",
    "penalty": "penalty",
    "objective": "L = loss + penalty",
    "dropout_gradient": "dL/da = dL/dã · mask",
    "derivative": "f′(z)",
    "shortcut": "δ by the shortcut",
}


def step_title(trace: Trace, step: Step) -> str:
    """Return the name of a step beside those of its run or node; empty if its kind has none."""
    if step.kind in _PLAIN:
        return _PLAIN[step.kind]
    if step.kind in _GRADIENTS:
        return _share(trace, step) if step.terms > 1 else run_title(trace, step)
    if step.kind == "quantity":
        name = trace.quantities[step.term].name
        return f"new {parameter_symbol(step)}" if name == "theta" else name.replace("_", " ")
    named = _OF_UNIT.get(step.kind)
    return named(trace, step) if named else ""


def run_title(trace: Trace, step: Step) -> str:
    """Return the name of the run that a step belongs to: what its terms add up to, or the parameter."""
    name = _GRADIENTS.get(step.kind) or step.kind.removesuffix("_term").replace("_", " ")
    if step.kind == "quantity":
        name = parameter_symbol(step)
    return name if step.origin is None else f"{name} from {_before(trace, step, step.origin)}"


def parameter_symbol(step: Step) -> str:
    """Return the name of the parameter that a step of the optimizer is about."""
    if step.unit is None:
        return "α"
    return "b" if step.origin is None else "w"


def indexed(symbol: str, place: int | None) -> str:
    """Return a symbol with a subscript that counts from 1; without one for None."""
    return symbol if place is None else symbol + str(place + 1).translate(_SUBSCRIPTS)


def _share(trace: Trace, step: Step) -> str:
    samples = len(trace.update.batch)
    if step.kind == "slope_gradient_term":
        sample, unit = divmod(step.term, step.terms // samples)
        share = indexed("z", unit)
        return f"{_plus(step)}{share} of sample {sample + 1}" if samples > 1 else f"{_plus(step)}{share}"
    # A penalty comes after the samples.
    return f"{_plus(step)}sample {step.term + 1}" if step.term < samples else "+ penalty"


def _product(trace: Trace, step: Step) -> str:
    return f"{_plus(step)}{_before(trace, step, step.term)} · w"


def _grad_a(trace: Trace, step: Step) -> str:
    handed_on = "dL/dã" if _has_dropout(trace, step.layer) else "dL/da"
    if step.origin is None:
        return handed_on
    result = f" = {handed_on}" if step.is_last_term else ""
    return f"{_plus(step)}{indexed('δ', step.term)} · w{result}"


def _jacobian(trace: Trace, step: Step) -> str:
    activation = indexed("a", step.term)
    return f"{_plus(step)}dL/d{activation} · d{activation}/dz"


def _delta(trace: Trace, step: Step) -> str:
    return "δ = dL/da · f′(z)" if _activation(trace, step).elementwise else "δ = their sum"


def _dropout(trace: Trace, step: Step) -> str:
    unit = None if _activation(trace, step).elementwise else step.unit
    return f"{indexed('ã', unit)} = {indexed('a', unit)} · mask"


_OF_UNIT = {
    "product": _product,
    "activation": lambda trace, step: f"a = {_activation(trace, step).label}(z)",
    "dropout": _dropout,
    "exponential": lambda trace, step: f"exp {indexed('z', step.unit)}",
    "quotient": lambda trace, step: f"{indexed('a', step.unit)} = exp {indexed('z', step.unit)} / Σ",
    "loss_term": lambda trace, step: indexed("ℓ", step.unit),
    "grad_a_term": _grad_a,
    "jacobian_term": _jacobian,
    "delta": _delta,
}


def _activation(trace: Trace, step: Step) -> Activation:
    return trace.task.network.layers[step.layer - 1].activation


def _has_dropout(trace: Trace, layer: int) -> bool:
    return bool(trace.task.network.layers[layer - 1].dropout)


def _before(trace: Trace, step: Step, unit: int) -> str:
    """Return the symbol of what comes from a unit of the layer before."""
    if step.layer == 1:
        return indexed("x", unit)
    return indexed("ã" if _has_dropout(trace, step.layer - 1) else "a", unit)


def _plus(step: Step) -> str:
    return "+ " if step.term else ""
