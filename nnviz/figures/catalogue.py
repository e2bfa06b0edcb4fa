"""Every picture that can be made of a moment without a screen, by the name of its panel."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from core.conditions.watch import watch_again
from core.gradient_norms import MOST_UPDATES, gradient_norms, norm_curve
from core.history import History
from core.past_updates import evenly_spaced
from nnviz.figures.basins_plot import BASINS_SIZE, NO_BASINS, basins_plot
from nnviz.figures.breakpoints_picture import BreakpointsPicture
from nnviz.figures.check_figure import check_figure
from nnviz.figures.compare_picture import ComparePicture
from nnviz.figures.data_figure import data_figure
from nnviz.figures.film.reel import FilmSource, MomentSource, RaceSource, ReelError
from nnviz.figures.functions_pictures import FUNCTIONS, functions_picture
from nnviz.figures.functions_view import FunctionsView
from nnviz.figures.gradients_picture import GradientsPicture
from nnviz.figures.graph_picture import GraphPicture
from nnviz.figures.inspection import inspect
from nnviz.figures.inspector_picture import InspectorPicture
from nnviz.figures.loss_plot import loss_plot
from nnviz.figures.matrix_picture import matrix_figure
from nnviz.figures.network_basins_plot import LOSS, network_basins_plot
from nnviz.figures.network_figure import network_figure
from nnviz.figures.neuron_figures import NEURON_FIGURES, neuron_figure
from nnviz.figures.picture import Picture
from nnviz.figures.plot_painter import PlotPicture
from nnviz.figures.race_pictures import RacePictures
from nnviz.figures.race_plot import axis_names
from nnviz.figures.sensitivity_plot import NO_SENSITIVITY, sensitivity_plot
from nnviz.figures.steps_picture import StepsPicture
from nnviz.figures.style import Style
from nnviz.figures.watch_reading import MOST_WATCHED, losses_before, read_watches, readable
from nnviz.figures.watches_picture import WatchesPicture
from nnviz.moment import Moment
from nnviz.project.functions_spec import functions_of
from nnviz.race import race_spec, race_terrain, runner_name
from nnviz.race_maps import (
    LossBasins,
    SurfaceBasins,
    Training,
    first_goal,
    raced_terrain,
    sensitivity_of,
)
from nnviz.race_run import finished
from nnviz.sensitivity_grid import second_hypers

RaceDraw = Callable[[RacePictures, int, Style], Picture]


class Entry(NamedTuple):
    """One panel: its name on the command line, what it shows, and the function that draws it."""

    name: str
    title: str
    draw: Callable[[Moment, Style], Picture]


def panel_names() -> tuple[str, ...]:
    """Return the names of all panels."""
    return tuple(_ENTRIES)


def title(name: str) -> str:
    """Return what a panel shows, in a few words.

    Raises
    ------
    KeyError
        If there is no such panel.
    """
    return _ENTRIES[name].title


def picture(name: str, moment: Moment, style: Style) -> Picture:
    """Return a panel's picture of a moment.

    Raises
    ------
    KeyError
        If there is no such panel.
    """
    return _ENTRIES[name].draw(moment, style)


def film_source(name: str, moment: Moment, history: History) -> FilmSource:
    """Return what a film of a panel can be made of; `history` is that of the moment.

    Raises
    ------
    KeyError
        If there is no such panel.
    ReelError
        If nothing in it ever moves.
    """
    draw = _ENTRIES[name].draw
    if name in _STILLS:
        raise ReelError(f"nothing moves in {name}")
    if name not in _RACES:
        return MomentSource(moment, history, draw)
    pictures = _race_pictures(moment)
    return RaceSource(pictures.race, partial(_RACES[name][1], pictures))


def _inspector(moment: Moment, style: Style) -> Picture:
    # A moment by itself has no grain of stepping: it is its very step that is explained.
    return InspectorPicture(inspect(moment, in_terms=True), style)


def _loss(moment: Moment, style: Style) -> Picture:
    return PlotPicture(loss_plot(moment, style), style)


def _graph(moment: Moment, style: Style) -> Picture:
    return GraphPicture(moment, style)


def _gradients(moment: Moment, style: Style) -> Picture:
    """Do some of the updates from the project's first to the moment's again, for their norms."""
    task = moment.trace.task
    history = History(task, moment.project.first_point())
    history.point(moment.update_number)
    chosen = evenly_spaced(history.first_update, moment.update_number, MOST_UPDATES)
    stops = ((update, history.nearest(update)) for update in chosen)
    known = dict(found for found in gradient_norms(task, stops) if found is not None)
    return GradientsPicture(moment, norm_curve(task.network.depth, chosen, known), style)


def _watches(moment: Moment, style: Style) -> Picture:
    """Do some of the updates from the project's first to the moment's again, for the curves."""
    task, project = moment.trace.task, moment.project
    history = History(task, project.first_point())
    history.point(moment.update_number)
    chosen = evenly_spaced(history.first_update, moment.update_number, MOST_WATCHED)
    before = losses_before(chosen, history.losses, history.first_update)
    stops = ((update, history.nearest(update)) for update in chosen)
    found = watch_again(readable(project.watches, task), stops, before, task, moment.selection.sample)
    known = dict(values for values in found if values is not None)
    span = history.first_update, moment.update_number
    return WatchesPicture(read_watches(moment, known), moment.update_number, span, style)


def _breakpoints(moment: Moment, style: Style) -> Picture:
    return BreakpointsPicture(moment.project, style)


def _compare(_moment: Moment, style: Style) -> Picture:
    """Draw what there is to say without anybody's arrays; `render` is given some."""
    return ComparePicture(None, (), style)


