"""Feature maps of two inputs: what a network may be given instead of x1 and x2 themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.datasets.base import Samples
from core.datasets.numbers import parse_list
from core.hyper import HyperError


@dataclass(frozen=True)
class Feature:
    """One number made of x1 and x2.

    Attributes
    ----------
    label : str
        The name on axes and nodes.
    formula : str
        LaTeX.
    value : function of (x1, x2)
        Elementwise over arrays.
    """

    label: str
    formula: str
    value: Callable[[Array, Array], Array]


FEATURES = {
    "x1": Feature("x1", "x_1", lambda x1, x2: x1),
    "x2": Feature("x2", "x_2", lambda x1, x2: x2),
    "x1_squared": Feature("x1²", "x_1^2", lambda x1, x2: x1**2),
    "x2_squared": Feature("x2²", "x_2^2", lambda x1, x2: x2**2),
    "sin_x1": Feature("sin x1", r"\sin(x_1)", lambda x1, x2: np.sin(x1)),
    "sin_x2": Feature("sin x2", r"\sin(x_2)", lambda x1, x2: np.sin(x2)),
    "x1_x2": Feature("x1\N{MIDDLE DOT}x2", r"x_1 \cdot x_2", lambda x1, x2: x1 * x2),
}


@dataclass(frozen=True, eq=False)
class FeaturedSamples(Samples):
    """Samples whose inputs are features; `original` holds the same samples with x1 and x2."""

    original: Samples = field(kw_only=True)

    def rows(self, chosen: npt.NDArray[np.bool_]) -> Self:
        """Return the samples where `chosen`, shape (samples,), is true, of the original ones too."""
        kept = super().rows(chosen)
        return replace(kept, original=self.original.rows(chosen))


def original(samples: Samples) -> Samples:
    """Return the samples with the inputs that the data have."""
    return samples.original if isinstance(samples, FeaturedSamples) else samples


def expand(inputs: Array, keys: Sequence[str]) -> Array:
    """Return the features of x1 and x2, shape ``(..., 2)``, as an array of shape ``(..., features)``."""
    x1, x2 = inputs[..., 0], inputs[..., 1]
    return np.stack([FEATURES[key].value(x1, x2) for key in keys], axis=-1)


def apply(samples: Samples, keys: Sequence[str]) -> FeaturedSamples:
    """Return the samples with the features called `keys`, in that order, for inputs.

    Raises
    ------
    ValueError
        If the samples do not have two inputs.
    """
    count = samples.inputs.shape[1]
    if count != 2:
        raise ValueError(f"features are made of two inputs, the data have {count}")
    return FeaturedSamples(
        expand(samples.inputs, keys),
        samples.targets,
        tuple(FEATURES[key].label for key in keys),
        samples.target_names,
        samples.classes,
        original=samples,
    )


def parse_features(value: Any, path: str) -> tuple[str, ...]:
    """Return a project file's list of features.

    Raises
    ------
    HyperError
        If it is no list, empty, or if an entry is unknown or there twice.
    """
    keys = parse_list(value, path)
    for index, key in enumerate(keys):
        if not isinstance(key, str) or key not in FEATURES:
            raise HyperError(f"{path}[{index}]", f"unknown feature {key!r}; known are {', '.join(FEATURES)}")
        if key in keys[:index]:
            raise HyperError(f"{path}[{index}]", f"{key!r} is there twice")
    return tuple(keys)
