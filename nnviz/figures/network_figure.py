"""The drawing of a network for paper."""

from __future__ import annotations

from dataclasses import replace

from nnviz.figures.network_picture import NetworkPicture
from nnviz.figures.on_paper import Scaled
from nnviz.figures.style import LIGHT, Style
from nnviz.moment import Moment


def network_figure(moment: Moment, style: Style) -> Scaled:
    """Return the drawing in the letters of `style`.

    Its nodes are made for the letters of the screen; a style with smaller ones has the whole drawing
    smaller, so that as many numbers stand in it.
    """
    on_screen = replace(style, small=LIGHT.small, normal=LIGHT.normal, large=LIGHT.large)
    return Scaled(NetworkPicture(moment, on_screen), style.small / LIGHT.small)
