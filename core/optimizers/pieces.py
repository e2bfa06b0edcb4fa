"""Declarations that several optimizers share."""

from typing import Any

from core.hyper import hyper
from core.optimizers.base import Quantity

NEARLY_ONE = 0.999999  # a memory of exactly 1 would never forget its start at zero

M_HAT = Quantity(
    "m_hat", r"\hat{m}_t", r"\frac{<m>}{1 - {<(beta1)>}^{<t>}}", "corrected, because m started at zero"
)


PENALISED = Quantity(
    "penalised",
    r"\tilde{g}_t",
    r"<g> + <weight_decay> \cdot <(theta_old)>",
    "the gradient of the loss with a penalty on large parameters",
)
DECAY = Quantity(
    "decay",
    "d_t",
    r"{-}<learning_rate> \cdot <weight_decay> \cdot <(theta_old)>",
    "weight decay: a pull towards zero, apart from the gradient",
)


def rate(default: float, **by_framework: float) -> Any:
    """Declare a learning rate."""
    return hyper(default, r"\eta", low=0, high=100, log=True, help="step size", by_framework=by_framework)


def memory(default: float, symbol: str, what: str, **by_framework: float) -> Any:
    """Declare the memory of a running mean, in [0, 1)."""
    return hyper(
        default, symbol, low=0, high=NEARLY_ONE, help=f"memory of the {what}", by_framework=by_framework
    )


def decay(default: float, **by_framework: float) -> Any:
    """Declare a weight decay."""
    return hyper(
        default,
        r"\lambda",
        low=0,
        high=1,
        help="pull of the parameters towards zero",
        by_framework=by_framework,
    )


def small(default: float, keras: float = 1e-7) -> Any:
    """Declare an epsilon; the text names none, and its code calls Keras."""
    return hyper(
        default,
        r"\epsilon",
        low=0,
        high=1,
        low_open=True,
        log=True,
        help="keeps the division finite",
        by_framework={"keras": keras, "text": keras},
    )


def first_moment(gradient: str = "g") -> Quantity:
    """Return the running mean of the quantity called `gradient`."""
    rule = rf"<beta1> \cdot <(m_old)> + \left(1 - <beta1>\right) \cdot <({gradient})>"
    return Quantity("m", "m_t", rule, "the running mean of the gradient: its usual direction")


def second_moment(memory: str = "beta2", gradient: str = "g") -> Quantity:
    """Return the running mean of the squared `gradient`, with the hyperparameter `memory`."""
    rule = rf"<{memory}> \cdot <v_old> + \left(1 - <{memory}>\right) \cdot \left(<{gradient}>\right)^2"
    return Quantity("v", "v_t", rule, "the running mean of the squared gradient: its usual size")


def second_moment_corrected(spread: str = "v") -> Quantity:
    """Return the quantity called `spread` divided by the weight that its mean has gathered."""
    rule = rf"\frac{{<{spread}>}}{{1 - {{<(beta2)>}}^{{<t>}}}}"
    return Quantity("v_hat", r"\hat{v}_t", rule, "corrected, because v started at zero")
