from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

from core.activations.base import Activation
from core.diagnosis import Diagnosis
from core.explain import explain
from core.losses.base import Loss
from core.network import Layer
from core.optimizers.base import Optimizer
from core.trace import GRAINS
from nnviz.document import Document
from nnviz.project import edits
from nnviz.project.model import Project, Vector
from nnviz.project.race_spec import RaceSpec
from nnviz.session import Cursor, Session
from tests.nnviz.sessions import sample

pytestmark = pytest.mark.usefixtures("qapp")


def open_sample(name: str = "xor-2-4-1") -> Session:
    return Session(Document(sample(name)))


def with_rate(project: Project, rate: float) -> Project:
    return replace(project, optimizer=replace(project.optimizer, learning_rate=rate))  # type: ignore[call-arg]


def batches_of(project: Project, size: int) -> Project:
    return edits.set_shuffle(edits.set_batch_size(project, size), True)


class Listener(QObject):
    """Keeps what a session says."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.places: list[Cursor] = []
        self.messages: list[str] = []
        self.runs: list[bool] = []
        self.grains: list[str] = []
        session.moved.connect(self.moved)
        session.message.connect(self.messaged)
        session.diverged.connect(self.diagnosed)
        session.running_changed.connect(self.ran)
        session.grain_changed.connect(self.chose)

    @Slot()
    def moved(self) -> None:
        self.places.append(self.session.cursor)

    @Slot(str)
    def messaged(self, text: str) -> None:
        self.messages.append(text)

    @Slot(object)
    def diagnosed(self, diagnosis: Diagnosis) -> None:
        self.messages.append(diagnosis.words)

    @Slot(bool)
    def ran(self, running: bool) -> None:
        self.runs.append(running)

    @Slot(str)
    def chose(self, grain: str) -> None:
        self.grains.append(grain)


def trained(qtbot: QtBot, session: Session, updates: int) -> Session:
    session.train(updates)
    qtbot.waitUntil(lambda: not session.is_running, timeout=20_000)
    return session


def theta_of(session: Session) -> bytes:
    return session.moment.update.after.theta.tobytes()


def at_end(session: Session) -> bool:
    return session.cursor.step == len(session.trace) - 1


# One update after the other


@pytest.mark.parametrize("name", ["mazur", "xor-2-4-1", "iris-4-8-3"])
def test_clicks_and_a_run_give_the_same_numbers_to_the_bit(qtbot: QtBot, name: str) -> None:
    clicked = open_sample(name)
    for _ in range(40):
        clicked.to_end()
    run = trained(qtbot, open_sample(name), 40)
    assert clicked.cursor == run.cursor == Cursor(39, len(run.trace) - 1)
    assert theta_of(clicked) == theta_of(run)
    # The update that clicks stand on is looked at, not yet part of what training did.
    assert clicked.history.losses.tolist() == run.history.losses.tolist()[:39]
    assert clicked.moment.update.recording.loss == run.history.losses[39]


def test_stepping_by_terms_gives_the_same_numbers_too(qtbot: QtBot) -> None:
    stepped = open_sample("mazur")
    stepped.choose_grain("term")
    for _ in range(5 * len(stepped.trace)):
        stepped.over()
    assert stepped.cursor.update == 4
    assert at_end(stepped)
    assert theta_of(stepped) == theta_of(trained(qtbot, open_sample("mazur"), 5))


@pytest.mark.parametrize("grain", GRAINS)
def test_back_retraces_over_across_updates(grain: str) -> None:
    """With batches whose last one is shorter, so that updates differ in length."""
    session = Session(Document(batches_of(sample("xor-2-4-1"), 3)))
    session.choose_grain(grain)
    places = [session.cursor]
    while session.cursor.update < 3:
        session.over()
        assert session.cursor not in places
        places.append(session.cursor)
    for former, place in reversed(list(pairwise(places))):
        assert session.cursor == place
        session.back_over()
        assert session.cursor == former
    assert session.cursor == Cursor(0, -1)


@pytest.mark.parametrize("grain", GRAINS)
def test_over_and_back_from_anywhere_stay_within_one_block(grain: str) -> None:
    session = Session(Document(sample("mazur")))
    session.choose_grain(grain)
    for step in range(-1, len(session.trace)):
        session.go_to(Cursor(1, step))
        session.over()
        reached = session.cursor
        session.back_over()
        session.over()
        assert session.cursor == reached


def test_back_from_before_an_update_enters_the_former_one() -> None:
    session = open_sample("mazur")
    session.go_to(Cursor(2, -1))
    session.back_over()
    assert session.cursor.update == 1
    assert session.cursor.step == session.trace.block(len(session.trace) - 1, "node").start - 1


def test_there_is_nothing_before_the_beginning() -> None:
    session = open_sample("mazur")
    heard = Listener(session)
    session.back_over()
    assert session.cursor == Cursor(0, -1)
    assert heard.messages == ["This is the beginning."]


def test_into_goes_by_the_finer_grain_and_out_by_the_coarser() -> None:
    session = open_sample("mazur")
    session.choose_grain("node")
    session.into()
    assert session.cursor.step == 0  # one term
    session.back_into()
    assert session.cursor.step == -1
    session.out()
    assert session.cursor.step == session.trace.block(0, "layer")[-1]
    session.back_out()
    assert session.cursor.step == -1


def test_the_finest_and_the_coarsest_grain_stay_themselves() -> None:
    session = open_sample("mazur")
    session.choose_grain("term")
    session.into()
    assert session.cursor.step == 0
    session.choose_grain("update")
    session.out()
    assert at_end(session)


def test_over_and_out_by_epochs_and_back(qtbot: QtBot) -> None:
    session = Session(Document(batches_of(sample("xor-2-4-1"), 3)))  # two updates an epoch
    session.choose_grain("epoch")
    session.over()
    first = session.cursor
    assert (first.update, at_end(session)) == (1, True)
    session.over()
    assert session.moment.update.after.epoch == 2
    theta = theta_of(session)
    session.back_over()
    assert session.cursor == first
    session.back_into()  # by the next finer grain: one update
    assert session.cursor == Cursor(0, len(session.trace) - 1)
    session.choose_grain("update")
    session.out()
    assert session.cursor == first
    session.back_out()
    assert session.cursor == Cursor(0, -1)
    session.choose_grain("epoch")
    session.over()
    session.over()
    assert theta_of(session) == theta


def test_back_to_the_very_first_update_by_an_epoch_its_numbers_come_along(qtbot: QtBot) -> None:
    session = Session(Document(batches_of(sample("xor-2-4-1"), 3)))  # two updates an epoch
    session.go_to(Cursor(1, 5))
    session.choose_grain("epoch")
    session.back_over()
    assert session.cursor == Cursor(0, -1)
    assert session.trace.update.before.update == 0


def test_a_long_epoch_is_trained_in_the_background(qtbot: QtBot) -> None:
    session = Session(Document(edits.set_batch_size(sample("spiral-2-8-8-1"), 1)))  # 200 updates
    session.choose_grain("epoch")
    session.over()
    assert session.is_running
    qtbot.waitUntil(lambda: not session.is_running)
    assert session.cursor == Cursor(199, len(session.trace) - 1)
    assert session.moment.update.after.epoch == 1
    session.back_over()
    assert session.cursor == Cursor(0, -1)


def test_back_by_an_epoch_stops_where_the_branch_begins() -> None:
    session = Session(Document(edits.set_batch_size(sample("xor-2-4-1"), 1)))  # four updates an epoch
    session.go_to(Cursor(6, 2))
    session.document.edit("Rate", with_rate(session.document.project, 0.125))
    session.choose_grain("epoch")
    session.over()
    session.over()
    assert session.cursor.update == 11
    session.back_over()
    assert session.cursor == Cursor(7, len(session.trace) - 1)
    session.back_over()
    assert session.cursor == Cursor(6, -1)


@pytest.mark.parametrize("grain", GRAINS)
def test_playing_several_steps_at_once_leads_where_single_ones_do_and_draws_once(grain: str) -> None:
    played, stepped = (Session(Document(batches_of(sample("xor-2-4-1"), 3))) for _ in range(2))
    for session in (played, stepped):
        session.choose_grain(grain)
        session.go_to(Cursor(2, 3))
    heard = Listener(played)
    count = 1 if grain == "epoch" else 7  # one epoch at a time: it may have to be trained first
    assert played.play(count)
    for _ in range(count):
        stepped.over()
    assert played.cursor == stepped.cursor
    assert heard.places == [played.cursor]
    assert theta_of(played) == theta_of(stepped)
    assert played.play(-count)
    for _ in range(count):
        stepped.back_over()
    assert played.cursor == stepped.cursor
    assert played.play(-10_000)
    assert played.cursor == Cursor(0, -1)
    assert not played.play(-1)


def test_running_to_an_update_far_ahead_keeps_the_window_free(qtbot: QtBot) -> None:
    session = open_sample("spiral-2-8-8-1")
    session.run_to(Cursor(50, 3))
    assert not session.is_running  # a short way is gone at once
    assert session.cursor == Cursor(50, 3)
    session.run_to(Cursor(1000, 3))
    assert session.is_running
    qtbot.waitUntil(lambda: not session.is_running)
    assert session.cursor == Cursor(1000, 3)
    other = open_sample("spiral-2-8-8-1")
    other.go_to(Cursor(1000, 3))
    assert theta_of(other) == theta_of(session)


def test_a_run_that_is_stopped_does_not_leap_later(qtbot: QtBot) -> None:
    session = open_sample("spiral-2-8-8-1")
    session.run_to(Cursor(10**6, 3))
    qtbot.waitUntil(lambda: session.history.last.update > 50)
    session.stop()
    trained(qtbot, session, 5)
    assert session.cursor.update == session.history.last.update - 1


def test_to_start_and_to_end() -> None:
    session = open_sample("mazur")
    session.go_to(Cursor(2, 5))
    session.to_start()
    assert session.cursor == Cursor(2, -1)
    session.to_start()
    assert session.cursor == Cursor(1, -1)
    session.to_end()
    assert session.cursor == Cursor(1, len(session.trace) - 1)
    session.to_end()
    assert session.cursor == Cursor(2, len(session.trace) - 1)
    session.go_to(Cursor(0, -1))
    session.to_start()
    assert session.cursor == Cursor(0, -1)


@pytest.mark.parametrize(("asked", "reached"), [(-5, -1), (-1, -1), (0, 0), (68, 68), (10**6, 68)])
def test_go_to_step_stays_within_the_update(asked: int, reached: int) -> None:
    session = open_sample("mazur")
    session.go_to_step(asked)
    assert session.cursor == Cursor(0, reached)


def test_go_to_update_keeps_the_step_where_it_can() -> None:
    session = Session(Document(edits.set_batch_size(sample("xor-2-4-1"), 3)))
    session.go_to(Cursor(0, 10**9))
    long = session.cursor.step
    session.go_to_update(1)  # one sample alone: fewer steps
    assert session.cursor.update == 1
    assert session.cursor.step == len(session.trace) - 1 < long
    session.go_to_update(-3)
    assert session.cursor.update == 0


def test_every_move_tells_the_views_and_the_moment_fits_the_cursor() -> None:
    session = open_sample("mazur")
    heard = Listener(session)
    for move in (
        session.over,
        session.into,
        session.to_end,
        session.over,
        session.back_over,
        session.to_start,
    ):
        told = len(heard.places)
        move()
        assert heard.places[told:] == [session.cursor]  # once: a view never draws a place on the way
        moment = session.moment
        assert (moment.update_number, moment.step) == (session.cursor.update, session.cursor.step)
        assert moment.trace is session.trace
        assert moment.project is session.document.project


def test_grain_is_told_once() -> None:
    session = open_sample("mazur")
    heard = Listener(session)
    session.choose_grain("layer")
    session.choose_grain("layer")
    assert heard.grains == ["layer"]


# What is chosen


def test_choosing_changes_no_index() -> None:
    session = open_sample("xor-2-4-1")
    session.go_to(Cursor(1, 7))
    session.select(sample=2)
    session.select_node(1, 3, 1)
    assert session.cursor == Cursor(1, 7)
    chosen = session.moment.selection
    assert (chosen.sample, chosen.layer, chosen.unit, chosen.origin) == (2, 1, 3, 1)


def test_a_sample_beyond_a_short_batch_shows_its_last_row_and_comes_back() -> None:
    session = Session(Document(edits.set_batch_size(sample("xor-2-4-1"), 3)))
    session.select(sample=2)
    session.go_to_update(1)
    assert session.moment.sample == 0
    session.go_to_update(0)
    assert session.moment.sample == 2


def test_running_to_the_chosen_node() -> None:
    session = open_sample("mazur")
    heard = Listener(session)
    session.to_selected()
    assert "Choose a node" in heard.messages[-1]
    session.select_node(2, 1)
    stops = []
    while not heard.messages[1:]:
        session.to_selected()
        stops.append(session.cursor.step)
    assert stops[:-1] == sorted(set(stops))
    assert all(session.trace[step].layer == 2 for step in stops)
    assert "does not come to the chosen place again" in heard.messages[-1]
    session.to_selected(-1)
    assert session.cursor.step == stops[-3]


@pytest.mark.parametrize("chosen", [(1, 3, 0), (1, 3, None), (2, 0, 3)])
def test_a_choice_that_an_edit_removes_is_let_go(chosen: tuple[int, int, int | None]) -> None:
    session = open_sample("xor-2-4-1")
    session.select(sample=1)
    session.select_node(*chosen)
    session.document.edit("Fewer units", edits.set_units(session.document.project, 1, 2))
    assert (session.selection.layer, session.selection.unit, session.selection.sample) == (None, None, 1)


def test_a_choice_that_stays_is_kept() -> None:
    session = open_sample("xor-2-4-1")
    session.select_node(1, 1, 0)
    session.document.edit("Fewer units", edits.set_units(session.document.project, 1, 2))
    assert (session.selection.layer, session.selection.unit, session.selection.origin) == (1, 1, 0)


# Training in the background


def test_training_runs_on_from_the_furthest_point(qtbot: QtBot) -> None:
    session = trained(qtbot, open_sample(), 20)
    session.go_to(Cursor(3, 2))
    trained(qtbot, session, 10)
    assert session.cursor == Cursor(29, len(session.trace) - 1)
    assert len(session.moment.losses) == 30
    assert theta_of(session) == theta_of(trained(qtbot, open_sample(), 30))


def test_stop_keeps_what_was_reported_and_the_numbers_are_those_of_clicks(qtbot: QtBot) -> None:
    session = open_sample()
    heard = Listener(session)
    session.train()
    qtbot.waitUntil(lambda: session.history.last.update > 50)
    session.stop()
    assert not session.is_running
    assert heard.runs == [True, False]
    done = session.history.last.update
    qtbot.wait(80)
    assert session.history.last.update == done
    assert len(session.history.losses) == done
    assert session.cursor == Cursor(done - 1, len(session.trace) - 1)
    clicked = open_sample()
    clicked.go_to(Cursor(done - 1, 10**9))
    assert theta_of(clicked) == theta_of(session)


def test_stopping_and_starting_at_once_counts_no_update_twice(qtbot: QtBot) -> None:
    session = open_sample()
    for _ in range(10):
        session.train()
        qtbot.wait(20)
        session.stop()
    trained(qtbot, session, 5)
    done = session.history.last.update
    assert len(session.history.losses) == done
    reference = open_sample()
    reference.go_to_update(done)
    assert reference.history.losses.tolist() == session.history.losses.tolist()
    assert reference.history.last.theta.tobytes() == session.history.last.theta.tobytes()


def test_a_view_may_stop_the_training_that_it_hears_of(qtbot: QtBot) -> None:
    session = open_sample()

    class Impatient(QObject):
        @Slot()
        def stop(self) -> None:
            session.stop()

    impatient = Impatient()
    session.train()
    session.moved.connect(impatient.stop)
    qtbot.waitUntil(lambda: not session.is_running)
    done = session.history.last.update
    qtbot.wait(80)
    assert session.history.last.update == done > 0


def test_a_move_stops_training(qtbot: QtBot) -> None:
    session = open_sample()
    session.train()
    qtbot.waitUntil(lambda: session.history.last.update > 5)
    session.back_over()
    assert not session.is_running


def test_an_edit_stops_training_but_one_of_the_race_does_not(qtbot: QtBot) -> None:
    session = open_sample()
    session.train()
    qtbot.waitUntil(lambda: session.history.last.update > 5)
    session.document.edit("Race", replace(session.document.project, race=RaceSpec(starts=((1.0, 1.0),))))
    assert session.is_running
    done = session.history.last.update
    qtbot.waitUntil(lambda: session.history.last.update > done)
    assert session.moment.project is session.document.project
    session.document.edit("Rate", with_rate(session.document.project, 0.125))
    assert not session.is_running


@pytest.mark.parametrize("size", [1, 3, 4])
def test_an_epoch_ends_with_its_last_sample(qtbot: QtBot, size: int) -> None:
    session = Session(Document(batches_of(sample("xor-2-4-1"), size)))
    session.go_to(Cursor(0, 3))
    for epoch in range(3):
        session.train_epoch()
        qtbot.waitUntil(lambda: not session.is_running)
        after = session.moment.update.after
        assert (after.epoch, after.position) == (epoch + 1, 0)
        assert at_end(session)


def test_an_epoch_that_is_known_is_walked_and_not_trained_again(qtbot: QtBot) -> None:
    session = trained(qtbot, Session(Document(batches_of(sample("xor-2-4-1"), 1))), 20)
    session.go_to(Cursor(5, 2))
    session.train_epoch()
    assert not session.is_running
    assert session.cursor == Cursor(7, len(session.trace) - 1)
    assert session.history.last.update == 20


def test_finished_jobs_are_let_go(qtbot: QtBot) -> None:
    session = open_sample()
    children = len(session.children())
    for _ in range(3):
        trained(qtbot, session, 2)
        session.train()
        session.stop()
    qtbot.waitUntil(lambda: len(session.children()) == children)


# Edits


def test_an_edit_of_the_rate_branches_at_the_cursor_and_undo_comes_back(qtbot: QtBot) -> None:
    session = trained(qtbot, open_sample(), 20)
    document = session.document
    session.go_to(Cursor(7, 4))
    before = session.moment
    document.edit("Rate", with_rate(document.project, 0.125))
    assert session.cursor == Cursor(7, 4)
    assert session.history.first_update == 7
    assert session.moment.project is document.project
    assert session.moment.update.before.theta.tobytes() == before.update.before.theta.tobytes()
    changed = session.moment.update.quantities["change"] / before.update.quantities["change"]
    assert np.allclose(changed, 0.125 / before.project.optimizer.learning_rate)  # type: ignore[attr-defined]
    session.to_end()
    session.to_end()
    branch_end = session.cursor
    document.undo_stack.undo()
    assert session.cursor == Cursor(7, 4)
    assert session.history.last.update == 20
    assert theta_of(session) == before.update.after.theta.tobytes()
    document.undo_stack.redo()
    assert session.cursor == branch_end


def test_a_branch_begins_at_its_own_beginning() -> None:
    session = open_sample()
    session.go_to(Cursor(7, 0))
    session.document.edit("Rate", with_rate(session.document.project, 0.125))
    heard = Listener(session)
    session.back_over()
    session.back_over()
    assert session.cursor == Cursor(7, -1)
    assert heard.messages == ["This is the beginning."]


def test_after_training_an_edit_keeps_every_update_done(qtbot: QtBot) -> None:
    session = trained(qtbot, open_sample(), 12)
    learnt = theta_of(session)
    session.document.edit("Rate", with_rate(session.document.project, 0.125))
    assert session.cursor == Cursor(12, -1)
    assert session.moment.update.before.theta.tobytes() == learnt


def test_a_typed_weight_is_on_the_screen_as_typed(qtbot: QtBot) -> None:
    session = trained(qtbot, open_sample(), 12)
    update = session.moment.update
    project = session.document.project
    for step, theta in ((10**9, update.after.theta), (3, session.history.point(5).theta)):
        if step == 3:
            session.document.undo_stack.undo()
            session.go_to(Cursor(5, 3))
        typed = edits.set_parameter(project, theta, 1, 0, 1, 7.5)
        session.document.edit("Weight", typed)
        shown = session.moment.update.before.theta
        index = project.network.network.index(1, 0, 1)
        assert shown[index] == 7.5
        assert (np.delete(shown, index) == np.delete(theta, index)).all()


def test_a_shape_edit_starts_at_update_0_and_undo_comes_back(qtbot: QtBot) -> None:
    session = trained(qtbot, open_sample(), 12)
    place, learnt = session.cursor, theta_of(session)
    session.document.edit("Units", edits.set_units(session.document.project, 1, 6))
    assert session.cursor == Cursor(0, -1)
    assert session.trace.task.network.sizes == (2, 6, 1)
    session.document.undo_stack.undo()
    assert session.cursor == place
    assert theta_of(session) == learnt


def test_a_race_edit_leaves_the_history_alone(qtbot: QtBot) -> None:
    session = trained(qtbot, open_sample(), 12)
    session.document.edit("Race", replace(session.document.project, race=RaceSpec(starts=((1.0, 1.0),))))
    assert len(session.moment.losses) == 12
    assert session.cursor.update == 11
    session.go_to(Cursor(3, 1))
    session.document.undo_stack.undo()
    assert session.cursor == Cursor(3, 1)


def test_a_long_drag_and_its_undo(qtbot: QtBot) -> None:
    session = trained(qtbot, open_sample(), 12)
    session.go_to(Cursor(5, 3))
    before = session.document.project
    for step in range(250):
        session.document.edit("Drag", with_rate(before, 0.1 + step / 1000), merge="drag")
    assert session.cursor == Cursor(5, 3)
    session.document.undo_stack.undo()
    assert session.cursor == Cursor(5, 3)
    assert session.history.last.update == 12
    assert session.history.first_update == 0


def test_opening_another_project_starts_anew(qtbot: QtBot) -> None:
    session = trained(qtbot, open_sample(), 12)
    session.select_node(1, 3)
    session.train()
    session.document.load(sample("mazur"))
    assert not session.is_running
    assert session.cursor == Cursor(0, -1)
    assert session.moment.project is session.document.project
    assert (session.selection.layer, session.selection.unit) == (None, None)
    assert len(session.trace) == 69


def test_opening_the_same_project_again_starts_anew_too(qtbot: QtBot) -> None:
    session = trained(qtbot, open_sample(), 12)
    session.document.load(session.document.project)
    assert session.cursor == Cursor(0, -1)
    assert len(session.moment.losses) == 0


# Divergence


def diverging() -> Session:
    """Two linear layers under a rate that doubles the exponent of theta with every update."""
    project = sample("spiral-2-8-8-1")
    layers = tuple(Layer(layer.units, Activation.find("identity")()) for layer in project.network.layers)
    project = replace(project.with_network(layers=layers), loss=Loss.find("mse")())
    sgd = Optimizer.decode({"key": "sgd", "learning_rate": 100.0})
    return Session(Document(replace(project, optimizer=sgd)))


def stands_at_the_fault(session: Session) -> bool:
    """Whether the step under the cursor gives the first number of the update that is not finite."""
    trace, sample = session.trace, session.moment.sample
    results = [explain(trace, step, sample).result for step in range(session.cursor.step + 1)]
    return bool(np.isfinite(results[:-1]).all() and not np.isfinite(results[-1]))


def test_a_run_that_diverges_stops_at_the_number_and_goes_on_from_the_last_good_state(qtbot: QtBot) -> None:
    session = diverging()
    heard = Listener(session)
    session.train()
    qtbot.waitUntil(lambda: not session.is_running)
    assert heard.runs == [True, False]
    assert len(heard.messages) == 1
    assert heard.messages[0].startswith(f"update {session.cursor.update}, step {session.cursor.step}: ")
    assert stands_at_the_fault(session)
    assert np.isfinite(session.moment.losses).all()
    session.step_back_to(session.cursor.update - 1)
    assert at_end(session)
    assert np.isfinite(session.moment.update.after.theta).all()
    assert np.isfinite(session.moment.update.recording.loss)
    session.go_to_update(0)  # the last good numbers are finite, but far too large to learn from
    session.to_start()
    session.document.edit("Rate", with_rate(session.document.project, 1e-6))
    trained(qtbot, session, 5)
    assert len(heard.messages) == 1


def test_a_smaller_rate_at_the_number_that_is_not_finite_goes_on_before_that_update(qtbot: QtBot) -> None:
    session = diverging()
    session.train()
    qtbot.waitUntil(lambda: not session.is_running)
    bad, theta = session.cursor.update, session.moment.update.before.theta
    session.document.edit("Rate", with_rate(session.document.project, 1e-300))
    assert session.history.first_update == bad
    assert (session.moment.update.before.theta == theta).all()


def test_the_update_that_diverges_can_be_stepped_through_but_not_left(qtbot: QtBot) -> None:
    session = diverging()
    session.train()
    qtbot.waitUntil(lambda: not session.is_running)
    fault = session.cursor
    heard = Listener(session)
    session.back_over()
    assert session.cursor.update == fault.update
    assert session.cursor.step < fault.step
    assert heard.messages == []
    session.to_end()  # it stops there again
    assert session.cursor == fault
    assert len(heard.messages) == 1
    session.to_end()
    assert session.cursor == Cursor(fault.update, len(session.trace) - 1)
    assert not np.isfinite(session.moment.update.after.theta).all() or not np.isfinite(
        session.moment.update.recording.loss
    )
    assert len(heard.messages) == 1
    session.to_end()
    assert session.cursor == fault
    assert heard.messages[0] == heard.messages[1]


@pytest.mark.parametrize("grain", GRAINS)
def test_stepping_stops_at_the_number_whatever_the_grain(grain: str) -> None:
    session = diverging()
    session.go_to_update(10_000)
    fault = session.cursor
    heard = Listener(session)
    session.step_back_to(fault.update - 1)
    session.choose_grain(grain)
    while session.cursor < fault:
        assert heard.messages == []
        session.over()
    assert session.cursor == fault
    assert len(heard.messages) == 1
    session.over()
    assert session.cursor > fault
    assert len(heard.messages) == 1


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize("steps", [1, 40])
def test_playing_stops_at_the_number_and_says_it_once(grain: str, steps: int) -> None:
    session = diverging()
    session.go_to_update(10_000)
    fault = session.cursor
    heard = Listener(session)
    session.go_to(Cursor(fault.update, fault.step - 2))
    session.choose_grain(grain)
    while not heard.messages:
        session.play(steps)
    assert session.cursor == fault
    assert len(heard.messages) == 1


def test_running_to_an_update_behind_what_diverges_stops_at_the_number(qtbot: QtBot) -> None:
    session = diverging()
    heard = Listener(session)
    session.run_to(Cursor(10_000, 3))
    qtbot.waitUntil(lambda: not session.is_running)
    assert len(heard.messages) == 1
    fault = session.cursor
    session.step_back_to(fault.update - 1)
    session.run_to(Cursor(fault.update, 10**9))  # known, and a short way
    assert session.cursor == fault
    assert len(heard.messages) == 2


def test_a_leap_into_what_diverges_stops_at_the_number() -> None:
    session = diverging()
    heard = Listener(session)
    session.go_to_update(10_000)
    assert len(heard.messages) == 1
    assert stands_at_the_fault(session)


def test_training_on_after_a_divergence_says_it_again(qtbot: QtBot) -> None:
    session = diverging()
    heard = Listener(session)
    for _ in range(2):
        session.train()
        qtbot.waitUntil(lambda: not session.is_running)
    assert len(heard.messages) == 2
    assert heard.messages[0] == heard.messages[1]


def test_divergence_at_the_very_first_update(qtbot: QtBot) -> None:
    project = diverging().document.project
    huge = project.network.initial_theta() * 0 + 1e200
    session = Session(Document(project.with_network(theta=Vector(huge))))
    heard = Listener(session)
    session.train()
    qtbot.waitUntil(lambda: not session.is_running)
    fault = session.cursor
    assert fault.update == 0
    assert stands_at_the_fault(session)
    assert heard.messages[0].startswith(f"update 0, step {fault.step}: ")
    assert "Nothing led up to it" in heard.messages[0]
    session.step_back_to(-1)
    assert session.cursor == Cursor(0, -1)
    session.to_end()
    assert session.cursor == fault
    session.step_back_to(-1)
    assert session.cursor == Cursor(0, -1)
