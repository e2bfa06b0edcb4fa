"""A race's step as pictures: from above, in three dimensions, as curves, as a table, in slow motion."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.explain import Explanation
from core.rival_step import AXES, RivalStep
from nnviz.figures.inspection import Inspection
from nnviz.figures.inspector_picture import InspectorPicture
from nnviz.figures.plot_legend import legend_entries, legend_size
from nnviz.figures.plot_painter import PlotPicture
from nnviz.figures.race_curves import curve_plot
from nnviz.figures.race_plot import NO_EXTRAS, RACE_SIZE, Extras, race_plot
from nnviz.figures.style import Style
from nnviz.figures.surface_picture import SurfacePicture
from nnviz.figures.table_picture import TablePicture
from nnviz.project.model import Project
from nnviz.race import Race, race_spec, runner_name
from nnviz.race_state import state_table
from nnviz.slow_motion import Steps, steps_of

_LEGENDS = 12  # that are measured, the last one among them: who is gone stays so


class RacePictures:
    """Draws any step of a race; -1 is the start.

    Parameters
    ----------
    race : Race
    project : Project or None
        Whose race it is: what the runners remember is known with it alone.
    """

    def __init__(self, race: Race, project: Project | None = None) -> None:
        self.race = race
        self._project = project
        self._steps: dict[int, Steps | None] = {}
        self._legends: dict[Style, float] = {}

    def from_above(self, step: int, style: Style, extras: Extras = NO_EXTRAS) -> PlotPicture:
        """Return the paths on the contours of the ground."""
        plot = race_plot(self.race, step, style, extras=extras)
        return PlotPicture(plot, style, RACE_SIZE, legend_width=self._legend_width(style))

    def surface(self, step: int, style: Style) -> SurfacePicture:
        """Return the paths on the surface, in three dimensions."""
        return SurfacePicture(self.race, step, style)

    def heights(self, step: int, style: Style) -> PlotPicture:
        """Return how high every runner is after every step."""
        return PlotPicture(curve_plot(self.race, step, style), style)

    def state(self, step: int, style: Style) -> TablePicture:
        """Return what every runner remembers."""
        steps = [self._step(rival, step) for rival in range(len(self.race.runners))]
        return state_picture(self.race, steps, step, style)

    def slow(self, step: int, style: Style, rival: int | None = 0) -> InspectorPicture:
        """Return the step of a runner, as its rule is written; with None that of nobody."""
        is_there = rival is not None and rival < len(self.race.runners)
        return step_picture(self._step(rival or 0, step) if is_there else None, "change", style)

    def _legend_width(self, style: Style) -> float:
        """Return how wide the legend is when it has most to say; numbers in it change from step to step."""
        if style not in self._legends:
            steps = np.unique(np.linspace(-1, self.race.runs.steps - 1, _LEGENDS).astype(np.intp)).tolist()
            every = (legend_entries(race_plot(self.race, step, style)) for step in steps)
            self._legends[style] = max(legend_size(entries, style).width() for entries in every if entries)
        return self._legends[style]

    def _step(self, rival: int, step: int) -> RivalStep | None:
        """Return a step of a runner; None if it is gone by then, or nobody has moved."""
        if rival not in self._steps:
            assert self._project is not None
            self._steps[rival] = steps_of(self._project, race_spec(self._project), self.race, rival)
        steps = self._steps[rival]
        return steps[step] if steps is not None and 0 <= step < len(steps) else None


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
