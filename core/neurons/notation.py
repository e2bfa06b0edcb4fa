"""How the parts of a single neuron are written: no layer, no unit, only the inputs are numbered."""

from __future__ import annotations

import re
from dataclasses import replace

from core.explain.explanation import Explanation
from core.formula import Source, Term

LAYER = 1  # the neuron is a network of one layer with one unit

_SYMBOLS = {
    "z": "z",
    "a": "a",
    "target": "y",
    "sum": "s",
    "veto": "v",
    "threshold": r"\theta",
    "error": "e",
    "mistakes": "M",
}
# The network's own notation of layer 1, unit 1: w_{2,1}^{(1)}, b_{1}^{\prime (1)}, a_{1}^{(1)[3]}.
_WEIGHT = re.compile(r"w_\{(\d+),1\}\^\{(\\prime )?\(1\)\}")
_OF_THE_UNIT = re.compile(r"(b|z|a|\\delta)_\{1\}\^\{(\\prime )?\(1\)\}")
_TARGET = re.compile(r"(y|\\ell)_\{1\}")


def place(quantity: str, origin: int | None = None) -> Source:
    """Return where one of the neuron's numbers stands; an input's unit is its number, from 0."""
    if quantity == "x":
        return Source("x", 0, origin)
    return Source(quantity, LAYER, 0, origin)


def symbol(source: Source) -> str:
    """Return the LaTeX of a place, ``w_{2}``."""
    if source.quantity == "x":
        return f"x_{{{(source.unit or 0) + 1}}}"
    parameter = "b" if source.origin is None else f"w_{{{source.origin + 1}}}"
    if source.quantity in ("weight", "bias"):
        return parameter
    if source.quantity == "theta":
        return f"{parameter}'"
    if source.quantity == "change":
        return rf"\Delta {parameter}"
    return _SYMBOLS[source.quantity]


def term(source: Source, value: float) -> Term:
    """Return a number with its symbol and its place."""
    return Term(symbol(source), value, source)


def parameter(origin: int | None) -> Source:
    """Return the place of a weight, or of the bias for None."""
    return place("bias") if origin is None else place("weight", origin)


def parameter_name(origin: int | None) -> str:
    """Return a parameter's name in words."""
    return "the bias" if origin is None else f"the weight of input {origin + 1}"


def of_one_neuron(said: Explanation, step: int) -> Explanation:
    """Return the explanation of a network of one unit in the words and symbols of a single neuron."""
    terms = {name: replace(term, symbol=_plain(term.symbol)) for name, term in said.terms.items()}
    title, why = (_words(text) for text in (said.title, said.why))
    return replace(said, step=step, title=title, why=why, left=_plain(said.left), terms=terms)


def _plain(latex: str) -> str:
    latex = _WEIGHT.sub(lambda found: f"w_{{{found[1]}}}{_prime(found[2])}", latex)
    latex = _OF_THE_UNIT.sub(lambda found: f"{found[1]}{_prime(found[2])}", latex)
    return _TARGET.sub(r"\1", latex)


def _prime(found: str | None) -> str:
    return "'" if found else ""


def _words(text: str) -> str:
    return (
        text.replace(" to output 1", "").replace("output 1", "the neuron").replace("from input", "of input")
    )
