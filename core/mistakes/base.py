"""What every mistake declares and can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.arrays import Array
from core.checking.situation import Situation
from core.checking.student import LayerStep, Steps, Work
from core.hyper import hyper
from core.registry import Member
from core.task import Task

EVERY = 0  # as a layer: every layer where the mistake can be made


@dataclass(frozen=True)
class Mistake(Member):
    """A step of backpropagation done wrong: planted by `plant`, and recognised by what it changes.

    Attributes
    ----------
    difference : str
        What tells a student's numbers from the right ones, to follow "yours equals ours".
    why : str
        What goes wrong and how one notices, in a sentence or two for a student.
    right, formula : str
        What should be computed, and what is, as LaTeX; ``<l>``, ``<before>`` and ``<after>`` stand for the
        layer, the one before it and the one after it.
    wraps : bool
        Whether it changes what another step gives; else it takes that step's place.
    carries : bool
        Whether it goes on with the gradient of the update before.
    """

    family = "mistake"
    difference: ClassVar[str] = ""
    why: ClassVar[str] = ""
    right: ClassVar[str] = ""
    wraps: ClassVar[bool] = False
    carries: ClassVar[bool] = False

    @classmethod
    def fits(cls, at: Situation) -> bool:
        """Tell whether the mistake can be made there, seen or unseen."""
        return True

    @classmethod
    def candidates(cls, at: Situation) -> list[Mistake]:
        """Return the mistake at every place where it can be made."""
        return [cls()] if cls.fits(at) else []

    def is_possible(self, at: Situation) -> bool:
        """Tell whether this very mistake can be made there."""
        return self.fits(at)

    def plant(self, steps: Steps) -> Steps:
        """Return the steps with the mistake among them."""
        raise NotImplementedError

    def trains(self, task: Task) -> bool:
        """Tell whether NumPy can go on to train with it: its shapes fit those of the parameters."""
        return True

    @property
    def place(self) -> str:
        """Where it is made, in words; empty where it has no layer."""
        return ""

    @property
    def name(self) -> str:
        """What it is and where it is made."""
        return f"{self.label} {self.place}".rstrip()

    @property
    def sentence(self) -> str:
        """What tells the numbers from the right ones and where, to follow "yours equals ours"."""
        return f"{self.difference} {self.place}".rstrip()

    def formulas(self) -> tuple[str, str]:
        """Return the right and the wrong formula with the layer's number in them."""
        return self.right, self.formula


@dataclass(frozen=True)
class LayerMistake(Mistake):
    """A mistake that can be made at one layer or at every one."""

    layer: int = hyper(EVERY, low=0, help="the layer, from 1; 0 for every layer where it can be made")

    @classmethod
    def layers(cls, at: Situation) -> tuple[int, ...]:
        """Return the layers where the mistake can be made."""
        return tuple(range(1, at.network.depth + 1))

    @classmethod
    def fits(cls, at: Situation) -> bool:
        """Tell whether there is such a layer."""
        return bool(cls.layers(at))

    @classmethod
    def candidates(cls, at: Situation) -> list[Mistake]:
        """Return the mistake at each layer, and at every one if there are several."""
        layers = cls.layers(at)
        return [cls(layer) for layer in (*layers, *([EVERY] if len(layers) > 1 else []))]

    def is_possible(self, at: Situation) -> bool:
        """Tell whether it can be made at its layer, or at any if it is made at every one."""
        return self.layer in self.layers(at) or (self.layer == EVERY and self.fits(at))

    def covers(self, work: Work, layer: int) -> bool:
        """Tell whether the mistake is made at `layer`."""
        return layer in self.layers(work.at) and self.layer in (EVERY, layer)

    def here(self, right: LayerStep, wrong: LayerStep) -> LayerStep:
        """Return a step that is wrong at the mistake's layer and right elsewhere."""

        def step(work: Work, layer: int) -> Array:
            return wrong(work, layer) if self.covers(work, layer) else right(work, layer)

        return step

    @property
    def place(self) -> str:
        """The layer in words."""
        return "at every layer" if self.layer == EVERY else f"at layer {self.layer}"

    def formulas(self) -> tuple[str, str]:
        """Return the right and the wrong formula, with the layer's number or the letter l."""
        if self.layer == EVERY:
            names = {"<l>": "l", "<before>": "l-1", "<after>": "l+1"}
        else:
            layer = self.layer
            names = {"<l>": f"{layer}", "<before>": f"{layer - 1}", "<after>": f"{layer + 1}"}
        return _filled(self.right, names), _filled(self.formula, names)


def _filled(formula: str, names: dict[str, str]) -> str:
    for name, text in names.items():
        formula = formula.replace(name, text)
    return formula
