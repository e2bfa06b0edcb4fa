from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.activations.base import Activation
from core.clipping.base import Clipping
from core.datasets.split import Split
from core.optimizers.base import Optimizer
from core.regularizers.base import Regularizer
from core.schedules.base import Schedule
from core.stops.base import Stop
from core.trace import Trace
from nnviz.document import MOST_EDITS
from nnviz.project import edits
from nnviz.project.model import Project, StateSpec, Vector
from nnviz.project.race_spec import RaceSpec
from nnviz.segments import Cursor, Segment, Segments, begin, follow
from tests.nnviz.sessions import sample


def at(project: Project, update: int, step: int = -1) -> Segment:
    segment = begin(project)
    segment.history.point(update)
    segment.cursor = Cursor(update, step)
    return segment


def last_step(segment: Segment) -> int:
    update = segment.history.update(segment.cursor.update)
    return len(Trace(segment.history.task, update)) - 1


def with_rate(project: Project, rate: float) -> Project:
    return replace(project, optimizer=replace(project.optimizer, learning_rate=rate))  # type: ignore[call-arg]


def adam() -> Optimizer:
    return Optimizer.decode({"key": "adam"})


XOR = sample("xor-2-4-1")


def test_the_first_stretch_starts_where_the_project_says() -> None:
    segment = begin(XOR)
    assert segment.cursor == Cursor(0, -1)
    assert (segment.history.first.theta == XOR.network.initial_theta()).all()


def test_another_rate_goes_on_from_the_cursor() -> None:
    segment = at(XOR, 5, 3)
    after = with_rate(XOR, 0.125)
    branch = follow(segment, XOR, after)
    assert branch.cursor == Cursor(5, 3)
    assert branch.history.first_update == 5
    assert branch.history.first.theta.tobytes() == segment.history.point(5).theta.tobytes()
    assert branch.history.task.optimizer is after.optimizer
    assert segment.history.last.update == 5  # the former future stays


def test_a_finished_update_belongs_to_the_past() -> None:
    segment = at(XOR, 5)
    segment.cursor = Cursor(5, last_step(segment))
    branch = follow(segment, XOR, with_rate(XOR, 0.125))
    assert branch.cursor == Cursor(6, -1)
    assert branch.history.first.theta.tobytes() == segment.history.update(5).after.theta.tobytes()
    segment.cursor = Cursor(5, last_step(segment) - 1)
    assert follow(segment, XOR, with_rate(XOR, 0.125)).cursor == segment.cursor


def test_the_same_optimizer_keeps_its_state_and_another_begins_with_none() -> None:
    project = replace(XOR, optimizer=adam())
    segment = at(project, 5)
    kept = follow(segment, project, with_rate(project, 0.5)).history.first
    assert kept.optimizer_steps == 5
    assert kept.state["m"].tobytes() == segment.history.point(5).state["m"].tobytes()
    other = replace(project, optimizer=Optimizer.decode({"key": "rmsprop"}))
    new = follow(segment, project, other).history.first
    assert new.optimizer_steps == 0
    assert new.update == 5
    assert (new.state["v"] == 0).all()


def test_slots_that_appear_make_the_state_new() -> None:
    segment = at(XOR, 4)
    optimizer = Optimizer.decode({"key": "sgd", "learning_rate": 0.5, "momentum": 0.9})
    first = follow(segment, XOR, replace(XOR, optimizer=optimizer)).history.first
    assert set(first.state) == {"velocity"}


def test_a_weight_typed_in_replaces_theta_at_the_cursor() -> None:
    segment = at(XOR, 4)
    now = segment.history.point(4).theta
    after = edits.set_parameter(XOR, now, 1, 0, 1, 7.5)
    first = follow(segment, XOR, after).history.first
    index = XOR.network.network.index(1, 0, 1)
    assert first.theta[index] == 7.5
    others = np.arange(now.size) != index
    assert (first.theta[others] == now[others]).all()
    assert first.update == 4


def test_after_a_typed_weight_other_edits_keep_what_was_learnt_since() -> None:
    typed = edits.set_parameter(XOR, XOR.network.initial_theta(), 1, 0, 1, 0.5)
    segment = follow(at(XOR, 0), XOR, typed)
    learnt = segment.history.point(9).theta
    segment.cursor = Cursor(9)
    first = follow(segment, typed, with_rate(typed, 0.01)).history.first
    assert first.theta.tobytes() == learnt.tobytes()


@pytest.mark.parametrize(
    "after",
    [
        edits.set_units(XOR, 1, 6),
        edits.add_layer(XOR, 1),
        edits.set_seed(XOR, 99),
        edits.set_data(XOR, sample("spiral-2-8-8-1").data).project,
    ],
    ids=["units", "layer", "seed", "data"],
)
def test_shape_seed_and_data_begin_anew(after: Project) -> None:
    branch = follow(at(XOR, 5, 3), XOR, after)
    assert branch.cursor == Cursor(0, -1)
    assert (branch.history.first.theta == after.network.initial_theta()).all()


