"""What the rows of the step list say, held to the explanations and to the recorded numbers."""

from __future__ import annotations

import random

import numpy as np
import pytest

from core.explain import explain
from core.number_format import format_number, full_number
from nnviz.figures import step_titles
from nnviz.figures.step_tree import Row
from nnviz.figures.step_words import StepWords
from nnviz.figures.steps_picture import StepsPicture
from nnviz.figures.style import PRINT
from nnviz.moment import Moment, Selection
from nnviz.project import edits
from tests.core.cases import EXTRAS, trace_of, with_extras
from tests.nnviz.sessions import sample, session_at

pytestmark = pytest.mark.usefixtures("qapp")
SAMPLES = ("mazur", "xor-2-4-1", "spiral-2-8-8-1", "iris-4-8-3")


def words_at(name: str, step: int) -> StepWords:
    return StepWords(session_at(sample(name), 0, step).moment, 4)


def titles(words: StepWords, row: Row | None = None) -> list[str]:
    return [words.title(words.tree.child(row, place)) for place in range(words.tree.count(row))]


def inside(words: StepWords, *names: str) -> Row:
    """Return the row that is reached by these titles from the top."""
    row: Row | None = None
    for name in names:
        row = words.tree.child(row, titles(words, row).index(name))
    assert row is not None
    return row


def test_mazurs_update_reads_like_a_calculation() -> None:
    words = words_at("mazur", 34)
    assert titles(words) == ["Forward", "Loss", "Backward", "Update"]
    assert titles(words, inside(words, "Forward", "Layer 1", "Unit 1")) == [
        "x₁ · w",
        "+ x₂ · w",
        "+ b = z",
        "a = Sigmoid(z)",
    ]
    assert titles(words, inside(words, "Loss")) == ["ℓ₁", "ℓ₂", "L"]
    assert titles(words, inside(words, "Backward", "Layer 1", "Unit 1")) == [
        "δ₁ · w",
        "+ δ₂ · w = dL/da",
        "f′(z)",
        "δ = dL/da · f′(z)",
        "dL/dw from x₁",
        "dL/dw from x₂",
        "dL/db",
    ]
    assert titles(words, inside(words, "Update", "Layer 2", "Output 1")) == ["w from a₁", "w from a₂", "b"]
    assert titles(words, inside(words, "Update", "Layer 2", "Output 1", "b")) == ["change", "new b"]


def test_samples_of_a_batch_are_the_terms_of_a_gradient() -> None:
    words = words_at("xor-2-4-1", 0)
    row = inside(words, "Backward", "Layer 1", "Unit 2", "dL/dw from x₂")
    assert titles(words, row) == ["sample 1", "+ sample 2", "+ sample 3", "+ sample 4"]


def test_softmax_is_a_row_of_the_whole_layer() -> None:
    words = words_at("iris-4-8-3", 0)
    assert titles(words, inside(words, "Forward", "Layer 2")) == [
        "Output 1",
        "Output 2",
        "Output 3",
        "All units",
    ]
    whole = titles(words, inside(words, "Forward", "Layer 2", "All units"))
    assert whole == [
        "exp z₁",
        "exp z₂",
        "exp z₃",
        "Σ exp z",
        "a₁ = exp z₁ / Σ",
        "a₂ = exp z₂ / Σ",
        "a₃ = exp z₃ / Σ",
    ]
    assert titles(words, inside(words, "Backward", "Layer 2"))[:4] == [
        "Output 1: dL/da",
        "Output 2: dL/da",
        "Output 3: dL/da",
        "Output 1",
    ]


@pytest.mark.parametrize("name", SAMPLES)
def test_results_are_those_of_the_explanations_once_they_are_computed(name: str) -> None:
    session = session_at(sample(name), 2)
    chance = random.Random(name)
    for _ in range(15):
        session.go_to_step(chance.randrange(-1, len(session.trace)))
        session.select(sample=chance.randrange(len(session.trace.update.batch)))
        words = StepWords(session.moment, 4)
        for step in chance.sample(range(len(session.trace)), 20):
            row = words.tree.path(step)[-1]
            result = explain(session.trace, step, session.moment.sample).result
            is_done = step <= session.cursor.step
            assert words.is_done(row) == is_done
            assert words.result(row) == (format_number(result, 4) if is_done else "")
            assert words.full_result(row) == (full_number(result) if is_done else "")


@pytest.mark.parametrize("extra", EXTRAS)
def test_what_a_network_can_have_besides_is_listed_with_its_numbers(extra: str) -> None:
    trace = trace_of(with_extras(extra), update=1)
    moment = Moment(sample("mazur"), trace, len(trace) - 1, Selection(), np.empty(0))
    words = StepWords(moment, 4)
    for step in range(len(trace)):
        row = words.tree.path(step)[-1]
        assert step_titles.step_title(trace, trace[step]), trace[step].kind
        assert words.result(row) == format_number(explain(trace, step).result, 4)
        assert all(words.title(above) for above in words.tree.path(step))


