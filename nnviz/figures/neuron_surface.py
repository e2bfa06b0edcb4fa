"""The loss of a sigmoid neuron as a surface: the arena's picture of a race of one."""

from __future__ import annotations

from core.neurons.sigmoid_learning import SigmoidLearning
from nnviz.figures.picture import Picture
from nnviz.figures.plot import Plot
from nnviz.figures.plot_painter import PlotPicture
from nnviz.figures.remembered import remembered
from nnviz.figures.style import Style
from nnviz.figures.surface_geometry import View
from nnviz.figures.surface_picture import SurfacePicture
from nnviz.neuron_moment import NeuronMoment
from nnviz.neuron_race import loss_race, parameter_names, race_step
from nnviz.race import Race
from nnviz.race_words import off_plane_words

_NO_LOSS = "Only a sigmoid neuron has a loss that is smooth enough to walk downhill on."


def loss_surface(moment: NeuronMoment, style: Style, view: View, quick: bool = False) -> Picture:
    """Return the loss over the moment's two parameters with the path of whole epochs up to the cursor."""
    if not isinstance(moment.learning, SigmoidLearning):
        return PlotPicture(Plot((), title="", description=_NO_LOSS), style)
    race = _race(moment.learning, moment.axes)
    return SurfacePicture(race, race_step(moment), style, view, quick)


def off_surface_words(moment: NeuronMoment) -> str:
    """Return which parameters the surface holds fast, and how far off it the neuron is; "" if none."""
    if not isinstance(moment.learning, SigmoidLearning) or moment.spec.width == 1:
        return ""
    names = parameter_names(moment.spec.width)
    held = ", ".join(name for place, name in enumerate(names) if place not in moment.axes)
    away = off_plane_words(_race(moment.learning, moment.axes), race_step(moment))
    return f"{held} as at the end of the learning; the neuron is {away}."


@remembered
def _race(learning: SigmoidLearning, axes: tuple[int, int]) -> Race:
    return loss_race(learning, axes)
