"""NNViz in notebooks and build scripts: numbers and figures of a project, without a window or a display.

>>> from nnviz import api
>>> moment = api.load("mazur.nnviz").at(update=0, step=34)
>>> moment.values["layers"][0]["delta"]
>>> moment.figure("network").save("network.pdf", width_mm=120)

A project, a moment, an explanation and a figure show themselves in a notebook. Everything is counted from 0,
as on the command line; layers count from 1. What cannot be done is an `Error` of one line.
"""

from __future__ import annotations

import os
from pathlib import Path

from nnviz.api.errors import Error
from nnviz.api.figure import Figure, ready_to_draw
from nnviz.api.moment import Explanation, Moment
from nnviz.api.project import Project
from nnviz.project import file
from nnviz.project.errors import ProjectError

__all__ = ["Error", "Explanation", "Figure", "Moment", "Project", "load", "panels"]


def load(path: str | os.PathLike[str]) -> Project:
    """Open a project.

    Raises
    ------
    Error
        If it cannot be read or is not a project of NNViz.
    """
    try:
        return Project(file.load(path), Path(path).stem)
    except ProjectError as error:
        raise Error(str(error)) from error


def panels() -> tuple[str, ...]:
    """Return the names of the figures that there are, as ``nnviz render --list`` prints them."""
    ready_to_draw()
    from nnviz.figures import catalogue

    return catalogue.panel_names()
