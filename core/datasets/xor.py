"""The exclusive or."""

from dataclasses import dataclass

from core.datasets.truth_table import TruthTable


@dataclass(frozen=True)
class Xor(TruthTable):
    """Four points that no straight line can separate."""

    key, label = "xor", "XOR"
    formula = r"y = x_1 \oplus x_2"
    reference = "Minsky and Papert, Perceptrons, 1969"
    outputs = (0, 1, 1, 0)
    target_name = "x1 xor x2"
