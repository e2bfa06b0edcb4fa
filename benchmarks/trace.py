"""What the trace costs: recording an update, making the index over it, and finding a step, for networks from
small to a million parameters; and how much memory the index and the steps that are read from it take beside
the arrays of the update."""

from __future__ import annotations

import random
import tracemalloc
from statistics import median

from benchmarks.measuring import Row, interleaved, microseconds, timed
from benchmarks.tasks import make_point, make_task
from core.explain import explain
from core.trace import Trace
from core.training import Task, Update, run_update

NETWORKS = ((2, 2, 2), (2, 8, 8, 1), (64, 128, 64, 10), (800, 1000, 200, 10))
LOOKS = 1000
ROUNDS = 15
STEP_BOUND, MEMORY_BOUND = "50 µs", "100 kB"


def rows() -> list[Row]:
    """Return the costs for each network."""
    made = []
    for sizes in NETWORKS:
        task = make_task(sizes, batch_size=10)
        point = make_point(task)
        update = run_update(task, point)
        trace = Trace(task, update)
        chance = random.Random(0)
        places = [0, len(trace) - 1, *(chance.randrange(len(trace)) for _ in range(LOOKS - 2))]
        times = interleaved(
            {
                "an update, recorded": lambda task=task, point=point: run_update(task, point),
                "its trace": lambda task=task, update=update: Trace(task, update),
                f"{LOOKS} steps": lambda trace=trace, places=places: [trace[place] for place in places],
                "100 explanations": lambda trace=trace, places=places: [
                    explain(trace, place) for place in places[:100]
                ],
            },
            ROUNDS,
        )
        name = f"{'-'.join(map(str, sizes))}, batch 10, {len(trace)} steps"
        update_time, trace_time, looks, explanations = (median(taken) for taken in times.values())
        share = f"{trace_time / update_time:.2f} × the update"
        slowest = f"the slowest of {LOOKS}: {microseconds(slowest_step(trace, places))}"
        arrays = len(update.numbers.block)
        beside = f"its arrays {arrays / 1e3:.0f} kB"
        made += [
            Row(f"{name}: an update, recorded", microseconds(update_time)),
            Row(f"{name}: its trace", microseconds(trace_time), share),
            Row(f"{name}: one step of it", microseconds(looks / LOOKS), slowest, STEP_BOUND),
            Row(f"{name}: one explanation", microseconds(explanations / 100)),
            Row(
                f"{name}: memory of the trace", kilobytes(memory(task, update, places)), beside, MEMORY_BOUND
            ),
        ]
    return made


def slowest_step(trace: Trace, places: list[int]) -> float:
    """Return the time of the step that takes longest, each at its best of several times."""
    return max(min(timed(lambda place=place: trace[place]) for _ in range(ROUNDS)) for place in places)


def memory(task: Task, update: Update, places: list[int]) -> int:
    """Return the most bytes that making the trace and reading its steps one after the other needs."""
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    trace = Trace(task, update)
    for place in places:
        trace[place]
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most - before


def kilobytes(size: int) -> str:
    """Return a size as text."""
    return f"{size / 1e3:.1f} kB"
