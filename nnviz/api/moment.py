"""A moment of an update: its numbers, its step explained, its figures."""

from __future__ import annotations

from copy import deepcopy
from functools import cached_property
from typing import TYPE_CHECKING, Any

from core import explain
from core.trace_layout import PHASES
from nnviz.api.errors import Error
from nnviz.api.figure import Figure, ready_to_draw
from nnviz.project.errors import ProjectError
from nnviz.update_values import update_values

if TYPE_CHECKING:
    from nnviz import moment as moments

_DIGITS = 4


class Moment:
    """One moment of an update; `Project.at` makes one. It shows itself as the network at that moment.

    Attributes
    ----------
    name : str
        The project's.
    """

    def __init__(self, moment: moments.Moment, name: str) -> None:
        self.name = name
        self._moment = moment

    def __repr__(self) -> str:
        return f"<Moment of {self.name}: update {self.update}, step {self.step} of {self.steps}>"

    def _repr_svg_(self) -> str:
        return self.figure("network")._repr_svg_()

    @property
    def update(self) -> int:
        """The number of the update."""
        return self._moment.update_number

    @property
    def step(self) -> int:
        """The step just done; -1 before the first one."""
        return self._moment.step

    @property
    def steps(self) -> int:
        """How many steps the update has."""
        return len(self._moment.trace)

    @property
    def phases(self) -> dict[str, range]:
        """The steps of each phase of the update: ``forward``, ``loss``, ``backward``, ``update``."""
        return {phase: self._moment.trace.phase(phase) for phase in PHASES}

    @cached_property
    def values(self) -> dict[str, Any]:
        """Every number of the update by the names of ``nnviz values --json``, as arrays: `update_values`."""
        return deepcopy(update_values(self._moment.update))  # to be changed freely

    @property
    def explanation(self) -> Explanation:
        """The step just done in words, in symbols and with its numbers.

        Raises
        ------
        Error
            Before the first step.
        """
        if self.step < 0:
            raise Error(f"{self.name}: there is nothing to explain before step 0")
        return Explanation(explain.explain(self._moment.trace, self.step, self._moment.sample))

    def figure(self, panel: str = "network", theme: str = "print", digits: int = _DIGITS) -> Figure:
        """Return a panel's figure.

        Parameters
        ----------
        panel : str
            One of `panels`.
        theme : str
            ``print``, ``light`` or ``dark``.
        digits : int
            Significant digits of its numbers.

        Raises
        ------
        Error
            If there is no such panel or theme, or the project's race cannot be run.
        """
        ready_to_draw()
        from nnviz.figures import catalogue
        from nnviz.figures.on_paper import OnPaper
        from nnviz.figures.style import STYLES

        for what, name, known in (("panel", panel, catalogue.panel_names()), ("theme", theme, tuple(STYLES))):
            if name not in known:
                raise Error(f"unknown {what} {name!r}; known are {', '.join(known)}")
        style = STYLES[theme].with_digits(digits)
        try:
            picture = catalogue.picture(panel, self._moment, style)
        except ProjectError as error:  # a race that cannot be run
            raise Error(f"{self.name}: {error}") from error
        return Figure(OnPaper(picture, style), f"{self.name}: {catalogue.title(panel)}", style.surface)


class Explanation:
    """One step, explained; it shows itself as its formula.

    Attributes
    ----------
    title, why : str
        What is computed, and by which rule.
    result : float
        The recorded number.
    symbols : str
        LaTeX of the formula.
    """

    def __init__(self, told: explain.Explanation) -> None:
        self._told = told
        self.title, self.why, self.result = told.title, told.why, told.result
        self.symbols = told.symbols.latex

    def __repr__(self) -> str:
        return f"<Explanation {self.title}: {self.result!r}>"

    def _repr_latex_(self) -> str:
        return rf"$$\begin{{gathered}} {self.symbols} \\ {self.numbers()} \end{{gathered}}$$"

    def numbers(self, digits: int = _DIGITS) -> str:
        """Return LaTeX of the formula with its numbers."""
        return self._told.numbers(digits).latex
