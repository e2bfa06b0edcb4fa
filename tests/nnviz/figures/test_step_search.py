"""Steps found by words, held to a scan over all steps."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from core.trace import Step, Trace
from nnviz.figures.step_search import StepSearch, Wanted, read
from nnviz.figures.step_words import StepWords
from nnviz.moment import Moment, Selection
from nnviz.project import edits
from nnviz.session import Session
from tests.core.cases import trace_of, with_extras
from tests.nnviz.sessions import sample, session_at

pytestmark = pytest.mark.usefixtures("qapp")

SAMPLES = ("mazur", "xor-2-4-1", "spiral-2-8-8-1", "iris-4-8-3")
GRADIENTS = ("weight_gradient_term", "bias_gradient_term")


def found_by(session: Session, text: str) -> StepSearch:
    return StepSearch(StepWords(session.moment, 4), text)


def steps_of(search: StepSearch) -> list[int]:
    steps: list[int] = []
    step = -1
    for _ in range(search.total):
        found = search.next(step)
        assert found is not None
        steps.append(step := found)
    return steps


def ends(trace: Trace, step: Step, grain: str) -> bool:
    return bool(trace.block(step.index, grain)[-1] == step.index)


def is_hidden(trace: Trace, step: Step) -> bool:
    return step.layer < trace.task.network.depth


def is_of_all(trace: Trace, step: Step) -> bool:
    return trace.layout.section_at(step.index).whole_layer


def name_of(trace: Trace, step: Step) -> str:
    return trace.quantities[step.term].name if step.kind == "quantity" else step.kind


FITS: dict[str, Callable[[Trace, Step], bool]] = {
    "delta": lambda t, s: s.kind in ("delta", "shortcut"),
    "δ 2": lambda t, s: s.kind in ("delta", "shortcut") and s.unit == 1,
    "dL/dw": lambda t, s: s.kind == "weight_gradient_term" and s.is_last_term,
    "∂L/∂b": lambda t, s: s.kind == "bias_gradient_term" and s.is_last_term,
    "gradient": lambda t, s: (
        (s.kind in (*GRADIENTS, "slope_gradient_term") and s.is_last_term)
        or s.kind == "dropout_gradient"
        or name_of(t, s) == "clipped"
    ),
    "Sample 3": lambda t, s: s.kind in GRADIENTS and s.term == 2,
    "z": lambda t, s: s.kind == "bias",
    "weighted sum": lambda t, s: s.kind == "product",
    "slope": lambda t, s: (
        s.kind == "derivative"
        or (s.kind == "slope_gradient_term" and s.is_last_term)
        or (s.kind == "quantity" and s.unit is None and s.is_last_term)
    ),
    "x1": lambda t, s: (
        s.layer == 1
        and s.origin == 0
        and (s.kind == "product" or (s.is_last_term and s.kind in ("weight_gradient_term", "quantity")))
    ),
    "path 2 dL/da": lambda t, s: s.kind == "grad_a_term" and s.terms > 1 and s.term == 1,
    "forward": lambda t, s: s.phase == "forward" and ends(t, s, "phase"),
    "loss": lambda t, s: s.phase == "loss" and ends(t, s, "phase"),
    "layer 2": lambda t, s: s.layer == 2 and s.phase != "loss" and ends(t, s, "layer"),
    "layer 1 update": lambda t, s: s.layer == 1 and s.phase == "update" and ends(t, s, "layer"),
    "hidden 2": lambda t, s: is_hidden(t, s) and s.unit == 1 and (ends(t, s, "node") or is_of_all(t, s)),
    "hidden unit 2 of layer 1 forward": lambda t, s: (
        s.layer == 1 and is_hidden(t, s) and s.unit == 1 and s.phase == "forward" and ends(t, s, "node")
    ),
    "new value bias": lambda t, s: name_of(t, s) == "theta" and s.origin is None and s.unit is not None,
    "change w": lambda t, s: name_of(t, s) == "change" and s.origin is not None,
    "35": lambda t, s: s.index == 34,
    "slope change": lambda t, s: name_of(t, s) == "change" and s.unit is None,
    "clipped": lambda t, s: name_of(t, s) == "clipped",
    "dropout": lambda t, s: (
        s.kind in ("dropout", "dropout_gradient")
        or (s.kind == "grad_a_term" and s.is_last_term and t.task.network.layers[s.layer - 1].dropout > 0)
    ),
    "penalty": lambda t, s: s.kind in ("penalty", "loss") and t.task.penalises,
    "softmax exponential": lambda t, s: s.kind in ("exponential", "exponential_sum"),
    "nothing of the kind": lambda t, s: False,
    "unit 1000": lambda t, s: False,
    "layer 7": lambda t, s: False,
    "9999999": lambda t, s: False,
    "": lambda t, s: False,
}


@pytest.mark.parametrize("text", FITS)
@pytest.mark.parametrize("name", SAMPLES)
def test_a_search_finds_what_a_scan_over_all_steps_finds(name: str, text: str) -> None:
    session = session_at(sample(name), 0, 0)
    trace = session.trace
    expected = [index for index in range(len(trace)) if FITS[text](trace, trace[index])]
    search = found_by(session, text)
    assert steps_of(search) == expected
    assert [search.before(step) for step in expected] == list(range(len(expected)))
    assert search.before(len(trace)) == len(expected)


@pytest.mark.parametrize("text", FITS)
@pytest.mark.parametrize("extra", ["all", "softmax with dropout", "prelu everywhere"])
def test_what_a_network_can_have_besides_is_found_too(extra: str, text: str) -> None:
    trace = trace_of(with_extras(extra, "adam"))
    words = StepWords(Moment(sample("mazur"), trace, 0, Selection(), np.empty(0)), 4)
    expected = [index for index in range(len(trace)) if FITS[text](trace, trace[index])]
    assert steps_of(StepSearch(words, text)) == expected


def test_next_and_previous_go_round() -> None:
    search = found_by(session_at(sample("mazur"), 0, 0), "delta")
    steps = steps_of(search)
    assert search.next(steps[-1]) == steps[0]
    assert search.previous(steps[0]) == steps[-1]
    assert search.previous(steps[2] + 1) == steps[2]
    assert found_by(session_at(sample("mazur"), 0, 0), "nothing").previous(5) is None


def test_words_with_numbers_are_read_in_pairs() -> None:
    assert read("Hidden unit 2 of layer 1") == (Wanted("hidden", None), Wanted("unit", 2), Wanted("layer", 1))
    assert read("x₁ · w") == (Wanted("x", 1), Wanted("w", None))
    assert read("12") == (Wanted("", 12),)
    assert read("the unit of") == ()


def test_a_million_parameters_are_searched_at_once() -> None:
    project = edits.add_layer(edits.set_units(sample("xor-2-4-1"), 1, 1000), 1)
    project = edits.set_units(project, 2, 1000)
    session = session_at(project, 0, 0)
    assert session.trace.task.network.parameter_count > 10**6
    search = found_by(session, "layer 2 unit 700 from 300 dL/dw")
    steps = steps_of(search)
    found = found_by(session, "delta")
    assert found.next(10**6) is not None
    assert found.total == 2002  # the output has the shortcut as well
    step = session.trace[steps[0]]
    assert len(steps) == 1
    assert (step.kind, step.layer, step.unit, step.origin) == ("weight_gradient_term", 2, 699, 299)
