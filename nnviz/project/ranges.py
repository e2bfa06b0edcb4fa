"""Whole numbers within their limits."""

from __future__ import annotations

from nnviz.project.errors import ProjectError

LARGEST_SEED = 2**63 - 1


def whole(path: str, value: int, low: int, high: int) -> None:
    """Accept a number from `low` to `high`.

    Raises
    ------
    ProjectError
        With the place and the limits, if it is another.
    """
    if not low <= value <= high:
        limits = f"from {low} to {high}" if high < LARGEST_SEED else f"from {low}"
        raise ProjectError(path, f"expected a whole number {limits}, got {value}")
