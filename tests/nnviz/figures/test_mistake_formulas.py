"""The formulas of the mistakes can be set in type."""

from __future__ import annotations

import pytest

import core.mistakes  # noqa: F401  (the mistakes register)
from core.mistakes.base import Mistake
from nnviz.figures.formula_mathml import unknown_commands


@pytest.mark.parametrize("key", sorted(Mistake.members()))
def test_both_formulas_of_a_mistake_can_be_set(key: str) -> None:
    for latex in Mistake.find(key)().formulas():
        assert unknown_commands(latex) == []
