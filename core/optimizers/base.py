"""What every optimizer declares and can do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from core.arrays import Array
from core.hyper import hyper
from core.registry import Member

CHANGE_WHY = "what is added to the parameter: against the gradient, so that the loss falls"
THETA_WHY = "the parameter after this update"


@dataclass(frozen=True)
class Quantity:
    """One named quantity of an optimizer's rule.

    Attributes
    ----------
    name : str
        Its name in `Optimizer.rule`; a slot keeps its own.
    symbol : str
        LaTeX.
    rule : str
        Template of `core.formula`. It may read ``<g>`` (the gradient), ``<theta_old>``, ``<NAME_old>`` of a
        slot, earlier quantities, hyperparameters by name, and ``<t>`` (the update's number, from 1). A
        leading minus is ``{-}``, which keeps its place after the equals sign.
    why : str
        What it is for, in a few words for a student.
    """

    name: str
    symbol: str
    rule: str
    why: str = ""


CHANGE_SYMBOL = r"\Delta\theta_t"
THETA = Quantity("theta", r"\theta_t", "<theta_old> + <(change)>", THETA_WHY)


def change_by(rule: str) -> Quantity:
    """Return the quantity that is added to the parameter."""
    return Quantity("change", CHANGE_SYMBOL, rule, CHANGE_WHY)


def frameworks(*choices: str) -> Any:
    """Declare whose arithmetic and defaults there are; "text" is the lecture notes that NNViz goes with."""
    return hyper("pytorch", choices=choices, help="whose arithmetic and defaults, where they differ")


@dataclass(frozen=True)
class Optimizer(Member):
    """A rule that turns gradients into changes of the parameters, elementwise over ``(..., n)``.

    Attributes
    ----------
    conventions : mapping
        For each framework, one sentence about what is its own in the rule.
    """

    family = "optimizer"
    conventions: ClassVar[Mapping[str, str]] = {}

    framework: str = frameworks("pytorch", "keras")

    @property
    def convention(self) -> str:
        """One sentence on what the chosen framework does its own way, for the screen."""
        return self.conventions.get(self.framework, "")

    def slots(self) -> tuple[str, ...]:
        """Return the names of the arrays that are kept from one update to the next."""
        return ()

    def init(self, theta: Array) -> dict[str, Array]:
        """Return the slots before the first update, each in the shape of `theta`."""
        return {slot: np.zeros_like(theta) for slot in self.slots()}

    def rule(self, gradient: Array, state: Mapping[str, Array], theta: Array, t: int) -> dict[str, Array]:
        """Compute one update.

        Parameters
        ----------
        gradient, theta : array, shape (..., n)
            dL/dtheta and the parameters before the update.
        state : mapping
            The slots before the update.
        t : int
            The number of the update, counted from 1.

        Returns
        -------
        dict
            The named quantities in the order of `quantities`: the new slots under their names,
            ``change`` (what is added to theta) and, last, ``theta``.
        """
        raise NotImplementedError

    def quantities(self) -> tuple[Quantity, ...]:
        """Return the quantities of this configuration's `rule`, in its order."""
        raise NotImplementedError

    def update(
        self, gradient: Array, state: Mapping[str, Array], theta: Array, t: int
    ) -> tuple[Array, dict[str, Array]]:
        """Return the parameters and the slots after update number `t`."""
        values = self.rule(gradient, state, theta, t)
        return values["theta"], {slot: values[slot] for slot in self.slots()}

    def symbols(self) -> dict[str, str]:
        """Return the LaTeX symbol of every name that this configuration's templates may read."""
        own = {quantity.name: quantity.symbol for quantity in self.quantities()}
        old = {f"{name}_old": own[name].replace("_t", "_{t-1}") for name in (*self.slots(), "theta")}
        declared = {hyper.name: hyper.symbol for hyper in self.hypers() if hyper.symbol}
        return {"g": "g_t", "t": "t"} | declared | old | own
