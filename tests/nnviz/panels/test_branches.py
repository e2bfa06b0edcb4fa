"""The panel Branches, as a user has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from nnviz.branches import Branches
from nnviz.figures.loss_plot import branch_look
from nnviz.figures.plot import Line
from nnviz.figures.style import LIGHT
from nnviz.panels.branches import BranchesPanel
from nnviz.panels.loss import LossPanel
from nnviz.segments import Cursor, Segment
from tests.nnviz.panels.alone import Alone

pytestmark = pytest.mark.usefixtures("qapp")


class Shown(Alone):
    """The panel Branches over the panel Loss."""

    def __init__(self, qtbot: QtBot, name: str, folder: Path) -> None:
        super().__init__(qtbot, name, folder)
        self.branches = Branches(self.session, self.session)
        self.panel = BranchesPanel(self.branches, self.theme)
        self.loss = LossPanel(self.session, self.theme)
        self.show(self.panel, self.loss)

    def edit_rate(self, rate: float) -> None:
        optimizer = replace(self.document.project.optimizer, learning_rate=rate)  # type: ignore[call-arg]
        self.document.edit("Rate", replace(self.document.project, optimizer=optimizer))

    def segment(self, row: int) -> Segment:
        return self.branches.rows()[row].segment


Open = Callable[[str], Shown]


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Open:
    return lambda name: Shown(qtbot, name, tmp_path)


@pytest.fixture
def shown(opened: Open) -> Shown:
    """XOR trained for 30 updates, and from update 7 on for 10 at another rate."""
    shown = opened("xor-2-4-1")
    shown.train(30)
    shown.session.go_to(Cursor(7, 2))
    shown.edit_rate(0.125)
    shown.train(10)
    return shown


def texts(shown: Shown) -> list[str]:
    return [item.text(0) for item in shown.panel.items]


def loss_lines(shown: Shown) -> list[Line]:
    return [layer for layer in shown.loss.view.picture.plot.layers if isinstance(layer, Line)]


def choose(shown: Shown, row: int) -> None:
    shown.panel.tree.setCurrentItem(shown.panel.items[row])


def test_the_tree_shows_names_stretches_and_last_losses(shown: Shown) -> None:
    first, second = texts(shown)
    assert first.startswith("first run\nupdates 0–29, loss 0.")
    assert " → 0.125 at update 7\nupdates 7–16, loss 0." in second
    items = shown.panel.items
    assert items[1].parent() is items[0]
    assert items[1].font(0).bold()
    assert shown.panel.hint.isHidden()


def test_an_empty_panel_says_what_will_be_in_it(opened: Open) -> None:
    shown = opened("mazur")
    assert not shown.panel.hint.isHidden()
    assert texts(shown) == ["first run\nfrom 0, no update done yet"]


@pytest.mark.parametrize("way", ["return", "double click", "menu"])
def test_opening_a_branch_and_undo(shown: Shown, qtbot: QtBot, way: str) -> None:
    session, tree = shown.session, shown.panel.tree
    before = session.cursor
    choose(shown, 0)
    place = tree.visualItemRect(shown.panel.items[0]).center()
    if way == "return":
        tree.setFocus()
        qtbot.keyClick(tree, Qt.Key.Key_Return)
    elif way == "double click":
        qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseDClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    else:
        shown.panel.menu().actions()[0].trigger()
    assert session.cursor == Cursor(7, 2)
    assert shown.panel.items[0].font(0).bold()
    assert shown.session.history.last.update == 30
    shown.document.undo_stack.undo()
    assert session.cursor == before


def test_a_name_is_typed_in_the_row(shown: Shown, qtbot: QtBot) -> None:
    tree = shown.panel.tree
    choose(shown, 0)
    tree.setFocus()
    qtbot.keyClick(tree, Qt.Key.Key_F2)
    field = tree.findChild(QLineEdit)
    assert field.text() == "first run"
    qtbot.keyClicks(field, "large steps")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: texts(shown)[0].startswith("large steps\n"))
    shown.document.undo_stack.undo()
    assert texts(shown)[0].startswith("first run\n")


def test_a_tick_draws_the_loss_beside_the_present_one(shown: Shown, qtbot: QtBot) -> None:
    assert len(loss_lines(shown)) == 1
    item, tree = shown.panel.items[0], shown.panel.tree
    choose(shown, 0)
    tree.setFocus()
    qtbot.keyClick(tree, Qt.Key.Key_Space)
    assert item.checkState(0) == Qt.CheckState.Checked
    other, own = loss_lines(shown)
    look = branch_look(0, LIGHT)
    assert (other.colour, other.dash, other.label) == (look.colour, look.dash, "first run")
    assert len(other.y) == 30
    assert own.label == f"learning rate {rate(shown):g} → 0.125"
    assert shown.loss.view.picture.plot.x.low < 0 < 29 < shown.loss.view.picture.plot.x.high
    assert "of first run from 0." in shown.loss.picture(LIGHT).description
    qtbot.keyClick(tree, Qt.Key.Key_Space)
    assert len(loss_lines(shown)) == 1


def rate(shown: Shown) -> float:
    return shown.segment(0).project.optimizer.learning_rate


def test_branches_are_compared_before_the_new_one_has_a_loss(shown: Shown) -> None:
    session = shown.session
    branches = shown.branches
    branches.compare(branches.rows()[0].segment, True)
    session.go_to(Cursor(7, -1))
    shown.edit_rate(0.25)
    assert len(session.history.losses) == 0
    (other,) = loss_lines(shown)
    assert other.label == "first run"


def test_of_batches_the_means_of_the_epochs_are_compared(opened: Open, qtbot: QtBot) -> None:
    shown = opened("spiral-2-8-8-1")  # 20 updates an epoch
    session = shown.session
    shown.train(100)
    session.go_to(Cursor(45, 0))
    shown.edit_rate(0.001)
    shown.train(100)
    branches = shown.branches
    first, second = (row.segment for row in branches.rows())
    branches.compare(first, True)
    other = loss_lines(shown)[0]
    assert other.x.tolist() == [9.5, 29.5, 49.5, 69.5, 89.5]
    assert other.y == pytest.approx(first.history.losses.reshape(5, 20).mean(axis=1), rel=1e-15)
    branches.compare(second, True)
    branches.open(first)
    other = loss_lines(shown)[0]
    assert other.x.tolist() == [69.5, 89.5, 109.5, 129.5]  # the epoch under way at 45 is left out
    assert other.y[0] == pytest.approx(second.history.losses[15:35].mean(), rel=1e-15)


@pytest.mark.parametrize("way", ["key", "menu"])
def test_deleting_a_branch_and_undo(shown: Shown, qtbot: QtBot, way: str) -> None:
    choose(shown, 0)
    if way == "key":
        shown.panel.tree.setFocus()
        qtbot.keyClick(shown.panel.tree, Qt.Key.Key_Delete)
    else:
        shown.panel.menu().actions()[2].trigger()
    assert len(texts(shown)) == 1
    shown.document.undo_stack.undo()
    assert len(texts(shown)) == 2


def test_the_branch_on_the_screen_is_neither_opened_nor_deleted(shown: Shown) -> None:
    choose(shown, 1)
    opens, renames, deletes = shown.panel.menu().actions()
    assert not opens.isEnabled()
    assert not deletes.isEnabled()
    assert renames.isEnabled()


def test_rows_follow_training_while_their_name_is_typed_on(shown: Shown, qtbot: QtBot) -> None:
    choose(shown, 1)
    shown.panel.rename_chosen()
    field = shown.panel.tree.findChild(QLineEdit)
    shown.train(5)
    assert field.isVisible()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    shown.session.to_start()
    assert "updates 7–21" in texts(shown)[1]
