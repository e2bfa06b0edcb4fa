"""The race of a document."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.datasets.split import Split
from core.landscape import Slice
from core.regularizers.l2 import L2
from core.surfaces.rosenbrock import Rosenbrock
from core.training import run_update
from nnviz.document import Document
from nnviz.project.errors import ProjectError
from nnviz.project.race_spec import PlaneSpec, RaceSpec
from nnviz.race import race_spec
from nnviz.race_session import RaceSession
from tests.nnviz.sessions import sample


@pytest.fixture
def session(qtbot: QtBot) -> RaceSession:
    document = Document(sample("xor-2-4-1"))
    session = RaceSession(document, document)
    yield session
    session.stop()


def test_nothing_runs_before_somebody_looks(session: RaceSession) -> None:
    session.edit("steps", steps=30)
    assert session.race is None
    session.wake()
    assert session.race is not None
    assert session.race.runs.steps == 30
    assert session.step == 29


def test_an_edit_races_anew_and_undo_brings_the_former_race_back(session: RaceSession) -> None:
    session.wake()
    before = session.race.runs.paths
    session.edit("Move the start", starts=((0.5, 0.5),))
    assert tuple(session.race.runs.paths[0, 0]) == (0.5, 0.5)
    session.document.undo_stack.undo()
    np.testing.assert_array_equal(session.race.runs.paths, before)
    assert session.document.project.race is None


def test_a_spec_that_cannot_run_changes_nothing(session: RaceSession) -> None:
    session.wake()
    with pytest.raises(ProjectError):
        session.edit("steps", steps=0)
    assert session.document.project.race is None
    assert session.race.runs.steps == RaceSpec().steps


def test_moves_stay_inside_the_race(session: RaceSession) -> None:
    session.edit("steps", steps=3)
    session.wake()
    session.over()
    assert session.step == 2
    session.to_start()
    session.back_over()
    assert session.step == -1
    session.over()
    assert session.step == 0
    session.go_to(99)
    assert session.step == 2


def test_the_networks_loss_is_raced_in_the_background(session: RaceSession, qtbot: QtBot) -> None:
    session.wake()
    with qtbot.waitSignal(session.raced, timeout=10_000):
        session.edit("surface", surface=None, steps=40)
        assert session.is_working
    qtbot.waitUntil(lambda: not session.is_working)
    terrain = session.race.terrain
    assert isinstance(terrain, Slice)
    assert terrain.plane.axes == race_spec(sample("xor-2-4-1")).plane.axes
    network = session.document.project.network
    with qtbot.waitSignal(session.raced, timeout=10_000):
        session.document.edit("seed", replace(session.document.project, network=replace(network, seed=5)))
    assert session.race.terrain.start != terrain.start
    qtbot.waitUntil(lambda: not session.is_working)


@pytest.mark.parametrize(
    "edited", [{"regularizer": L2(lambda2=0.3)}, {"split": Split(0.5)}, {"features": ("x1", "x1_squared")}]
)
def test_the_networks_loss_is_the_one_that_is_trained(
    session: RaceSession, qtbot: QtBot, edited: dict[str, Any]
) -> None:
    session.edit("surface", surface=None, steps=5)
    with qtbot.waitSignal(session.raced, timeout=10_000):
        session.wake()
    before = session.race.runs.heights[:, 0]
    with qtbot.waitSignal(session.raced, timeout=10_000):
        session.document.edit("an edit", replace(session.document.project, **edited))
    qtbot.waitUntil(lambda: not session.is_working)
    project = session.document.project
    whole = replace(project.task, batch_size=project.task.samples)
    trained = run_update(whole, project.first_point()).recording.loss
    np.testing.assert_allclose(session.race.runs.heights[:, 0], trained, rtol=1e-12)
    assert abs(before[0] - trained) > 1e-3


def test_an_edit_of_the_network_leaves_a_surfaces_race_alone(session: RaceSession) -> None:
    session.wake()
    race = session.race
    network = session.document.project.network
    session.document.edit("seed", replace(session.document.project, network=replace(network, seed=5)))
    assert session.race is race


def test_a_stopped_race_is_run_again_when_somebody_looks(session: RaceSession, qtbot: QtBot) -> None:
    session.edit("steps", steps=20_000)
    session.wake()
    assert session.is_working
    session.sleep()
    assert not session.is_working
    assert session.race is None
    assert session.finished_race().runs.steps == 20_000


def test_shown_slopes_are_those_that_the_race_used(session: RaceSession) -> None:
    session.wake()
    race = session.race
    surface, places = Rosenbrock(), race.runs.paths[:, 7]
    np.testing.assert_array_equal(
        race.slopes(7), np.column_stack(surface.gradient(places[:, 0], places[:, 1]))
    )
    moved = race.runs.paths[0, 8] - race.runs.paths[0, 7]
    rate = race.runs.optimizers[0].learning_rate
    np.testing.assert_allclose(moved, -rate * race.slopes(7)[0], rtol=1e-12)


def test_a_race_along_parameters_that_an_edit_removes_starts_over(session: RaceSession) -> None:
    last = session.document.project.network.network.parameter_count - 1
    session.edit("surface", surface=None, plane=PlaneSpec(axes=(0, last)), starts=((1.0, 1.0),))
    project = session.document.project
    smaller = project.with_network(layers=project.network.layers[1:])
    session.document.edit("Remove layer", smaller)
    assert (session.spec.plane.axes, session.spec.starts) == ((0, 1), ())
    session.document.undo_stack.undo()
    assert session.spec.plane.axes == (0, last)


def test_a_step_is_taken_apart_forward_and_back(session: RaceSession) -> None:
    session.wake()
    session.choose_runner(2)  # Adam
    session.go_to(9)
    assert session.quantity == "theta"
    assert session.slow.number == 9
    walked = []
    for _ in range(7):
        session.into()
        walked.append((session.step, session.done, session.quantity))
    names = ["g", "m", "v", "m_hat", "v_hat", "change"]
    assert walked == [(9, k + 1, name) for k, name in enumerate(names)] + [(10, 0, "theta")]
    for before in reversed(walked[:-1]):
        session.back_into()
        assert (session.step, session.done, session.quantity) == before
    session.out()
    assert (session.step, session.done) == (10, 0)
    session.into()
    session.back_out()
    assert (session.step, session.done) == (10, 0)
    session.back_out()
    assert (session.step, session.done) == (9, 0)


def test_the_grain_says_how_far_over_goes(session: RaceSession) -> None:
    session.wake()
    session.to_start()
    session.choose_grain("quantity")
    session.over()
    assert (session.step, session.done, session.quantity) == (-1, 1, "g")
    session.back_over()
    assert (session.step, session.done, session.quantity) == (-1, 0, "")
    session.choose_grain("step")
    session.over()
    assert (session.step, session.done) == (0, 0)


def test_another_runner_is_looked_at_between_two_steps(session: RaceSession) -> None:
    session.wake()
    session.go_to(3)
    session.into()
    session.choose_runner(1)
    assert (session.step, session.done) == (3, 0)
    assert session.slow.rival is session.race.runners[1].rival


def test_another_runner_of_fewer_quantities_is_looked_at_while_a_step_is_under_way(
    session: RaceSession,
) -> None:
    session.wake()
    session.choose_runner(2)  # Adam
    session.go_to(3)
    for _ in range(6):
        session.into()
    seen = []
    session.runner_changed.connect(lambda: seen.append((session.done, session.quantity)))
    session.choose_runner(0)
    assert seen == [(0, "theta")]


def test_a_runner_is_looked_at_as_long_as_there_is_one(session: RaceSession) -> None:
    session.wake()
    session.choose_runner(2)
    runners = session.spec.runners
    session.edit("Remove", runners=runners[:2])
    assert session.runner == 1
    assert session.slow.rival is session.race.runners[1].rival
    session.edit("Remove", runners=())
    assert (session.runner, session.rival) == (0, None)
    session.document.undo_stack.undo()
    assert session.rival == 0


def test_a_hidden_runner_has_no_step(session: RaceSession) -> None:
    session.wake()
    hidden = (replace(session.spec.runners[0], hidden=True), *session.spec.runners[1:])
    session.edit("Hide", runners=hidden)
    assert len(session.race.runs.rivals) == 2
    assert (session.rival, session.slow) == (None, None)
    session.choose_runner(2)
    assert session.rival == 1
    assert [step.rival for step in session.steps_done()] == [runner.rival for runner in hidden[1:]]


def test_two_parameters_of_the_network_are_taken_apart(session: RaceSession, qtbot: QtBot) -> None:
    session.wake()
    with qtbot.waitSignal(session.raced, timeout=10_000):
        session.edit("surface", surface=None, steps=12)
    qtbot.waitUntil(lambda: not session.is_working, timeout=20_000)
    session.go_to(4)
    np.testing.assert_allclose(session.slow.values["theta"], session.race.runs.paths[0, 5], rtol=1e-12)
    session.edit("plane", plane=replace(session.spec.plane, kind="random"))
    qtbot.waitUntil(lambda: not session.is_working, timeout=20_000)
    assert session.slow is None
