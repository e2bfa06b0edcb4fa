"""The workspace Optimizers, as a user has it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.landscape import Slice
from core.optimizers.adam import Adam
from core.optimizers.base import Optimizer
from nnviz.figures.plot import Line, Marker
from nnviz.figures.style import LIGHT, PRINT
from tests.nnviz.workspaces.arena import choose, layers, undo_stack


def test_three_optimizers_race_on_rosenbrock_at_once(workspace) -> None:
    assert workspace.race_session.race.terrain.label == "Rosenbrock"
    assert [type(rival).key for rival in workspace.race_session.spec.optimizers] == ["sgd", "sgd", "adam"]
    assert workspace.race_session.document.project.race is None
    assert workspace.race_session.step == 199


def test_a_click_moves_the_start_and_undo_moves_it_back(workspace, qtbot: QtBot) -> None:
    view = workspace.race.view
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.place_of(0.5, 2).toPoint())
    (start,) = workspace.race_session.document.project.race.starts
    assert start == pytest.approx((0.5, 2), abs=0.02)
    assert workspace.settings.course.start[0].value == start[0]
    assert all(tuple(path[0]) == start for path in workspace.race_session.race.runs.paths)
    undo_stack(workspace).undo()
    assert workspace.race_session.race.starts == ((-1.2, 1),)


def test_another_surface_gets_rivals_that_suit_it(workspace) -> None:
    before = workspace.race_session.spec.optimizers
    choose(workspace.settings.terrain.terrain, "beale")
    spec = workspace.race_session.document.project.race
    assert spec.terrain == "beale"
    assert spec.optimizers != before
    assert workspace.race.view.picture.plot.title == "Beale"
    workspace.settings.runners.list.list.setCurrentRow(2)
    workspace.settings.runners.list.form.edited.emit(Adam(learning_rate=0.05), "")
    choose(workspace.settings.terrain.terrain, "rosenbrock")
    assert workspace.race_session.spec.optimizers[2] == Adam(learning_rate=0.05)


def test_the_networks_loss_can_be_raced_along_two_parameters(workspace, qtbot: QtBot) -> None:
    race = workspace.race_session
    with qtbot.waitSignal(race.raced, timeout=10_000):
        choose(workspace.settings.terrain.terrain, "network")
    assert isinstance(race.race.terrain, Slice)
    assert [combo.currentText() for combo in workspace.settings.terrain.axes] == ["h1 → o1", "h2 → o1"]
    with qtbot.waitSignal(race.raced, timeout=10_000):
        choose(workspace.settings.terrain.axes[0], 0)
    assert workspace.race.view.picture.plot.x.label == "x1 → h1"
    assert race.spec.plane.axes[0] == 0
    qtbot.waitUntil(lambda: not race.is_working)


def test_rivals_are_added_copied_changed_and_removed(workspace, qtbot: QtBot) -> None:
    rivals, race = workspace.settings.runners.list, workspace.race_session
    original = race.spec.optimizers
    qtbot.mouseClick(rivals.add, Qt.MouseButton.LeftButton)
    assert len(race.race.runs.optimizers) == 4
    assert rivals.list.currentRow() == 3
    choose(rivals.form.combo, "rmsprop")
    assert race.spec.optimizers[3] == Optimizer.find("rmsprop")()
    assert "RMSprop" in rivals.list.item(3).text()
    rivals.list.setCurrentRow(0)
    qtbot.mouseClick(rivals.copy, Qt.MouseButton.LeftButton)
    assert race.spec.optimizers[:2] == (original[0], original[0])
    assert rivals.list.currentRow() == 1
    qtbot.mouseClick(rivals.remove, Qt.MouseButton.LeftButton)
    assert race.spec.optimizers[:3] == original
    while undo_stack(workspace).canUndo():
        undo_stack(workspace).undo()
    assert race.spec.optimizers == original


def test_a_race_of_nobody_is_possible(workspace, qtbot: QtBot) -> None:
    rivals = workspace.settings.runners.list
    for _ in range(3):
        qtbot.mouseClick(rivals.remove, Qt.MouseButton.LeftButton)
    assert workspace.race_session.race.runs.optimizers == ()
    assert not rivals.remove.isEnabled()
    workspace.over()
    workspace.settings.runners.menu.actions()[0].trigger()
    assert len(workspace.race_session.race.runs.optimizers) == 3


def test_stepping_moves_picture_curve_and_table_together(workspace) -> None:
    workspace.to_start()
    workspace.over()
    workspace.over()
    workspace.back_over()
    runs = workspace.race_session.race.runs
    places = [marker for marker in layers(workspace.race.view, Marker) if marker.label != "start"]
    assert [(m.x, m.y) for m in places] == [tuple(path[1]) for path in runs.paths]
    assert len(layers(workspace.heights.view, Line)[0].x) == 2
    assert workspace.heights.table.item(2, 0).toolTip() == repr(float(runs.heights[0, 1]))
    assert workspace.transport.bar.slider.value() == 0


def test_play_begins_anew_from_the_end_and_stops_there(workspace, qtbot: QtBot) -> None:
    workspace.race_session.edit("steps", steps=4)
    workspace.transport.bar.choose_speed(60.0)
    workspace.play()
    assert workspace.race_session.step == -1
    qtbot.waitUntil(lambda: not workspace.transport.bar.is_playing, timeout=3000)
    assert workspace.race_session.step == 3


def test_a_rival_that_overflows_is_named_in_the_list(workspace) -> None:
    rivals = workspace.settings.runners.list
    rivals.form.edited.emit(Optimizer.find("sgd").from_values({"learning_rate": 0.1}), "")
    step = int(workspace.race_session.race.runs.diverged_at[0])
    assert f"overflow at step {step}" in rivals.list.item(0).text()
    workspace.to_start()
    assert "overflow" not in rivals.list.item(0).text()


def test_a_number_of_steps_that_is_too_large_is_refused_beside_its_field(workspace) -> None:
    edit = workspace.settings.course.steps
    edit.setText("1000001")
    edit.editingFinished.emit()
    assert workspace.race_session.document.project.race is None
    assert edit.problem


def test_figures_leave_in_the_style_asked_for(workspace) -> None:
    pictures = workspace.pictures(LIGHT)
    assert set(pictures) == {
        "race",
        "race-basins",
        "race-heights",
        "race-state",
        "race-sensitivity",
        "race-step",
        "race-surface",
    }
    picture = pictures["race"]()
    assert picture.style is LIGHT
    assert picture.plot.legend
    assert workspace.pictures()["race-heights"]().style is PRINT


def test_playing_back_ends_at_the_start_and_the_speed_is_remembered(workspace, qtbot: QtBot) -> None:
    workspace.race_session.edit("steps", steps=4)
    bar = workspace.transport.bar
    qtbot.keyClick(bar.speed, Qt.Key.Key_Up)
    assert workspace.transport._settings.race_speed == 60.0
    workspace.play_back()
    assert workspace.race_session.step == 3  # playing back does not begin anew
    qtbot.waitUntil(lambda: not bar.is_playing, timeout=3000)
    assert workspace.race_session.step == -1