def test_removing_typed_parameters_begins_anew() -> None:
    typed = edits.set_parameter(XOR, XOR.network.initial_theta(), 1, 0, 1, 0.5)
    branch = follow(at(typed, 5), typed, edits.reinitialise(typed))
    assert branch.cursor == Cursor(0, -1)


def test_what_takes_no_part_in_training_changes_nothing() -> None:
    segment = at(XOR, 5, 3)
    for after in (replace(XOR, notes="a word"), replace(XOR, race=RaceSpec(starts=((1.0, 2.0),)))):
        assert follow(segment, XOR, after) is segment


SPIRAL = sample("spiral-2-8-8-1")


@pytest.mark.parametrize(
    "after",
    [
        edits.set_regularizer(SPIRAL, Regularizer.decode({"key": "l2"})),
        edits.set_schedule(SPIRAL, Schedule.decode({"key": "cosine"})),
        edits.set_clipping(SPIRAL, Clipping.decode({"key": "norm"})),
        edits.set_dropout(SPIRAL, 1, 0.25),
    ],
    ids=["penalty", "schedule", "clipping", "dropout"],
)
def test_what_stands_beside_the_optimizer_goes_on_from_the_cursor(after: Project) -> None:
    segment = at(SPIRAL, 5, 3)
    branch = follow(segment, SPIRAL, after)
    assert branch.cursor == Cursor(5, 3)
    assert branch.history.first.theta.tobytes() == segment.history.point(5).theta.tobytes()
    assert branch.history.first.state["m"].tobytes() == segment.history.point(5).state["m"].tobytes()
    assert branch.history.first.optimizer_steps == 5
    assert branch.history.task is after.task


@pytest.mark.parametrize(
    "after",
    [
        edits.set_split(SPIRAL, Split(0.3)).project,
        edits.set_features(SPIRAL, ("x1", "x2", "x1_x2")),
        edits.set_features(SPIRAL, ("x1_squared", "x2_squared")),
        edits.set_activation(SPIRAL, 1, Activation.decode({"key": "prelu"})).project,
    ],
    ids=["split", "features", "as many features", "learned slope"],
)
def test_other_samples_inputs_and_slopes_begin_anew(after: Project) -> None:
    branch = follow(at(SPIRAL, 5, 3), SPIRAL, after)
    assert branch.cursor == Cursor(0, -1)
    assert (branch.history.first.theta == after.network.initial_theta()).all()


@pytest.mark.parametrize("drawn", [True, False])
def test_another_declared_slope_begins_anew_with_it(drawn: bool) -> None:
    project = edits.set_activation(SPIRAL, 1, Activation.decode({"key": "prelu"})).project
    if not drawn:
        project = edits.set_parameter(project, project.network.initial_theta(), 1, 0, 0, 0.5)
    after = edits.set_activation(project, 1, Activation.decode({"key": "prelu", "slope": 0.5})).project
    branch = follow(at(project, 5, 3), project, after)
    assert branch.cursor == Cursor(0, -1)
    assert branch.history.first.theta[project.network.network.index(1, None)] == 0.5


def test_when_training_stops_changes_no_number() -> None:
    segment = at(SPIRAL, 5, 3)
    after = edits.set_stop(SPIRAL, Stop.decode({"key": "plateau"}))
    assert follow(segment, SPIRAL, after) is segment
    both = edits.set_batch_size(after, 7)
    assert follow(segment, after, both).history.first_update == 5


def test_only_a_test_part_has_a_loss_of_its_own() -> None:
    assert begin(SPIRAL).held_out is None
    tested = edits.set_split(SPIRAL, Split(0.3)).project
    segment = begin(tested)
    assert segment.held_out is not None
    branch = follow(segment, tested, edits.set_dropout(tested, 1, 0.25))
    assert branch.held_out is not segment.held_out


def test_activation_loss_and_batch_size_go_on_from_the_cursor() -> None:
    segment = at(XOR, 5)
    tanh = Activation.decode({"key": "relu"})
    for after in (
        edits.set_activation(XOR, 1, tanh).project,
        edits.set_batch_size(XOR, 2),
        edits.set_shuffle(XOR, not XOR.training.shuffle),
    ):
        assert follow(segment, XOR, after).history.first_update == 5


# A project that continues from a saved point


def continued(project: Project, updates: int = 20) -> Project:
    point = at(project, updates).history.point(updates)
    slots = tuple((name, Vector(slot)) for name, slot in point.state.items())
    state = StateSpec(
        point.update, Vector(point.theta), slots, point.epoch, point.position, point.optimizer_steps
    )
    return replace(project, state=state)


