"""What every data set declares and can do."""

from __future__ import annotations

from dataclasses import dataclass, replace
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

    def rows(self, chosen: npt.NDArray[np.bool_]) -> Self:
        """Return the samples where `chosen`, shape (samples,), is true."""
        return replace(self, inputs=self.inputs[chosen], targets=self.targets[chosen])


@dataclass(frozen=True)
class Dataset(Member):
    """A source of samples; the same hyperparameters always make the same samples."""

    family = "data set"

    def make(self) -> Samples:
        """Return the samples."""
        raise NotImplementedError
