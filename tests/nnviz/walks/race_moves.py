"""What a person does with a race, drawn at random."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPointF

from core.optimizers.adam import Adam
from core.optimizers.rmsprop import RMSprop
from core.optimizers.sgd import SGD
from core.rival import Noise, Rival
from nnviz.project.race_spec import Runner
from nnviz.widgets.plot_view import PlotView
from tests.nnviz.walks.hand import Hand
from tests.nnviz.workspaces.arena import choose

_KEYS = ("F10", "F11", "Shift+F11", "Ctrl+F10", "Ctrl+F11", "Ctrl+Shift+F11", "Right", "Left", "Home", "End")
_STEPS, _MOST = (3, 12, 30), 5
_RIVALS = (SGD(learning_rate=0.002), SGD(learning_rate=0.5), Adam(learning_rate=0.1), RMSprop())


def press_key(hand: Hand) -> None:
    hand.key(hand.chance.choice(_KEYS))


def drag_slider(hand: Hand) -> None:
    slider = hand.program.parts.optimizers.transport.bar.slider
    slider.setValue(hand.chance.randint(-1, slider.maximum()))


def choose_grain(hand: Hand) -> None:
    hand.press(hand.chance.choice(list(hand.program.parts.optimizers.transport.bar.grains.buttons.values())))


def click_curve(hand: Hand) -> None:
    view: PlotView = hand.program.parts.optimizers.heights.view
    if view.isVisible() and view.picture is not None:
        step = hand.chance.randint(0, hand.program.parts.optimizers.race_session.steps)
        hand.click(view, QPointF(view.place_of(float(step), 1.0).x(), view.height() / 2))


def click_ground(hand: Hand) -> None:
    """Move the start."""
    view: PlotView = hand.program.parts.optimizers.race.view
    place = QPointF(
        hand.chance.uniform(0.2, 0.8) * view.width(), hand.chance.uniform(0.2, 0.8) * view.height()
    )
    hand.click(view, place)


def choose_runner(hand: Hand) -> None:
    race = hand.program.parts.optimizers.race_session
    if race.spec.runners:
        race.choose_runner(hand.chance.randrange(len(race.spec.runners)))


def change_race(hand: Hand) -> None:
    race, chance = hand.program.parts.optimizers.race_session, hand.chance
    runners = list(race.spec.runners)
    way = chance.choice(("steps", "noise", "add", "hide", "remove"))
    if way == "steps":
        race.edit("Steps", steps=chance.choice(_STEPS))
    elif way == "noise":
        race.edit("Noise", noise=Noise(chance.choice((0.0, 0.5)), chance.randint(0, 9)))
    elif (way == "add" and len(runners) < _MOST) or not runners:
        race.edit("Add", runners=(*runners, Runner(Rival(chance.choice(_RIVALS)))))
    else:
        place = chance.randrange(len(runners))
        hidden = replace(runners[place], hidden=not runners[place].hidden)
        runners[place : place + 1] = [hidden] if way == "hide" else []
        race.edit("Change", runners=tuple(runners))


def choose_surface(hand: Hand) -> None:
    combo = hand.program.parts.optimizers.settings.terrain.terrain
    choose(combo, hand.chance.choice(("rosenbrock", "beale", "himmelblau")))


def show_another_ground(hand: Hand) -> None:
    workspace = hand.program.parts.optimizers
    workspace.grounds.setCurrentWidget(hand.chance.choice((workspace.race, workspace.surface)))


def look_away(hand: Hand) -> None:
    """Step on in the other workspace, and come back."""
    hand.program.window.choose_workspace("network")
    hand.key("F10")
    hand.program.window.choose_workspace("optimizers")


def undo(hand: Hand) -> None:
    hand.key(hand.chance.choice(("Ctrl+Z", "Ctrl+Z", "Ctrl+Shift+Z")))


# How often each of them is drawn, beside the others.
RACE_MOVES: dict[Callable[[Hand], None], int] = {
    press_key: 16,
    drag_slider: 4,
    choose_grain: 3,
    click_curve: 3,
    click_ground: 3,
    choose_runner: 5,
    change_race: 6,
    choose_surface: 2,
    show_another_ground: 3,
    look_away: 2,
    undo: 4,
}
