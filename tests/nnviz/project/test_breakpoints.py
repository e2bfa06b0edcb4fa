"""Breakpoints in the project: their entries in the file, and what an edit of the network does to them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.breakpoints.breakpoint import Breakpoint
from core.clipping.norm import ByNorm
from core.places.anywhere import Anywhere
from core.places.base import Place
from core.places.edge import Edge
from core.places.layer import WholeLayer
from core.places.node import Node
from core.places.phase import Phase
from core.readymade.base import Readymade
from nnviz.document import Document
from nnviz.project import edits, file
from nnviz.project.breakpoints import at_place, place_of, toggled
from nnviz.project.file import ProjectError
from nnviz.project.model import Project
from tests.nnviz.sessions import sample

XOR = sample("xor-2-4-1")
PLACES = st.one_of(
    st.builds(Anywhere),
    st.builds(Node, st.just(1), st.integers(1, 4)),
    st.builds(Edge, st.just(2), st.integers(1, 4), st.just(1)),
    st.builds(WholeLayer, st.integers(1, 2)),
    st.builds(Phase, st.sampled_from(["forward", "loss", "backward", "update"])),
)
CONDITIONS = st.sampled_from(["previous_loss < 1", "update == 7", "W1[2, 4] ≥ 1e-3 and epoch > 2"])
ONES = st.builds(Breakpoint, PLACES, CONDITIONS, st.integers(1, 10**9), st.booleans())


def with_ones(*ones: Breakpoint, project: Project = XOR) -> Project:
    return replace(project, breakpoints=ones)


def decoded(entry: Any) -> Project:
    """Read a project whose file says this of its breakpoints."""
    document = json.loads(file.encode(XOR))
    return file.decode(json.dumps(document | {"breakpoints": entry}))


@given(st.lists(ONES, max_size=4))
def test_breakpoints_are_read_back_equal(ones: list[Breakpoint]) -> None:
    project = with_ones(*ones)
    assert file.decode(file.encode(project)) == project


@pytest.mark.parametrize("key", sorted(Readymade.members()))
def test_ready_made_ones_go_to_the_file(key: str) -> None:
    project = with_ones(Readymade.find(key)().make())
    assert file.decode(file.encode(project)) == project


def test_the_entries_are_as_the_docs_say_and_only_the_place_is_needed() -> None:
    one = Breakpoint(Edge(2, 3, 1), "abs(w) > 2", 5, enabled=False)
    written = json.loads(file.encode(with_ones(one)))["breakpoints"]
    assert written == [
        {
            "place": {"key": "edge", "layer": 2, "origin": 3, "unit": 1},
            "condition": "abs(w) > 2",
            "hits": 5,
            "enabled": False,
        }
    ]
    assert decoded([{"place": {"key": "node"}}]).breakpoints == (Breakpoint(Node(1, 1)),)
    assert "breakpoints" not in json.loads(file.encode(XOR)), "older programs go on reading the file"


@pytest.mark.parametrize(
    ("entry", "path", "reason"),
    [
        ({}, "breakpoints", "expected a list, got an object"),
        ([{}], "breakpoints[0].place", "the entry is missing"),
        ([{"place": {}}], "breakpoints[0].place", 'the entry "key" is missing'),
        ([{"place": {"key": "moon"}}], "breakpoints[0].place.key", "unknown place 'moon'; known are"),
        ([{"place": {"key": "node", "unit": 0}}], "breakpoints[0].place.unit", "0 is outside [1, 1e+09]"),
        ([{"place": {"key": "node", "unit": 5}}], "breakpoints[0].place.unit", "units of layer 1 are"),
        ([{"place": {"key": "layer", "layer": 3}}], "breakpoints[0].place.layer", "layers are counted"),
        ([{"place": {"key": "phase", "phase": "x"}}], "breakpoints[0].place.phase", "'x' is not one of"),
        ([{"place": {"key": "node"}, "when": 1}], "breakpoints[0].when", "unknown entry"),
        ([{"place": {"key": "node", "x": 1}}], "breakpoints[0].place.x", "Node has no such entry"),
        ([{"place": {"key": "node"}, "hits": 0}], "breakpoints[0].hits", "0 is outside [1, 1e+09]"),
        ([{"place": {"key": "node"}, "hits": 1.5}], "breakpoints[0].hits", "expected a whole number"),
        (
            [{"place": {"key": "node"}, "enabled": 1}],
            "breakpoints[0].enabled",
            "expected true or false",
        ),
        (
            [{"place": {"key": "node"}, "condition": 3}],
            "breakpoints[0].condition",
            "expected text",
        ),
        ([{"place": {"key": "anywhere"}}], "breakpoints[0].condition", "anywhere needs a condition"),
        (
            [{"place": {"key": "node"}}, {"place": {"key": "node"}, "condition": "z > foo"}],
            "breakpoints[1].condition",
            "unknown name 'foo' at 4; known are ",
        ),
        (
            [{"place": {"key": "anywhere"}, "condition": "__import__('os').system('true') == 0"}],
            "breakpoints[0].condition",
            '"\'" is not part of a formula at 11',
        ),
        (
            [{"place": {"key": "anywhere"}, "condition": "not " * 3000 + "loss > 1"}],
            "breakpoints[0].condition",
            "a formula has at most 1000 characters, this one 12008",
        ),
        ([{"place": {"key": "node"}}] * 101, "breakpoints", "at most 100 are possible, got 101"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(entry: Any, path: str, reason: str) -> None:
    with pytest.raises(ProjectError) as caught:
        decoded(entry)
    assert (caught.value.path, caught.value.reason[: len(reason)]) == (path, reason)


def test_a_disabled_one_may_wait_for_another_network() -> None:
    entry = [{"place": {"key": "node", "layer": 9, "unit": 9}, "condition": "q > 1", "enabled": False}]
    project = decoded(entry)
    assert project.breakpoints == (Breakpoint(Node(9, 9), "q > 1", enabled=False),)
    assert file.decode(file.encode(project)) == project


@pytest.mark.usefixtures("qapp")
def test_an_edit_disables_what_fits_no_more_and_undo_enables_it_again() -> None:
    conditions = [Breakpoint(Anywhere(), text) for text in ("W1[1, 4] > 0", "loss < 1")]
    ones = (Breakpoint(Node(1, 4)), *conditions)
    document = Document(with_ones(*ones))
    document.edit("Remove a unit", edits.remove_unit(document.project, 1, 3))
    assert [one.enabled for one in document.project.breakpoints] == [False, False, True]
    assert [one.condition for one in document.project.breakpoints] == [one.condition for one in ones]
    file.decode(file.encode(document.project))
    document.undo_stack.undo()
    assert document.project.breakpoints == ones


@pytest.mark.usefixtures("qapp")
def test_a_quantity_that_another_optimizer_does_not_have() -> None:
    clipped = edits.set_clipping(XOR, ByNorm())
    document = Document(with_ones(Breakpoint(Anywhere(), "abs(clipped) > 1"), project=clipped))
    document.edit("Clip no more", edits.set_clipping(document.project, XOR.clipping))
    assert not document.project.breakpoints[0].enabled


def test_places_are_set_and_taken_away() -> None:
    place = Node(1, 2)
    once = toggled(XOR, place)
    assert once.breakpoints == (Breakpoint(place),)
    assert toggled(once, place) == XOR
    conditional = with_ones(Breakpoint(Anywhere(), "loss > 1"), Breakpoint(place, "z > 1"), Breakpoint(place))
    assert at_place(conditional, place) == 2, "the one without a condition goes first"
    assert at_place(toggled(conditional, place), place) == 1
    assert at_place(conditional, Node(1, 3)) is None


def test_what_is_chosen_as_a_place() -> None:
    assert place_of(1, 2) == Node(1, 3)
    assert place_of(2, 0, 3) == Edge(2, 4, 1)
    assert place_of(0, 1) is None
    assert place_of(None, None) is None


@pytest.mark.parametrize("key", sorted(Place.members()))
def test_every_place_says_where_it_is(key: str) -> None:
    assert Place.find(key)().words()
