"""Moves with what is kept an eye on: watches, breakpoints, branches, arrays that are compared, mistakes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from core.breakpoints.breakpoint import Breakpoint
from core.checking.candidates import candidates
from core.checking.planting import Planting
from core.checking.situation import Situation
from core.places.anywhere import Anywhere
from core.places.edge import Edge
from core.places.layer import WholeLayer
from core.places.node import Node
from core.places.phase import Phase
from core.trace_layout import PHASES
from tests.nnviz.walks.hand import Hand
from tests.nnviz.walks.watched import WATCHED

MOST = 5  # watches, and breakpoints
# Mistakes that training goes on with: none of them makes it diverge.
HARMLESS = (
    "derivative_missing",
    "loss_derivative_halved",
    "last_sample_only",
    "bias_forgotten",
    "biases_not_updated",
    "updated_weights",
    "gradients_accumulated",
)


def type_watch(hand: Hand) -> None:
    field = hand.workspace.watches.field
    if field.isVisible() and len(hand.document.project.watches) < MOST:
        QTest.keyClicks(field, hand.chance.choice(list(WATCHED)))
        QTest.keyClick(field, Qt.Key.Key_Return)
        QTest.keyClick(field, Qt.Key.Key_Escape)


def use_watch(hand: Hand) -> None:
    """Go to an update by a click on a curve, or take the watch away."""
    view, count = hand.workspace.watches.view, len(hand.document.project.watches)
    if view.isVisible() and count:
        hand.click(view, view.place_of(hand.chance.randrange(count), hand.chance.random()))
        if hand.chance.random() < 0.3:
            QTest.keyClick(view, Qt.Key.Key_Delete)


def set_breakpoint(hand: Hand) -> None:
    chance, network = hand.chance, hand.document.project.network.network
    if len(hand.document.project.breakpoints) >= MOST:
        return
    layer = chance.randint(1, network.depth)
    unit, origin = chance.randint(1, network.sizes[layer]), chance.randint(1, network.sizes[layer - 1])
    node, edge = Node(layer, unit), Edge(layer, origin, unit)
    place, condition = chance.choice(
        (
            (node, ""),
            (node, "a > 0.4"),
            (edge, ""),
            (edge, "gradient > 0"),
            (WholeLayer(layer), ""),
            (Phase(chance.choice(PHASES)), ""),
            (Anywhere(), "loss > 0"),
            (Anywhere(), "a > 0.4"),
        )
    )
    hand.workspace.breakpoints.add(Breakpoint(place, condition, hits=chance.choice((1, 1, 3))))


def change_breakpoint(hand: Hand) -> None:
    rows = hand.workspace.breakpoint_list.rows
    if rows:
        row = hand.chance.choice(rows)
        hand.press(hand.chance.choice((row.remove, row.enabled)))


def go_on_to_breakpoint(hand: Hand) -> None:
    if hand.will_stop and hand.has_far_to_go:
        hand.key("F5")


def go_back_to_breakpoint(hand: Hand) -> None:
    hand.key("Ctrl+F5")


def open_branch(hand: Hand) -> None:
    tree, item = _branch(hand)
    if item is not None:
        segment = hand.workspace.branches.chosen()
        if segment is not hand.session.segments.current:
            hand.opened = segment
        QTest.keyClick(tree, Qt.Key.Key_Return)


def name_branch(hand: Hand) -> None:
    tree, item = _branch(hand)
    if item is None:
        return
    name = f"branch {hand.chance.randint(1, 9)}"
    tree.setFocus()
    QTest.keyClick(tree, Qt.Key.Key_F2)
    editor = tree.findChild(QLineEdit)
    QTest.keyClicks(editor, name)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()  # Qt lets the field take the key before it takes the text
    assert hand.workspace.branches.chosen().own_name == name


def put_branch_away(hand: Hand) -> None:
    tree, item = _branch(hand)
    if item is not None:
        QTest.keyClick(tree, hand.chance.choice((Qt.Key.Key_Delete, Qt.Key.Key_Space)))


def compare_arrays(hand: Hand) -> None:
    panel = hand.workspace.compare
    if panel._mine.arrays:
        hand.press(panel.close_button)
    else:
        hand.press(panel.empty.example_button)


def plant_mistake(hand: Hand) -> None:
    """Plant a mistake or, where one is planted, reveal it or take it away."""
    banner, task = hand.workspace.banner, hand.session.trace.task
    if hand.document.project.planted is not None:
        hand.press(hand.chance.choice((banner.reveal_button, banner.remove_button)))
        return
    at = Situation.at(task, hand.session.trace.update.before)
    possible = [one for one in candidates(at) if one.key in HARMLESS and one.trains(task)]
    banner.plant(Planting((hand.chance.choice(possible),), hidden=hand.chance.random() < 0.3))


def _branch(hand: Hand):
    """Choose a row of the branches; None while they are not shown."""
    panel = hand.workspace.branches
    if not panel.isVisible():
        return panel.tree, None
    item = hand.chance.choice(panel.items)
    panel.tree.setCurrentItem(item)
    return panel.tree, item


# How often each of them is drawn, beside the others.
SIDE_MOVES: dict[Callable[[Hand], None], int] = {
    type_watch: 6,
    use_watch: 3,
    set_breakpoint: 6,
    change_breakpoint: 3,
    go_on_to_breakpoint: 6,
    go_back_to_breakpoint: 4,
    open_branch: 6,
    name_branch: 2,
    put_branch_away: 2,
    compare_arrays: 4,
    plant_mistake: 3,
}
