"""What one McCulloch-Pitts neuron can do with a truth table: by inhibition, by weights, or not at all."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from core.datasets.base import Samples
from core.neurons.mcculloch_pitts import McCullochPitts, solutions
from core.neurons.separability import separability
from core.number_format import format_number

Counted = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Limits:
    """Why a neuron fails at a truth table, and what would help.

    Attributes
    ----------
    remedy : tuple of int or None
        The fewest inputs, from 0, that have to inhibit so that one neuron can do it; None if none help.
    thresholds : tuple of int
        With which it then can.
    separable : bool
        Whether weights would help: whether a line separates the rows that should fire from the others.
    fire, silent : tuple of (int, int)
        Where no weights help, the proof: rows, from 0, that should fire and rows that should not, with how
        often each is counted, that add up to the same inputs.
    words : str
        All of it in a sentence or two.
    """

    remedy: tuple[int, ...] | None
    thresholds: tuple[int, ...]
    separable: bool
    fire: Counted
    silent: Counted
    words: str


def limits(samples: Samples, inhibition: str = "absolute") -> Limits:
    """Return what one neuron can do with a truth table of 0 and 1.

    Raises
    ------
    ValueError
        As `McCullochPitts.check` says.
    """
    McCullochPitts().check(samples)
    found = solutions(samples, inhibition)
    if found:
        remedy = min(found, key=len)
        return Limits(remedy, found[remedy], True, (), (), _remedy_words(remedy, found[remedy]))
    answer = separability(samples.inputs, samples.targets[:, 0])
    if answer.separable:
        return Limits(None, (), True, (), (), _WEIGHTS)
    fire, silent = _balance(answer.shares, samples)
    return Limits(None, (), False, fire, silent, _balance_words(samples, fire, silent))


_WEIGHTS = (
    "No choice of inhibitory inputs does it, because all inputs count the same. Weights would: a line "
    "separates the rows, and a perceptron finds it."
)


def _remedy_words(remedy: tuple[int, ...], thresholds: tuple[int, ...]) -> str:
    by = f"the threshold {format_number(thresholds[0])}"
    if not remedy:
        return f"One neuron with excitatory inputs can do it, with {by}."
    which = " and ".join(str(number + 1) for number in remedy)
    inputs = f"input {which} inhibits" if len(remedy) == 1 else f"inputs {which} inhibit"
    return (
        "With excitatory inputs alone the sum can only rise when an input goes on, and here the answer has "
        f"to fall. One neuron can do it if {inputs}, with {by}."
    )


def _balance(shares: dict[int, Fraction], samples: Samples) -> tuple[Counted, Counted]:
    """Return the shares of a proof as whole numbers, of the rows that should fire and of the others."""
    common = math.lcm(*(share.denominator for share in shares.values()))
    counted = [(row, int(share * common)) for row, share in sorted(shares.items())]
    wanted = samples.targets[:, 0]
    return (
        tuple(one for one in counted if wanted[one[0]] == 1),
        tuple(one for one in counted if wanted[one[0]] == 0),
    )


def _balance_words(samples: Samples, fire: Counted, silent: Counted) -> str:
    should, should_not = (_added(samples, rows) for rows in (fire, silent))
    return (
        f"No weights and no threshold do it, and no inhibition: {should}, which should fire, add up to the "
        f"same inputs as {should_not}, which should not. So their sums are equal, too, and cannot all be on "
        "one side and all on the other. Two layers can."
    )


def _added(samples: Samples, rows: Counted) -> str:
    names = []
    for row, times in rows:
        name = f"({', '.join(format_number(x) for x in samples.inputs[row].tolist())})"
        names.append(name if times == 1 else f"{times} times {name}")
    return " and ".join(names)
