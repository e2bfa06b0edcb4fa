"""Jumps to any of 100 000 updates that were trained, of the spiral 2-8-8-1 with Adam and batches of 10: in
`core` alone (the update with all its numbers, and its trace), and in the real window (offscreen, 1366 x 768,
the loss shown) until everything is painted. Checkpoints may take the 256 MB of the setting, or far less."""

from __future__ import annotations

import random

from benchmarks.measuring import Row, spread, timed
from benchmarks.program import Program
from core.history import DEFAULT_BUDGET, History, stretches
from core.trace import Trace

UPDATES, JUMPS = 100_000, 200
SMALL = 2**20
BOUND = "100 ms"


def rows() -> list[Row]:
    """Return the time of jumps under each budget."""
    program = Program()
    session = program.parts.session
    session.history.extend(stretches(session.history.task, session.history.last, UPDATES))
    small = History(session.history.task, session.history.first, SMALL)
    small.extend(stretches(small.task, small.last, UPDATES))
    session.go_to_update(UPDATES)
    program.draw()
    chance = random.Random(0)
    places = [chance.randrange(UPDATES) for _ in range(JUMPS + 5)]
    times: dict[str, list[float]] = {name: [] for name in ("window", "core", "small")}
    for number, place in enumerate(places):
        took = {
            "core": timed(lambda at=place: look(session.history, at)),
            "small": timed(lambda at=place: look(small, at)),
        }
        session.history.update(UPDATES - 1)  # the window has to make the whole way as well
        took["window"] = timed(lambda at=place: (session.go_to_update(at), program.draw()))
        if number >= 5:
            for name, seconds in took.items():
                times[name].append(seconds)
    held = [
        Row(f"checkpoints of {_size(budget)} at most", _size(history.nbytes))
        for budget, history in ((DEFAULT_BUDGET, session.history), (SMALL, small))
    ]
    program.close()
    return [
        spread("a jump in the window", times["window"], BOUND),
        spread("a jump in core", times["core"], BOUND),
        spread(f"a jump in core, {_size(SMALL)} for checkpoints", times["small"], BOUND),
        *held,
    ]


def look(history: History, number: int) -> Trace:
    """Return the steps of an update."""
    return Trace(history.task, history.update(number))


def _size(count: int) -> str:
    return f"{count / 2**20:.1f} MB"
