"""A race's step as pictures: the state of all runners, and the step of one in slow motion."""

from __future__ import annotations

from collections.abc import Sequence

from core.explain import Explanation
from core.rival_step import AXES, RivalStep
from nnviz.figures.inspection import Inspection
from nnviz.figures.inspector_picture import InspectorPicture
from nnviz.figures.style import Style
from nnviz.figures.table_picture import TablePicture
from nnviz.race import Race, runner_name
from nnviz.race_state import state_table


def state_picture(race: Race, steps: Sequence[RivalStep | None], step: int, style: Style) -> TablePicture:
    """Return the state of every runner after a step (from 0) as a table."""
    table = state_table(list(steps))
    names = [runner_name(runner) for runner in race.runners]
    return TablePicture(
        table.rows, names, table.numbers, style, f"State of the runners after step {step + 1}."
    )


def explanations(step: RivalStep, name: str) -> tuple[tuple[Explanation, ...], tuple[Explanation, ...]]:
    """Return a quantity explained along both axes, and the earlier ones of its step, the newest first."""
    names = [quantity.name for quantity in step.quantities()]
    earlier = reversed(names[: names.index(name)])
    both = range(len(AXES))
    return (
        tuple(step.explain(name, axis) for axis in both),
        tuple(step.explain(other, axis) for other in earlier for axis in both),
    )


def step_picture(step: RivalStep | None, name: str, style: Style) -> InspectorPicture:
    """Return a quantity with its formulas, and below it the earlier ones of its step."""
    if step is None:
        return InspectorPicture(Inspection(), style)
    (main, *others), earlier = explanations(step, name)
    return InspectorPicture(Inspection(main, None, (*others, *earlier)), style)
