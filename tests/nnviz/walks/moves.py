"""What a person does with the window, drawn at random: a new kind of move is one more function in `MOVES`."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from nnviz.figures.matrix_blocks import Cell
from nnviz.panels.graph.keys import REACHED
from nnviz.panels.network.number_popup import NumberPopup
from nnviz.shortcuts import MOVES as KEYS
from nnviz.shortcuts import PLAIN_KEYS
from nnviz.widgets.plot_view import PlotView
from tests.nnviz.walks.changes import CHANGES
from tests.nnviz.walks.hand import LEFT, NONE, Hand
from tests.nnviz.walks.side_moves import SIDE_MOVES

PLAYED = 550  # milliseconds, in which a step is made


# Moves in time


def press_key_of_the_debugger(hand: Hand) -> None:
    moves = [move for move in KEYS if move is not None and move.keys]
    if not hand.has_far_to_go:
        moves = [move for move in moves if "back" in move.method or "start" in move.method]
    if not hand.will_stop:
        moves = [move for move in moves if move.method != "run_on"]
    hand.key(hand.chance.choice(moves).keys[0])


def press_plain_key(hand: Hand) -> None:
    keys = [key for key, method in PLAIN_KEYS.items() if method != "play"]
    if hand.has_far_to_go:
        QTest.keyClick(hand.program.window, hand.chance.choice(keys))


def choose_grain(hand: Hand) -> None:
    hand.press(hand.chance.choice(list(hand.workspace.transport.bar.grains.buttons.values())))


def drag_step_slider(hand: Hand) -> None:
    slider = hand.workspace.transport.bar.slider
    slider.setValue(hand.chance.randint(-1, slider.maximum()))


def drag_update_slider(hand: Hand) -> None:
    slider = hand.workspace.transport.updates
    slider.setValue(hand.chance.randint(slider.minimum(), slider.maximum()))


def jump_anywhere(hand: Hand) -> None:
    hand.session.go_to_update(hand.update())
    hand.session.go_to_step(hand.chance.randrange(-1, len(hand.session.trace)))


def play(hand: Hand) -> None:
    if hand.has_far_to_go:
        QTest.keyClick(hand.program.window, Qt.Key.Key_Space)
        QTest.qWait(PLAYED)
        QTest.keyClick(hand.program.window, Qt.Key.Key_Space)


def train(hand: Hand) -> None:
    if not hand.has_far_to_go:
        return
    transport = hand.workspace.transport
    way = hand.chance.choice(("button", "epoch", "background", "run and stop"))
    if way == "button":
        hand.press(transport.update_button)
    elif way == "epoch":
        hand.press(transport.epoch_button)
    elif way == "background":
        hand.session.train(hand.chance.randint(1, 8))
    else:
        hand.key("Ctrl+R")
        hand.key("Ctrl+R")


# What is looked at


def click_drawing(hand: Hand) -> None:
    found = hand.source()
    if found is not None:
        hand.click(hand.workspace.network, found[1])


def click_beside_drawing(hand: Hand) -> None:
    panel = hand.workspace.network
    hand.click(panel, QPoint(3, panel.height() - 3))


def walk_over_drawing(hand: Hand) -> None:
    keys = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
    modifier = hand.chance.choice((NONE, Qt.KeyboardModifier.ShiftModifier))
    QTest.keyClick(hand.workspace.network, hand.chance.choice(keys), modifier)


def point_at_drawing(hand: Hand) -> None:
    found = hand.source()
    if found is not None:
        QTest.mouseMove(hand.workspace.network, found[1].toPoint())


def choose_sample(hand: Hand) -> None:
    box = hand.workspace.inspector._sample
    box.setValue(hand.chance.randint(1, box.maximum()))


def click_plot(hand: Hand) -> None:
    """Click on the loss or the norms at an update, or on a sample of the data."""
    workspace = hand.workspace
    view: PlotView = hand.chance.choice((workspace.loss.view, workspace.gradients.norms, workspace.data.view))
    if view.picture is None or not view.isVisible():
        return
    if view is workspace.data.view:
        places = workspace.data._places()
        x, y = places[hand.chance.randrange(len(places))]
    else:
        x, y = hand.update(), 1.0
    place = view.place_of(float(x), float(y))
    if view is not workspace.data.view:
        place.setY(view.height() / 2)
    hand.click(view, place)


def click_graph(hand: Hand) -> None:
    canvas = hand.workspace.graph.canvas
    if canvas.picture is None or not canvas.isVisible():
        return
    scene = canvas.picture.scene(*canvas.extent)
    places = [item.rect for item in scene.layout.items if item.kind in REACHED]
    places += [label.rect for label in scene.labels]
    rect = hand.chance.choice(places)
    scale = canvas.width() / canvas.extent[0]
    hand.click(canvas, QPointF(rect.centre, rect.middle) * scale)


def click_matrix(hand: Hand) -> None:
    view = hand.workspace.matrices.view
    if view.picture is not None and view.isVisible():
        matrix = hand.chance.choice(view.picture.matrices)
        rows, columns = matrix.values.shape
        cell = Cell(matrix.quantity, hand.chance.randrange(rows), hand.chance.randrange(columns))
        place = view.place_of(cell)
        if place is not None:
            hand.click(view, place)


def choose_matrices(hand: Hand) -> None:
    panel = hand.workspace.matrices
    if not panel.isVisible():
        return
    combo = hand.chance.choice((panel.layers, panel.choice))
    index = hand.chance.randrange(combo.count()) if hand.chance.random() < 0.3 else 0
    combo.setCurrentIndex(index)
    combo.activated.emit(index)


def click_list(hand: Hand) -> None:
    view = hand.workspace.steps.view
    if view.isVisible():
        hand.click(view.viewport(), QPoint(100, hand.chance.randrange(max(view.viewport().height(), 1))))


def show_another_tab(hand: Hand) -> None:
    tabs = hand.chance.choice((hand.workspace.plots, hand.workspace.side))
    if tabs.count():
        tabs.setCurrentIndex(hand.chance.randrange(tabs.count()))


def switch_gradient_check(hand: Hand) -> None:
    hand.key("Ctrl+K")


def change_look(hand: Hand) -> None:
    if hand.chance.random() < 0.5:
        hand.program.window.choose_theme(hand.chance.choice(("light", "dark")))
    else:
        hand.program.window.choose_digits(hand.chance.choice((3, 4, 6)))


# Edits


def type_parameter(hand: Hand) -> None:
    found = hand.source()
    panel = hand.workspace.network
    if found is None:
        return
    hand.click(panel, found[1], times=2)
    popup = panel.findChild(NumberPopup)
    if popup.isVisible():
        QTest.keyClicks(popup.edit, f"{hand.chance.uniform(-1, 1):.2f}")
        QTest.keyClick(popup.edit, Qt.Key.Key_Return)


def drag_parameter(hand: Hand) -> None:
    found = hand.source()
    panel = hand.workspace.network
    if found is None or found[0].origin is None:
        return
    place, up = found[1].toPoint(), hand.chance.choice((-1, 1))
    QTest.mousePress(panel, LEFT, NONE, place)
    for far in (5, 9, 14):
        QTest.mouseMove(panel, place - QPoint(0, up * far))
    QTest.mouseRelease(panel, LEFT, NONE, place)


def edit_project(hand: Hand) -> None:
    hand.change(hand.chance.choice(CHANGES))


def undo(hand: Hand) -> None:
    for _ in range(hand.chance.randint(1, 3)):
        hand.key("Ctrl+Z")


def redo(hand: Hand) -> None:
    hand.key("Ctrl+Shift+Z")


# How often each of them is drawn, beside the others.
MOVES_IN_TIME: dict[Callable[[Hand], None], int] = {
    press_key_of_the_debugger: 20,
    press_plain_key: 5,
    choose_grain: 6,
    drag_step_slider: 5,
    drag_update_slider: 4,
    jump_anywhere: 6,
    play: 1,
    train: 5,
}
MOVES: dict[Callable[[Hand], None], int] = {
    **MOVES_IN_TIME,
    click_drawing: 5,
    click_beside_drawing: 2,
    walk_over_drawing: 2,
    point_at_drawing: 2,
    choose_sample: 4,
    click_plot: 4,
    click_graph: 4,
    click_matrix: 4,
    choose_matrices: 2,
    click_list: 3,
    show_another_tab: 6,
    switch_gradient_check: 3,
    change_look: 1,
    type_parameter: 4,
    drag_parameter: 2,
    edit_project: 8,
    undo: 6,
    redo: 3,
    **SIDE_MOVES,
}
