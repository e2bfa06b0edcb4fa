"""Basins and sensitivity of the open network's loss, as a user looks at them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.network_race import network_race_in_parts
from core.optimizers.sgd import SGD
from core.rival import Rival
from nnviz import race_maps
from nnviz.figures.plot import Image, Line
from nnviz.figures.style import LIGHT
from nnviz.race_run import task_of
from tests.nnviz.workspaces.arena import choose, layers, undo_stack

_STARTS, _STEPS, _POINTS = 9, 20, 9


@pytest.fixture
def on_network(workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(race_maps.LossBasins.parts, "__defaults__", (_STARTS, None))
    monkeypatch.setattr(race_maps, "NETWORK_POINTS", _POINTS)
    workspace.race_session.edit("own loss", surface=None, steps=_STEPS)
    qtbot.waitUntil(lambda: not workspace.race_session.is_working, timeout=20_000)
    return workspace


def wait_for_map(workspace, qtbot: QtBot) -> None:
    panel, race = workspace.basins, workspace.race_session

    def is_done() -> bool:
        found = panel.basins
        is_whole = found is not None and found.known == 1 and found.steps == race.spec.steps
        return is_whole and panel.progress.isHidden() and not race.is_working

    qtbot.waitUntil(is_done, timeout=30_000)


def end_of(workspace, runner: int, x: float, y: float) -> float:
    """Return the loss at the end of a runner's own race from a place in the plane."""
    race = workspace.race_session
    task = task_of(race.document.project, race.spec, race.spec.runners[runner])
    theta = race.race.terrain.plane.thetas(np.array([x, y]))
    runs = next(runs for runs in network_race_in_parts([task], theta, race.spec.steps) if runs is not None)
    return float(runs.heights[0, -1])


def test_the_basins_of_a_network_are_how_low_it_gets_from_every_point_of_its_plane(
    on_network, qtbot: QtBot
) -> None:
    panel = on_network.basins
    on_network.grounds.setCurrentWidget(panel)
    wait_for_map(on_network, qtbot)
    found = panel.basins
    assert found.heights[2, 7] == end_of(on_network, 0, found.xs[7], found.ys[2])
    assert "all 17 parameters" in panel.words.text()
    assert "minima of a network's loss are not known" in panel.words.text()
    assert layers(panel.view, Image)[0].rgba.shape == (_STARTS, _STARTS, 4)
    on_network.settings.runners.list.list.setCurrentRow(2)
    wait_for_map(on_network, qtbot)
    assert panel.basins.heights[2, 7] == end_of(on_network, 2, found.xs[7], found.ys[2])
    panel.view.clicked.emit(float(found.xs[7]), 0.25)
    assert on_network.grounds.currentWidget() is on_network.race
    assert on_network.race_session.spec.starts == ((pytest.approx(found.xs[7], abs=0.02), 0.25),)
    qtbot.waitUntil(lambda: not on_network.race_session.is_working, timeout=20_000)
    assert panel.picture(LIGHT).plot.title == panel.view.picture.plot.title


def test_the_goal_is_the_users_and_says_how_fast(on_network, qtbot: QtBot) -> None:
    panel = on_network.basins
    on_network.grounds.setCurrentWidget(panel)
    wait_for_map(on_network, qtbot)
    assert not panel.goal.isVisible()
    panel.looks.buttons["goal"].click()
    terrain = on_network.race_session.race.terrain
    start = float(terrain.value(*np.array(terrain.start)))
    assert panel.goal.value == pytest.approx(start / 10, rel=0.05)
    middling = f"{np.median(panel.basins.heights):.3g}"
    panel.goal.setText(middling)
    panel.goal.editingFinished.emit()
    wait_for_map(on_network, qtbot)
    assert panel.basins.goal == float(middling)
    assert 0.2 < panel.basins.shares()[0] < 0.8
    panel.goal.setText("low")
    panel.goal.textEdited.emit("low")
    assert panel.notice.message
    panel.goal.setText(middling)
    panel.goal.textEdited.emit(middling)
    assert not panel.notice.message


