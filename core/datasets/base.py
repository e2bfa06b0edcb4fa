"""What every data set declares and can do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.registry import Member


@dataclass(frozen=True, eq=False)
class Samples:
    """Inputs with their targets, read-only.

    Attributes
    ----------
    inputs : array, shape (samples, inputs)
    targets : array, shape (samples, outputs)
    input_names, target_names : tuple of str
        One per column.
    classes : tuple of str
        Names of the classes, empty where the targets are quantities. One target column of 0 and 1
        tells two classes apart, otherwise each class has its own column.
    """

    inputs: Array
    targets: Array
    input_names: tuple[str, ...]
    target_names: tuple[str, ...]
    classes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("inputs", "targets"):
            array = np.array(getattr(self, name), dtype=np.float64)
            array.flags.writeable = False
            object.__setattr__(self, name, array)

    def __len__(self) -> int:
        return len(self.inputs)

    @cached_property
    def class_count(self) -> int:
        """How many classes the targets stand for, 0 for quantities.

        Where no classes are named, as in a table that was typed in, one column of 0 and 1 (or -1 and 1) tells
        two classes apart, and rows with a single 1 as many as there are columns.
        """
        return len(self.classes) or count_classes(self.targets)

    def rows(self, chosen: npt.NDArray[np.bool_]) -> Self:
        """Return the samples where `chosen`, shape (samples,), is true."""
        return replace(self, inputs=self.inputs[chosen], targets=self.targets[chosen])


def count_classes(targets: Array) -> int:
    """Return how many classes some targets stand for, by their numbers alone; see `Samples.class_count`."""
    columns = targets.shape[1]
    if columns == 1:
        return 2 if np.isin(targets, (0, 1)).all() or np.isin(targets, (-1, 1)).all() else 0
    return columns if np.isin(targets, (0, 1)).all() and (targets.sum(axis=1) == 1).all() else 0


@dataclass(frozen=True)
class Dataset(Member):
    """A source of samples; the same hyperparameters always make the same samples."""

    family = "data set"

    @cached_property
    def made(self) -> Samples:
        """The samples, made once: all projects that have this data set share them."""
        return self.make()

    def make(self) -> Samples:
        """Return the samples."""
        raise NotImplementedError
