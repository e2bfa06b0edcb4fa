"""What an edit in the past leaves: nothing is asked, nothing is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from core.optimizers.base import Optimizer
from core.places.node import Node
from nnviz.branches import Branch, Branches
from nnviz.document import Document
from nnviz.project import edits
from nnviz.project.breakpoints import toggled
from nnviz.project.model import Project, RaceSpec
from nnviz.segments import Cursor
from nnviz.session import Session
from tests.nnviz.sessions import sample

pytestmark = pytest.mark.usefixtures("qapp")


def with_rate(project: Project, rate: float) -> Project:
    return replace(project, optimizer=replace(project.optimizer, learning_rate=rate))  # type: ignore[call-arg]


def set_rate(session: Session, rate: float, merge: str = "") -> None:
    session.document.edit("Rate", with_rate(session.document.project, rate), merge)


def trained(qtbot: QtBot, session: Session, updates: int) -> None:
    session.train(updates)
    qtbot.waitUntil(lambda: not session.is_running, timeout=20_000)


def edited_in_the_past(qtbot: QtBot, project: Project | None = None) -> tuple[Session, Branches]:
    """Train 30 updates, go back to 7, take another rate and train 10 there."""
    session = Session(Document(project or sample("xor-2-4-1")))
    trained(qtbot, session, 30)
    session.go_to(Cursor(7, 2))
    set_rate(session, 0.125)
    trained(qtbot, session, 10)
    return session, Branches(session)


def listed(branches: Branches) -> list[tuple[int, str, int, int, bool]]:
    return [(row.depth, row.name, row.start, row.updates, row.is_current) for row in branches.rows()]


def find(branches: Branches, words: str) -> Branch:
    return next(row for row in branches.rows() if words in row.name)


def bits(session: Session) -> tuple[object, ...]:
    update = session.moment.update
    slots = {name: slot.tobytes() for name, slot in update.after.state.items()}
    return session.cursor, update.after.theta.tobytes(), slots, session.history.losses.tobytes()


def test_an_edit_in_the_past_leaves_the_old_future_as_a_branch(qtbot: QtBot) -> None:
    rate = sample("xor-2-4-1").optimizer.learning_rate  # type: ignore[attr-defined]
    _, branches = edited_in_the_past(qtbot)
    assert listed(branches) == [
        (0, "first run", 0, 30, False),
        (1, f"learning rate {rate:g} → 0.125 at update 7", 7, 10, True),
    ]
    first = branches.rows()[0]
    assert first.loss == first.segment.history.losses[-1]


@pytest.mark.parametrize("key", ["sgd", "adam", "radam"])
@pytest.mark.parametrize("size", [1, 3])
def test_a_branch_that_is_opened_again_is_the_same_to_the_bit(qtbot: QtBot, key: str, size: int) -> None:
    project = edits.set_shuffle(edits.set_batch_size(sample("xor-2-4-1"), size), True)
    project = edits.set_dropout(replace(project, optimizer=Optimizer.decode({"key": key})), 1, 0.25)
    session, branches = edited_in_the_past(qtbot, project)
    second = bits(session)
    branches.open(find(branches, "first run").segment)
    assert session.cursor == Cursor(7, 2)
    assert session.document.project == project
    straight = Session(Document(project))
    trained(qtbot, straight, 30)
    straight.go_to(Cursor(29, 10**9))
    session.go_to(Cursor(29, 10**9))
    assert bits(session) == bits(straight)
    branches.open(find(branches, "learning rate").segment)
    assert bits(session) == second


def test_opening_is_an_edit_that_undo_takes_back(qtbot: QtBot) -> None:
    session, branches = edited_in_the_past(qtbot)
    stack, here = session.document.undo_stack, bits(session)
    branches.open(find(branches, "first run").segment)
    assert stack.undoText() == "Open branch “first run”"
    there = bits(session)
    stack.undo()
    assert bits(session) == here
    stack.redo()
    assert bits(session) == there
    branches.open(branches.rows()[0].segment)  # where one is already: nothing to do
    assert stack.index() == stack.count() == 2


def test_an_equal_project_may_have_two_branches(qtbot: QtBot) -> None:
    """Another rate, and the former one again: the third stretch has the first one's project."""
    session, branches = edited_in_the_past(qtbot)
    rate = sample("xor-2-4-1").optimizer.learning_rate  # type: ignore[attr-defined]
    set_rate(session, rate)
    trained(qtbot, session, 5)
    assert [row[:2] for row in listed(branches)] == [
        (0, "first run"),
        (1, f"learning rate {rate:g} → 0.125 at update 7"),
        (2, f"learning rate 0.125 → {rate:g} at update 17"),
    ]
    third = bits(session)
    branches.open(branches.rows()[0].segment)
    assert session.cursor == Cursor(7, 2)
    assert session.history.first_update == 0
    session.train()  # a run of the one must not get into the other
    qtbot.waitUntil(lambda: session.history.last.update > 50)
    session.document.undo_stack.undo()
    assert not session.is_running
    assert bits(session) == third


