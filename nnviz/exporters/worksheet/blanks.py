"""Which numbers of a worksheet can be left out, in groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nnviz.exporters.worksheet.errors import SheetError


class Group(NamedTuple):
    """Numbers that are left out together: what they are called, and their quantities as in `Source`."""

    label: str
    help: str
    quantities: tuple[str, ...] = ()


GROUPS = {
    "z": Group("z", "weighted sums", ("z",)),
    "a": Group(
        "a", "activations, and what belongs to them", ("a", "dropped", "exponential", "exponential_sum")
    ),
    "loss": Group("L", "losses of the outputs, and the loss", ("loss_term", "data_loss", "penalty", "loss")),
    "delta": Group(
        "δ", "deltas, with dL/da and slopes", ("grad_a", "grad_dropped", "derivative", "chain_delta", "delta")
    ),
    "gradient": Group(
        "dL/dw",
        "gradients of weights and biases",
        ("weight_gradient", "bias_gradient", "slope_gradient"),
    ),
    # The optimizer names its own quantities: all that belong to no other group.
    "new": Group("new w", "new weights and biases, and the optimizer's numbers on the way there"),
}


def group_of(quantity: str) -> str:
    """Return the key of the group that a computed quantity belongs to."""
    return next((key for key, group in GROUPS.items() if quantity in group.quantities), "new")


def groups(names: Sequence[str]) -> tuple[str, ...]:
    """Return the keys of groups in their order, each once.

    Raises
    ------
    SheetError
        If there is no such group, or none is named.
    """
    for name in names:
        if name not in GROUPS:
            raise SheetError(f"unknown blanks {name!r}; known are {', '.join(GROUPS)}")
    if not names:
        raise SheetError("a worksheet without blanks is none: choose what is left out")
    return tuple(key for key in GROUPS if key in names)
