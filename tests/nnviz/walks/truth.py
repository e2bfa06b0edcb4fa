"""What the window has to show: worked out anew from the project, the update and the step, by `core` alone.

Nothing that the program has computed is used. How training goes on from an edit is said here once more: the
rules of `nnviz.segments`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from core.arrays import Array
from core.explain import Explanation, explain
from core.formula import Source
from core.history import History
from core.network import Network
from core.number_format import format_number
from core.statistics import layer_norms
from core.trace import Trace
from core.trace_values import TraceValues
from core.training import Point, Task, Update, run_update
from nnviz.document import MOST_EDITS
from nnviz.moment import Selection
from nnviz.project.model import Project
from nnviz.session import Cursor, Session
from tests.nnviz.afresh import Afresh

PENDING = "…"


class Stretch:
    """A project's training, run again by an engine of its own."""

    def __init__(self, project: Project, first: Point) -> None:
        self.project = project
        self.history = History(replace(project.task), first)
        self._norms: dict[int, Array] = {}

    def trace(self, update: int) -> Trace:
        """Return an update."""
        return Trace(self.history.task, self.history.update(update))

    def norms(self, update: int) -> Array:
        """Return how long each layer's gradient is in an update."""
        if update not in self._norms:
            done = run_update(self.history.task, self.history.point(update))
            self._norms[update] = layer_norms(self.history.task.network, done.recording.gradient)
        return self._norms[update]


@dataclass(frozen=True, eq=False)
class Now:
    """One moment, as every view has to show it.

    Attributes
    ----------
    stretch : Stretch
    trace : Trace
    step, sample : int
    selection : Selection
    grain : str
    digits : int
        Of the numbers on the screen.
    known : int
        How many updates of the stretch were done.
    """

    stretch: Stretch
    trace: Trace
    step: int
    sample: int
    selection: Selection
    grain: str
    digits: int
    known: int

    @property
    def project(self) -> Project:
        """The project."""
        return self.stretch.project

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
        history = self.stretch.history
        history.point(self.first_update + self.known)
        losses = history.losses[: self.known]
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
        project = session.document.project
        self._stretch = Stretch(project, project.first_point())
        self._known = {id(project): self._stretch}
        self._cursor = session.cursor
        self._checked: Update | None = None

    def follow(self) -> None:
        """Take in a move: has to be called after each."""
        project = self._session.document.project
        stretch = self._known.pop(id(project), None) or Stretch(project, self._beginning_of(project))
        if stretch is not self._stretch:
            self._stretch.history.rest(0)
        self._known[id(project)] = self._stretch = stretch
        self._cursor = self._session.cursor
        while len(self._known) > MOST_EDITS + 1:
            self._known.pop(next(iter(self._known)))

    def look(self, digits: int) -> Now:
        """Return what has to be shown now."""
        session = self._session
        trace = self._stretch.trace(session.cursor.update)
        self._check(trace)
        return Now(
            stretch=self._stretch,
            trace=trace,
            step=session.cursor.step,
            sample=min(session.selection.sample, len(trace.update.batch) - 1),
            selection=session.selection,
            grain=session.grain,
            digits=digits,
            known=len(session.history.losses),
        )

    # Inside

    def _beginning_of(self, project: Project) -> Point:
        """Return where the training of a project begins that was edited at the cursor."""
        former = self._stretch.project
        if not _goes_on(former, project):
            return project.first_point()
        point = self._point_at(self._cursor)
        given = project.network.theta
        theta = point.theta if given is None or given == former.network.theta else given.array
        assert np.count_nonzero(theta != point.theta) <= 1, "an edit of one parameter changed others"
        if type(project.optimizer) is type(former.optimizer) and set(point.state) == set(
            project.optimizer.slots()
        ):
            return replace(point, theta=theta)
        return replace(point, theta=theta, state=project.optimizer.init(theta), optimizer_steps=0)

    def _point_at(self, cursor: Cursor) -> Point:
        """Return the point that an edit goes on from: the end of an update that is finished."""
        trace = self._stretch.trace(cursor.update)
        finished = cursor.step == len(trace) - 1 and not self._stretch.history.divergence_at(cursor.update)
        return trace.update.after if finished else trace.update.before

    def _check(self, trace: Trace) -> None:
        """Hold an update to the plain passes, once."""
        if trace.update is self._checked:
            return
        self._checked, plain = trace.update, Afresh(trace, 0).recording
        recorded = trace.update.recording
        np.testing.assert_allclose(recorded.loss, plain.loss, rtol=1e-12)
        np.testing.assert_allclose(recorded.prediction, plain.prediction, rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(recorded.gradient, plain.gradient, rtol=1e-10, atol=1e-14)


def _goes_on(before: Project, after: Project) -> bool:
    """Tell whether an edit leaves the shape, the data and where the parameters come from as they were."""
    one, other = before.network, after.network
    shapes = [
        [(layer.units, layer.activation.learns_slope) for layer in spec.layers] for spec in (one, other)
    ]
    same = shapes[0] == shapes[1] and one.inputs == other.inputs
    same = same and (one.initializer, one.seed) == (other.initializer, other.seed)
    same = same and not (one.theta is not None and other.theta is None)
    return same and (before.data, before.split, before.features) == (after.data, after.split, after.features)
