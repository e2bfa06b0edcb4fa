"""Which rows of the step list a breakpoint stands on."""

from __future__ import annotations

from contextlib import suppress

from core.breakpoints.breakpoint import Breakpoint
from core.hyper import HyperError
from core.places.base import Place
from core.places.edge import Edge
from core.places.layer import WholeLayer
from core.places.node import Node
from core.places.phase import Phase
from core.trace import Trace
from nnviz.figures.remembered import remembered
from nnviz.figures.step_tree import Row
from nnviz.figures.step_words import StepWords

_KINDS = ("phase", "layer", "node", "run", "term")
_KIND_OF: dict[type[Place], str] = {Phase: "phase", WholeLayer: "layer", Node: "node", Edge: "run"}


def breakpoint_at(words: StepWords, row: Row) -> Breakpoint | None:
    """Return the breakpoint whose place a row is, at whose end it stops; None for none."""
    marks = _marks(words.trace, words.moment.project.breakpoints)
    found = (marks.get((kind, row.stop - 1)) for kind in _kinds(row)) if marks else ()
    return next((one for one in found if one is not None), None)


def _kinds(row: Row) -> tuple[str, ...]:
    """Return the kind of a row, and those of the only children that it stands for."""
    if row.kind == "range":
        return ()
    inner = _KINDS.index(row.members) if row.members else len(_KINDS)
    return _KINDS[_KINDS.index(row.kind) : inner]


@remembered
def _marks(trace: Trace, ones: tuple[Breakpoint, ...]) -> dict[tuple[str, int], Breakpoint]:
    """Return the breakpoint of each kind of row by the row's last step; a later one lies over a former."""
    marks: dict[tuple[str, int], Breakpoint] = {}
    for one in ones:
        kind = _KIND_OF.get(type(one.place))
        with suppress(HyperError):  # a disabled one may wait for another network
            one.place.check(trace.task.network)
            marks |= {(kind, int(stop)): one for stop in one.place.stops(trace)} if kind else {}
    return marks
