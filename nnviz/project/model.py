"""The project: a frozen value, the recipe at update 0.

Everything that the user edits is in it, nothing that runs. It is compared, kept by undo commands and
written to the project file as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core import features
from core.arrays import Array, read_only
from core.breakpoints.breakpoint import Breakpoint
from core.clipping.base import Clipping
from core.clipping.none import NoClipping
from core.datasets.base import Dataset, Samples
from core.datasets.split import Split
from core.initializers.base import Initializer
from core.losses.base import Loss
from core.network import Layer, Network
from core.optimizers.base import Optimizer
from core.regularizers.base import Regularizer
from core.regularizers.none import NoPenalty
from core.schedules.base import Schedule
from core.schedules.constant import Constant
from core.stops.base import Stop
from core.stops.none import Never
from core.training import Point, Task, first_point
from nnviz.project.functions_spec import FunctionsSpec
from nnviz.project.ink_spec import Ink
from nnviz.project.neuron_spec import NeuronSpec
from nnviz.project.race_spec import PlaneSpec, RaceSpec

if TYPE_CHECKING:
    from core.checking.planting import Planting  # most projects have no mistake: they need not be loaded


class Vector:
    """A read-only float64 vector that compares by its numbers, so that a frozen value can hold it."""

    def __init__(self, values: Any) -> None:
        self.array: Array = read_only(np.array(values, dtype=np.float64).ravel())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Vector) and np.array_equal(self.array, other.array)

    def __hash__(self) -> int:
        return hash(self.array.tobytes())

    def __repr__(self) -> str:
        return f"Vector of {self.array.size}"


@dataclass(frozen=True)
class NetworkSpec:
    """The network's shape and where its first parameters come from.

    Attributes
    ----------
    theta : Vector or None
        Given parameters, flat; None where initializer and seed make them.
    """

    inputs: int
    layers: tuple[Layer, ...]
    initializer: Initializer
    seed: int = 0
    theta: Vector | None = None

    @cached_property
    def network(self) -> Network:
        """The network itself."""
        return Network(self.inputs, self.layers)

    def initial_theta(self) -> Array:
        """Return the parameters at update 0."""
        if self.theta is not None:
            return self.theta.array
        return self.network.initial_theta(self.initializer, self.seed)


@dataclass(frozen=True)
class TrainingSpec:
    """How the samples are served, and when training has gone far enough."""

    batch_size: int = 1
    shuffle: bool = False
    seed: int = 0
    stop: Stop = field(default_factory=Never)


@dataclass(frozen=True)
class StateSpec:
    """A point in training that the project continues from, as ``train --output`` writes it."""

    update: int
    theta: Vector
    slots: tuple[tuple[str, Vector], ...]
    epoch: int
    position: int
    optimizer_steps: int
    carried: Vector | None = None


@dataclass(frozen=True)
class Project:
    """Everything that the user edits.

    Attributes
    ----------
    features : tuple of str
        Keys of `core.features.FEATURES` that are the network's inputs; empty for the data's own inputs.
    planted : Planting or None
        The mistakes that training is done with.
    watches : tuple of str
        Formulas of an update's numbers (`core.conditions.watch`) that are kept an eye on. One that does not
        fit the network any more stays as it is.
    ink : tuple of Ink
        What is written by hand over panels, one entry per panel and step.
    """

    network: NetworkSpec
    loss: Loss
    optimizer: Optimizer
    data: Dataset
    training: TrainingSpec = field(default_factory=TrainingSpec)
    regularizer: Regularizer = field(default_factory=NoPenalty)
    schedule: Schedule = field(default_factory=Constant)
    clipping: Clipping = field(default_factory=NoClipping)
    split: Split = field(default_factory=Split)
    features: tuple[str, ...] = ()
    race: RaceSpec | None = None
    neuron: NeuronSpec | None = None
    functions: FunctionsSpec | None = None
    state: StateSpec | None = None
    planted: Planting | None = None
    breakpoints: tuple[Breakpoint, ...] = ()
    watches: tuple[str, ...] = ()
    notes: str = ""
    ink: tuple[Ink, ...] = ()

    @cached_property
    def original(self) -> Samples:
        """All samples, with the inputs that the data have."""
        return self.data.made

    @cached_property
    def samples(self) -> Samples:
        """All samples, with the inputs that the network gets: the features, where some are chosen."""
        return features.apply(self.original, self.features) if self.features else self.original

    @cached_property
    def is_test(self) -> NDArray[np.bool_]:
        """Of each sample, whether it is kept for testing."""
        return self.split.test_rows(self.samples)

    @cached_property
    def training_samples(self) -> Samples:
        """The samples that are trained on, in their order among all; a batch counts them from 0."""
        return self.samples.rows(~self.is_test) if self.is_test.any() else self.samples

    @cached_property
    def test_samples(self) -> Samples:
        """The samples that are kept for testing; there may be none."""
        return self.samples.rows(self.is_test)

    def expand(self, places: Array) -> Array:
        """Return what the network gets for inputs as the data have them, shape ``(..., inputs)``."""
        return features.expand(places, self.features) if self.features else places

    @cached_property
    def task(self) -> Task:
        """What `core.training` needs."""
        return Task(
            network=self.network.network,
            loss=self.loss,
            optimizer=self.optimizer,
            inputs=self.training_samples.inputs,
            targets=self.training_samples.targets,
            batch_size=self.training.batch_size,
            shuffle=self.training.shuffle,
            seed=self.training.seed,
            regularizer=self.regularizer,
            clipping=self.clipping,
            schedule=self.schedule,
            planted=self.planted,
        )

    def first_point(self) -> Point:
        """Return the point where the project's training begins."""
        if self.state is None:
            return first_point(self.task, self.network.initial_theta())
        slots: Mapping[str, Array] = {name: vector.array for name, vector in self.state.slots}
        carried = self.state.carried
        return Point(
            update=self.state.update,
            theta=self.state.theta.array,
            state=slots,
            epoch=self.state.epoch,
            position=self.state.position,
            optimizer_steps=self.state.optimizer_steps,
            carried=None if carried is None else carried.array,
        )

    def at_point(self, point: Point) -> Project:
        """Return the project so that its training goes on from `point`."""
        slots = tuple((name, Vector(slot)) for name, slot in point.state.items())
        state = StateSpec(
            update=point.update,
            theta=Vector(point.theta),
            slots=slots,
            epoch=point.epoch,
            position=point.position,
            optimizer_steps=point.optimizer_steps,
            carried=None if point.carried is None else Vector(point.carried),
        )
        return replace(self, state=state)

    def with_network(self, **changes: Any) -> Project:
        """Return the project with parts of the network replaced; a race along lost parameters starts over."""
        network, race = replace(self.network, **changes), self.race
        if race is not None and max(race.plane.axes) >= network.network.parameter_count:
            race = race.with_axes(PlaneSpec.axes).anew_on_network()
        return replace(self, network=network, race=race)

    def with_training(self, **changes: Any) -> Project:
        """Return the project with parts of the training replaced."""
        return replace(self, training=replace(self.training, **changes))
