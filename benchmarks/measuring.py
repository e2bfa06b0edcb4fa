"""Times, and how they are written down."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from statistics import median

Work = Callable[[], object]


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes
    ----------
    what : str
        What was done.
    value : str
        What came out, with its unit.
    worst : str
        The largest of the times, or what it was compared with.
    bound : str
        What it must not pass; empty where it is only told.
    """

    what: str
    value: str
    worst: str = ""
    bound: str = ""


def timed(work: Work) -> float:
    """Return how many seconds `work` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def interleaved(works: Mapping[str, Work], rounds: int) -> dict[str, list[float]]:
    """Run each in turn, `rounds` times over, after one round that does not count; return all times."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds + 1):
        for name, work in works.items():
            took = timed(work)
            if number:
                times[name].append(took)
    return times


def milliseconds(seconds: float) -> str:
    """Return a time as text."""
    return f"{seconds * 1e3:.1f} ms"


def microseconds(seconds: float) -> str:
    """Return a short time as text."""
    return f"{seconds * 1e6:.2f} µs"


def spread(what: str, times: Iterable[float], bound: str = "") -> Row:
    """Return median and worst of some times as a row."""
    taken = list(times)
    return Row(what, milliseconds(median(taken)), milliseconds(max(taken)), bound)


def table(rows: Iterable[Row]) -> str:
    """Return the rows as a Markdown table."""
    lines = ["| what | median | worst, or compared with | bound |", "|---|---:|---:|---|"]
    lines += [f"| {row.what} | {row.value} | {row.worst} | {row.bound} |" for row in rows]
    return "\n".join(lines)