def _at_the_end(draw: RaceDraw) -> Callable[[Moment, Style], Picture]:
    """Return what draws the last step of the project's race."""

    def picture(moment: Moment, style: Style) -> Picture:
        pictures = _race_pictures(moment)
        return draw(pictures, pictures.race.runs.steps - 1, style)

    return picture


def _race_basins(moment: Moment, style: Style) -> Picture:
    """Draw the basins of the first runner that races."""
    project, spec = moment.project, race_spec(moment.project)
    if not spec.racing:
        return PlotPicture(NO_BASINS, style, BASINS_SIZE)
    rival, name = spec.racing[0].rival, runner_name(spec.racing[0])
    if spec.surface is not None:
        *_, found = SurfaceBasins(spec.surface, rival, spec.steps).parts()
        plot = basins_plot(found, style, title=f"{spec.surface.label}: {name}")
        return PlotPicture(plot, style, BASINS_SIZE)
    terrain = raced_terrain(project, spec)
    training, goal = Training.of(project, spec, rival), first_goal(terrain)
    *_, low = filter(None, LossBasins.of(training, terrain.plane, goal).parts())
    plot = network_basins_plot(low, LOSS, style, axis_names(terrain), f"{terrain.label}: {name}")
    return PlotPicture(plot, style, BASINS_SIZE)


def _race_sensitivity(moment: Moment, style: Style) -> Picture:
    """Draw the first runner's sensitivity to its learning rate and its first other hyperparameter."""
    project, spec = moment.project, race_spec(moment.project)
    rival = spec.racing[0].rival if spec.racing else None
    hypers = second_hypers(rival.optimizer) if rival else ()
    if rival is None or not hypers:
        return PlotPicture(NO_SENSITIVITY, style)
    question = sensitivity_of(project, spec, rival, hypers[0].name)
    *_, found = filter(None, question.parts())
    optimizer = rival.optimizer
    current = (float(optimizer.learning_rate), float(getattr(optimizer, found.name)))  # type: ignore[attr-defined]
    title = race_terrain(project, spec).label
    return PlotPicture(sensitivity_plot(found, current, style, log=hypers[0].log, title=title), style)


def _race_pictures(moment: Moment) -> RacePictures:
    """Run the race that the project holds, or suggests, to its end."""
    project = moment.project
    return RacePictures(finished(project, race_spec(project)), project)


def _neuron(name: str, moment: Moment, style: Style) -> Picture:
    return neuron_figure(name, moment.project, style)


def _functions(name: str, moment: Moment, style: Style) -> Picture:
    """Draw what the project shows of functions, or what is shown at first."""
    return functions_picture(name, FunctionsView(functions_of(moment.project)), style)


_RACES: dict[str, tuple[str, RaceDraw]] = {
    "race": ("The optimizers' paths from above", RacePictures.from_above),
    "race-surface": ("The optimizers' paths on the surface, in three dimensions", RacePictures.surface),
    "race-state": ("What each optimizer remembers after the last step", RacePictures.state),
    "race-step": ("The first optimizer's last step, as its rule is written", RacePictures.slow),
    "race-heights": ("How high each optimizer is after every step", RacePictures.heights),
}
# The same at every moment.
_STILLS = frozenset(
    {"breakpoints", "compare", "race-basins", "race-sensitivity", *NEURON_FIGURES, *FUNCTIONS}
)
_ENTRIES = {
    entry.name: entry
    for entry in (
        Entry("network", "The network, with the numbers that are computed so far", network_figure),
        Entry(
            "gradient-check",
            "Every gradient beside central differences: the relative errors over the network",
            check_figure,
        ),
        Entry("inspector", "The step in words, in symbols and with its numbers", _inspector),
        Entry("loss", "The loss of every update", _loss),
        Entry("data", "What the network says over its inputs, the samples, and how good it is", data_figure),
        Entry("graph", "The operations around a unit, with values and gradients on every edge", _graph),
        Entry(
            "gradients",
            "How gradients are spread in each layer, and their norms over the updates",
            _gradients,
        ),
        Entry("steps", "The steps of the update, around the one just done", StepsPicture),
        Entry("matrices", "The numbers of a layer as matrices, as far as they are computed", matrix_figure),
        Entry("watches", "The project's watches, with their course over the updates", _watches),
        Entry("breakpoints", "Where execution stops, and on which conditions", _breakpoints),
        Entry("compare", "Somebody's arrays beside the update: where they agree, and the mistake", _compare),
        *(Entry(name, title, _at_the_end(draw)) for name, (title, draw) in _RACES.items()),
        Entry("race-basins", "Where the first optimizer gets from every start", _race_basins),
        Entry("race-sensitivity", "How much the end depends on two hyperparameters", _race_sensitivity),
        *(Entry(name, figure.title, partial(_neuron, name)) for name, figure in NEURON_FIGURES.items()),
        *(Entry(name, title, partial(_functions, name)) for name, title in FUNCTIONS.items()),
    )
}
