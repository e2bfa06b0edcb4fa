"""The negation."""

from dataclasses import dataclass

from core.datasets.truth_table import TruthTable


@dataclass(frozen=True)
class Not(TruthTable):
    """The opposite of the only input: it needs a weight below 0."""

    key, label = "not", "NOT"
    formula = r"y = \lnot x_1"
    reference = "McCulloch and Pitts, A logical calculus of the ideas immanent in nervous activity, 1943"
    outputs = (1, 0)
    target_name = "not x1"
