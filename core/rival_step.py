"""One step of a rival in slow motion: every quantity of its rule, along x and along y."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.arrays import Array
from core.explain.explanation import Explanation
from core.explain.notation import hyper_terms
from core.formula import Source, Term
from core.landscape import Terrain
from core.optimizers.base import Optimizer, Quantity
from core.race import NO_NOISE, Runs
from core.rival import Noise, Rival

AXES = ("x", "y")
_SLOPE = Quantity("g", "g_t", r"<slope>", "which way is up, and how steep it is here")
_NOISY_SLOPE = Quantity(
    "g", "g_t", r"<slope> + <(noise)>", "the slope here and the noise that every rival is given in this step"
)


@dataclass(frozen=True, eq=False)
class RivalStep:
    """A step with every number of it.

    Attributes
    ----------
    rival : Rival
    number : int
        Which step, from 0; the rule counts from 1.
    place : array (2,)
        Where it starts.
    slope : array (2,)
        The exact gradient there.
    noise : array (2,) or None
        What is added to it; None without noise.
    slots : mapping of str to array (2,)
        What the optimizer remembered before the step.
    """

    rival: Rival
    number: int
    place: Array
    slope: Array
    noise: Array | None
    slots: Mapping[str, Array]

    @property
    def optimizer(self) -> Optimizer:
        """The optimizer with the learning rate of this step."""
        return self.rival.optimizer_at(self.number)

    @property
    def gradient(self) -> Array:
        """What the optimizer is given."""
        return self.slope if self.noise is None else self.slope + self.noise

    def quantities(self) -> tuple[Quantity, ...]:
        """Return what is computed in the step, in its order: the gradient first, theta last."""
        first = _SLOPE if self.noise is None else _NOISY_SLOPE
        return first, *self.rival.optimizer.quantities()

    @cached_property
    def values(self) -> Mapping[str, Array]:
        """Every quantity by name, shape (2,)."""
        with np.errstate(all="ignore"):
            rule = self.optimizer.rule(self.gradient, self.slots, self.place, self.number + 1)
        return {"g": self.gradient, **rule}

    @property
    def rates(self) -> Array:
        """The effective learning rate along each axis, change over gradient; NaN where there is no slope."""
        with np.errstate(all="ignore"):
            rates: Array = -self.values["change"] / self.gradient
        return np.where(self.gradient == 0, np.nan, rates)

    def explain(self, name: str, axis: int) -> Explanation:
        """Explain one quantity along an axis (0 for x, 1 for y) in words, in symbols and with its numbers."""
        quantities = self.quantities()
        number = [quantity.name for quantity in quantities].index(name)
        optimizer, declared = self.optimizer, quantities[number]
        symbols = {**optimizer.symbols(), "g": "g_t"}
        before = {"theta_old": self.place} | {f"{slot}_old": old for slot, old in self.slots.items()}
        earlier = {quantity.name: self.values[quantity.name] for quantity in quantities[:number]}
        terms = {
            key: Term(_along(symbols[key], axis), float(value[axis]), Source(key, 0, axis))
            for key, value in {**before, **earlier}.items()
        }
        slope = rf"\frac{{\partial f}}{{\partial {AXES[axis]}}}"
        terms["slope"] = Term(slope, float(self.slope[axis]), Source("slope", 0, axis))
        if self.noise is not None:
            terms["noise"] = Term(rf"\xi_{{{AXES[axis]}}}", float(self.noise[axis]), Source("noise", 0, axis))
        return Explanation(
            number,
            f"{optimizer.label}: {_in_words(name)} along {AXES[axis]}",
            f"{declared.why[:1].upper()}{declared.why[1:]}.",
            _along(declared.symbol, axis),
            (declared.rule,),
            {**hyper_terms(optimizer), **terms, "t": Term("t", float(self.number + 1))},
            float(self.values[name][axis]),
            Source(name, 0, axis),
        )


class RivalSteps:
    """The steps of one rival from one start, each with its numbers.

    What the optimizer remembers is found by running the rule again over the recorded places, once, as far as
    it is asked for.

    Parameters
    ----------
    terrain : Terrain
    runs : Runs
        From one start.
    rival : int
    noise : Noise
        That of the race.
    """

    def __init__(self, terrain: Terrain, runs: Runs, rival: int, noise: Noise = NO_NOISE) -> None:
        self._terrain = terrain
        self._path = runs.paths[rival]
        self._rival = runs.rivals[rival]
        self._length = runs.length(rival) - 1
        self._noise = noise.draw(runs.steps) if noise.spread else None
        self._slots: list[Mapping[str, Array]] = [self._rival.optimizer.init(self._path[0])]

    def __len__(self) -> int:
        """How many steps lead to a number, and the one that does not."""
        return min(self._length + 1, len(self._path) - 1)

    def __getitem__(self, number: int) -> RivalStep:
        if not 0 <= number < len(self):
            raise IndexError(f"the rival has steps 0 to {len(self) - 1}, and no step {number}")
        while len(self._slots) <= number:
            values = self._step(len(self._slots) - 1).values
            self._slots.append({slot: values[slot] for slot in self._rival.optimizer.slots()})
        return self._step(number)

    def _step(self, number: int) -> RivalStep:
        place = self._path[number]
        with np.errstate(all="ignore"):
            slope = np.stack(self._terrain.gradient(place[0], place[1]))
        noise = None if self._noise is None else self._noise[number]
        return RivalStep(self._rival, number, place, slope, noise, self._slots[number])


def _along(symbol: str, axis: int) -> str:
    """Return a quantity's symbol along an axis: the place itself is written as x or y."""
    own = symbol.replace(r"\theta", f" {AXES[axis]}")
    return own.strip() if own != symbol else rf"{{{symbol}}}^{{({AXES[axis]})}}"


def _in_words(name: str) -> str:
    return {"g": "gradient", "theta": "new place"}.get(name, name.replace("_", " "))
