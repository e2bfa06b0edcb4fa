"""How a place is written: in LaTeX and in words. Units count from 1 here, as on the screen."""

from __future__ import annotations

from core.formula import Source, Term
from core.network import Network
from core.registry import Member
from core.trace_values import TraceValues

_PLAIN = {
    "z": "z",
    "a": "a",
    "delta": r"\delta",
    "exponential": "e",
    "target": "y",
    "loss_term": r"\ell",
    "mask": "m",
    "dropped": r"\tilde{a}",
}
_OF_BATCH = {"loss": "L", "data_loss": "L_D", "penalty": "R"}


def symbol(source: Source) -> str:
    """Return the LaTeX of a place, ``w_{1,2}^{(2)}``: from unit 1 of the layer before to unit 2."""
    layer, unit = source.layer, (source.unit or 0) + 1
    quantity = source.quantity
    if quantity == "x" or (quantity == "a" and layer == 0):
        return f"x_{{{unit}}}"
    if quantity in _OF_BATCH:
        return _OF_BATCH[quantity]
    if quantity in ("target", "loss_term"):
        return f"{_PLAIN[quantity]}_{{{unit}}}"
    if quantity == "exponential_sum":
        return rf"\Sigma^{{({layer})}}"
    if quantity in _PLAIN:
        return f"{_PLAIN[quantity]}_{{{unit}}}^{{({layer})}}"
    if quantity == "chain_delta":
        return rf"\delta_{{{unit}}}^{{({layer})}}"
    if quantity == "derivative":
        return rf"f'\left(z_{{{unit}}}^{{({layer})}}\right)"
    if quantity == "grad_a":
        return rf"\frac{{\partial L}}{{\partial a_{{{unit}}}^{{({layer})}}}}"
    if quantity == "grad_dropped":
        return rf"\frac{{\partial L}}{{\partial \tilde{{a}}_{{{unit}}}^{{({layer})}}}}"
    if quantity in ("weight_gradient", "bias_gradient", "slope_gradient"):
        return rf"\frac{{\partial L}}{{\partial {parameter_symbol(source)}}}"
    return parameter_symbol(source)


def parameter_symbol(source: Source) -> str:
    """Return the LaTeX of a weight, a bias or, without a unit, a slope."""
    layer = source.layer
    if source.unit is None:
        return rf"\alpha^{{({layer})}}"
    unit = source.unit + 1
    if source.origin is None:
        return f"b_{{{unit}}}^{{({layer})}}"
    return f"w_{{{source.origin + 1},{unit}}}^{{({layer})}}"


def node_name(network: Network, layer: int, unit: int) -> str:
    """Return a node's name in words: ``input 1``, ``hidden unit 2 of layer 1``, ``output 1``."""
    if layer == 0:
        return f"input {unit + 1}"
    if layer == network.depth:
        return f"output {unit + 1}"
    return f"hidden unit {unit + 1} of layer {layer}"


def parameter_name(network: Network, layer: int, unit: int | None, origin: int | None) -> str:
    """Return a parameter's name in words."""
    if unit is None:
        return f"the slope of layer {layer}"
    if origin is None:
        return f"the bias of {node_name(network, layer, unit)}"
    return f"the weight from {node_name(network, layer - 1, origin)} to {node_name(network, layer, unit)}"


def term(values: TraceValues, source: Source) -> Term:
    """Return the symbol, the recorded number and the place of a source."""
    return Term(symbol(source), values.read(source), source)


def handed_on(network: Network, layer: int, unit: int) -> Source:
    """Return the place of what a unit hands on: an input, an activation, or what dropout leaves of it."""
    if layer == 0:
        return Source("x", 0, unit)
    return Source("dropped" if network.layers[layer - 1].dropout else "a", layer, unit)


def function_terms(values: TraceValues, layer: int) -> dict[str, Term]:
    """Return the terms of a layer's activation: constants, hyperparameters, a learned slope."""
    function = values.activation(layer)
    terms = {**function.constants, **hyper_terms(function)}
    if function.learns_slope:
        terms["slope"] = term(values, Source("slope", layer))
    return terms


def hyper_terms(member: Member) -> dict[str, Term]:
    """Return the terms of a member's numeric hyperparameters."""
    return {
        hyper.name: Term(hyper.symbol or rf"\mathrm{{{hyper.name}}}", float(getattr(member, hyper.name)))
        for hyper in member.hypers()
        if not hyper.choices
    }
