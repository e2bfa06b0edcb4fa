"""Explanations as exercises: what is left out is nowhere given away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.explain import answer, explain, with_blanks
from core.explain.explanation import Explanation
from core.formula import Formula, Source
from core.number_format import latex_number
from core.trace import Trace
from tests.core.cases import make_network, make_task, trace_of, with_extras

BOX = r"\square"
TASKS = {
    "classes": make_task(make_network(2, (2, "tanh"), (3, "softmax")), {"key": "cce"}),
    "extras": with_extras("all", samples=2),
    "plain": make_task(make_network(2, (2, "sigmoid"), (2, "sigmoid")), "mse"),
}


@pytest.fixture(params=TASKS, name="trace")
def _trace(request: pytest.FixtureRequest) -> Trace:
    return trace_of(TASKS[request.param], update=1)


def told(trace: Trace) -> list[Explanation]:
    return [explain(trace, step) for step in trace.completing(range(len(trace)))]


def boxes(formula: Formula) -> list[Source | None]:
    return [piece.source for chunk in formula.chunks for piece in chunk.pieces if piece.latex == BOX]


def test_without_blanks_the_formula_is_the_whole_one(trace: Trace) -> None:
    for each in told(trace):
        assert with_blanks(each, (), BOX, 6).latex == each.numbers(6).latex


def test_every_place_that_is_left_out_is_a_box_and_nothing_else_is(trace: Trace) -> None:
    for each in told(trace):
        blanks = {each.target, *each.reads}
        shown = boxes(with_blanks(each, blanks, BOX))
        assert each.target in shown
        written = {piece.source for chunk in each.symbols.chunks for piece in chunk.pieces if piece.source}
        assert set(shown) >= ({each.target} if each.is_bare else written)
        assert boxes(with_blanks(each, {each.target}, BOX)).count(each.target) >= 1
        assert set(boxes(with_blanks(each, {each.target}, BOX))) == {each.target}


def test_a_number_that_is_left_out_does_not_even_show_its_sign(trace: Trace) -> None:
    for each in told(trace):
        blanks = {each.target, *each.reads}
        other = replace(
            each,
            result=-each.result,
            terms={
                name: replace(term, value=-term.value) if term.source in blanks else term
                for name, term in each.terms.items()
            },
        )
        assert with_blanks(other, blanks, BOX).latex == with_blanks(each, blanks, BOX).latex


def test_the_answer_is_the_recorded_number(trace: Trace) -> None:
    for each in told(trace):
        assert answer(each, 17).latex == f"{each.left} = {latex_number(each.result, 17)}"


def test_a_step_completes_a_number_or_adds_to_a_sum(trace: Trace) -> None:
    """The very steps, of any range, that are the last of their number."""
    whole = [
        step
        for step in (trace[index] for index in range(len(trace)))
        if step.kind not in ("product", "jacobian_term") and (step.kind == "quantity" or step.is_last_term)
    ]
    for steps in (range(len(trace)), range(7, 40), range(len(trace) - 9, len(trace) - 2), range(5, 5)):
        assert list(trace.completing(steps)) == [step.index for step in whole if step.index in steps]
    targets = [each.target for each in told(trace)]
    # The delta of an output that has a shortcut is worked out twice, every other number once.
    twice = {target for target in targets if targets.count(target) > 1}
    assert {target.quantity for target in twice} <= {"delta"}
