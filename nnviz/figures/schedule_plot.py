"""The learning rate over the updates, as every schedule has it."""

from __future__ import annotations

import numpy as np

from core.number_format import format_number
from core.schedules.base import Schedule
from nnviz.figures.functions_view import FunctionsView, add_marks, chosen, member_look, member_name
from nnviz.figures.plot import Axis, Floats, Layer, Line, Marker, Plot, VLine
from nnviz.figures.plot_column import in_line
from nnviz.figures.style import Style

_PLACES = 600


def schedule_plots(view: FunctionsView, style: Style) -> tuple[Plot, ...]:
    """Return the learning rates over the updates; the legend tells those of the update that is looked at."""
    time = view.spec.time
    layers: list[Layer] = [VLine(time.update, style.current, 1.25)]
    points: list[Layer] = []
    looked_at, readings = chosen(view.spec.schedules, view.schedule), []
    for place, schedule in enumerate(view.spec.schedules):
        look, name = member_look(place, style), member_name(schedule)
        x, factors = course(schedule, time.updates)
        rate = time.learning_rate * schedule.factor(time.update)
        told = format_number(rate, style.digits)
        readings.append(f"{name} {told}")
        width = 2.25 if schedule is looked_at else 1.5
        layers.append(
            Line(x, time.learning_rate * factors, look.colour, width, look.dash, label=f"{name}: {told}")
        )
        size = 10.0 if schedule is looked_at else 7.0
        mark = Marker(time.update, rate, look.colour, look.symbol, size, style.surface)
        add_marks(points, mark, is_chosen=schedule is looked_at)
    room = 0.02 * time.updates
    told = "; ".join(readings) or "none is shown"
    words = f"Learning rates over {time.updates} updates. At update {time.update}: {told}."
    end = max(time.updates, time.update) + room
    height = Axis("learning rate", -0.05 * (time.learning_rate or 1.0), 1.1 * (time.learning_rate or 1.0))
    title = f"Learning rates in update {time.update}"
    across = Axis("update", -room, end, whole=True)
    return in_line(Plot([*layers, *points], across, height, title, description=words), style=style)


def course(schedule: Schedule, updates: int) -> tuple[Floats, Floats]:
    """Return some of the updates from 0 to `updates`, evenly spaced, and the factors on the learning rate."""
    chosen_updates = np.unique(np.linspace(0, updates, min(updates + 1, _PLACES)).round().astype(np.int64))
    factors = [schedule.factor(update) for update in chosen_updates.tolist()]
    return chosen_updates.astype(np.float64), np.array(factors)
