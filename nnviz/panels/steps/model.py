"""The rows of an update for a tree view, each computed when it is asked for."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from nnviz.figures.breakpoint_mark import breakpoint_words
from nnviz.figures.step_breakpoints import breakpoint_at
from nnviz.figures.step_tree import Row
from nnviz.figures.step_words import StepWords

TITLE, WORDS, RESULT = range(3)
_LEVELS = 16  # more than any row is deep: ranges of ranges have a hundred children each
_ROOT = QModelIndex()
_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
)

Index = QModelIndex | QPersistentModelIndex


class StepModel(QAbstractItemModel):
    """A row's index holds the row's first step and its level, from which all else follows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.step_words: StepWords | None = None

    def show(self, words: StepWords) -> bool:
        """Show a moment; tell whether its rows are others than before."""
        before, self.step_words = self.step_words, words
        if before is not None and before.tree.layout.sections == words.tree.layout.sections:
            return False
        self.beginResetModel()
        self.endResetModel()
        return True

    def row_at(self, index: Index) -> Row | None:
        """Return the row of an index; None for the root."""
        if not index.isValid() or self.step_words is None:
            return None
        return self.step_words.tree.at(*divmod(index.internalId(), _LEVELS))

    def index_of(self, row: Row, column: int = TITLE) -> QModelIndex:
        """Return the index of a row."""
        return self.createIndex(row.place, column, row.start * _LEVELS + row.level)

    def key_of(self, index: Index) -> int:
        """Return what tells a row from all others; it stays the same while the rows do."""
        return int(index.internalId())

    def index_at(self, key: int) -> QModelIndex:
        """Return the index of a row by its key."""
        assert self.step_words is not None
        return self.index_of(self.step_words.tree.at(*divmod(key, _LEVELS)))

    def is_lit(self, index: Index) -> bool:
        """Tell whether the step just done is in the row of an index."""
        row = self.row_at(index)
        return row is not None and self.step_words is not None and self.step_words.holds_cursor(row)

    # What a view asks

    def index(self, row: int, column: int, parent: Index = _ROOT) -> QModelIndex:
        if self.step_words is None or not 0 <= column <= RESULT:
            return QModelIndex()
        above, tree = self.row_at(parent), self.step_words.tree
        return (
            self.index_of(tree.child(above, row), column) if 0 <= row < tree.count(above) else QModelIndex()
        )

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        row = self.row_at(index)
        return QModelIndex() if row is None or row.parent is None else self.index_of(row.parent)

    def rowCount(self, parent: Index = _ROOT) -> int:
        if self.step_words is None or parent.column() > 0:
            return 0
        return self.step_words.tree.count(self.row_at(parent))

    def hasChildren(self, parent: Index = _ROOT) -> bool:
        row = self.row_at(parent)
        return parent.column() <= 0 and (row is None or not row.is_step)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return RESULT + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in _ROLES:  # a view asks for many
            return None
        row, words = self.row_at(index), self.step_words
        if row is None or words is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (words.title, words.words, words.result)[index.column()](row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tooltip(words, row)
        return _spoken(words, row)


def _tooltip(words: StepWords, row: Row) -> str:
    """Return which steps a row is, and all digits of its number."""
    count = len(words.trace)
    first, last = row.start + 1, row.stop
    lines = [f"step {last} of {count}" if first == last else f"steps {first} to {last} of {count}"]
    if words.words(row):
        lines.insert(0, words.words(row))
    one = breakpoint_at(words, row)
    stop = breakpoint_words(one) if one is not None else ""
    return "\n".join([*lines, *filter(None, [words.full_result(row), stop])])


def _spoken(words: StepWords, row: Row) -> str:
    """Return what a screen reader says of a row."""
    said = [words.title(row), words.words(row), words.result(row)]
    if row.is_step and words.holds_cursor(row):
        said.append("the step just done")
    elif not words.is_done(row):
        said.append("not computed yet")
    one = breakpoint_at(words, row)
    if one is not None:
        said.append(breakpoint_words(one))
    return ", ".join(part for part in said if part)
