"""Every view of a race shows the same moment, whatever a person does."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from tests.nnviz.conftest import Program
from tests.nnviz.walks.hand import Hand
from tests.nnviz.walks.race_moves import RACE_MOVES
from tests.nnviz.walks.race_views import VIEWS, RaceTruth, hold_race
from tests.nnviz.walks.walk import spread

MOVES = 30
_REMEMBERED = 12  # moves, which a failure tells


@pytest.mark.parametrize("seed", range(2))
def test_all_views_of_a_race_show_the_same_step_after_every_move(
    start: Callable[[], Program], seed: int
) -> None:
    program, chance = start(), random.Random(seed)
    program.window.choose_workspace("optimizers")
    workspace, hand = program.parts.optimizers, Hand(program, chance)
    spread(workspace.views, workspace)
    truth, held, done = RaceTruth(workspace.race_session), set(), deque(maxlen=_REMEMBERED)

    def hold() -> None:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()
        try:
            held.update(hold_race(workspace, truth.look(program.theme.style)))
        except AssertionError as error:
            raise AssertionError(f"{error}\nafter {', '.join(done)}") from error

    for _ in range(MOVES):
        hold()
        move = chance.choices(list(RACE_MOVES), list(RACE_MOVES.values()))[0]
        done.append(move.__name__)
        move(hand)
    for ground in (workspace.race, workspace.surface):
        workspace.grounds.setCurrentWidget(ground)
        hold()
    assert held == set(VIEWS)