def test_the_map_is_that_of_the_plane_and_of_the_number_of_steps(on_network, qtbot: QtBot) -> None:
    panel, race = on_network.basins, on_network.race_session
    on_network.grounds.setCurrentWidget(panel)
    wait_for_map(on_network, qtbot)
    choose(on_network.settings.terrain.kind, "path")
    wait_for_map(on_network, qtbot)
    assert (panel.basins.xs[0], panel.basins.xs[-1]) == race.race.terrain.domain[0]
    panel.view.clicked.emit(0.0, 0.0)  # along a path the start is where training begins
    assert on_network.grounds.currentWidget() is panel
    assert race.spec.starts == ()
    race.edit("steps", steps=5)
    wait_for_map(on_network, qtbot)
    undo_stack(on_network).undo()
    undo_stack(on_network).undo()
    wait_for_map(on_network, qtbot)
    assert race.spec.plane.kind == "parameters"
    assert (panel.basins.xs[0], panel.basins.xs[-1]) == race.race.terrain.domain[0]


def test_the_map_goes_with_the_ground(on_network, qtbot: QtBot) -> None:
    panel, race = on_network.basins, on_network.race_session
    on_network.grounds.setCurrentWidget(panel)
    wait_for_map(on_network, qtbot)
    assert panel.looks.isVisible()
    race.edit("runners", runners=())
    qtbot.waitUntil(lambda: not race.is_working, timeout=20_000)
    assert "Choose a runner" in panel.notice.message
    undo_stack(on_network).undo()
    choose(on_network.settings.terrain.terrain, "quadratic_bowl")
    assert not panel.looks.isVisible()
    assert "parameters" not in panel.words.text()
    on_network.settings.course.noise.choose(0.5)
    assert panel.words.text().endswith("Without the noise on the gradient.")
    panel.stop()


def test_the_sensitivity_of_a_network_draws_both_edges(on_network, qtbot: QtBot) -> None:
    panel, race = on_network.sensitivity, on_network.race_session
    quick = replace(race.spec.runners[0], rival=Rival(SGD(learning_rate=0.5)))
    race.edit("quick", runners=(quick,))
    on_network.grounds.setCurrentWidget(panel)
    qtbot.waitUntil(lambda: panel.found is not None and panel.found.known == 1, timeout=60_000)
    found = panel.found
    start, end = found.edges
    assert [line.x[0] for line in layers(panel.view, Line)] == [start.rates[0], end.rates[0]]
    assert start.rates[0] == pytest.approx(2 / start.curvature)
    assert "at the start" in panel.words.text()
    assert "beyond" not in panel.words.text()
    middle = _POINTS // 2
    runner = race.spec.runners[0].rival.optimizer
    assert found.rates[middle] == pytest.approx(runner.learning_rate)
    x, y = race.race.starts[0]
    assert found.heights[0, middle] == pytest.approx(end_of(on_network, 0, x, y), rel=1e-9)
    qtbot.waitUntil(panel.progress.isHidden, timeout=20_000)
    assert panel.picture(LIGHT).plot.title.startswith("Loss of the network: ")


def test_an_edge_that_the_map_does_not_reach_is_told_of(on_network, qtbot: QtBot) -> None:
    panel, race = on_network.sensitivity, on_network.race_session
    slow = replace(race.spec.runners[0], rival=Rival(SGD(learning_rate=1e-4)))
    race.edit("slow", runners=(slow,))
    on_network.grounds.setCurrentWidget(panel)
    qtbot.waitUntil(lambda: panel.found is not None and panel.found.known > 0, timeout=60_000)
    assert "The edge of stability at the start lies beyond the map" in panel.words.text()


def test_where_there_is_no_room_beside_the_map_its_legend_stands_below(on_network, qtbot: QtBot) -> None:
    panel = on_network.basins
    on_network.grounds.setCurrentWidget(panel)
    wait_for_map(on_network, qtbot)
    assert not panel.view.picture.plot.legend
    assert "loss&nbsp;below" in panel.words.text()
    on_network.resize(1500, 700)
    qtbot.waitUntil(lambda: panel.view.picture.plot.legend)
    assert "loss&nbsp;below" not in panel.words.text()
