"""AMSGrad."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from core.optimizers.adam import Adam
from core.optimizers.base import frameworks


@dataclass(frozen=True)
class AMSGrad(Adam):
    """Adam that divides by the largest mean square so far, so that its steps never grow again."""

    key, label = "amsgrad", "AMSGrad"
    formula = (
        r"v^{\max}_t = \max(v^{\max}_{t-1}, v_t) \qquad"
        r" \theta_t = \theta_{t-1} - \eta\, \frac{\hat{m}_t}{\sqrt{\hat{v}^{\max}_t} + \epsilon}"
    )
    reference = "Reddi, Kale and Kumar, On the convergence of Adam and beyond, 2018"
    conventions: ClassVar[Mapping[str, str]] = {
        "pytorch": "The largest uncorrected v is kept and then corrected, as in PyTorch.",
        "keras": "The largest uncorrected v is kept, and the learning rate is corrected in its place.",
    }
    keeps_maximum = True

    framework: str = frameworks("pytorch", "keras")
