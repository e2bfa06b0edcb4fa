"""Weights that turn without stretching."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.hyper import hyper
from core.initializers.base import Initializer


@dataclass(frozen=True)
class Orthogonal(Initializer):
    """Draw rows or columns at right angles to one another, all of the same length: signals keep theirs."""

    key, label = "orthogonal", "Orthogonal"
    formula = (
        r"\begin{cases} W^T W = c^2 I & n_{\mathrm{in}} \ge n_{\mathrm{out}} \\"
        r" W W^T = c^2 I & n_{\mathrm{in}} < n_{\mathrm{out}} \end{cases}"
    )
    spread_formula = "c"
    reference = "Saxe, McClelland and Ganguli, Exact solutions to the nonlinear dynamics of learning, 2014"

    gain: float = hyper(1.0, "c", low=0, high=100, help="the length that a signal of length 1 gets")

    def sample(self, generator: np.random.Generator, fan_in: int, fan_out: int) -> Array:
        """Return the orthogonal part of a random matrix, evenly over all such matrices (QR, signs fixed)."""
        tall = generator.normal(0, 1, (max(fan_in, fan_out), min(fan_in, fan_out)))
        q, r = np.linalg.qr(tall)
        turned: Array = self.gain * q * np.where(np.diag(r) < 0, -1.0, 1.0)
        return turned if fan_in >= fan_out else turned.T
