"""A function at a point, explained: an activation, the softmax at a temperature, a loss, a schedule.

What is explained here belongs to no step of an update: its `step` is -1.
"""

from __future__ import annotations

import re

import numpy as np

from core.activations.base import Activation
from core.activations.softmax import Softmax
from core.arrays import Array
from core.explain.explanation import Explanation
from core.explain.notation import hyper_terms
from core.formula import Source, Term
from core.loss_curves import over_predictions
from core.losses.base import Loss
from core.schedules.base import Schedule
from core.tempered import tempered, tempered_jacobian

NO_STEP = -1
_FEW = 4  # classes whose exponentials are all written out
_SYMBOL = re.compile(r"\\[A-Za-z]+|\s+|.", re.DOTALL)


def explain_activation(activation: Activation, z: float) -> tuple[Explanation, Explanation]:
    """Return f(z) and f'(z) with the numbers at a point; for an activation that works unit by unit."""
    inputs = np.array([z])
    a = activation.value(inputs)
    slope = float(activation.derivative(inputs, a)[0])
    terms = {"z": Term("z", z, Source("z", 1)), **activation.constants, **hyper_terms(activation)}
    value = Explanation(
        NO_STEP,
        f"{activation.label}: the value",
        _first_line(activation),
        "f(z)",
        (activation.value_rule,),
        terms,
        float(a[0]),
        Source("a", 1),
    )
    derivative = Explanation(
        NO_STEP,
        f"{activation.label}: the slope",
        activation.why,
        "f'(z)",
        (activation.derivative_rule,),
        {**terms, "a": Term("a", float(a[0]), Source("a", 1))},
        slope,
        Source("derivative", 1),
    )
    return value, derivative


def explain_softmax(
    logits: Array, temperature: float, row: int, column: int
) -> tuple[Explanation, Explanation]:
    """Return the probability of a class (from 0), and an entry of the Jacobian: its row is that class."""
    a = tempered(logits, temperature)
    entry = float(tempered_jacobian(a, temperature)[row, column])
    heat = Term("T", temperature)
    rule, terms = (
        _shares(logits, temperature, row) if len(logits) <= _FEW else _shifted(logits, temperature, row)
    )
    probability = Explanation(
        NO_STEP,
        f"The probability of class {row + 1}",
        "Its exponential as a share of all of them. A temperature above 1 makes the shares alike, one "
        "below 1 leaves more and more to the largest.",
        f"a_{{{row + 1}}}",
        (rule,),
        {"z": Term(f"z_{{{row + 1}}}", float(logits[row]), Source("z", 1, row)), "T": heat, **terms},
        float(a[row]),
        Source("a", 1, row),
    )
    rule = Softmax.diagonal_rule if row == column else Softmax.off_diagonal_rule
    why = (
        "Its own logit raises it, most where it is undecided."
        if row == column
        else "Another logit that rises takes some of it away: the shares add up to 1, so each column of the "
        "Jacobian adds up to 0."
    )
    slope = Explanation(
        NO_STEP,
        f"How class {row + 1} answers to z of class {column + 1}",
        why,
        rf"\frac{{\partial a_{{{row + 1}}}}}{{\partial z_{{{column + 1}}}}}",
        (rf"\frac{{1}}{{<T>}} \left[ {rule} \right]",),
        {
            "T": heat,
            "a": Term(f"a_{{{row + 1}}}", float(a[row]), Source("a", 1, row)),
            "a_other": Term(f"a_{{{column + 1}}}", float(a[column]), Source("a", 1, column)),
        },
        entry,
        Source("derivative", 1, row, column),
    )
    return probability, slope


