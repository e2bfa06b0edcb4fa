"""How the parameters change, how the samples are served, and when it ends."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.clipping.base import Clipping
from core.optimizers.base import Optimizer
from core.schedules.base import Schedule
from core.stops.base import Stop
from nnviz.project.model import Project, Vector
from nnviz.project.reshape import start_theta

if TYPE_CHECKING:
    from core.checking.planting import Planting


def set_optimizer(project: Project, optimizer: Optimizer) -> Project:
    """Return the project with another optimizer.

    A saved point in training stays if the optimizer keeps the same arrays; else training begins anew from
    the parameters of that point.
    """
    before = project.optimizer
    project = replace(project, optimizer=optimizer)
    if project.state is None or (type(before) is type(optimizer) and before.slots() == optimizer.slots()):
        return project
    return replace(project.with_network(theta=Vector(start_theta(project))), state=None)


def set_schedule(project: Project, schedule: Schedule) -> Project:
    """Return the project whose learning rate changes by another schedule."""
    return replace(project, schedule=schedule)


def set_clipping(project: Project, clipping: Clipping) -> Project:
    """Return the project whose gradient is clipped in another way."""
    return replace(project, clipping=clipping)


def set_batch_size(project: Project, batch_size: int) -> Project:
    """Return the project with this many samples per update."""
    return project.with_training(batch_size=batch_size)


def set_shuffle(project: Project, shuffle: bool) -> Project:
    """Return the project with samples shuffled anew in every epoch, or in their own order."""
    return project.with_training(shuffle=shuffle)


def set_training_seed(project: Project, seed: int) -> Project:
    """Return the project with another seed of the samples' order."""
    return project.with_training(seed=seed)


def set_stop(project: Project, stop: Stop) -> Project:
    """Return the project whose training ends under another condition."""
    return project.with_training(stop=stop)


def set_planted(project: Project, planted: Planting | None) -> Project:
    """Return the project that is trained with these mistakes, or with none."""
    return replace(project, planted=planted)


def reveal_planted(project: Project) -> Project:
    """Return the project with the names of its planted mistakes in the open."""
    if project.planted is None:
        return project
    return replace(project, planted=replace(project.planted, hidden=False))
