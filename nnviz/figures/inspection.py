"""What the inspector says about a moment: the panel shows it, the picture prints it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from core.arrays import Array
from core.explain import Explanation, explain_node
from core.gradient_check import CHECKED, Check, measure
from core.number_format import format_number
from core.trace import Trace
from core.trace_values import TraceValues
from core.training import Task, Update
from nnviz.moment import Moment

if TYPE_CHECKING:
    from core.checking.formula_check import FormulaCheck, FormulaChecker

KEY_KINDS = (
    "dropout",
    "activation",
    "quotient",
    "objective",
    "loss",
    "shortcut",
    "delta",
    "grad_a_term",
    "bias",
)
_SHOWN_OTHERS = 12
AGREES = 1e-6
_ROUNDING = 1e-14


@dataclass(frozen=True)
class Shares:
    """How a parameter's gradient is put together over the batch.

    Attributes
    ----------
    values : array (N,)
        Each sample's share.
    total : float
        The recorded gradient.
    done : int
        How many samples were added at the cursor.
    sample : int
        The one that is shown.
    """

    values: Array
    total: float
    done: int
    sample: int


@dataclass(frozen=True)
class Inspection:
    """The step in the focus, its checks, and what else its node has computed.

    Where mistakes are planted, `formula` says whether the number follows from those that its formula reads.
    """

    main: Explanation | None = None
    check: Check | None = None
    others: tuple[Explanation, ...] = ()
    shares: Shares | None = None
    formula: FormulaCheck | None = None


def inspect(moment: Moment, *, in_terms: bool) -> Inspection:
    """Explain a moment.

    Parameters
    ----------
    moment : Moment
    in_terms : bool
        Whether one steps term by term: then the very last term is in the focus, otherwise the number of the
        node that says most, its activation or its delta.
    """
    if moment.step < 0:
        return Inspection()
    trace, sample = moment.trace, moment.sample
    explained = explain_node(trace, moment.step, sample, _SHOWN_OTHERS + 1)
    focus = explained[-1] if in_terms else _key(trace, explained)
    others = [each for each in explained if each is not focus]
    return Inspection(
        main=focus,
        check=_check(trace, focus, sample),
        others=tuple(others[-_SHOWN_OTHERS:]),
        shares=_shares(trace, moment.step, focus, sample),
        formula=_formula(trace, focus, sample),
    )


def check_words(check: Check, digits: int) -> tuple[str, bool]:
    """Return the line about a central difference, and whether it agrees with the recorded gradient.

    Two numbers whose difference is no more than rounding leaves of a difference quotient agree. At a kink
    there is no one slope, and nothing to disagree with. Where PyTorch's convention holds the loss's gradient,
    that is not the loss's slope: both are told.
    """
    difference = abs(check.recorded - check.expected)
    agrees = check.relative_error < AGREES or difference < max(_ROUNDING / check.step, check.rounding)
    measured = format_number(check.measured, digits)
    error = format_number(check.relative_error, 2)
    if check.has_kink and not agrees:
        return f"◆ By central differences {measured}, across a kink: no one slope to compare with", True
    mark = "✓" if agrees else "✗"
    if check.held is not None:
        held = format_number(check.held, digits)
        words = f"{mark} By central differences {held} with the loss's gradient as PyTorch holds it here"
        return f"{words}; the loss itself has the slope {measured}", agrees
    return f"{mark} By central differences {measured}, relative difference {error}", agrees


def formula_words(check: FormulaCheck, digits: int) -> tuple[str, bool]:
    """Return the line about a number and its own formula, and whether they agree."""
    if check.agrees:
        return "✓ This is what the formula gives", True
    return f"✗ The formula gives {format_number(check.computed, digits)}", False


def _formula(trace: Trace, focus: Explanation, sample: int) -> FormulaCheck | None:
    if trace.task.planted is None:
        return None
    return _checker(trace.task, trace.update).check_step(trace[focus.step], focus.target, sample)


@lru_cache(maxsize=1)
def _checker(task: Task, update: Update) -> FormulaChecker:
    from core.checking.formula_check import FormulaChecker  # only where mistakes are planted

    return FormulaChecker(task, update)


def _key(trace: Trace, explained: list[Explanation]) -> Explanation:
    """Return the explanation that says most about its node; within a node not yet done, the last one."""
    last = explained[-1]
    if last.step != trace.block(last.step, "node")[-1]:
        return last
    kinds = {trace[each.step].kind: each for each in explained}
    return next((kinds[kind] for kind in KEY_KINDS if kind in kinds), last)


def _check(trace: Trace, focus: Explanation, sample: int) -> Check | None:
    step = trace[focus.step]
    if focus.target.quantity not in CHECKED or not step.is_last_term or step.kind == "jacobian_term":
        return None
    if not math.isfinite(focus.result):
        return None
    return measure(trace, focus.target, sample, focus.result)


def _shares(trace: Trace, cursor: int, focus: Explanation, sample: int) -> Shares | None:
    quantity, place = focus.target.quantity, focus.target
    if quantity not in ("weight_gradient", "bias_gradient") or len(trace.update.batch) == 1:
        return None
    values = TraceValues(trace, sample)
    shares = values.rows("delta", place.layer)[:, place.unit or 0]
    if place.origin is not None:
        shares = shares * values.rows("dropped", place.layer - 1)[:, place.origin]
    done = min(trace[focus.step].term + 1, len(shares))
    has_penalty = trace.task.penalises and place.origin is not None  # it is no sample's share
    return Shares(shares, float(shares.sum()) if has_penalty else values.read(place), done, sample)
