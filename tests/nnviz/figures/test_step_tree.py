"""The folding list of steps: every step is in it once, and nothing in it is counted one by one."""

from __future__ import annotations

import random

import pytest

from core.trace_layout import TraceLayout
from nnviz.figures.step_tree import MOST_CHILDREN, Row, StepTree
from tests.core.cases import make_network, make_task, trace_of

LAYOUTS = {
    "mazur": trace_of(make_task(make_network(2, (2, "sigmoid"), (2, "sigmoid")))).layout,
    "smallest": trace_of(make_task(make_network(1, (1, "identity")))).layout,
    "one layer": trace_of(make_task(make_network(3, (2, "tanh")))).layout,
    "softmax": trace_of(
        make_task(make_network(2, (3, "tanh"), (3, "softmax")), "cce", "adam", samples=3)
    ).layout,
    "many inputs": trace_of(make_task(make_network(101, (2, "tanh")))).layout,
    "many units": trace_of(make_task(make_network(1, (101, "tanh"), (1, "tanh")))).layout,
    "many samples": trace_of(make_task(make_network(1, (1, "tanh")), samples=101)).layout,
}


@pytest.fixture(params=LAYOUTS, name="layout")
def _layout(request: pytest.FixtureRequest) -> TraceLayout:
    return LAYOUTS[request.param]


def children(tree: StepTree, row: Row | None) -> list[Row]:
    return [tree.child(row, place) for place in range(tree.count(row))]


def all_rows(tree: StepTree, row: Row | None = None) -> list[Row]:
    found = []
    for child in children(tree, row):
        found += [child, *all_rows(tree, child)]
    return found


def test_children_lie_side_by_side_and_fill_their_parent(layout: TraceLayout) -> None:
    tree = StepTree(layout)
    for row in (None, *all_rows(tree)):
        start, stop = (0, len(layout)) if row is None else (row.start, row.stop)
        for child in children(tree, row):
            assert child.start == start
            start = child.stop
        assert start == stop or (row is not None and row.is_step)


def test_every_step_is_one_row(layout: TraceLayout) -> None:
    steps = [row for row in all_rows(StepTree(layout)) if row.is_step]
    assert [row.start for row in steps] == list(range(len(layout)))
    assert all(row.stop == row.start + 1 for row in steps)


def test_an_open_row_has_from_two_to_a_hundred_children(layout: TraceLayout) -> None:
    tree = StepTree(layout)
    counts = {tree.count(row) for row in all_rows(tree) if not row.is_step}
    assert min(counts) >= 2
    assert max(counts) <= MOST_CHILDREN


def test_first_step_and_level_tell_all_rows_apart(layout: TraceLayout) -> None:
    tree = StepTree(layout)
    rows = all_rows(tree)
    assert len({(row.start, row.level) for row in rows}) == len(rows)
    for row in random.Random(0).sample(rows, min(len(rows), 200)):
        assert tree.at(row.start, row.level) == row
        assert tree.child(row.parent, row.place) == row


def test_the_path_of_a_step_leads_down_to_it(layout: TraceLayout) -> None:
    tree = StepTree(layout)
    for step in random.Random(1).sample(range(len(layout)), min(len(layout), 100)):
        path = tree.path(step)
        assert [row.level for row in path] == list(range(len(path)))
        assert all(row.start <= step < row.stop for row in path)
        assert path[-1].is_step


def test_a_child_or_a_step_that_is_not_there_is_refused() -> None:
    tree = StepTree(LAYOUTS["mazur"])
    with pytest.raises(IndexError):
        tree.child(None, 4)
    with pytest.raises(IndexError):
        tree.path(len(LAYOUTS["mazur"]))


def test_the_rows_of_mazurs_update() -> None:
    """Its loss is one row of a layer of one node: the layer and the node are passed over."""
    tree = StepTree(LAYOUTS["mazur"])
    phases = children(tree, None)
    assert [row.kind for row in phases] == ["phase"] * 4
    assert [row.kind for row in children(tree, phases[0])] == ["layer", "layer"]
    assert [row.is_step for row in children(tree, phases[1])] == [True, True, True]
    gradients = children(tree, tree.path(34)[2])
    assert [row.stop - row.start for row in gradients] == [1] * 7


def test_a_huge_layout_is_walked_at_once() -> None:
    """Ten thousand units with ten thousand inputs, a batch of a thousand: 10^11 steps."""
    network = make_network(10_000, (10_000, "tanh"), (1, "tanh"))
    layout = TraceLayout(network, make_task(make_network(1, (1, "tanh"))).loss, 6, 1000)
    tree = StepTree(layout)
    assert len(layout) > 10**11
    chance = random.Random(2)
    for _ in range(200):
        path = tree.path(chance.randrange(len(layout)))
        assert all(tree.count(row) <= MOST_CHILDREN for row in path)
        assert path[-1].parent == path[-2]
