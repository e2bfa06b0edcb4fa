"""What the window has to show: worked out anew from the project, the update and the step, by `core` alone.

Nothing that the program has computed is used. How training goes on from an edit is said once more in
`stretches.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from core.arrays import Array
from core.checking.planting import Planting, planted_update
from core.explain import Explanation, explain
from core.formula import Source
from core.network import Network
from core.number_format import format_number
from core.trace import Trace
from core.trace_values import TraceValues
from core.training import Point, Task, Update
from nnviz.moment import Selection
from nnviz.project.model import Project
from nnviz.segments import Segment
from nnviz.session import Cursor, Session
from tests.nnviz.afresh import Afresh
from tests.nnviz.walks.stretches import Stretch, Stretches

PENDING = "…"


class Sought(NamedTuple):
    """Where a search for a breakpoint that hits has begun, and which way it went: 1 forward, -1 back."""

    cursor: Cursor
    direction: int


@dataclass(frozen=True, eq=False)
class Now:
    """One moment, as every view has to show it.

    Attributes
    ----------
    project : Project
    stretch : Stretch
    branches : list of (int, Stretch)
        Those that are listed, each with how deep it lies.
    trace : Trace
    step, sample : int
    selection : Selection
    grain : str
    digits : int
        Of the numbers on the screen.
    sought : Sought or None
        The search for a breakpoint that has led here.
    """

    project: Project
    stretch: Stretch
    branches: list[tuple[int, Stretch]]
    trace: Trace
    step: int
    sample: int
    selection: Selection
    grain: str
    digits: int
    sought: Sought | None

    @property
    def known(self) -> int:
        """How many updates of the stretch were done."""
        return self.stretch.known

    @property
    def task(self) -> Task:
        """What is trained."""
        return self.trace.task

    @property
    def network(self) -> Network:
        """The network."""
        return self.task.network

    @property
    def update(self) -> Update:
        """The update that is looked at."""
        return self.trace.update

    @property
    def number(self) -> int:
        """Its number, from 0."""
        return self.update.before.update

    @property
    def first_update(self) -> int:
        """The number of the stretch's first update."""
        return self.stretch.history.first_update

    @property
    def point(self) -> Point:
        """The parameters that hold: the new ones once the update is finished."""
        finished = self.step == len(self.trace) - 1
        return self.update.after if finished else self.update.before

    @cached_property
    def losses(self) -> Array:
        """The loss of every update done, and of the one that is looked at once that step is done."""
        losses = self.stretch.losses
        if self.knows(Source("loss", self.network.depth)) and self.number == self.first_update + self.known:
            return np.append(losses, self.update.recording.loss)
        return losses

    @cached_property
    def values(self) -> TraceValues:
        """Every number of the update."""
        return TraceValues(self.trace, self.sample)

    def explained(self, step: int) -> Explanation:
        """Explain a step for the sample that is shown."""
        return explain(self.trace, step, self.sample)

    @cached_property
    def explanation(self) -> Explanation | None:
        """The step just done, explained; None before the first."""
        return self.explained(self.step) if self.step >= 0 else None

    def knows(self, source: Source) -> bool:
        """Tell whether a number is computed at this moment."""
        if (
            source.quantity == "derivative"
            and not self.network.layers[source.layer - 1].activation.elementwise
        ):
            return False  # softmax has none: what is shown of it is a matrix
        return self.trace.step_of(source) <= self.step

    def text(self, value: float) -> str:
        """Return a number as the screen writes it."""
        return format_number(value, self.digits)

    def hold_number(self, text: str, source: Source) -> None:
        """Hold a text, behind whatever mark, to the number of its place: there, rounded, or not there yet."""
        if not self.knows(source):
            assert text in ("", PENDING), f"{text!r} stands at {source}, which is not computed yet"
            return
        value = self.values.read(source)
        rounded = [format_number(value, digits) for digits in range(1, self.digits + 1)]
        assert text.split(" ")[-1] in rounded, f"{text!r} stands at {source}, which is {value!r}"

    def hold_parameter(self, source: Source) -> None:
        """Hold the place of a parameter to the time: the old one until its new value is computed."""
        if source.quantity in ("weight", "bias", "slope"):
            new = replace(source, quantity="theta")
            assert not self.knows(new), f"{source} is shown after {new} was computed"


class Truth:
    """Follows a session through its moves, and knows what has to be shown after each of them.

    Parameters
    ----------
    session : Session
        Of whose numbers none is used: it tells where it stands, how far it went, and what is chosen.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._stretches = Stretches(session)
        self._checked: Update | None = None

    def follow(self, opened: Segment | None = None) -> None:
        """Take in a move: has to be called after each; `opened` is the branch that it went to, if any."""
        self._stretches.follow(opened)

    def look(self, digits: int, sought: Sought | None = None) -> Now:
        """Return what has to be shown now; `sought` is the search that has led here, if it was one."""
        session, stretch = self._session, self._stretches.current
        trace = stretch.trace(session.cursor.update)
        self._check(trace)
        return Now(
            project=self._stretches.project,
            stretch=stretch,
            branches=self._stretches.branches(),
            trace=trace,
            step=session.cursor.step,
            sample=min(session.selection.sample, len(trace.update.batch) - 1),
            selection=session.selection,
            grain=session.grain,
            digits=digits,
            sought=sought,
        )

    # Inside

    def _check(self, trace: Trace) -> None:
        """Hold an update, once, to the plain passes or, with mistakes planted, to the steps of a student."""
        if trace.update is self._checked:
            return
        self._checked, task, recorded = trace.update, trace.task, trace.update.recording
        with np.errstate(all="ignore"):
            if task.planted is None:
                plain = Afresh(trace, 0).recording
            else:
                assert isinstance(task.planted, Planting)
                right = replace(task, planted=None)
                plain = planted_update(right, trace.update.before, task.planted.mistakes).recording
        np.testing.assert_allclose(recorded.loss, plain.loss, rtol=1e-12)
        np.testing.assert_allclose(recorded.prediction, plain.prediction, rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(recorded.gradient, plain.gradient, rtol=1e-10, atol=1e-14)
