"""AdamW."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from core.optimizers.adam import Adam
from core.optimizers.base import frameworks
from core.optimizers.pieces import decay


@dataclass(frozen=True)
class AdamW(Adam):
    """Adam whose weight decay pulls at the parameter directly, whatever the gradients were."""

    key, label = "adamw", "AdamW"
    formula = (
        r"\theta_t = \theta_{t-1} - \eta \lambda\, \theta_{t-1}"
        r" - \eta\, \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}"
    )
    reference = "Loshchilov and Hutter, Decoupled weight decay regularization, 2019"

    conventions: ClassVar[Mapping[str, str]] = {
        "pytorch": "Adam as PyTorch has it, with a decay of 0.01.",
        "keras": "Adam as Keras has it, with a decay of 0.004.",
    }

    framework: str = frameworks("pytorch", "keras")
    weight_decay: float = decay(0.01, keras=0.004)

    @property
    def decoupled(self) -> bool:
        """Whether weight decay acts on the parameter directly: always."""
        return True