def test_undo_and_another_edit_lose_nothing_either(qtbot: QtBot) -> None:
    session, branches = edited_in_the_past(qtbot)
    lost = bits(session)
    session.document.undo_stack.undo()
    set_rate(session, 0.5)  # redo cannot come back to the first branch now
    trained(qtbot, session, 3)
    assert [row[3] for row in listed(branches)] == [30, 10, 3]
    assert [row[0] for row in listed(branches)] == [0, 1, 1]
    branches.open(find(branches, "0.125").segment)
    assert bits(session) == lost


def test_edits_without_an_update_between_them_are_one_branch(qtbot: QtBot) -> None:
    session, branches = edited_in_the_past(qtbot)
    for step in range(20):
        set_rate(session, 0.2 + step / 100, merge="drag")
    session.document.edit("Batch", edits.set_batch_size(session.document.project, 2))
    assert len(branches.rows()) == 3
    assert branches.rows()[-1].name == "learning rate 0.125 → 0.39, batch size 4 → 2 at update 17"
    session.document.undo_stack.undo()
    session.document.undo_stack.undo()
    assert len(branches.rows()) == 2  # nothing was done there: nothing to keep


def test_a_typed_weight_names_its_branch(qtbot: QtBot) -> None:
    session, branches = edited_in_the_past(qtbot)
    session.go_to(Cursor(9, 3))
    project, theta = session.document.project, session.moment.update.before.theta
    for value in (3.25, 7.5):
        session.document.edit("Weight", edits.set_parameter(project, theta, 1, 0, 1, value), merge="drag")
    name = branches.rows()[-1].name
    assert name.startswith("weight 2→1 of layer 1: ")
    assert name.endswith(" → 7.5 at update 9")


def test_what_begins_anew_is_a_branch_as_well(qtbot: QtBot) -> None:
    session, branches = edited_in_the_past(qtbot)
    session.document.edit("Units", edits.set_units(session.document.project, 1, 6))
    trained(qtbot, session, 4)
    assert listed(branches)[-1] == (2, "units 2-4-1 → 2-6-1 at update 0", 0, 4, True)
    branches.open(branches.rows()[0].segment)
    assert session.trace.task.network.sizes == (2, 4, 1)
    assert session.cursor == Cursor(7, 2)


def test_a_branch_can_be_renamed_and_the_name_undone(qtbot: QtBot) -> None:
    session, branches = edited_in_the_past(qtbot)
    row = branches.rows()[1]
    former = row.name
    branches.rename(row.segment, "  too   slow ")
    assert row.name == "too slow"
    branches.rename(row.segment, "   ")
    assert row.name == "too slow"
    session.document.undo_stack.undo()
    assert row.name == former
    session.document.undo_stack.redo()
    assert row.name == "too slow"


def test_a_branch_can_be_deleted_and_the_deletion_undone(qtbot: QtBot) -> None:
    session, branches = edited_in_the_past(qtbot)
    branches.remove(branches.rows()[1].segment)
    assert len(branches.rows()) == 2  # the one on the screen stays
    set_rate(session, 0.5)
    trained(qtbot, session, 3)
    middle = branches.rows()[1].segment
    branches.remove(middle)
    assert [row[:2] for row in listed(branches)] == [
        (0, "first run"),
        (1, "learning rate 0.125 → 0.5 at update 17"),
    ]
    session.document.undo_stack.undo()
    assert [row[0] for row in listed(branches)] == [0, 1, 2]
    branches.remove(middle)
    session.document.undo_stack.undo()
    session.document.undo_stack.undo()  # back before the edit: the deleted one is on the screen again
    assert session.segments.current is middle
    assert len(session.history.losses) == 10


