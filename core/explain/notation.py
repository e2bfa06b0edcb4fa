"""How a place is written: in LaTeX and in words. Units count from 1 here, as on the screen."""

from __future__ import annotations

from core.formula import Source, Term
from core.network import Network
from core.trace_values import TraceValues

_PLAIN = {
    "z": "z",
    "a": "a",
    "delta": r"\delta",
    "exponential": "e",
    "target": "y",
    "loss_term": r"\ell",
}


def symbol(source: Source) -> str:
    """Return the LaTeX of a place, ``w_{1,2}^{(2)}``: from unit 1 of the layer before to unit 2."""
    layer, unit = source.layer, (source.unit or 0) + 1
    quantity = source.quantity
    if quantity == "x" or (quantity == "a" and layer == 0):
        return f"x_{{{unit}}}"
    if quantity == "loss":
        return "L"
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
    if quantity in ("weight_gradient", "bias_gradient"):
        return rf"\frac{{\partial L}}{{\partial {parameter_symbol(source)}}}"
    return parameter_symbol(source)


def parameter_symbol(source: Source) -> str:
    """Return the LaTeX of a weight or bias."""
    layer, unit = source.layer, (source.unit or 0) + 1
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


def parameter_name(network: Network, layer: int, unit: int, origin: int | None) -> str:
    """Return a parameter's name in words."""
    if origin is None:
        return f"the bias of {node_name(network, layer, unit)}"
    return f"the weight from {node_name(network, layer - 1, origin)} to {node_name(network, layer, unit)}"


def term(values: TraceValues, source: Source) -> Term:
    """Return the symbol, the recorded number and the place of a source."""
    return Term(symbol(source), values.read(source), source)


def before(layer: int, unit: int) -> Source:
    """Return the place of an activation; of layer 0 it is the input."""
    return Source("x" if layer == 0 else "a", layer, unit)
