"""What the pictures of the arena cannot show is told beside them."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from core.optimizers.adam import Adam
from core.optimizers.sgd import SGD
from core.rival import Rival
from core.surfaces.expression import TypedSurface
from nnviz.project.race_spec import PlaneSpec, Runner
from tests.nnviz.workspaces.arena import undo_stack

WILD, CALM = Runner(Rival(SGD(learning_rate=0.01)), "wild"), Runner(Rival(Adam(learning_rate=0.1)), "calm")


def test_who_is_gone_is_told_of_below_the_pictures_and_in_the_list(workspace) -> None:
    race, runners = workspace.race_session, workspace.settings.runners.list
    assert workspace.race.words.isHidden()
    assert workspace.heights.words.isHidden()
    race.edit("runners", runners=(WILD, CALM), starts=((-1.2, 1.0), (1.0, 2.5)))
    race.to_end()
    fate = f"overflow at step {race.race.runs.diverged_at[0]}"
    assert workspace.race.words.text() == f"wild: {fate}, +1 start."
    assert workspace.heights.words.text() == f"wild: {fate}"
    assert runners.list.item(0).text() == f"wild\n{fate}, +1 start"
    other = f"start 2: overflow at step {race.race.others[0].diverged_at[0]}"
    assert runners.list.item(0).toolTip().splitlines() == ["wild", fate, other]
    assert runners.list.item(1).text() == "calm"
    race.go_to(race.race.left_at(0) - 2)
    assert "wild" not in workspace.heights.words.text()
    undo_stack(workspace).undo()
    assert workspace.race.words.isHidden()


def test_who_comes_to_where_a_formula_has_no_value_has_not_overflowed(workspace) -> None:
    race = workspace.race_session
    race.edit("formula", surface=TypedSurface("sqrt(x - 1) + y^2"), runners=(CALM,), starts=((1.5, 1.0),))
    race.to_end()
    step = race.race.runs.diverged_at[0]
    told, where = workspace.race.words.text().split(". "), "sqrt(x - 1) is no number at ("
    assert told[-1] == f"calm: no value at step {step}."
    assert workspace.race.words.text().startswith(f"No height in 60 % of the picture: {where}")


def test_how_far_off_the_plane_the_runners_are_is_told_at_every_step(workspace, qtbot: QtBot) -> None:
    race = workspace.race_session
    race.edit(
        "own loss", surface=None, steps=20, runners=(WILD, CALM), plane=PlaneSpec("path", (0, 1), runner=1)
    )
    qtbot.waitUntil(lambda: race.race.distances is not None and not race.is_working, timeout=20_000)
    race.to_start()
    first = workspace.race.words.text()
    race.go_to(9)
    assert workspace.race.words.text().startswith("At step 10 the runners are ")
    assert workspace.race.words.text() != first
    assert workspace.race.view.picture.plot.title.endswith("of the path's variance")


def test_what_is_drawn_over_the_sensitivity_is_told_below_it(workspace, qtbot: QtBot) -> None:
    workspace.race_session.edit("bowl", steps=20, runners=(WILD, CALM))
    workspace.grounds.setCurrentWidget(workspace.sensitivity)
    qtbot.waitUntil(lambda: workspace.sensitivity.found is not None, timeout=20_000)
    assert workspace.sensitivity.words.text().startswith("The star is this runner")
    assert not workspace.sensitivity.view.picture.plot.legend
    workspace.grounds.setCurrentWidget(workspace.race)


def test_a_state_of_three_runners_needs_no_scroll_bar(workspace) -> None:
    workspace.resize(1366, 700)
    workspace.views.setCurrentWidget(workspace.state)
    table = workspace.state.table
    assert table.horizontalScrollBar().maximum() == 0
    assert table.columnCount() == 3
