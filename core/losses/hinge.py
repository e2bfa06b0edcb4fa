"""The hinge loss."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.losses.base import Loss, first_place


@dataclass(frozen=True)
class Hinge(Loss):
    """Demand a margin of 1 on the right side of 0; a target is 1, or -1 or 0 for the other class."""

    key, label = "hinge", "Hinge"
    formula = r"L = c \sum \max(0, 1 - s\, a), \quad s = \begin{cases} 1 & y > 0 \\ -1 & y \le 0 \end{cases}"
    element_rule = (
        r"\begin{cases} \max\left(0, 1 - <(prediction)>\right) & <target> > 0 \\"
        r" \max\left(0, 1 + <(prediction)>\right) & <target> \le 0 \end{cases}"
    )
    gradient_rule = (
        r"\begin{cases} -1 & <target> > 0, <prediction> < 1 \\ 1 & <target> \le 0, <prediction> > -1 \\"
        r" 0 & \text{otherwise} \end{cases}"
    )
    reference = "Cortes and Vapnik, Support-vector networks, 1995"

    def elements(self, prediction: Array, target: Array) -> Array:
        """Return max(0, 1 - s a), with s = 1 for the class and -1 for the other one."""
        return np.maximum(0, 1 - self.side(target) * prediction)

    def element_gradient(self, prediction: Array, target: Array) -> Array:
        """Return -s inside the margin, else 0, also on its edge."""
        side = self.side(target)
        return np.where(side * prediction < 1, -side, 0.0)

    def corners(self, target: Array) -> tuple[Array, ...]:
        """Return the edge of the margin."""
        return (self.side(target),)

    def side(self, target: Array) -> Array:
        """Return 1 where the target is positive, else -1."""
        return np.where(target > 0, 1.0, -1.0)

    def check_target(self, target: Array) -> None:
        """Raise ValueError if a target is none of -1, 0 and 1."""
        place = first_place((target != -1) & (target != 0) & (target != 1))
        if place:
            row, column = place
            raise ValueError(
                f"row {row + 1}, column {column + 1}: the target {target[place]:g} is none of -1, 0 and 1, "
                "which the hinge loss needs"
            )
