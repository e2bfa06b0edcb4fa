"""What is worked out from a value that never changes, kept for as long as the value lives."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, TypeVarTuple
from weakref import WeakKeyDictionary

V = TypeVar("V")
R = TypeVar("R")
Others = TypeVarTuple("Others")


def remembered(work: Callable[[V, *Others], R]) -> Callable[[V, *Others], R]:
    """Return `work`, which gives its last answer about a value again if the other arguments are equal.

    Parameters
    ----------
    work : callable
        Its first argument can be hashed and weakly referred to, and is not held by the answer.
    """
    known: WeakKeyDictionary[V, tuple[tuple[object, ...], R]] = WeakKeyDictionary()

    @wraps(work)
    def answer(value: V, *others: *Others) -> R:
        found = known.get(value)
        if found is None or found[0] != others:
            found = known[value] = (others, work(value, *others))
        return found[1]

    return answer
