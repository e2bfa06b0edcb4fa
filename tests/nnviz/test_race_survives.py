"""The race of a project while its network takes another shape and its runners come and go."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.initializers.zeros import Zeros
from core.optimizers.sgd import SGD
from core.rival import Rival
from nnviz.document import Document
from nnviz.figures.race_plot import parameter_name
from nnviz.panels.race import RacePanel
from nnviz.project import edits
from nnviz.project.errors import ProjectError
from nnviz.project.race_spec import PlaneSpec, RaceSpec, Runner
from nnviz.race_session import RaceSession
from nnviz.theme import Theme
from tests.nnviz.sessions import sample

RUNNERS = tuple(Runner(Rival(SGD(learning_rate=rate)), f"runner {rate}") for rate in (0.1, 0.2, 0.4))


@pytest.fixture
def session(qtbot: QtBot) -> RaceSession:
    document = Document(sample("xor-2-4-1"))
    session = RaceSession(document, document)
    session.edit(
        "Race", surface=None, runners=RUNNERS, steps=6, plane=PlaneSpec(axes=(11, 15)), starts=((1.0, -2.0),)
    )
    yield session
    session.stop()


def name_of(session: RaceSession, axis: int) -> str:
    return parameter_name(session.document.project.network.network, session.spec.plane.axes[axis])


def reshaped(session: RaceSession, units: int) -> None:
    project = edits.set_units(session.document.project, 1, units)
    session.document.edit("Units", project)


def is_done(session: RaceSession) -> bool:
    return not session.is_working


def test_the_axes_follow_their_parameters(session: RaceSession) -> None:
    names = [name_of(session, axis) for axis in (0, 1)]
    assert names == ["bias of h4", "h4 → o1"]
    reshaped(session, 6)
    assert [name_of(session, axis) for axis in (0, 1)] == names
    assert session.spec.plane.axes == (15, 21)
    assert session.spec.starts == ((1.0, -2.0),)
    reshaped(session, 3)  # h4 is gone
    assert session.spec.starts == ()
    assert len(set(session.spec.plane.axes)) == 2
    for _ in range(2):
        session.document.undo_stack.undo()
    assert (session.spec.plane.axes, session.spec.starts) == ((11, 15), ((1.0, -2.0),))


def test_a_race_over_a_surface_keeps_its_starts(session: RaceSession) -> None:
    session.edit("Surface", surface=RaceSpec().surface)
    reshaped(session, 1)
    assert session.spec.starts == ((1.0, -2.0),)


def test_the_race_is_run_anew_and_nothing_of_the_former_network_is_taken_apart(
    session: RaceSession, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(session.raced, timeout=10_000):
        session.wake()
    qtbot.waitUntil(lambda: is_done(session), timeout=20_000)
    session.go_to(2)
    session.into()
    former = session.race
    reshaped(session, 6)
    assert session.race is former
    assert (session.slow, session.done, session.steps_done()) == (None, 0, [])
    qtbot.waitUntil(lambda: session.race is not former and is_done(session), timeout=20_000)
    assert session.race.terrain.network.parameter_count == 25
    assert [tuple(path[0]) for path in session.race.runs.paths] == [(1.0, -2.0)] * 3
    session.go_to(2)
    np.testing.assert_allclose(session.slow.values["theta"], session.race.runs.paths[0, 3], rtol=1e-12)
    session.document.undo_stack.undo()
    qtbot.waitUntil(
        lambda: session.race.terrain.network.parameter_count == 17 and is_done(session), timeout=20_000
    )
    np.testing.assert_array_equal(session.race.runs.paths, former.runs.paths)


def test_a_plane_along_a_path_stays_with_its_runner(session: RaceSession) -> None:
    session.edit("Plane", plane=PlaneSpec("path", runner=2))
    session.edit("Remove runner", runners=RUNNERS[1:])
    assert session.spec.plane.runner == 1
    session.edit("Move runner", runners=RUNNERS[:0:-1])
    assert session.spec.plane.runner == 0
    session.edit("Remove runner", runners=RUNNERS[1:2])
    assert session.spec.plane.runner == 0
    for _ in range(3):
        session.document.undo_stack.undo()
    assert (session.spec.plane.runner, session.spec.runners) == (2, RUNNERS)


def test_when_the_last_runner_is_removed_another_one_is_looked_at(session: RaceSession) -> None:
    session.choose_runner(2)
    session.edit("Remove runner", runners=RUNNERS[:2])
    assert session.runner == 1
    session.edit("Remove runner", runners=())
    assert session.runner == 0
    assert session.finished_race().runs.paths.shape == (0, 7, 2)


def test_directions_that_cannot_be_drawn_are_told_of(
    session: RaceSession, qtbot: QtBot, qapp: QApplication
) -> None:
    panel = RacePanel(session, Theme(qapp, "light"))
    qtbot.addWidget(panel)
    session.edit("Plane", plane=PlaneSpec("random"), starts=())
    network = session.document.project.network
    session.document.edit(
        "Zeros", replace(session.document.project, network=replace(network, initializer=Zeros()))
    )
    session.wake()
    qtbot.waitUntil(lambda: is_done(session), timeout=20_000)
    assert "all weights are 0" in panel.notice.message
    with pytest.raises(ProjectError, match="all weights are 0"):
        session.finished_race()
    with qtbot.waitSignal(session.raced, timeout=10_000):
        session.document.undo_stack.undo()
    qtbot.waitUntil(lambda: is_done(session), timeout=20_000)
    assert panel.notice.message == ""
