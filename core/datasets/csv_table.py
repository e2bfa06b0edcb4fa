"""A table that came from a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self, TypeAlias

import numpy as np

from core.arrays import Array
from core.datasets.base import Dataset, Samples
from core.datasets.csv_text import Cell, CsvError, ParsedCsv, Rows
from core.datasets.numbers import check_cells, parse_list, parse_number
from core.hyper import Hyper, HyperError, hyper

Names: TypeAlias = tuple[str, ...]
_MOST_CLASSES = 1000  # each is an output: without a limit, a table of names asks for terabytes
_FIRST_LINE = Hyper("first_line", 2, low=1)


@dataclass(frozen=True)
class CsvTable(Dataset):
    """The rows of a file, kept in the project, with the columns that are inputs and targets.

    Attributes
    ----------
    source : str
        The file's name, for messages.
    columns : tuple of str
    rows : tuple of tuple
        One cell per column, numbers or words.
    inputs, targets : tuple of str
        The chosen columns.
    first_line : int
        The line of the first row in the file, for messages.
    """

    key, label = "csv", "File (CSV)"
    formula = "(x_i, y_i)"
    reference = "RFC 4180"

    source: str = "example.csv"
    columns: Names = ("x", "y")
    rows: Rows = ((0.0, 0.0), (1.0, 1.0))
    inputs: Names = ("x",)
    targets: Names = ("y",)
    first_line: int = 2
    classes: bool = hyper(False, help="the target names a class; each class gets an output")
    scaling: str = hyper(
        "none",
        choices=("none", "standard", "unit"),
        help="inputs as they are, with mean 0 and deviation 1, or from 0 to 1",
    )

    @classmethod
    def from_parsed(cls, parsed: ParsedCsv, source: str, inputs: Names, targets: Names) -> Self:
        """Build the data set from what `read_csv` returned."""
        return cls(source, parsed.columns, parsed.rows, inputs, targets, parsed.first_line)

    @classmethod
    def from_values(cls, values: Mapping[str, Any], path: str = "") -> Self:
        """Build the data set; HyperError names the entry, row or cell that is wrong."""
        path = path or cls.key
        known = [field.name for field in fields(cls)]
        for name in values:
            if name not in known:
                raise HyperError(f"{path}.{name}", f"File has no such entry; known: {', '.join(known)}")
        for name in ("source", "columns", "rows", "inputs", "targets"):
            if name not in values:
                raise HyperError(f"{path}.{name}", "is missing")
        if not isinstance(values["source"], str):
            raise HyperError(f"{path}.source", f"expected a text, got {values['source']!r}")
        columns = _parse_names(values["columns"], f"{path}.columns")
        options: dict[str, Any] = {
            declared.name: declared.parse(
                values.get(declared.name, declared.default), f"{path}.{declared.name}"
            )
            for declared in (_FIRST_LINE, *cls.hypers())
        }
        made = cls(
            source=values["source"],
            columns=columns,
            rows=_parse_rows(values["rows"], len(columns), f"{path}.rows"),
            inputs=_parse_choice(values["inputs"], columns, f"{path}.inputs"),
            targets=_parse_choice(values["targets"], columns, f"{path}.targets"),
            **options,
        )
        if made.classes and len(made.targets) != 1:
            raise HyperError(f"{path}.targets", "classes come from one column")
        try:
            made.make()
        except CsvError as error:
            raise HyperError(path, str(error)) from error
        return made

    def encode(self) -> dict[str, Any]:
        """Return the key and every field, with lists for tuples."""
        return {
            "key": self.key,
            "source": self.source,
            "columns": list(self.columns),
            "rows": [list(row) for row in self.rows],
            "inputs": list(self.inputs),
            "targets": list(self.targets),
            "first_line": self.first_line,
            "classes": self.classes,
            "scaling": self.scaling,
        }

    def make(self) -> Samples:
        """Return the chosen columns as numbers.

        Raises
        ------
        CsvError
            With line and column, if a cell is empty or a word stands where a number is needed; with the
            column, if it names too many classes.
        """
        inputs = self._scale(np.column_stack([self._numbers(name) for name in self.inputs]))
        if self.classes:
            labels = self._labels(self.targets[0])
            names = tuple(dict.fromkeys(labels))
            if len(names) > _MOST_CLASSES:
                reason = f"has {len(names)} different classes; at most {_MOST_CLASSES} are possible"
                raise CsvError(self.source, reason, column=self.targets[0])
            rows = [names.index(label) for label in labels]
            return Samples(inputs, np.eye(len(names))[rows], self.inputs, names, names)
        targets = np.column_stack([self._numbers(name) for name in self.targets])
        return Samples(inputs, targets, self.inputs, self.targets)

    def _numbers(self, column: str) -> Array:
        return np.array([self._number(cell, line, column) for line, cell in self._cells(column)])

    def _number(self, cell: Cell, line: int, column: str) -> float:
        if isinstance(cell, str):
            raise CsvError(self.source, f"{cell!r} is not a number", line, column)
        return float(cell)

    def _labels(self, column: str) -> list[str]:
        return [
            cell if isinstance(cell, str) else repr(cell).removesuffix(".0")
            for _, cell in self._cells(column)
        ]

    def _cells(self, column: str) -> list[tuple[int, Cell]]:
        place = self.columns.index(column)
        cells = [(line, row[place]) for line, row in enumerate(self.rows, start=self.first_line)]
        for line, cell in cells:
            if cell == "":
                raise CsvError(self.source, "is empty", line, column)
        return cells

    def _scale(self, inputs: Array) -> Array:
        if self.scaling == "none":
            return inputs
        if self.scaling == "standard":
            centre, spread = inputs.mean(axis=0), inputs.std(axis=0)
        else:
            centre, spread = inputs.min(axis=0), np.ptp(inputs, axis=0)
        scaled: Array = (inputs - centre) / np.where(spread > 0, spread, 1.0)
        return scaled


def _parse_names(value: Any, path: str) -> Names:
    names = parse_list(value, path)
    for index, name in enumerate(names):
        if not isinstance(name, str):
            raise HyperError(f"{path}[{index}]", f"expected a text, got {name!r}")
        if name in names[:index]:
            raise HyperError(f"{path}[{index}]", f"{name!r} is there twice")
    return tuple(names)


def _parse_choice(value: Any, columns: Names, path: str) -> Names:
    names = _parse_names(value, path)
    for index, name in enumerate(names):
        if name not in columns:
            raise HyperError(
                f"{path}[{index}]", f"there is no column {name!r}; there are {', '.join(columns)}"
            )
    return names


def _parse_rows(value: Any, width: int, path: str) -> Rows:
    rows = parse_list(value, path)
    check_cells(len(rows), width, path)
    for index, row in enumerate(rows):
        if len(parse_list(row, f"{path}[{index}]")) != width:
            raise HyperError(f"{path}[{index}]", f"has {len(row)} cells, there are {width} columns")
    return tuple(
        tuple(_parse_cell(cell, f"{path}[{i}][{j}]") for j, cell in enumerate(row))
        for i, row in enumerate(rows)
    )


def _parse_cell(cell: Any, path: str) -> Cell:
    return cell if isinstance(cell, str) else parse_number(cell, path)
