"""Training that looks at breakpoints and hits none, beside plain training of the same network in the same
stretches: ten conditions over every kind of number, and one over the loss alone, which needs no record."""

from __future__ import annotations

from collections.abc import Callable
from operator import truediv
from statistics import median

from benchmarks.measuring import Row, interleaved, microseconds
from benchmarks.tasks import make_point, make_task
from core.breakpoints.breakpoint import Breakpoint
from core.breakpoints.scan import Scanner
from core.places.anywhere import Anywhere
from core.places.base import Place
from core.places.edge import Edge
from core.places.layer import WholeLayer
from core.places.node import Node
from core.training import Point, Task, engine_of

TEN: tuple[tuple[Place, str], ...] = (
    (Anywhere(), "abs(gradient) > 1e3"),
    (Anywhere(), "all(a == 2)"),
    (Anywhere(), "not finite(number)"),
    (WholeLayer(1), "norm(gradient) < 1e-12"),
    (Anywhere(), "loss > previous_loss + 5"),
    (Node(1, 3), "abs(z) > 100"),
    (Anywhere(), "abs(delta) > 50"),
    (Anywhere(), "all(saturated)"),
    (Edge(2, 3, 1), "abs(w) > 100"),
    (Anywhere(), "max(abs(W2)) > 100 or abs(a1[3]) > 2"),
)
UPDATES = 1280
ROUNDS = 15
BOUND = "3 ×"


def rows() -> list[Row]:
    """Return the time of an update with breakpoints, and how many times the plain one that is."""
    made = []
    for optimizer in ("sgd", "adam"):
        task = make_task((2, 8, 8, 1), 10, optimizer)
        ten = [Breakpoint(place, text) for place, text in TEN]
        times = interleaved(
            {
                "plain": plain(task),
                "ten breakpoints": scanned(task, ten),
                "one over the loss": scanned(task, [Breakpoint(Anywhere(), "loss > previous_loss + 5")]),
            },
            ROUNDS,
        )
        name = f"2-8-8-1, batch 10, {optimizer}"
        made.append(Row(f"{name}: plain", microseconds(median(times["plain"]) / UPDATES)))
        for what in ("ten breakpoints", "one over the loss"):
            value = microseconds(median(times[what]) / UPDATES)
            ratio = median(map(truediv, times[what], times["plain"]))
            made.append(Row(f"{name}: {what}", value, f"{ratio:.2f} × the plain", BOUND))
    return made


def plain(task: Task) -> Callable[[], object]:
    """Return a run of training that looks at nothing."""
    first, longest = make_point(task), Scanner(task, []).longest

    def work() -> Point:
        point = first
        while point.update < UPDATES:
            _, point = engine_of(task).run(point, longest)
        return point

    return work


def scanned(task: Task, ones: list[Breakpoint]) -> Callable[[], object]:
    """Return a run of training that looks at breakpoints."""
    first, scanner = make_point(task), Scanner(task, ones)

    def work() -> Point:
        point, previous_loss = first, float("nan")
        while point.update < UPDATES:
            found = scanner.scan(point, scanner.longest, previous_loss)
            if len(found.events):
                raise AssertionError(f"a breakpoint has hit: {found.events[0]}")
            point, previous_loss = found.after, float(found.losses[-1])
        return point

    return work
