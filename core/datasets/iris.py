"""Fisher's irises."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.datasets.base import Dataset, Samples

_CLASSES = ("setosa", "versicolor", "virginica")


@dataclass(frozen=True)
class Iris(Dataset):
    """150 flowers of three species, 50 each in turn of species, told apart by four lengths in centimetres."""

    key, label = "iris", "Iris"
    formula = r"\mathbb{R}^4 \to \{\text{setosa}, \text{versicolor}, \text{virginica}\}"
    reference = "Fisher, The use of multiple measurements in taxonomic problems, 1936; data: Anderson 1935"

    def make(self) -> Samples:
        """Return four inputs and one column per species."""
        text = Path(__file__).with_name("iris.csv").read_text(encoding="utf-8")
        names, *rows = csv.reader(line for line in text.splitlines() if not line.startswith("#"))
        inputs = np.array([row[:4] for row in rows], dtype=np.float64)
        species = [_CLASSES.index(row[4]) for row in rows]
        return Samples(inputs, np.eye(3)[species], tuple(names[:4]), _CLASSES, _CLASSES)
