"""Numbers of updates in the past: a few of them, evenly spaced, done again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from core.arrays import Array
from core.history import stretches
from core.training import Point, Task, Update, run_update


def evenly_spaced(first: int, end: int, most: int) -> range:
    """Return at most `most` of the updates from `first` to before `end`, evenly spaced from the first on.

    The distance is a power of two, so that when training has gone on and it doubles, every other update is
    among the former ones.
    """
    distance = 1
    while len(range(first, end, distance)) > most:
        distance *= 2
    return range(first, end, distance)


def read_again(
    task: Task, updates: Iterable[tuple[int, Point]], read: Callable[[Update], Array]
) -> Iterator[tuple[int, Array] | None]:
    """Do updates again and yield the number of each with what is read from it.

    Parameters
    ----------
    task : Task
    updates : iterable of (int, Point)
        Each update's number, increasing, and a point at or before it (`core.history.History.nearest`).
    read : callable
        Takes the recorded update.

    Yields
    ------
    tuple of (int, array) or None
        None now and then on a long way, so that whoever waits can stop.
    """
    reached: Point | None = None
    for number, near in updates:
        point = near if reached is None or reached.update < near.update else reached
        for _, further in stretches(task, point, number - point.update):
            yield None
            point = further
        update = run_update(task, point)
        yield number, read(update)
        reached = update.after
