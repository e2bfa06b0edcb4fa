"""The panel Branches, as a user has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from nnviz.figures.loss_plot import branch_look
from nnviz.figures.plot import Line
from nnviz.figures.style import LIGHT
from nnviz.panels.branches import BranchesPanel
from nnviz.segments import Cursor
from tests.nnviz.conftest import Program

Start = Callable[[str | None], Program]


@pytest.fixture
def program(start: Start, qtbot: QtBot) -> Program:
    """XOR trained for 30 updates, and from update 7 on for 10 at another rate."""
    program = start("xor-2-4-1")
    session, document = program.parts.session, program.parts.document
    program.parts.network.side.setCurrentWidget(program.parts.network.branches)
    train(qtbot, program, 30)
    session.go_to(Cursor(7, 2))
    optimizer = replace(document.project.optimizer, learning_rate=0.125)  # type: ignore[call-arg]
    document.edit("Rate", replace(document.project, optimizer=optimizer))
    train(qtbot, program, 10)
    return program


def train(qtbot: QtBot, program: Program, updates: int) -> None:
    program.parts.session.train(updates)
    qtbot.waitUntil(lambda: not program.parts.session.is_running, timeout=20_000)


def panel(program: Program) -> BranchesPanel:
    return program.parts.network.branches


def texts(program: Program) -> list[str]:
    return [item.text(0) for item in panel(program)._items]


def loss_lines(program: Program) -> list[Line]:
    return [layer for layer in program.parts.network.loss.view.picture.plot.layers if isinstance(layer, Line)]


def choose(program: Program, row: int) -> None:
    panel(program).tree.setCurrentItem(panel(program)._items[row])


def test_the_tree_shows_names_stretches_and_last_losses(program: Program) -> None:
    first, second = texts(program)
    assert first.startswith("first run\nupdates 0–29, loss 0.")
    assert " → 0.125 at update 7\nupdates 7–16, loss 0." in second
    items = panel(program)._items
    assert items[1].parent() is items[0]
    assert items[1].font(0).bold()
    assert panel(program).hint.isHidden()


def test_an_empty_panel_says_what_will_be_in_it(start: Start) -> None:
    program = start("mazur")
    assert not panel(program).hint.isHidden()
    assert texts(program) == ["first run\nfrom 0, no update done yet"]


@pytest.mark.parametrize("way", ["return", "double click", "menu"])
def test_opening_a_branch_and_undo(program: Program, qtbot: QtBot, way: str) -> None:
    session, tree = program.parts.session, panel(program).tree
    before = session.cursor
    choose(program, 0)
    place = tree.visualItemRect(panel(program)._items[0]).center()
    if way == "return":
        tree.setFocus()
        qtbot.keyClick(tree, Qt.Key.Key_Return)
    elif way == "double click":
        qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseDClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    else:
        panel(program).menu().actions()[0].trigger()
    assert session.cursor == Cursor(7, 2)
    assert panel(program)._items[0].font(0).bold()
    assert program.parts.network.transport.updates.maximum() == 30
    program.parts.document.undo_stack.undo()
    assert session.cursor == before


def test_a_name_is_typed_in_the_row(program: Program, qtbot: QtBot) -> None:
    tree = panel(program).tree
    choose(program, 0)
    tree.setFocus()
    qtbot.keyClick(tree, Qt.Key.Key_F2)
    field = tree.findChild(QLineEdit)
    assert field.text() == "first run"
    qtbot.keyClicks(field, "large steps")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: texts(program)[0].startswith("large steps\n"))
    program.parts.document.undo_stack.undo()
    assert texts(program)[0].startswith("first run\n")


def test_a_tick_draws_the_loss_beside_the_present_one(program: Program, qtbot: QtBot) -> None:
    assert len(loss_lines(program)) == 1
    item, tree = panel(program)._items[0], panel(program).tree
    choose(program, 0)
    tree.setFocus()
    qtbot.keyClick(tree, Qt.Key.Key_Space)
    assert item.checkState(0) == Qt.CheckState.Checked
    other, own = loss_lines(program)
    look = branch_look(0, LIGHT)
    assert (other.colour, other.dash, other.label) == (look.colour, look.dash, "first run")
    assert len(other.y) == 30
    assert own.label == f"learning rate {rate(program):g} → 0.125"
    assert (
        program.parts.network.loss.view.picture.plot.x.low
        < 0
        < 29
        < program.parts.network.loss.view.picture.plot.x.high
    )
    assert "of first run from 0." in program.parts.network.loss.picture(LIGHT).description
    qtbot.keyClick(tree, Qt.Key.Key_Space)
    assert len(loss_lines(program)) == 1


def rate(program: Program) -> float:
    first = panel(program)._branches.rows()[0].segment
    return first.project.optimizer.learning_rate


def test_branches_are_compared_before_the_new_one_has_a_loss(program: Program) -> None:
    session, document = program.parts.session, program.parts.document
    branches = panel(program)._branches
    branches.compare(branches.rows()[0].segment, True)
    session.go_to(Cursor(7, -1))
    optimizer = replace(document.project.optimizer, learning_rate=0.25)  # type: ignore[call-arg]
    document.edit("Rate", replace(document.project, optimizer=optimizer))
    assert len(session.history.losses) == 0
    (other,) = loss_lines(program)
    assert other.label == "first run"


def test_of_batches_the_means_of_the_epochs_are_compared(start: Start, qtbot: QtBot) -> None:
    program = start("spiral-2-8-8-1")  # 20 updates an epoch
    session, document = program.parts.session, program.parts.document
    train(qtbot, program, 100)
    session.go_to(Cursor(45, 0))
    optimizer = replace(document.project.optimizer, learning_rate=0.001)  # type: ignore[call-arg]
    document.edit("Rate", replace(document.project, optimizer=optimizer))
    train(qtbot, program, 100)
    branches = panel(program)._branches
    first, second = (row.segment for row in branches.rows())
    branches.compare(first, True)
    other = loss_lines(program)[0]
    assert other.x.tolist() == [9.5, 29.5, 49.5, 69.5, 89.5]
    assert other.y == pytest.approx(first.history.losses.reshape(5, 20).mean(axis=1), rel=1e-15)
    branches.compare(second, True)
    branches.open(first)
    other = loss_lines(program)[0]
    assert other.x.tolist() == [69.5, 89.5, 109.5, 129.5]  # the epoch under way at 45 is left out
    assert other.y[0] == pytest.approx(second.history.losses[15:35].mean(), rel=1e-15)


@pytest.mark.parametrize("way", ["key", "menu"])
def test_deleting_a_branch_and_undo(program: Program, qtbot: QtBot, way: str) -> None:
    choose(program, 0)
    if way == "key":
        panel(program).tree.setFocus()
        qtbot.keyClick(panel(program).tree, Qt.Key.Key_Delete)
    else:
        panel(program).menu().actions()[2].trigger()
    assert len(texts(program)) == 1
    program.parts.document.undo_stack.undo()
    assert len(texts(program)) == 2


def test_the_branch_on_the_screen_is_neither_opened_nor_deleted(program: Program) -> None:
    choose(program, 1)
    opens, renames, deletes = panel(program).menu().actions()
    assert not opens.isEnabled()
    assert not deletes.isEnabled()
    assert renames.isEnabled()


def test_rows_follow_training_while_their_name_is_typed_on(program: Program, qtbot: QtBot) -> None:
    choose(program, 1)
    panel(program).rename_chosen()
    field = panel(program).tree.findChild(QLineEdit)
    train(qtbot, program, 5)
    assert field.isVisible()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    program.parts.session.to_start()
    assert "updates 7–21" in texts(program)[1]
