"""AdamW."""

from dataclasses import dataclass

from core.hyper import hyper
from core.optimizers.adam import Adam


@dataclass(frozen=True)
class AdamW(Adam):
    """Adam whose weight decay pulls at the parameter directly, whatever the gradients were."""

    key, label = "adamw", "AdamW"
    formula = (
        r"\theta_t = \theta_{t-1} - \eta \lambda\, \theta_{t-1}"
        r" - \eta\, \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}"
    )
    reference = "Loshchilov and Hutter, Decoupled weight decay regularization, 2019"

    weight_decay: float = hyper(
        0.01,
        r"\lambda",
        low=0,
        high=1,
        help="pull towards zero per update, times the learning rate",
        by_framework={"keras": 0.004},
    )

    @property
    def decoupled(self) -> bool:
        """Whether weight decay acts on the parameter directly: always."""
        return True
