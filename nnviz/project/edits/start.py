"""From which numbers the parameters start."""

from __future__ import annotations

from dataclasses import replace

from core.arrays import Array
from core.initializers.base import Initializer
from nnviz.project.model import Project, Vector
from nnviz.project.reshape import require_layer


def set_initializer(project: Project, initializer: Initializer) -> Project:
    """Return the project with parameters drawn by another initializer; given ones are removed."""
    return replace(project.with_network(initializer=initializer, theta=None), state=None)


def set_seed(project: Project, seed: int) -> Project:
    """Return the project with parameters drawn from another seed; given ones are removed."""
    return replace(project.with_network(seed=seed, theta=None), state=None)


def reinitialise(project: Project, seed: int | None = None) -> Project:
    """Return the project with parameters drawn anew instead of given ones; None keeps the seed."""
    return set_seed(project, project.network.seed if seed is None else seed)


def set_parameter(
    project: Project, theta_now: Array, layer: int, unit: int | None, origin: int | None, value: float
) -> Project:
    """Return the project whose given parameters are `theta_now` with one number changed.

    Parameters
    ----------
    theta_now : array (parameters,)
        The parameters that the user sees, at the cursor.
    layer, unit, origin
        The place as in `core.network.ParameterPlace`: layer from 1, units from 0, origin None for a bias,
        both None for a learned slope.
    """
    require_layer(project, layer)
    theta = theta_now.copy()
    theta[project.network.network.index(layer, unit, origin)] = value
    return replace(project.with_network(theta=Vector(theta)), state=None)
