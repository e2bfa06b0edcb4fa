"""A loss behind a sigmoid, explained at one z: the chain of both derivatives, or the shortcut.

For a loss over classes the sigmoid is the softmax of two of them, whose logits are z and 0.
"""

from __future__ import annotations

import numpy as np

from core.activations.sigmoid import Sigmoid
from core.explain.explanation import Explanation
from core.explain.functions import NO_STEP, scaled_for_one
from core.explain.notation import hyper_terms
from core.formula import Source, Term
from core.loss_curves import behind, over_logits
from core.losses.base import Loss

_FROM_LOGITS = "Computed from z, with the sigmoid inside the formula: finite and exact wherever z is."
_FROM_PREDICTION = "Computed from a, which the sigmoid has made of z."
_SHORTCUT = (
    "The sigmoid's derivative cancels: what is left is how wrong the prediction is, however sure it was."
)
_CHAIN = (
    "The slope by a times that of the sigmoid, a (1 - a): where the sigmoid is flat the product is small, "
    "unless the loss is all the steeper there."
)


def explain_loss_of_logit(loss: Loss, z: float, target: float) -> tuple[Explanation, Explanation]:
    """Return the loss at a z, and its derivative by z, for one sample."""
    (value,), (delta,) = over_logits(loss, np.array([z]), target)
    is_shortcut = loss.meets(behind(loss))
    terms = _terms(loss, z, target)
    element = loss.element_rule_from_logits if is_shortcut else loss.element_rule
    chain = rf"\left[ {_of_both(loss, loss.gradient_rule, '-')} \right] \cdot <a> \left(1 - <(a)>\right)"
    return (
        Explanation(
            NO_STEP,
            f"{loss.label} behind a sigmoid",
            _FROM_LOGITS if is_shortcut else _FROM_PREDICTION,
            "L",
            (scaled_for_one(loss, _of_both(loss, element, "+")),),
            terms,
            float(value),
            Source("loss", 1),
        ),
        Explanation(
            NO_STEP,
            f"{loss.label}: the slope by z",
            _SHORTCUT if is_shortcut else _CHAIN,
            r"\frac{\partial L}{\partial z}",
            (scaled_for_one(loss, loss.delta_rule if is_shortcut else chain),),
            terms,
            float(delta),
            Source("delta", 1),
        ),
    )


def _terms(loss: Loss, z: float, target: float) -> dict[str, Term]:
    a = float(Sigmoid().value(np.array([z]))[0])
    rest = float(Sigmoid().value(np.array([-z]))[0])
    prediction = Term("a", a, Source("a", 1))
    return {
        "z": Term("z", z, Source("z", 1)),
        "a": prediction,
        "prediction": prediction,
        "target": Term("y", target, Source("target", 1)),
        "z_other": Term("0", 0.0),
        "prediction_other": Term(r"\left(1 - a\right)", rest, Source("a", 1, 1)),
        "target_other": Term(r"\left(1 - y\right)", 1 - target, Source("target", 1, 1)),
        "log_sum": Term(r"\ln\left(e^{z} + 1\right)", float(np.logaddexp(z, 0.0))),
        **hyper_terms(loss),
    }


def _of_both(loss: Loss, rule: str, sign: str) -> str:
    """Return the rule of the one output; of two classes, that of both."""
    if behind(loss).elementwise:
        return rule
    other = rule
    for name in ("prediction", "target", "z"):
        other = other.replace(f"<{name}>", f"<{name}_other>").replace(f"<({name})>", f"<({name}_other)>")
    return rf"{rule} {sign} \left( {other} \right)"
