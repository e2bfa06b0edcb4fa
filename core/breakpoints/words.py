"""Where a breakpoint has hit, and why, in one line."""

from __future__ import annotations

from core.breakpoints.breakpoint import Breakpoint
from core.breakpoints.scan import Event
from core.conditions.formula import Formula
from core.conditions.stretch import Record, RecordedStretch
from core.network import ParameterPlace
from core.number_format import format_number
from core.training import Point, Task


def describe(task: Task, before: Point, previous_loss: float, one: Breakpoint, event: Event) -> str:
    """Return the line: ``Breakpoint 2: abs(gradient) < 1e-6 at layer 1, unit 3, update 128: gradient = ...``.

    Parameters
    ----------
    before : Point
        The point before the event's update.
    previous_loss : float
        The loss of the update before; NaN where there was none.
    one : Breakpoint
        The one that event.
    """
    condition = one.read(task)
    spot = spot_of(task, one, event)
    places = [one.place.words() if spot is None else spot_words(spot)]
    numbers = ""
    if condition.formulas:
        formula = condition.formulas[event.formula]
        (stretch,) = Record(task, before, 1, previous_loss).stretches
        found = formula.measured(stretch, event.sample, event.spot)
        numbers = ", ".join(f"{name} = {format_number(value)}" for name, value in found.items())
        if _is_of_sample(formula, stretch):
            places.append(f"sample {event.sample + 1}")
    where = ", ".join(place for place in [*places, f"update {event.update}"] if place != "anywhere")
    what = f"{condition.text} at {where}" if condition.formulas else where
    return ": ".join(part for part in (f"Breakpoint {event.number + 1}", what, numbers) if part)


def spot_of(task: Task, one: Breakpoint, event: Event) -> ParameterPlace | None:
    """Return the node (as its bias), edge or parameter that a breakpoint has hit at; None for none."""
    formulas = one.read(task).formulas
    return formulas[event.formula].spots.place(event.spot) if formulas else None


def spot_words(spot: ParameterPlace) -> str:
    """Return where a node or a parameter is, in words that count from 1."""
    if spot.unit is None:
        return f"layer {spot.layer}, slope"
    unit = f"unit {spot.unit + 1}"
    return f"layer {spot.layer}, " + (unit if spot.origin is None else f"unit {spot.origin + 1} to {unit}")


def _is_of_sample(formula: Formula, stretch: RecordedStretch) -> bool:
    return stretch.samples > 1 and formula.values(stretch).shape[1] > 1
