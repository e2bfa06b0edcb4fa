"""A grid of runs from coarse to fine: in which parts, who runs them, and how fine it is known by now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, as_completed
from typing import TypeVar

import numpy as np
import numpy.typing as npt

_SPACINGS = (8, 4, 2, 1)  # of the grid's points, one pass after the other

Whole = npt.NDArray[np.intp]
_Given = TypeVar("_Given")
_Found = TypeVar("_Found")


def passes(shape: tuple[int, int], at_once: int) -> Iterator[list[Whole]]:
    """Yield for each pass its parts: at most so many flat places in the grid that no pass before had."""
    rows, columns = np.divmod(np.arange(shape[0] * shape[1]), shape[1])
    before = np.zeros(rows.size, dtype=np.bool_)
    for spacing in _SPACINGS:
        now = (rows % spacing == 0) & (columns % spacing == 0)
        places = np.flatnonzero(now & ~before)
        yield [places[k : k + at_once] for k in range(0, len(places), at_once)]
        before = now


def spacing_of(known: npt.NDArray[np.bool_]) -> int:
    """Return every how many-th place along each side of a grid is known.

    It is 0 while not even the coarsest pass is done.
    """
    done = (spacing for spacing in reversed(_SPACINGS) if known[::spacing, ::spacing].all())
    return next(done, 0)


def carried_out(
    work: Callable[[_Given], _Found], parts: Sequence[_Given], executor: Executor
) -> Iterator[tuple[int, _Found]]:
    """Yield what the executor makes of each part, with the part's place, as it comes.

    Closing the iterator cancels what has not begun.
    """
    running: dict[Future[_Found], int] = {
        executor.submit(work, part): place for place, part in enumerate(parts)
    }
    try:
        for future in as_completed(running):
            yield running[future], future.result()
    finally:
        for future in running:
            future.cancel()
