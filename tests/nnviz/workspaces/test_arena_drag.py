"""A start is dragged over the ground: one command, and the paths go with it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.losses.mse import MeanSquaredError
from core.regularizers.l2 import L2
from nnviz.widgets.plot_view import PlotView
from tests.nnviz.workspaces.arena import choose, undo_stack

LEFT = Qt.MouseButton.LeftButton


def take_hold(view: PlotView, x: float, y: float) -> QPoint:
    place = view.place_of(x, y).toPoint()
    QTest.mousePress(view, LEFT, pos=place)
    return place


def test_a_start_is_dragged_with_its_paths_and_one_undo_takes_it_back(workspace) -> None:
    view, race = workspace.race.view, workspace.race_session
    race.edit("two", starts=((-1.2, 1.0), (1.0, 2.5)))
    before, ground = undo_stack(workspace).count(), race.race.ground
    take_hold(view, 1.0, 2.5)
    for x, y in ((0.9, 2.2), (0.7, 1.8), (0.5, 1.5)):
        QTest.mouseMove(view, view.place_of(x, y).toPoint())
        assert race.race.starts[1] == pytest.approx((x, y), abs=0.02)  # live, not at the end
        np.testing.assert_array_equal(race.race.others[0].paths[:, 0], [race.race.starts[1]] * 3)
    QTest.mouseRelease(view, LEFT, pos=view.place_of(0.5, 1.5).toPoint())
    assert race.race.starts[0] == (-1.2, 1.0)
    assert race.race.ground is ground
    assert undo_stack(workspace).count() == before + 1
    take_hold(view, *race.race.starts[1])
    QTest.mouseMove(view, view.place_of(0.0, 0.5).toPoint())
    QTest.mouseRelease(view, LEFT, pos=view.place_of(0.0, 0.5).toPoint())
    assert undo_stack(workspace).count() == before + 2  # another drag is another command
    undo_stack(workspace).undo()
    assert race.race.starts[1] == pytest.approx((0.5, 1.5), abs=0.02)
    undo_stack(workspace).undo()
    assert race.race.starts == ((-1.2, 1.0), (1.0, 2.5))
    undo_stack(workspace).redo()
    assert race.race.starts[1] == pytest.approx((0.5, 1.5), abs=0.02)


def test_a_start_in_a_networks_plane_is_dragged_and_its_ground_stays(workspace, qtbot: QtBot) -> None:
    view, race = workspace.race.view, workspace.race_session
    choose(workspace.settings.terrain.terrain, "network")
    qtbot.waitUntil(lambda: race.race.distances is not None and not race.is_working, timeout=20_000)
    ground, before = race.race.ground, undo_stack(workspace).count()
    x, y = race.race.starts[0]
    take_hold(view, x, y)
    for share in (0.3, 0.6, 1.0):
        QTest.mouseMove(view, view.place_of(x + share, y - share).toPoint())
    QTest.mouseRelease(view, LEFT, pos=view.place_of(x + 1, y - 1).toPoint())
    qtbot.waitUntil(lambda: not race.is_working, timeout=20_000)
    assert race.race.starts[0] == pytest.approx((x + 1, y - 1), abs=0.05)
    assert race.race.ground is ground
    assert tuple(race.race.runs.paths[0, 0]) == pytest.approx(race.race.starts[0])
    assert undo_stack(workspace).count() == before + 1
    undo_stack(workspace).undo()
    qtbot.waitUntil(lambda: not race.is_working, timeout=20_000)
    assert race.race.starts[0] == (x, y)


def test_along_a_path_nothing_can_be_moved(workspace, qtbot: QtBot) -> None:
    view, race = workspace.race.view, workspace.race_session
    choose(workspace.settings.terrain.terrain, "network")
    workspace.settings.course.steps.choose(30)
    choose(workspace.settings.terrain.kind, "path")
    qtbot.waitUntil(lambda: race.race.shares is not None and not race.is_working, timeout=20_000)
    assert view.handles == ()
    before = undo_stack(workspace).count()
    view.clicked.emit(0.0, 0.0)
    assert undo_stack(workspace).count() == before
    assert "begins where training does" in workspace.race.notice.message


def test_another_loss_has_another_ground(workspace, qtbot: QtBot) -> None:
    race, document = workspace.race_session, workspace.race_session.document
    race.edit("own loss", surface=None, steps=3)
    qtbot.waitUntil(lambda: race.race.distances is not None and not race.is_working, timeout=20_000)
    for change in (
        {"loss": MeanSquaredError()},
        {"regularizer": L2(lambda2=0.1)},
        {"network": replace(document.project.network, seed=5)},
        {"features": ("x1_squared", "x1_x2")},
    ):
        ground = race.race.ground
        document.edit("change", replace(document.project, **change))
        qtbot.waitUntil(lambda: not race.is_working, timeout=20_000)
        assert race.race.ground is not ground
        made, few = race.race.ground, slice(None, None, 40)
        heights = race.race.terrain.value(made.xs[None, few], made.ys[few, None])
        np.testing.assert_allclose(made.heights[few, few], heights, rtol=1e-12)
