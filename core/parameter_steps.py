"""Two of a network's parameters in slow motion, as a rival trains all of them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from core.arrays import Array
from core.history import History
from core.rival import Rival
from core.rival_step import RivalStep
from core.task import CLIPPED, Task, first_point


class ParameterSteps:
    """The steps of one rival along two axes of theta; as `core.rival_step.RivalSteps` for a surface.

    An optimizer's rule is elementwise, so that two parameters are moved as if there were no others; their
    gradient is that of the whole network.

    Parameters
    ----------
    task : Task
        The rival's training.
    theta : array (parameters,)
        Where it starts.
    axes : pair of int
        The two positions in theta that are looked at.
    steps : int
        How many there are: those that lead to a number, and the one that does not.
    """

    def __init__(self, task: Task, theta: Array, axes: tuple[int, int], steps: int) -> None:
        self._history = History(task, first_point(task, theta))
        self._rival = Rival(task.optimizer, task.schedule)
        self._axes = list(axes)
        self._steps = steps

    def __len__(self) -> int:
        return self._steps

    def __getitem__(self, number: int) -> RivalStep:
        if not 0 <= number < self._steps:
            raise IndexError(f"the rival has steps 0 to {self._steps - 1}, and no step {number}")
        with np.errstate(all="ignore"):
            update = self._history.update(number)
        clips = self._history.task.clips
        gradient = update.quantities[CLIPPED] if clips else update.recording.gradient
        slots: Mapping[str, Array] = {name: slot[self._axes] for name, slot in update.before.state.items()}
        place = update.before.theta[self._axes]
        return RivalStep(self._rival, number, place, gradient[self._axes], None, slots)
