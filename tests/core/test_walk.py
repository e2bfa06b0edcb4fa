from __future__ import annotations

import pytest

from core.walk import Walk, coarser, finer, step_back, step_over


class Calendar:
    """Twelve days in weeks of four."""

    grains = ("day", "week", "all")

    def __len__(self) -> int:
        return 12

    def block(self, step: int, grain: str) -> range:
        if grain == "all":
            return range(12)
        length = 4 if grain == "week" else 1
        start = step - step % length
        return range(start, start + length)


WALK: Walk = Calendar()


@pytest.mark.parametrize(
    ("cursor", "grain", "expected"),
    [(-1, "day", 0), (-1, "week", 3), (0, "week", 3), (3, "week", 7), (5, "all", 11), (10, "day", 11)],
)
def test_over_finishes_the_block_or_does_the_next(cursor: int, grain: str, expected: int) -> None:
    assert step_over(WALK, cursor, grain) == expected


@pytest.mark.parametrize(
    ("cursor", "grain", "expected"), [(0, "day", -1), (3, "week", -1), (5, "week", 3), (11, "all", -1)]
)
def test_back_undoes_the_block(cursor: int, grain: str, expected: int) -> None:
    assert step_back(WALK, cursor, grain) == expected


@pytest.mark.parametrize("grain", Calendar.grains)
def test_there_is_nothing_beyond_the_ends(grain: str) -> None:
    assert step_over(WALK, 11, grain) is None
    assert step_back(WALK, -1, grain) is None


def test_finer_and_coarser_stop_at_the_ends() -> None:
    assert [finer(WALK, grain) for grain in WALK.grains] == ["day", "day", "week"]
    assert [coarser(WALK, grain) for grain in WALK.grains] == ["week", "all", "all"]
