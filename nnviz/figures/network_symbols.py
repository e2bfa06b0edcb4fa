"""The letters before the numbers of a network drawing, and what kind of number each is."""

from __future__ import annotations

from core.formula import Source

SYMBOLS = {
    "z": "z",
    "a": "a",
    "dropped": "ã",
    "grad_dropped": "∂ã",
    "grad_a": "∂a",
    "derivative": "f′",
    "delta": "δ",
    "chain_delta": "δ",
    "target": "y",
    "loss_term": "ℓ",
    "loss": "L",
    "exponential_sum": "Σ",
}
PENDING = "…"
_OF_PARAMETERS = ("weight_gradient", "bias_gradient", "slope_gradient")
BACKWARD = ("grad_a", "grad_dropped", "derivative", "delta", "chain_delta", *_OF_PARAMETERS)
MARKS = dict.fromkeys(_OF_PARAMETERS, "∂") | {"change": "Δ"}
_OF_NODE = ("bias", "bias_gradient", "slope", "slope_gradient", "change", "theta")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def is_parameter(source: Source) -> bool:
    """Tell whether a number belongs to a weight, a bias or a slope."""
    return source.origin is not None or source.quantity in _OF_NODE


def subscript(unit: int) -> str:
    """Return a unit's number, from 1, as a subscript."""
    return str(unit + 1).translate(_SUBSCRIPTS)
