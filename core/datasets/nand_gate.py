"""The conjunction, turned round."""

from dataclasses import dataclass

from core.datasets.truth_table import TruthTable


@dataclass(frozen=True)
class Nand(TruthTable):
    """0 only where both inputs are 1: it needs weights below 0."""

    key, label = "nand", "NAND"
    formula = r"y = \lnot (x_1 \,\land\, x_2)"
    reference = "Sheffer, A set of five independent postulates for Boolean algebras, 1913"
    outputs = (1, 1, 1, 0)
    target_name = "x1 nand x2"
