"""The drawing of a network for paper."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nnviz.figures.network_picture import NetworkOptions, NetworkPicture
from nnviz.figures.on_paper import Scaled
from nnviz.figures.style import LIGHT, Style
from nnviz.moment import Moment

if TYPE_CHECKING:
    from nnviz.comparing import Marks  # the mistakes need not be loaded for it


def network_figure(moment: Moment, style: Style, marks: Marks | None = None) -> Scaled:
    """Return the drawing in the letters of `style`.

    Its nodes are made for the letters of the screen; a style with smaller ones has the whole drawing
    smaller, so that as many numbers stand in it.
    """
    on_screen = replace(style, small=LIGHT.small, normal=LIGHT.normal, large=LIGHT.large)
    picture = NetworkPicture(moment, on_screen, NetworkOptions(marks=marks))
    return Scaled(picture, style.small / LIGHT.small)
