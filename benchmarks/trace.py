"""What the trace costs: recording an update, making the index over it, and finding a step, for networks from
small to large."""

from __future__ import annotations

import random
from statistics import median

from benchmarks.measuring import Row, interleaved, microseconds
from benchmarks.tasks import make_point, make_task
from core.explain import explain
from core.trace import Trace
from core.training import run_update

NETWORKS = ((2, 2, 2), (2, 8, 8, 1), (64, 128, 64, 10))
LOOKS = 1000
ROUNDS = 15


def rows() -> list[Row]:
    """Return the costs for each network."""
    made = []
    for sizes in NETWORKS:
        task = make_task(sizes, batch_size=10)
        update = run_update(task, make_point(task))
        trace = Trace(task, update)
        chance = random.Random(0)
        places = [chance.randrange(len(trace)) for _ in range(LOOKS)]
        times = interleaved(
            {
                "an update, recorded": lambda task=task: run_update(task, make_point(task)),
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
        made += [
            Row(f"{name}: an update, recorded", microseconds(update_time)),
            Row(f"{name}: its trace", microseconds(trace_time), share),
            Row(f"{name}: one step of it", microseconds(looks / LOOKS)),
            Row(f"{name}: one explanation", microseconds(explanations / 100)),
        ]
    return made
