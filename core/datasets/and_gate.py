"""The conjunction."""

from dataclasses import dataclass

from core.datasets.truth_table import TruthTable


@dataclass(frozen=True)
class And(TruthTable):
    """1 only where both inputs are 1: a straight line separates it."""

    key, label = "and", "AND"
    formula = r"y = x_1 \,\land\, x_2"
    reference = "McCulloch and Pitts, A logical calculus of the ideas immanent in nervous activity, 1943"
    outputs = (0, 0, 0, 1)
    target_name = "x1 and x2"
