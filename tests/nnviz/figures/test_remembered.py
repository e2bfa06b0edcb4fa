"""Answers that are kept while what they are about lives."""

from __future__ import annotations

import gc
import weakref

from nnviz.figures.remembered import remembered


class Value:
    """Something that never changes."""


def test_an_answer_is_worked_out_once_for_the_same_question() -> None:
    asked: list[tuple[Value, int]] = []

    @remembered
    def work(value: Value, factor: int) -> int:
        asked.append((value, factor))
        return 2 * factor

    one, other = Value(), Value()
    assert [work(one, 3), work(one, 3), work(one, 4), work(other, 4)] == [6, 6, 8, 8]
    assert asked == [(one, 3), (one, 4), (other, 4)]


def test_an_answer_goes_with_its_value() -> None:
    @remembered
    def work(_: Value) -> Value:
        return Value()

    value = Value()
    answer = weakref.ref(work(value))
    assert answer() is work(value)
    del value
    gc.collect()
    assert answer() is None
