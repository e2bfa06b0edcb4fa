"""The workspace Optimizers as an arena: settings, runners, slow motion, basins, planes."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from nnviz import race_maps
from nnviz.figures.plot import Arrow, Contours, Image, Marker
from nnviz.figures.style import LIGHT
from nnviz.figures.surface_geometry import View
from tests.nnviz.workspaces.arena import choose, keys_held, layers, undo_stack

_STARTS = 24  # along each side of the basins


def test_a_click_moves_the_nearest_start_and_shift_adds_one(workspace, qtbot: QtBot) -> None:
    view, race = workspace.race.view, workspace.race_session
    left, shift = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier
    workspace.settings.course.add_start.click()
    assert len(race.race.starts) == 2
    far = race.race.starts[1]
    assert np.hypot(*np.subtract(far, race.race.starts[0])) > 1
    qtbot.mouseClick(view, left, pos=view.place_of(far[0] + 0.1, far[1] - 0.1).toPoint())
    assert race.race.starts[0] == (-1.2, 1)
    assert race.race.starts[1] == pytest.approx((far[0] + 0.1, far[1] - 0.1), abs=0.02)
    assert len(race.race.others) == 1
    np.testing.assert_array_equal(race.race.others[0].paths[:, 0], [race.race.starts[1]] * 3)
    with keys_held(shift):
        view.clicked.emit(1.0, 2.5)
    assert race.race.starts[2] == (1.0, 2.5)
    workspace.settings.course.which.setCurrentIndex(0)
    workspace.settings.course.which.activated.emit(0)
    qtbot.mouseClick(workspace.settings.course.remove_start, left)
    assert race.race.starts[-1] == (1.0, 2.5)
    qtbot.mouseClick(workspace.settings.course.reset, left)
    assert race.race.starts == ((-1.2, 1),)
    while undo_stack(workspace).canUndo():
        undo_stack(workspace).undo()
    assert race.race.starts == ((-1.2, 1),)


def test_a_surface_has_its_settings_and_a_formula_can_be_typed(workspace, qtbot: QtBot) -> None:
    terrain, race = workspace.settings.terrain, workspace.race_session
    choose(terrain.terrain, "quadratic_bowl")
    terrain.rows.editor("condition").choose(50)
    assert race.race.terrain.condition == 50
    choose(terrain.terrain, "expression")
    edit = terrain.rows.editor("text")
    edit.setText("x^2 + foo(y)")
    edit.editingFinished.emit()
    assert edit.text() == "x^2 + foo(y)"
    assert "foo" in terrain.rows.notice("text").message
    edit.setText("x^2 + 3*y^2")
    edit.editingFinished.emit()
    assert terrain.rows.notice("text").message == ""
    assert race.race.terrain.text == "x^2 + 3*y^2"
    undo_stack(workspace).undo()
    assert edit.text() == race.race.terrain.text != "x^2 + 3*y^2"


def test_the_ground_is_shown_as_a_formula_and_a_typed_one_with_its_gradient(workspace, qtbot: QtBot) -> None:
    terrain, race = workspace.settings.terrain, workspace.race_session
    assert terrain.formula.formula.latex == race.race.terrain.formula
    assert not terrain.gradient.isVisible()
    choose(terrain.terrain, "expression")
    edit = terrain.rows.editor("text")
    edit.setText("x^2*y")
    edit.editingFinished.emit()
    assert terrain.formula.formula.latex == r"f(x, y) = x^{2}\, y"
    by_x, by_y = (view.formula.latex for view in terrain.slopes)
    assert by_x.endswith(r"= 2\, x\, y")
    assert by_y.endswith("= x^{2}")
    assert terrain.slopes[0].isVisible()
    undo_stack(workspace).undo()
    assert terrain.formula.formula.latex == race.race.terrain.formula
    race.edit("own loss", surface=None, steps=3)
    assert terrain.formula.formula.latex.startswith("L")
    qtbot.waitUntil(lambda: not race.is_working, timeout=20_000)


def test_noise_comes_with_a_seed(workspace) -> None:
    course, race = workspace.settings.course, workspace.race_session
    before = race.race.runs.paths
    assert not course.seed.isVisible()
    course.noise.choose(0.5)
    assert course.seed.isVisible()
    noisy = race.race.runs.paths
    assert not np.array_equal(noisy, before)
    course.seed.choose(3)
    assert not np.array_equal(race.race.runs.paths, noisy)
    undo_stack(workspace).undo()
    undo_stack(workspace).undo()
    np.testing.assert_array_equal(race.race.runs.paths, before)


def test_runners_are_hidden_moved_named_and_given_looks(workspace, qtbot: QtBot) -> None:
    runners, race = workspace.settings.runners.list, workspace.race_session
    left, first = Qt.MouseButton.LeftButton, race.spec.runners
    runners.list.setCurrentRow(0)
    qtbot.mouseClick(runners.hide_one, left)
    assert "hidden" in runners.list.item(0).text()
    assert race.race.runs.optimizers == tuple(runner.rival.optimizer for runner in first[1:])
    assert [runner.look.colour for runner in race.race.runners] == [1, 2]  # the looks of their places
    qtbot.mouseClick(runners.hide_one, left)
    qtbot.mouseClick(runners.down, left)
    assert race.spec.runners == (first[1], first[0], first[2])
    assert runners.list.currentRow() == 1
    qtbot.mouseClick(runners.up, left)
    runners.name.setText("mine")
    runners.name.editingFinished.emit()
    assert runners.list.item(0).text() == "mine"
    combo = runners.look.combo("symbol")
    combo.setCurrentIndex(combo.findData(7))
    combo.activated.emit(combo.currentIndex())
    marker = next(m for m in layers(workspace.race.view, Marker) if m.label == "mine")
    assert marker.symbol == LIGHT.series[7].symbol
    choose(runners.schedule.form.combo, "exponential")
    assert race.spec.runners[0].rival.schedule.key == "exponential"
    while undo_stack(workspace).canUndo():
        undo_stack(workspace).undo()
    assert race.spec.runners == first


def test_every_set_of_runners_races(workspace) -> None:
    race = workspace.race_session
    actions = [action for action in workspace.settings.runners.menu.actions() if action.text()]
    for action in actions[1:]:
        action.trigger()
        names = race.runner_names()
        assert len(set(names)) == len(names) >= 4
        assert len(race.race.runs.rivals) == len(names)
        undo_stack(workspace).undo()
    assert [action.text() for action in actions[1:]] == [
        "The six of the textbook",
        "Momentum family",
        "Adam family",
        "Learning-rate sweep",
        "Epsilon inside or outside",
    ]


def test_the_state_and_the_step_follow_the_race(workspace) -> None:
    race = workspace.race_session
    workspace.settings.runners.list.list.setCurrentRow(2)
    workspace.to_start()
    workspace.views.setCurrentWidget(workspace.state)
    assert workspace.state.table.isHidden()
    race.go_to(4)
    table = workspace.state.table
    rows = [table.verticalHeaderItem(row).text() for row in range(table.rowCount())]
    cell = table.item(rows.index("place x"), 2)
    assert cell.toolTip() == repr(float(race.race.runs.paths[2, 5, 0]))
    assert table.item(rows.index("m x"), 0).text() == "–"
    workspace.views.setCurrentWidget(workspace.slow)
    workspace.into()
    workspace.into()
    assert [card.title_text for card in workspace.slow.main] == ["Adam: m along x", "Adam: m along y"]
    assert [card.title_text for card in workspace.slow.cards if card.isVisible()] == [
        "Adam: gradient along x",
        "Adam: gradient along y",
    ]
    assert workspace.transport.bar.hint.text().endswith("step 6: m")
    workspace.back_into()
    assert workspace.slow.main[0].title_text == "Adam: gradient along x"
    workspace.views.setCurrentWidget(workspace.state)
    table.cellClicked.emit(0, 0)
    assert race.runner == 0


def test_a_runner_chosen_in_the_table_is_chosen_in_the_list(workspace, qtbot: QtBot) -> None:
    runners, race = workspace.settings.runners.list, workspace.race_session
    workspace.views.setCurrentWidget(workspace.state)
    workspace.state.table.cellClicked.emit(0, 2)
    assert race.runner == runners.list.currentRow() == 2
    assert runners.form.value() == race.spec.runners[2].rival.optimizer
    qtbot.mouseClick(runners.remove, Qt.MouseButton.LeftButton)
    assert race.runner == runners.list.currentRow() == 1
    undo_stack(workspace).undo()
    assert race.runner == runners.list.currentRow() == 1


def test_the_race_is_edited_while_a_step_is_under_way(workspace, qtbot: QtBot) -> None:
    runners, race = workspace.settings.runners.list, workspace.race_session
    workspace.views.setCurrentWidget(workspace.state)
    race.go_to(3)
    race.into()
    qtbot.mouseClick(runners.remove, Qt.MouseButton.LeftButton)
    assert (race.step, race.done) == (3, 0)
    assert workspace.state.table.columnCount() == len(race.race.runners) == 2


def test_basins_come_from_coarse_to_fine_and_a_pixel_is_raced_from(
    workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(race_maps.SurfaceBasins.parts, "__defaults__", (_STARTS,))
    workspace.race_session.edit("steps", steps=20)
    workspace.grounds.setCurrentWidget(workspace.basins)
    spacings = set()

    def is_done() -> bool:
        found = workspace.basins.basins
        if found is not None:
            spacings.add(found.spacing)
        return found is not None and found.known == 1 and workspace.basins.progress.isHidden()

    qtbot.waitUntil(is_done, timeout=30_000)
    assert 1 in spacings
    (image,) = layers(workspace.basins.view, Image)
    assert image.rgba.shape[:2] == (_STARTS, _STARTS)
    workspace.settings.runners.list.list.setCurrentRow(1)
    qtbot.waitUntil(is_done, timeout=30_000)
    workspace.basins.view.clicked.emit(0.5, 0.25)
    assert workspace.grounds.currentWidget() is workspace.race
    assert workspace.race_session.race.starts == ((0.5, 0.25),)


def test_planes_through_the_network(workspace, qtbot: QtBot) -> None:
    race, terrain = workspace.race_session, workspace.settings.terrain
    with qtbot.waitSignal(race.raced, timeout=10_000):
        choose(terrain.terrain, "network")
    workspace.settings.course.steps.choose(30)
    for kind in ("random", "path"):
        choose(terrain.kind, kind)
        qtbot.waitUntil(lambda: not race.is_working, timeout=20_000)
        assert race.race.terrain.plane.axes is None
        assert race.race.distances.shape == (3, 31)
    assert race.race.distances[0, -1] == pytest.approx(0, abs=1e-9)  # the plane is that of its own path
    assert not workspace.settings.course.start[0].isEnabled()
    undo_stack(workspace).undo()
    qtbot.waitUntil(lambda: not race.is_working, timeout=20_000)
    assert race.spec.plane.kind == "random"


def test_the_view_turns_with_mouse_and_keys(workspace, qtbot) -> None:
    workspace.grounds.setCurrentWidget(workspace.surface)
    view = workspace.surface.view
    before = view.picture.view
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=view.rect().center())
    qtbot.mouseMove(view, view.rect().center() + view.rect().center() / 4)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton)
    turned = view.picture.view
    assert turned != before
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert view.picture.view.azimuth != turned.azimuth
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton)
    assert view.picture.view == View()
    workspace.race_session.go_to(7)
    assert view.picture.step == 7
    assert workspace.surface.picture(LIGHT).view == View()


def test_sensitivity_is_looked_at_and_taken_over(workspace, qtbot: QtBot) -> None:
    panel, race = workspace.sensitivity, workspace.race_session
    race.edit("steps", steps=30)
    workspace.grounds.setCurrentWidget(panel)

    def is_done() -> bool:
        return panel.found is not None and panel.found.known == 1

    qtbot.waitUntil(is_done, timeout=30_000)
    assert panel.found.name == "momentum"
    assert layers(panel.view, Marker)[0].x == race.spec.optimizers[0].learning_rate
    workspace.settings.runners.list.list.setCurrentRow(2)
    qtbot.waitUntil(lambda: is_done() and panel.found.name == "beta1", timeout=30_000)
    choose(panel.hyper, "epsilon")
    qtbot.waitUntil(lambda: is_done() and panel.found.name == "epsilon", timeout=30_000)
    assert panel.view.picture.plot.y.log
    panel.view.clicked.emit(0.0523, 1.23456e-5)
    adam = race.spec.optimizers[2]
    assert (adam.learning_rate, adam.epsilon) == (0.052, 1.23e-5)
    undo_stack(workspace).undo()
    assert race.spec.optimizers[2] != adam
    workspace.grounds.setCurrentWidget(workspace.race)


def test_levels_and_slopes_are_drawn_on_demand_and_curves_are_chosen(workspace) -> None:
    panel = workspace.race
    assert not layers(panel.view, Arrow)
    panel.slopes.click()
    panel.labels.click()
    assert layers(panel.view, Arrow)
    assert layers(panel.view, Contours)[0].labels
    assert [layer for layer in panel.picture(LIGHT).plot.layers if isinstance(layer, Arrow)]
    workspace.heights.kinds.buttons["distance"].click()
    assert workspace.heights.view.picture.plot.y.label == "distance to the nearest minimum"
    choose(workspace.settings.terrain.terrain, "saddle")
    assert not workspace.heights.kinds.buttons["distance"].isEnabled()
    assert workspace.heights.view.picture.plot.y.label == "height"
