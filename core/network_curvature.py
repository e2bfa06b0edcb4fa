"""The largest curvature of a network's loss at a point: the largest eigenvalue of its Hessian.

The Hessian itself is never made. Its product with a vector is a central difference of the exact gradient, and
Lanczos' method (Golub and Van Loan, Matrix Computations, section 10.1), which is power iteration that forgets
none of its vectors, finds the largest eigenvalue from a few of them.
"""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from core.difference_step import RELATIVE_STEP
from core.network_loss import NetworkLoss

_MOST_PRODUCTS = 100
_ACCURATE = 1e-9  # of the eigenvalue: more digits than the differences have


def hessian_product(whole: NetworkLoss, theta: Array, vector: Array) -> Array:
    """Return the product of the loss's Hessian with a vector, accurate to about nine digits on smooth ground.

    Parameters
    ----------
    whole : NetworkLoss
    theta, vector : array (parameters,)
    """
    step = RELATIVE_STEP * max(1.0, float(np.abs(theta).max())) / float(np.linalg.norm(vector))
    ahead, behind = theta + step * vector, theta - step * vector
    up, down = whole.gradient(np.stack([ahead, behind]))
    with np.errstate(all="ignore"):
        product: Array = (up - down) / (2 * step)
    return product


def largest_curvature(whole: NetworkLoss, theta: Array) -> float:
    """Return the largest second derivative along any direction; NaN where it is no number.

    It is negative on ground that curves downwards along every direction.
    """
    size = theta.size
    basis = np.zeros((min(size, _MOST_PRODUCTS), size))
    vector = np.random.default_rng(0).standard_normal(size)  # any that no eigenvector is at right angles to
    diagonal: list[float] = []
    beside: list[float] = []
    found = np.nan
    for place in range(len(basis)):
        basis[place] = vector / np.linalg.norm(vector)
        product = hessian_product(whole, theta, basis[place])
        if not np.isfinite(product).all():
            return float("nan")
        diagonal.append(float(product @ basis[place]))
        values, vectors = np.linalg.eigh(np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1))
        found = float(values[-1])
        vector = product
        for _ in range(2):  # once leaves rounding behind, in which eigenvalues would come again
            vector = vector - basis[: place + 1].T @ (basis[: place + 1] @ vector)
        beside.append(float(np.linalg.norm(vector)))
        if beside[-1] * abs(vectors[-1, -1]) <= _ACCURATE * np.abs(values).max():
            break
    return found