def test_a_deletion_is_undone_even_when_undo_finds_the_branch_by_no_project(qtbot: QtBot) -> None:
    session, branches = edited_in_the_past(qtbot)
    for step in range(220):
        set_rate(session, 1 + step / 1000)
    trained(qtbot, session, 2)
    first = branches.rows()[0].segment
    theta = first.history.point(30).theta.tobytes()
    branches.remove(first)
    assert first.history.nbytes <= 2 * first.history.first.nbytes
    set_rate(session, 0.75)
    assert "first run" not in [row.name for row in branches.rows()]
    session.document.undo_stack.undo()
    session.document.undo_stack.undo()
    assert branches.rows()[0].segment is first
    branches.open(first)
    assert session.history.point(30).theta.tobytes() == theta


def test_edits_of_what_is_not_trained_open_no_branch(qtbot: QtBot) -> None:
    session, branches = edited_in_the_past(qtbot)
    before = listed(branches)
    session.document.edit("Notes", replace(session.document.project, notes="a word"))
    session.document.edit("Race", replace(session.document.project, race=RaceSpec(starts=((1.0, 1.0),))))
    assert listed(branches) == before
    session.document.edit("Watch", edits.add_watch(session.document.project, "loss"))
    assert listed(branches) == before
    branches.open(branches.rows()[0].segment)
    assert (session.document.project.notes, session.document.project.watches) == ("a word", ("loss",))
    session.document.edit("Watch", edits.remove_watch(session.document.project, 0))
    session.document.edit("Stop", toggled(session.document.project, Node(1, 4)))
    branches.open(branches.rows()[1].segment)
    assert session.document.project.watches == ()
    assert [one.place for one in session.document.project.breakpoints] == [Node(1, 4)]


def test_a_breakpoint_that_the_opened_branch_has_no_place_for_is_disabled(qtbot: QtBot) -> None:
    session, branches = edited_in_the_past(qtbot)
    session.document.edit("Units", edits.set_units(session.document.project, 1, 6))
    trained(qtbot, session, 4)
    session.document.edit("Stop", toggled(session.document.project, Node(1, 6)))
    branches.open(branches.rows()[0].segment)
    assert session.segments.current is branches.rows()[0].segment
    assert [one.enabled for one in session.document.project.breakpoints] == [False]


def test_comparing_puts_the_losses_into_the_moment(qtbot: QtBot) -> None:
    session, branches = edited_in_the_past(qtbot)
    first, second = (row.segment for row in branches.rows())
    assert session.moment.compared == ()
    branches.compare(first, True)
    (run,) = session.moment.compared
    assert (run.name, run.first_update, len(run.losses)) == ("first run", 0, 30)
    branches.compare(second, True)
    assert len(session.moment.compared) == 1  # the one on the screen is drawn anyway
    branches.open(first)
    (run,) = session.moment.compared
    assert (run.first_update, len(run.losses)) == (7, 10)
    branches.compare(second, False)
    assert session.moment.compared == ()


def test_a_branch_lives_on_when_undo_has_forgotten_its_project(qtbot: QtBot) -> None:
    session, branches = edited_in_the_past(qtbot)
    for step in range(220):  # more projects than undo finds again just as they were
        set_rate(session, 1 + step / 1000)
    assert listed(branches)[0][:2] == (0, "first run")
    first = branches.rows()[0].segment
    branches.open(first)
    assert session.segments.current is first
    assert len(session.history.losses) == 30


def test_another_document_has_none_of_them(qtbot: QtBot) -> None:
    session, branches = edited_in_the_past(qtbot)
    session.segments.set_budget(10**6)
    session.document.load(sample("mazur"))
    assert listed(branches) == [(0, "first run", 0, 0, True)]
    assert session.segments.budget == 10**6
