"""From the start of the process to the first paint, of a bare Qt window and of NNViz in turn, and on to the
sample with its numbers."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from statistics import median

from benchmarks.measuring import Row, milliseconds

ROUNDS = 12
PAINTED_BOUND, READY_BOUND = 1.6, 5.0


def rows() -> list[Row]:
    """Return the times and their ratios to the bare window's."""
    measured: dict[str, list[dict[str, float]]] = {"bare": [], "nnviz": []}
    for number in range(ROUNDS + 1):
        for name, times in measured.items():
            taken = started(name)
            if number:  # the first round fills the file cache
                times.append(taken)
    bare = median(times["painted"] for times in measured["bare"])
    painted = median(times["painted"] for times in measured["nnviz"])
    ready = median(times["ready"] for times in measured["nnviz"])
    return [
        Row("a bare Qt window, painted", milliseconds(bare)),
        ratio("NNViz, painted", painted, bare, PAINTED_BOUND),
        ratio("NNViz, the sample with its numbers", ready, bare, READY_BOUND),
    ]


def ratio(what: str, value: float, bare: float, bound: float) -> Row:
    """Return a time beside the bare window's."""
    return Row(what, milliseconds(value), f"{value / bare:.2f} × the bare window", f"{bound:g} ×")


def started(name: str) -> dict[str, float]:
    """Start a process and return when it had painted, in seconds since then."""
    # The monotonic clock is the same in every process.
    command = [sys.executable, "-m", "benchmarks.start_probe", name, repr(time.monotonic())]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    times: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return times