def test_the_rows_of_dropout_penalty_and_slope() -> None:
    trace = trace_of(with_extras("all"))
    words = StepWords(Moment(sample("mazur"), trace, 0, Selection(), np.empty(0)), 4)
    forward = titles(words, inside(words, "Forward", "Layer 1", "Unit 1"))
    assert forward[-2:] == ["a = PReLU(z)", "ã = a · mask"]
    assert titles(words, inside(words, "Forward", "Layer 2", "Unit 1"))[0] == "ã₁ · w"
    assert titles(words, inside(words, "Loss"))[-3:] == ["L", "penalty", "L = loss + penalty"]
    backward = inside(words, "Backward", "Layer 1")
    unit = titles(words, inside(words, "Backward", "Layer 1", "Unit 1"))
    assert unit[3:7] == ["+ δ₄ · w = dL/dã", "dL/da = dL/dã · mask", "f′(z)", "δ = dL/da · f′(z)"]
    shares = inside(words, "Backward", "Layer 1", "Unit 1", "dL/dw from x₁")
    assert titles(words, shares) == ["sample 1", "+ sample 2", "+ sample 3", "+ penalty"]
    assert titles(words, backward)[-1] == "Slope"
    slope = titles(words, inside(words, "Backward", "Layer 1", "Slope"))
    assert slope[:4] == ["z₁ of sample 1", "+ z₂ of sample 1", "+ z₃ of sample 1", "+ z₁ of sample 2"]
    assert titles(words, inside(words, "Update", "Layer 1", "Slope")) == ["clipped", "change", "new α"]


def test_a_folded_node_shows_the_number_that_says_most() -> None:
    session = session_at(sample("mazur"), 0)
    words, recording = StepWords(session.moment, 4), session.trace.update.recording
    found = {
        ("Forward", "Layer 1", "Unit 1"): f"a = {format_number(recording.a[1][0, 0], 4)}",
        ("Backward", "Layer 1", "Unit 2"): f"δ = {format_number(recording.delta[1][0, 1], 4)}",
        ("Loss",): f"L = {format_number(recording.loss, 4)}",
        ("Forward", "Layer 1"): "",
        ("Update", "Layer 1", "Unit 1"): "",
        ("Update", "Layer 1", "Unit 1", "b"): format_number(session.trace.update.after.theta[4], 4),
    }
    assert {names: words.result(inside(words, *names)) for names in found} == found


def test_many_units_are_folded_into_ranges_that_are_named_by_their_ends() -> None:
    session = session_at(edits.set_units(sample("xor-2-4-1"), 1, 250), 0, 0)
    words = StepWords(session.moment, 4)
    layer = inside(words, "Forward", "Layer 1")
    assert titles(words, layer) == ["Unit 1 … Unit 100", "Unit 101 … Unit 200", "Unit 201 … Unit 250"]
    assert words.result(words.tree.child(layer, 1)) == words.words(words.tree.child(layer, 1)) == ""


def test_words_are_kept_within_an_update_and_made_anew_for_another() -> None:
    session = session_at(sample("xor-2-4-1"), 0, 3)
    words = StepWords(session.moment, 4)
    session.go_to_step(20)
    assert words.at(session.moment, 4) is words
    assert words.moment is session.moment
    session.select(sample=2)
    other = words.at(session.moment, 4)
    assert other is not words
    session.go_to_update(3)
    assert other.at(session.moment, 4).trace is session.trace


def test_no_more_than_a_few_hundred_explanations_are_kept() -> None:
    words = words_at("spiral-2-8-8-1", 0)
    for step in range(len(words.trace)):
        words.explanation(step)
    assert len(words._explained) <= 512


def test_a_kind_of_step_that_has_no_short_name_shows_its_title(monkeypatch: pytest.MonkeyPatch) -> None:
    words = words_at("mazur", 5)
    row = inside(words, "Forward", "Layer 1", "Unit 1", "+ b = z")
    monkeypatch.delitem(step_titles._PLAIN, "bias")
    assert words.title(row) == "Pre-activation z of hidden unit 1 of layer 1"


def test_the_picture_shows_the_path_and_its_neighbours() -> None:
    session = session_at(sample("spiral-2-8-8-1"), 0, 1253)
    moment = session.moment
    picture = StepsPicture(moment, PRINT)
    shown = [line.row for line in picture.lines if line.row is not None]
    assert [row for row in picture.words.tree.path(moment.step) if row not in shown] == []
    assert len(picture.lines) < 40
    assert "Step 1254 of 1912, Backward, Layer 1, Unit 8, dL/dw from x₁, + sample 2" in picture.description
    session.go_to_step(-1)
    empty = StepsPicture(session.moment, PRINT)
    assert [picture.words.title(line.row) for line in empty.lines if line.row] == [
        "Forward",
        "Loss",
        "Backward",
        "Update",
    ]
    assert "none is done yet" in empty.description
