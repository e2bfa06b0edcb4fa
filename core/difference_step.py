"""How far a number is moved to measure a derivative by central differences.

``(L(p + h) - L(p - h)) / 2h`` has an error of order h^2 plus rounding of order eps / h;
``h = eps^(1/3)`` times the size of p balances the two (Press et al., Numerical Recipes, section 5.7).
"""

from __future__ import annotations

from typing import Any

import numpy as np

RELATIVE_STEP = float(np.cbrt(np.finfo(np.float64).eps))

_LEAST = 8  # units of the last digit


def step_of(value: Any, scale: Any = 1.0) -> Any:
    """Return a step for numbers of any shape; a smaller scale makes it shorter, but never 0."""
    size = np.abs(value)
    return exact(value, np.maximum(scale * RELATIVE_STEP * np.maximum(1.0, size), _LEAST * np.spacing(size)))


def step_of_probability(value: float, target: float) -> float:
    """Return a step that is small beside the distance to where a logarithm of the loss becomes infinite."""
    to_zero = value if target > 0 else 1.0
    to_one = 1 - value if target < 1 else 1.0
    room = min(to_zero, to_one)
    if room <= 0:  # the loss holds the logarithm there
        return float(step_of(value))
    return float(exact(value, max(RELATIVE_STEP * room, _LEAST * float(np.spacing(value)))))


def exact(value: Any, step: Any) -> Any:
    """Return a step near the one given that is exact in floating point: value + step - value == step."""
    return (value + step) - value
