"""A project's neuron as figures, without a window: at the end of its learning, or with its last example."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from core.neurons.perceptron import Perceptron
from core.neurons.variants import variants
from nnviz.figures.inspector_picture import InspectorPicture
from nnviz.figures.neuron_course import neuron_course
from nnviz.figures.neuron_picture import NeuronPicture
from nnviz.figures.neuron_plane import PLANE_SIZE, neuron_plane
from nnviz.figures.neuron_slope import neuron_slope
from nnviz.figures.neuron_surface import loss_surface
from nnviz.figures.neuron_tables import examples_picture, variants_picture
from nnviz.figures.neuron_words import inspection_of
from nnviz.figures.picture import Picture
from nnviz.figures.plot_painter import PlotPicture
from nnviz.figures.style import Style
from nnviz.figures.surface_geometry import View
from nnviz.neuron_moment import NeuronMoment, learn
from nnviz.project.model import Project
from nnviz.project.neuron_presets import neuron_spec


class NeuronFigure(NamedTuple):
    """One picture: what it shows, how it is drawn, and whether it is that of an example."""

    title: str
    draw: Callable[[NeuronMoment, Style], Picture]
    of_example: bool = False


def neuron_figure(name: str, project: Project, style: Style) -> Picture:
    """Return a picture of the project's neuron, or of the one that is shown at first.

    Raises
    ------
    KeyError
        If there is no such picture.
    """
    figure, spec = NEURON_FIGURES[name], neuron_spec(project)
    learning = learn(spec)
    last = len(learning) - 1
    if figure.of_example:
        last = next(step for step in range(last, -1, -1) if learning[step].sample is not None)
    return figure.draw(NeuronMoment(spec, learning, last), style)


def _plane(moment: NeuronMoment, style: Style) -> Picture:
    return PlotPicture(neuron_plane(moment, style), style, PLANE_SIZE)


def _step(moment: NeuronMoment, style: Style) -> Picture:
    return InspectorPicture(inspection_of(moment), style)


def _course(moment: NeuronMoment, style: Style) -> Picture:
    return PlotPicture(neuron_course(moment, style), style)


def _surface(moment: NeuronMoment, style: Style) -> Picture:
    return loss_surface(moment, style, View())


def _slope(moment: NeuronMoment, style: Style) -> Picture:
    return PlotPicture(neuron_slope(moment, style), style)


def _variants(moment: NeuronMoment, style: Style) -> Picture:
    neuron = moment.spec.neuron
    found = variants(neuron, moment.spec.samples) if isinstance(neuron, Perceptron) else ()
    return variants_picture(found, style)


NEURON_FIGURES = {
    "neuron": NeuronFigure("The neuron with its last example, drawn", NeuronPicture, of_example=True),
    "neuron-plane": NeuronFigure("The examples, the neuron's answers and its line", _plane),
    "neuron-step": NeuronFigure("The neuron's last example with its numbers", _step, of_example=True),
    "neuron-table": NeuronFigure("The neuron's examples with its answers", examples_picture),
    "neuron-course": NeuronFigure("Errors by threshold, mistakes by epoch, or the neuron's loss", _course),
    "neuron-surface": NeuronFigure("The loss of a sigmoid neuron over two parameters", _surface),
    "neuron-slope": NeuronFigure(
        "What an example asks of a sigmoid neuron, under two losses", _slope, of_example=True
    ),
    "neuron-variants": NeuronFigure("A perceptron with > and >= at zero, at three learning rates", _variants),
}
