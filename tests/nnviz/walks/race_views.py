"""Every view of the workspace Optimizers, held to a race that is run again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from core.explain import Explanation
from core.number_format import format_number, full_number
from core.rival_step import AXES, RivalStep, RivalSteps
from nnviz.figures.plot import Line, Marker, VLine
from nnviz.figures.race_curves import DISTANCE
from nnviz.figures.race_plot import last_seen, rival_fate, runner_look
from nnviz.figures.style import Style
from nnviz.panels.race import RacePanel
from nnviz.panels.race_heights import RaceHeightsPanel
from nnviz.panels.race_settings import RaceSettingsPanel
from nnviz.panels.race_state import RaceStatePanel
from nnviz.panels.race_step import RaceStepPanel
from nnviz.panels.race_surface import RaceSurfacePanel
from nnviz.panels.race_transport import RaceTransport
from nnviz.project.model import Project
from nnviz.project.race_spec import Runner
from nnviz.race import Race, race_spec, runner_name
from nnviz.race_run import finished
from nnviz.race_session import RaceSession
from nnviz.workspaces.optimizers import OptimizersWorkspace

_DIGITS = 4  # the table of heights has no room for more


@dataclass(frozen=True, eq=False)
class RaceNow:
    """One moment of a race, as every view has to show it.

    Attributes
    ----------
    race : Race
        Run again from the project.
    steps : tuple of RivalSteps
        Of every rival.
    runners : tuple of Runner
        All of the list, the hidden ones too.
    step, done : int
        The last whole step, and how many quantities of the next are computed.
    runner, rival : int, int or None
        Who is looked at, by its place in the list, and among those that race.
    """

    race: Race
    steps: tuple[RivalSteps, ...]
    runners: tuple[Runner, ...]
    step: int
    done: int
    runner: int
    rival: int | None
    grain: str
    style: Style

    @cached_property
    def slow(self) -> RivalStep | None:
        """The step that is taken apart: the one under way, else the one just done."""
        number = self.step + bool(self.done)
        return None if self.rival is None else self.step_of(self.rival, number)

    def step_of(self, rival: int, number: int) -> RivalStep | None:
        """Return a step of a rival; None before the first, and where it is gone."""
        steps = self.steps[rival]
        return steps[number] if 0 <= number < len(steps) else None


class RaceTruth:
    """Runs the race of a session's project again, whenever that is another.

    Parameters
    ----------
    session : RaceSession
        Of whose numbers none is used: it tells where it stands, and whom it looks at.
    """

    def __init__(self, session: RaceSession) -> None:
        self._session = session
        self._project: Project | None = None

    def look(self, style: Style) -> RaceNow:
        """Return what has to be shown now."""
        session, project = self._session, self._session.document.project
        if project is not self._project:
            self._project, spec = project, race_spec(project)
            self._race = finished(project, spec)
            rivals = range(len(self._race.runners))
            runs, terrain = self._race.runs, self._race.terrain
            self._steps = tuple(RivalSteps(terrain, runs, rival, spec.noise) for rival in rivals)
        runners = race_spec(project).runners
        shown = [number for number, runner in enumerate(runners) if not runner.hidden]
        rival = shown.index(session.runner) if session.runner in shown else None
        return RaceNow(
            race=self._race,
            steps=self._steps,
            runners=runners,
            step=session.step,
            done=session.done,
            runner=session.runner,
            rival=rival,
            grain=session.grain,
            style=style,
        )


def hold_from_above(panel: RacePanel, now: RaceNow) -> None:
    """The race from above: every path up to the step, and where every rival is."""
    race, done = now.race, now.step + 2
    plot = panel.view.picture.plot
    assert plot.title == race.terrain.label
    lines = [layer for layer in plot.layers if isinstance(layer, Line)]
    markers = [layer for layer in plot.layers if isinstance(layer, Marker)]
    places = markers[len(race.starts) :]
    assert [(marker.x, marker.y) for marker in markers[: len(race.starts)]] == list(race.starts)
    assert len(places) == len(race.runners)
    for rival, (runner, marker) in enumerate(zip(race.runners, places, strict=True)):
        path, colour = race.runs.paths[rival, :done], runner_look(runner.look, now.style).colour
        is_gone = rival_fate(race, rival, now.step)
        assert (marker.x, marker.y) == (last_seen(race, rival) if is_gone else tuple(path[-1]))
        drawn = [line for line in lines if line.colour == colour]
        assert any(np.array_equal((line.x, line.y), path.T, equal_nan=True) for line in drawn), (
            f"the path of rival {rival + 1} is another"
        )


def hold_surface(panel: RaceSurfacePanel, now: RaceNow) -> None:
    """The race in three dimensions: the same paths, at the same step."""
    picture = panel.view.picture
    assert picture.step == now.step
    np.testing.assert_array_equal(picture.race.runs.paths, now.race.runs.paths)
    np.testing.assert_array_equal(picture.race.ground.heights, now.race.ground.heights)


def hold_heights(panel: RaceHeightsPanel, now: RaceNow) -> None:
    """The curves up to the step, and place, height and slope of every rival there."""
    runs, at = now.race.runs, now.step + 1
    plot, table = panel.view.picture.plot, panel.table
    assert [layer.x for layer in plot.layers if isinstance(layer, VLine)] == [at]
    curves = [layer for layer in plot.layers if isinstance(layer, Line)]
    assert len(curves) == table.columnCount() == len(now.race.runners)
    for rival, curve in enumerate(curves):
        np.testing.assert_array_equal(curve.x, np.arange(at + 1))
        if panel._kind != DISTANCE:
            np.testing.assert_array_equal(curve.y, runs.heights[rival, : at + 1])
        x, y = runs.paths[rival, at]
        with np.errstate(all="ignore"):
            slopes = now.race.terrain.gradient(x, y)
        for row, number in enumerate((x, y, runs.heights[rival, at], *slopes)):
            digits = min(now.style.digits, _DIGITS)
            text = format_number(float(number), digits) if np.isfinite(number) else "–"
            assert table.item(row, rival).text() == text
            assert table.item(row, rival).toolTip().splitlines()[0] == full_number(float(number))


def hold_state(panel: RaceStatePanel, now: RaceNow) -> None:
    """What every rival remembers after the step, along both axes."""
    steps = [now.step_of(rival, now.step) for rival in range(len(now.race.runners))]
    if not any(steps):
        assert panel.table.isHidden()
        return
    table = panel.table
    assert table.isVisible()
    assert table.columnCount() == len(steps)
    for row in range(table.rowCount()):
        name, _, axis = table.verticalHeaderItem(row).text().rpartition(" ")
        for column, step in enumerate(steps):
            number = np.nan if step is None else _numbers(step).get(name, (np.nan, np.nan))[AXES.index(axis)]
            text = "–" if np.isnan(number) else format_number(float(number), now.style.digits)
            assert table.item(row, column).text() == text, f"{name} along {axis} of rival {column + 1}"


def hold_step(panel: RaceStepPanel, now: RaceNow) -> None:
    """The step in slow motion: the quantity computed last, and those before it, along both axes."""
    cards = [card for card in (*panel.main, *panel.cards) if not card.isHidden()]
    expected = _explained(now)
    assert [card.title_text for card in cards] == [each.title for each in expected]
    for card, explanation in zip(cards, expected, strict=True):
        assert card.numbers == explanation.numbers(now.style.digits)


def hold_settings(panel: RaceSettingsPanel, now: RaceNow) -> None:
    """The list of runners: who is looked at, and what has become of each."""
    rows, fates = panel.runners.list.list, iter(range(len(now.race.runners)))
    assert rows.count() == len(now.runners)
    assert rows.currentRow() == (now.runner if now.runners else -1)
    for row, runner in enumerate(now.runners):
        fate = "hidden" if runner.hidden else rival_fate(now.race, next(fates), now.step)
        assert rows.item(row).text() == "\n".join(filter(None, (runner_name(runner), fate)))


def hold_transport(panel: RaceTransport, now: RaceNow) -> None:
    """The controls: where the slider is, and the grain."""
    bar = panel.bar
    assert (bar.slider.value(), bar.slider.maximum()) == (now.step, now.race.runs.steps - 1)
    assert bar._position.text().removeprefix("step ") == f"{now.step + 1} of {now.race.runs.steps}"
    assert bar.grains.value == now.grain
    assert (f"step {now.step + 2}: " in bar.hint.text()) == bool(now.done)


# By the workspace's attribute.
VIEWS: dict[str, Callable[[Any, RaceNow], None]] = {
    "settings": hold_settings,
    "race": hold_from_above,
    "surface": hold_surface,
    "heights": hold_heights,
    "state": hold_state,
    "slow": hold_step,
    "transport": hold_transport,
}


def hold_race(workspace: OptimizersWorkspace, now: RaceNow) -> list[str]:
    """Hold every view that is on the screen to the truth; return their names."""
    shown = [name for name in VIEWS if getattr(workspace, name).isVisible()]
    for name in shown:
        try:
            VIEWS[name](getattr(workspace, name), now)
        except AssertionError as error:
            raise AssertionError(f"{name} shows something else: {error}") from error
    return shown


# Inside


def _numbers(step: RivalStep) -> dict[str, Any]:
    """Return what the table of states says of a step, by the names of its rows."""
    named = {name.replace("_", " "): values for name, values in step.values.items()}
    return {**named, "place": step.values["theta"], "gradient": step.gradient, "rate": step.rates}


def _explained(now: RaceNow) -> list[Explanation]:
    """Return the explanations of a step, the quantity computed last first."""
    if now.slow is None:
        return []
    names = [quantity.name for quantity in now.slow.quantities()]
    done = names[: now.done] if now.done else names
    return [now.slow.explain(name, axis) for name in reversed(done) for axis in range(len(AXES))]
