"""Every view shows the same moment, whatever a person does, in whatever project."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.nnviz.conftest import Program
from tests.nnviz.walks.moves import MOVES_IN_TIME, edit_project, jump_anywhere, train, undo
from tests.nnviz.walks.projects import PROJECTS, wild
from tests.nnviz.walks.side_moves import SIDE_MOVES, open_branch
from tests.nnviz.walks.views import VIEWS
from tests.nnviz.walks.walk import Walk, lay_open, rest, settle

Start = Callable[[], Program]

MOVES = 16
PIXELS = 4  # of so many moves the pixels are compared after one: that takes longer than all the rest


@pytest.mark.parametrize(("seed", "name"), list(enumerate(PROJECTS)))
def test_all_views_show_the_same_moment_after_every_move(start: Start, seed: int, name: str) -> None:
    program = start()
    lay_open(program)
    walk = Walk(program, PROJECTS[name](), seed)
    walk.hold()
    for number in range(MOVES):
        walk.move()
        walk.hold(pixels=not number % PIXELS)
    rest()
    walk.hold(rested=True)
    assert walk.held == set(VIEWS)


def test_what_is_kept_an_eye_on_follows_every_edit_and_every_branch(start: Start) -> None:
    program = start()
    lay_open(program)
    moves = {**SIDE_MOVES, train: 14, jump_anywhere: 4, edit_project: 12, undo: 4, open_branch: 12}
    walk = Walk(program, PROJECTS["extras"](), 5, moves)
    for _ in range(2 * MOVES):
        walk.move()
        walk.hold(pixels=False)
    assert walk.held == set(VIEWS)


@pytest.mark.parametrize("name", ["classes", "parts"])
def test_what_a_tab_has_hidden_shows_the_same_moment_as_soon_as_it_is_chosen(start: Start, name: str) -> None:
    walk = Walk(start(), PROJECTS[name](), seed=2)
    for _ in range(2):
        for _ in range(5):
            walk.move()
            walk.hold(pixels=False)
        walk.hold_every_tab()
    assert walk.held == set(VIEWS)


def test_a_divergence_is_told_as_long_as_its_update_is_shown(start: Start) -> None:
    program = start()
    names = ("network", "transport", "loss", "graph", "steps", "matrices")
    walk = Walk(program, wild(), 4, MOVES_IN_TIME, names)
    notice, told = program.parts.network.transport.notice, set()
    walk.hand.key("Ctrl+R")
    settle(program)
    for _ in range(20):
        walk.move()
        walk.hold(pixels=False)
        told.add(notice.isVisible())
        if notice.isVisible() and walk.chance.random() < 0.5:
            notice.back_button.click()
            walk.hold(pixels=False)
    assert told == {True, False}
