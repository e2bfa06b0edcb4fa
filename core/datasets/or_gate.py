"""The disjunction."""

from dataclasses import dataclass

from core.datasets.truth_table import TruthTable


@dataclass(frozen=True)
class Or(TruthTable):
    """1 where at least one input is 1: a straight line separates it."""

    key, label = "or", "OR"
    formula = r"y = x_1 \,\lor\, x_2"
    reference = "McCulloch and Pitts, A logical calculus of the ideas immanent in nervous activity, 1943"
    outputs = (0, 1, 1, 1)
    target_name = "x1 or x2"