def explain_loss(loss: Loss, prediction: float, target: float) -> tuple[Explanation, Explanation]:
    """Return the loss of one output of one sample, and its derivative by the prediction."""
    value, slope = over_predictions(loss, np.array([prediction]), target)
    terms = {
        "prediction": Term("a", prediction, Source("a", 1)),
        "target": Term("y", target, Source("target", 1)),
        **hyper_terms(loss),
    }
    convention = loss.convention
    return (
        Explanation(
            NO_STEP,
            f"{loss.label}: the loss",
            " ".join(filter(None, (_first_line(loss), convention))),
            "L",
            (scaled_for_one(loss, loss.element_rule),),
            terms,
            float(value[0]),
            Source("loss", 1),
        ),
        Explanation(
            NO_STEP,
            f"{loss.label}: the slope",
            "Which way the prediction has to go, and how much it matters: descent goes against it.",
            r"\frac{\partial L}{\partial a}",
            (scaled_for_one(loss, loss.gradient_rule),),
            terms,
            float(slope[0]),
            Source("grad_a", 1),
        ),
    )


def explain_schedule(schedule: Schedule, update: int, rate: float) -> tuple[Explanation, Explanation]:
    """Return the factor of an update (from 0), and the learning rate that it makes of `rate`."""
    factor = schedule.factor(update)
    left, _, right = schedule.formula.partition(" = ")
    right, _, meaning = right.partition(r", \quad ")
    terms = {**hyper_terms(schedule), "update": Term("t", update)}
    return (
        Explanation(
            NO_STEP,
            f"{schedule.label}: the factor of update {update}",
            " ".join(filter(None, (_first_line(schedule), schedule.convention))),
            rf"{meaning}, \quad {left}" if meaning else left,
            (_with_places(right, terms),),
            terms,
            factor,
            Source("factor", 1),
        ),
        Explanation(
            NO_STEP,
            f"{schedule.label}: the learning rate of update {update}",
            "The factor times the optimizer's own learning rate.",
            r"\eta_t",
            (r"<rate> \cdot <factor>",),
            {"rate": Term(r"\eta", rate), "factor": Term("s_t", factor, Source("factor", 1))},
            rate * factor,
            Source("rate", 1),
        ),
    )


def _with_places(formula: str, terms: dict[str, Term]) -> str:
    """Return a formula as a template: each symbol of a term becomes its place."""
    names = {term.symbol: name for name, term in terms.items()}
    parts = _SYMBOL.findall(formula)
    made = ""
    for number, part in enumerate(parts):
        if part not in names:
            made += part
            continue
        is_after_number = number >= 2 and parts[number - 1].isspace() and parts[number - 2] in names
        made += (r"\cdot " if is_after_number else "") + f"<{names[part]}>"
    return made


def _shares(logits: Array, temperature: float, row: int) -> tuple[str, dict[str, Term]]:
    """Return the softmax with every exponential written out, and what it reads beside z and T."""
    below = " + ".join(rf"e^{{<z{place}> / <T>}}" for place in range(len(logits)))
    exponents = {
        f"z{place}": Term(f"z_{{{place + 1}}}", logit, Source("z", 1, place))
        for place, logit in enumerate(logits.tolist())
    }
    return rf"\frac{{e^{{<z> / <T>}}}}{{{below}}}", exponents


def _shifted(logits: Array, temperature: float, row: int) -> tuple[str, dict[str, Term]]:
    """Return the softmax of many classes as it is computed: with the largest logit taken off first."""
    largest = float(logits.max())
    total = float(np.exp((logits - largest) / temperature).sum())
    terms = {
        "z_max": Term(r"z_{\max}", largest),
        "sum": Term(r"\sum_j e^{(z_j - z_{\max}) / T}", total),
    }
    return r"\frac{e^{\left(<z> - <(z_max)>\right) / <T>}}{<sum>}", terms


def scaled_for_one(loss: Loss, rule: str) -> str:
    """Return the rule with the factor that one output of one sample has, unless that is 1."""
    return rule if loss.scale(1, 1) == 1 else rf"{loss.scale_latex(1, 1)} \left[ {rule} \right]"


def _first_line(member: object) -> str:
    """Return what a member does, as its class says it."""
    return (type(member).__doc__ or "").partition("\n")[0]
