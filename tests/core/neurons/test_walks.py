"""What every neuron's learning promises as a walk."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache

import pytest

from core.explain.explanation import Explanation
from core.formula import fill
from core.neurons.learning import Learning, TrainedLearning
from core.walk import step_back, step_over
from tests.core.latex_value import latex_value
from tests.core.neurons.walks import MAKERS

ALL_DIGITS = 17


@pytest.fixture(params=MAKERS, name="make")
def _make(request: pytest.FixtureRequest) -> Callable[[], Learning]:
    return MAKERS[request.param]


@cache
def explained(make: Callable[[], Learning]) -> list[Explanation]:
    """Return what is said of every step, from the first to the last."""
    walk = make()
    return [walk.explain(index) for index in range(len(walk))]


def test_blocks_of_every_grain_cover_the_walk_and_nest(make: Callable[[], Learning]) -> None:
    walk = make()
    finer: set[int] = set(range(len(walk) + 1))
    for grain in walk.grains:
        edges, step = {0}, 0
        while step < len(walk):
            block = walk.block(step, grain)
            assert block.start == step
            assert all(walk.block(inside, grain) == block for inside in block)
            step = block.stop
            edges.add(step)
        assert step == len(walk)
        assert edges <= finer
        finer = edges
    assert walk.block(0, walk.grains[0]) == range(1)


def test_back_returns_to_where_over_came_from(make: Callable[[], Learning]) -> None:
    walk = make()
    for grain in walk.grains:
        forth, cursor = [-1], -1
        while (after := step_over(walk, cursor, grain)) is not None:
            cursor = after
            forth.append(cursor)
        back = [cursor]
        while (before := step_back(walk, cursor, grain)) is not None:
            cursor = before
            back.append(cursor)
        assert back == forth[::-1]
        assert forth[-1] == len(walk) - 1


def test_any_way_through_time_shows_the_same(make: Callable[[], Learning]) -> None:
    straight, jumping = make(), make()
    shown = list(zip((straight[i] for i in range(len(straight))), explained(make), strict=True))
    order = list(range(len(jumping)))
    random.Random(1).shuffle(order)
    for index in order:
        assert (jumping[index], jumping.explain(index)) == shown[index]
        if isinstance(straight, TrainedLearning) and isinstance(jumping, TrainedLearning):
            assert (jumping.theta_at(index) == straight.theta_at(index)).all()


def test_a_step_knows_its_place(make: Callable[[], Learning]) -> None:
    walk = make()
    for index, said in enumerate(explained(make)):
        assert walk[index].index == said.step == index
        assert (walk[index].sample is None) == (walk[index].example is None)
    for outside in (-1, len(walk)):
        with pytest.raises(IndexError, match=f"step {outside} is outside 0 to {len(walk) - 1}"):
            walk[outside]


def test_every_formula_with_its_numbers_gives_its_result(make: Callable[[], Learning]) -> None:
    for said in explained(make):
        value = latex_value(fill(said.templates, said.terms, ALL_DIGITS).latex)
        assert value == pytest.approx(said.result, rel=1e-9, abs=1e-12), (said.title, said.symbols.latex)


def test_words_are_sentences_and_formulas_are_whole(make: Callable[[], Learning]) -> None:
    for said in explained(make):
        assert said.title[0].isupper() or said.title.startswith(("dL/d", "z of"))
        assert said.why.endswith("."), said.why
        assert "_" not in said.title + said.why
        for latex in (said.symbols.latex, said.numbers().latex):
            assert latex.count("{") == latex.count("}")
            assert latex.count(r"\left") == latex.count(r"\right")
            assert not re.search(r"<\w+>", latex)


def test_what_is_read_of_a_block_was_computed_before(make: Callable[[], Learning]) -> None:
    walk, said = make(), explained(make)
    for index in range(len(walk)):
        block = walk.block(index, walk.focus)
        written: dict[object, list[int]] = {}
        for step in block:
            written.setdefault(said[step].target, []).append(step)
        for source in said[index].reads:
            steps = [step for step in written.get(source, []) if walk[step].completes]
            assert not steps or steps[0] < index, (said[index].title, source)


def test_known_numbers_grow_with_the_cursor(make: Callable[[], Learning]) -> None:
    walk = make()
    before = walk.known(-1)
    assert before == {}
    for index, said in enumerate(explained(make)[: 2 * len(walk.pattern)]):
        known = walk.known(index)
        if walk[index].completes:
            assert known[said.target] == said.result
        else:
            assert said.target not in known
        if index != walk.block(index, walk.focus).start:
            assert before.keys() <= known.keys()
        before = known


@pytest.mark.parametrize("name", [name for name in MAKERS if name != "two layers"])
def test_a_single_neuron_is_written_without_layer_and_unit(name: str) -> None:
    for said in explained(MAKERS[name]):
        assert "^{(1)}" not in said.symbols.latex
        assert "output 1" not in said.title + said.why
