"""One moment of a debugged update: all that a picture is a function of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from core.arrays import Array
from core.network import Network
from core.trace import Step, Trace
from core.training import Update
from nnviz.held_out import HeldOutLoss
from nnviz.project.model import Project


@dataclass(frozen=True)
class Selection:
    """What is looked at: choosing it changes no index.

    Attributes
    ----------
    sample : int
        Row of the batch whose numbers are shown, from 0.
    layer, unit, origin : int or None
        The chosen node (layer from 0, unit from 0) or, with `origin`, the edge that comes from that
        unit of the layer before.
    """

    sample: int = 0
    layer: int | None = None
    unit: int | None = None
    origin: int | None = None

    def fits(self, network: Network) -> bool:
        """Tell whether the network has the chosen node or edge."""
        if self.layer is None or self.unit is None:
            return True
        if self.layer > network.depth or self.unit >= network.sizes[self.layer]:
            return False
        return self.origin is None or self.origin < network.sizes[self.layer - 1]


@dataclass(frozen=True, eq=False)
class LossRun:
    """The losses of one branch of training.

    Attributes
    ----------
    name : str
    number : int
        Which of the branches it is, for its colour and dashes.
    losses : array
        Of every update done, counted from `first_update`.
    open_epoch : int
        How many of them end an epoch that was under way in the beginning.
    epoch : int
        Updates in an epoch.
    """

    name: str
    number: int
    losses: Array
    first_update: int
    open_epoch: int
    epoch: int


@dataclass(frozen=True, eq=False)
class Moment:
    """The project, one update of its history, the cursor in it and what is selected.

    Attributes
    ----------
    losses : array
        The loss of every update known so far, counted from `first_update`.
    step : int
        Index of the step just done; -1 before the first.
    held_out : HeldOutLoss or None
        The loss of the test samples along the history; None where there are none.
    branch : str
        The name of the branch of training that the history is.
    compared : tuple of LossRun
        The branches whose losses are drawn beside it.
    is_veiled : bool
        Whether a lesson asks for something that comes later: then nothing is shown that is not computed step
        by step, as what the network says about all samples.
    is_still : bool
        Whether no step is shown as the one just done, only what is known after it.
    """

    project: Project
    trace: Trace
    step: int
    selection: Selection
    losses: Array
    first_update: int = 0
    held_out: HeldOutLoss | None = None
    branch: str = ""
    compared: tuple[LossRun, ...] = ()
    is_veiled: bool = False
    is_still: bool = False

    @property
    def update(self) -> Update:
        """The update that is looked at."""
        return self.trace.update

    @property
    def update_number(self) -> int:
        """Its number, from 0."""
        return self.trace.update.before.update

    @cached_property
    def sample(self) -> int:
        """The row of the batch that is shown; the last one where the batch is shorter than the choice."""
        return min(self.selection.sample, len(self.trace.update.batch) - 1)

    @property
    def current(self) -> Step | None:
        """The step just done, if one is shown."""
        return self.trace[self.step] if self.step >= 0 and not self.is_still else None
