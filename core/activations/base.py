"""What every activation function declares and can do."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from core.arrays import Array
from core.formula import Term
from core.registry import Member


@dataclass(frozen=True)
class Activation(Member):
    """A function from pre-activations ``z`` to activations ``a``, over arrays ``(..., units)``.

    Attributes
    ----------
    derivative_formula : str
        LaTeX of f'(z), written with ``a`` where that is shorter.
    value_rule, derivative_rule : str
        Templates of `core.formula`: ``<z>``, for the derivative also ``<a>``, and the names of the
        hyperparameters. Empty where the function is not elementwise.
    constants : mapping of str to Term
        Fixed numbers that the templates name.
    why : str
        What the derivative does to the gradient, in one short sentence for a student.
    elementwise : bool
        Whether each activation depends on its own unit's z alone.
    output_range : pair of float
        The closed interval of its values.
    probabilities : bool
        Whether the activations of a layer are positive and sum to 1.
    learns_slope : bool
        Whether its hyperparameter ``slope`` is only a start: the layer learns it, one number in theta.
    kinks : tuple of float
        The z at which the value, the slope or the curvature jumps: a difference across one measures no slope.
    """

    family = "activation"
    derivative_formula: ClassVar[str] = ""
    value_rule: ClassVar[str] = ""
    derivative_rule: ClassVar[str] = ""
    constants: ClassVar[Mapping[str, Term]] = {}
    why: ClassVar[str] = ""
    elementwise: ClassVar[bool] = True
    output_range: ClassVar[tuple[float, float]] = (-math.inf, math.inf)
    probabilities: ClassVar[bool] = False
    learns_slope: ClassVar[bool] = False
    kinks: ClassVar[tuple[float, ...]] = ()

    @property
    def initial_slope(self) -> float:
        """What a learned slope is before the first update."""
        raise NotImplementedError

    def with_slope(self, slope: Array) -> Self:
        """Return the activation with the slope that was learned, shape ``(..., 1, 1)``."""
        raise NotImplementedError

    def slope_derivative(self, z: Array) -> Array:
        """Return da/dslope, in the shape of `z`."""
        raise NotImplementedError

    def value(self, z: Array) -> Array:
        """Return the activations ``a``, in the shape of `z`."""
        raise NotImplementedError

    def derivative(self, z: Array, a: Array) -> Array:
        """Return da/dz, elementwise; at a kink it is PyTorch's choice."""
        raise NotImplementedError

    def backward(self, grad_a: Array, z: Array, a: Array) -> Array:
        """Return dL/dz from ``grad_a`` = dL/da (a vector-Jacobian product), in the shape of `z`."""
        return grad_a * self.derivative(z, a)
