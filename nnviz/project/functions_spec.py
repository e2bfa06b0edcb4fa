"""What the workspace Functions shows: a part of the project.

The numbers are declared as hyperparameters are, so that their fields, limits and entries in the file follow.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.activations.base import Activation
from core.activations.relu import ReLU
from core.activations.sigmoid import Sigmoid
from core.activations.tanh import Tanh
from core.hyper import hyper
from core.initializers.base import Initializer
from core.initializers.glorot_normal import GlorotNormal
from core.initializers.he_normal import HeNormal
from core.initializers.lecun_normal import LecunNormal
from core.initializers.normal import Normal
from core.initializers.orthogonal import Orthogonal
from core.losses.base import Loss
from core.losses.bce import BinaryCrossEntropy
from core.losses.mse import MeanSquaredError
from core.registry import Declared
from core.schedules.base import Schedule
from core.schedules.cosine import Cosine
from core.schedules.exponential import Exponential
from core.schedules.one_cycle import OneCycle
from core.schedules.step import Step
from core.schedules.warm_up import WarmUp
from nnviz.project.ranges import LARGEST_SEED

if TYPE_CHECKING:
    from nnviz.project.model import Project

MOST_SHOWN = 18
"""Functions over each other: each has a colour and dashes of its own."""
FEWEST_CLASSES, MOST_CLASSES = 2, 9
LARGEST_LOGIT = 1000.0


@dataclass(frozen=True)
class CurvePoint(Declared):
    """The point on the activations' curves, and how much of them is seen."""

    key, label = "activations", "Point"

    z: float = hyper(1.0, "z", low=-1000, high=1000, help="the point that is looked at")
    reach: float = hyper(5.0, low=0.1, high=1000, log=True, help="the curves go from minus this to this")

    @property
    def half(self) -> float:
        """Half the width of the axis: the point is always on it."""
        return max(self.reach, abs(self.z))


@dataclass(frozen=True)
class StackShape(Declared):
    """The stack of equal layers that signals and gradients are sent through."""

    key, label = "layers", "Layers"

    width: int = hyper(100, "n", low=1, high=128, help="units of every layer")
    depth: int = hyper(10, "d", low=1, high=30, help="how many layers")
    seed: int = hyper(0, low=0, high=LARGEST_SEED, help="of the inputs, the weights and the gradient")


@dataclass(frozen=True)
class Heat(Declared):
    """The temperature of the softmax."""

    key, label = "softmax", "Softmax"

    temperature: float = hyper(
        1.0, "T", low=0.05, high=20, log=True, help="logits are divided by it: 1 is the plain softmax"
    )


@dataclass(frozen=True)
class LossPoint(Declared):
    """The target, the prediction, and the z of the prediction behind a sigmoid."""

    key, label = "losses", "Point"

    target: float = hyper(1.0, "y", low=-10, high=10, help="what the prediction should be")
    prediction: float = hyper(0.3, "a", low=-1000, high=1000, help="the prediction that is looked at")
    z: float = hyper(-4.0, "z", low=-1000, high=1000, help="z before the sigmoid that is looked at")
    reach: float = hyper(8.0, low=0.1, high=1000, log=True, help="z goes from minus this to this")

    @property
    def half(self) -> float:
        """Half the width of the axis of z."""
        return max(self.reach, abs(self.z))


@dataclass(frozen=True)
class ScheduleTime(Declared):
    """The learning rate that the schedules vary, and the update that is looked at."""

    key, label = "schedules", "Time"

    learning_rate: float = hyper(0.01, r"\eta", low=0, high=10, log=True, help="the optimizer's own")
    updates: int = hyper(20_000, "T", low=1, high=10**9, log=True, help="how many updates are seen")
    update: int = hyper(2_000, "t", low=0, high=10**9, log=True, help="the update that is looked at, from 0")


def _initializers() -> tuple[Initializer, ...]:
    return Normal(std=0.5), LecunNormal(), GlorotNormal(), HeNormal(), Orthogonal()


def _schedules() -> tuple[Schedule, ...]:
    return Cosine(), Step(period=4000, gamma=0.5), Exponential(gamma=0.9998), OneCycle(), WarmUp()


@dataclass(frozen=True)
class FunctionsSpec:
    """What is shown.

    Attributes
    ----------
    activations : tuple of Activation
        Those that work unit by unit, over each other.
    point : CurvePoint
    stack : StackShape
    initializer : Initializer
        Of the stack in which the activations are compared.
    initializers : tuple of Initializer
        Compared in the same stack.
    activation : Activation
        Of the stack in which the initializers are compared.
    logits : tuple of float
    heat : Heat
    losses : tuple of Loss
    loss_point : LossPoint
    schedules : tuple of Schedule
    time : ScheduleTime
    """

    activations: tuple[Activation, ...] = (Sigmoid(), Tanh(), ReLU())
    point: CurvePoint = field(default_factory=CurvePoint)
    stack: StackShape = field(default_factory=StackShape)
    initializer: Initializer = field(default_factory=GlorotNormal)
    initializers: tuple[Initializer, ...] = field(default_factory=_initializers)
    activation: Activation = field(default_factory=ReLU)
    logits: tuple[float, ...] = (1.0, 2.0, 3.0)
    heat: Heat = field(default_factory=Heat)
    losses: tuple[Loss, ...] = (MeanSquaredError(), BinaryCrossEntropy())
    loss_point: LossPoint = field(default_factory=LossPoint)
    schedules: tuple[Schedule, ...] = field(default_factory=_schedules)
    time: ScheduleTime = field(default_factory=ScheduleTime)


def functions_of(project: Project) -> FunctionsSpec:
    """Return what the project shows, or what is shown at first where it says nothing."""
    return project.functions or FunctionsSpec()