SAVED = continued(replace(XOR, optimizer=adam()))


def test_a_saved_point_is_where_history_begins() -> None:
    segment = begin(SAVED)
    assert segment.cursor == Cursor(20, -1)
    assert SAVED.state is not None
    assert segment.history.first.theta.tobytes() == SAVED.state.theta.array.tobytes()
    assert segment.history.first.optimizer_steps == 20


def test_a_weight_typed_in_wins_over_a_saved_point() -> None:
    segment = at(SAVED, 25)
    now = segment.history.point(25).theta
    after = edits.set_parameter(SAVED, now, 1, 0, 1, 7.5)
    first = follow(segment, SAVED, after).history.first
    assert first.update == 25
    assert first.theta[XOR.network.network.index(1, 0, 1)] == 7.5
    kept = SAVED.with_network(theta=after.network.theta)  # the saved point still in the project
    assert follow(segment, SAVED, kept).history.first.theta.tobytes() == first.theta.tobytes()


def test_another_optimizer_goes_on_from_the_cursor_although_the_saved_point_goes() -> None:
    segment = at(SAVED, 25)
    after = edits.set_optimizer(SAVED, Optimizer.decode({"key": "sgd", "learning_rate": 0.1}))
    assert after.state is None
    first = follow(segment, SAVED, after).history.first
    assert first.update == 25
    assert first.theta.tobytes() == segment.history.point(25).theta.tobytes()


def test_dropping_the_saved_point_alone_begins_anew() -> None:
    branch = follow(at(SAVED, 25), SAVED, edits.reinitialise(SAVED))
    assert branch.cursor == Cursor(0, -1)


def test_another_saved_point_begins_there() -> None:
    branch = follow(at(SAVED, 25), SAVED, continued(replace(XOR, optimizer=adam()), 7))
    assert branch.cursor == Cursor(7, -1)


# All stretches of a document


def test_undo_finds_the_former_stretch_and_its_cursor() -> None:
    segments = Segments(XOR)
    first = segments.current
    first.cursor = Cursor(4, 2)
    after = with_rate(XOR, 0.125)
    segments.show(after)
    second = segments.current
    second.cursor = Cursor(9, 1)
    segments.show(XOR)
    assert segments.current is first
    assert segments.project is XOR
    assert first.cursor == Cursor(4, 2)
    segments.show(after)
    assert segments.current is second
    assert second.cursor == Cursor(9, 1)


def test_an_equal_project_made_by_another_edit_is_a_branch_of_its_own() -> None:
    segments = Segments(XOR)
    segments.show(with_rate(XOR, 0.125))
    segments.current.cursor = Cursor(3)
    again = replace(XOR)
    segments.show(again)
    assert segments.current.history.first_update == 3


def test_a_race_edit_undone_leaves_the_cursor_where_it_is() -> None:
    segments = Segments(XOR)
    segments.show(replace(XOR, race=RaceSpec()))
    segments.current.cursor = Cursor(7, 1)
    segments.show(XOR)
    assert segments.current.cursor == Cursor(7, 1)


def test_hundreds_of_edits_keep_the_last_ones_and_a_long_drag_keeps_the_start() -> None:
    segments = Segments(XOR)
    start = segments.current
    former = XOR
    for step in range(300):  # a drag: each project makes the one before unreachable
        project = with_rate(XOR, 0.1 + step / 1000)
        segments.show(project)
        if step:
            segments.forget(former)
        former = project
    segments.show(XOR)
    assert segments.current is start
    for step in range(300):
        project = with_rate(XOR, 1 + step / 1000)
        segments.show(project)
    assert len(segments._known) == MOST_EDITS + 1
    segments.show(project)
    assert segments.current.history.task.optimizer is project.optimizer


def test_checkpoints_of_all_stretches_together_stay_within_the_budget() -> None:
    budget = 60_000
    segments = Segments(XOR, budget)
    for number in range(5):
        segments.current.history.point(2000 * (number + 1))
        segments.current.cursor = Cursor(1000 * (number + 1))
        segments.show(with_rate(XOR, 0.1 + number / 10))
        held = [segment.history.nbytes for segment in segments._all]
        assert sum(held) <= budget
    segments.set_budget(20_000)
    assert sum(segment.history.nbytes for segment in segments._all) <= 20_000


def test_a_stretch_that_is_left_gives_memory_back_and_loses_no_number() -> None:
    segments = Segments(XOR)
    history = segments.current.history
    theta = history.update(30).after.theta.tobytes()
    segments.show(with_rate(XOR, 0.125))
    assert history._recent is None
    assert history.update(30).after.theta.tobytes() == theta
