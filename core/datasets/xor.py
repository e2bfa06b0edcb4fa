"""The exclusive or."""

from dataclasses import dataclass

import numpy as np

from core.datasets.base import Dataset, Samples


@dataclass(frozen=True)
class Xor(Dataset):
    """Four points that no straight line can separate."""

    key, label = "xor", "XOR"
    formula = r"y = x_1 \oplus x_2"
    reference = "Minsky and Papert, Perceptrons, 1969"

    def make(self) -> Samples:
        """Return the four points with one target of 0 or 1."""
        inputs = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
        targets = np.array([[0.0], [1.0], [1.0], [0.0]])
        return Samples(inputs, targets, ("x1", "x2"), ("x1 xor x2",), ("0", "1"))
