"""Breakpoints in the list of steps, held to where they stop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from core.breakpoints.breakpoint import Breakpoint
from core.places.anywhere import Anywhere
from core.places.base import Place
from core.places.edge import Edge
from core.places.layer import WholeLayer
from core.places.node import Node
from core.places.phase import Phase
from nnviz.figures.step_breakpoints import breakpoint_at
from nnviz.figures.step_tree import Row
from nnviz.figures.step_words import StepWords
from nnviz.project.model import Project
from tests.nnviz.sessions import sample, session_at, wide

pytestmark = pytest.mark.usefixtures("qapp")
PROJECTS = {name: sample(name) for name in ("mazur", "xor-2-4-1", "iris-4-8-3")} | {
    "one unit each": wide(1, 1, 1),
    "folded into ranges": wide(2, 150, 2),
}


def words_with(project: Project, *ones: Breakpoint) -> StepWords:
    return StepWords(session_at(replace(project, breakpoints=ones), 0).moment, 4)


def marked(words: StepWords, row: Row | None = None, path: str = "") -> Iterator[tuple[str, Row, Breakpoint]]:
    """Yield every row that has a mark, with its path."""
    for place in range(words.tree.count(row)):
        child = words.tree.child(row, place)
        name = f"{path} > {words.title(child)}".removeprefix(" > ")
        one = breakpoint_at(words, child)
        if one is not None:
            yield name, child, one
        if not child.is_step:
            yield from marked(words, child, name)


def paths(place: Place) -> list[str]:
    return [path for path, _, _ in marked(words_with(sample("mazur"), Breakpoint(place)))]


def test_the_rows_of_a_place_are_marked_in_every_phase() -> None:
    assert paths(Node(1, 2)) == [f"{phase} > Layer 1 > Unit 2" for phase in ("Forward", "Backward", "Update")]
    assert paths(WholeLayer(1)) == [f"{phase} > Layer 1" for phase in ("Forward", "Backward", "Update")]
    assert paths(Phase("loss")) == ["Loss"]
    assert paths(Edge(1, 2, 1)) == [
        "Forward > Layer 1 > Unit 1 > + x₂ · w",
        "Backward > Layer 1 > Unit 1 > dL/dw from x₂",
        "Update > Layer 1 > Unit 1 > w from x₂",
    ]
    assert paths(Anywhere()) == []


@pytest.mark.parametrize("name", PROJECTS)
@pytest.mark.parametrize("place", [Node(1, 1), Node(2, 1), WholeLayer(2), Phase("backward"), Edge(2, 1, 1)])
def test_rows_are_marked_where_execution_stops(name: str, place: Place) -> None:
    words = words_with(PROJECTS[name], Breakpoint(place))
    stops = [row.stop - 1 for _, row, _ in marked(words)]
    assert stops == place.stops(words.trace).tolist()


def test_one_that_fits_no_more_is_nowhere_and_a_later_one_lies_over_a_former() -> None:
    former, later = Breakpoint(Node(1, 1)), Breakpoint(Node(1, 1), "a == 0", enabled=False)
    gone = Breakpoint(Node(1, 9), enabled=False)
    assert {one for _, _, one in marked(words_with(sample("mazur"), former, later, gone))} == {later}
