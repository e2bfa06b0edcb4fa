"""An update as a list that folds: phases, their layers, their nodes, runs and terms.

Every row is a block of neighbouring steps, found by arithmetic from `core.trace_layout`; only the last ones
that were asked for are kept. A row that would have only one child takes that child's children, and more than
a hundred children are folded into ranges, so that an open row never has more than a hundred.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from core.trace_layout import Section, TraceLayout

MOST_CHILDREN = 100
_MOST_KEPT = 2048  # rows, which are asked for again and again while a list is painted


class Group(NamedTuple):
    """So many blocks of `length` steps side by side, from the step `start` on."""

    kind: str
    start: int
    blocks: int
    length: int

    @property
    def stop(self) -> int:
        """The step after the last."""
        return self.start + self.blocks * self.length


@dataclass(frozen=True)
class Row:
    """One row: a block of steps, or a single one.

    Attributes
    ----------
    kind : str
        ``phase``, ``layer``, ``node``, ``run`` (equal steps: the samples of a gradient), ``term`` or, where
        there are too many of these, ``range``.
    start, stop : int
        Its first step, and the one after its last.
    level : int
        How deep it lies, from 0.
    place : int
        Which child of its parent it is, from 0.
    groups : tuple of Group
        What it consists of; empty for a single step.
    parent : Row or None
        What it lies in; None for a phase.
    """

    kind: str
    start: int
    stop: int
    level: int
    place: int
    groups: tuple[Group, ...] = field(repr=False)
    parent: Row | None = field(repr=False, compare=False)

    @property
    def is_step(self) -> bool:
        """Whether it is a single step."""
        return not self.groups

    @property
    def members(self) -> str:
        """The kind of what it consists of; empty for a single step."""
        return self.groups[0].kind if self.groups else ""


class StepTree:
    """The rows of one update.

    Parameters
    ----------
    layout : TraceLayout
    """

    def __init__(self, layout: TraceLayout) -> None:
        self.layout = layout
        self._phases = _grouped("phase", layout.sections, [s.phase for s in layout.sections])
        self._children: dict[tuple[int, int, int], Row] = {}
        self._rows: dict[tuple[int, int], Row] = {}

    def count(self, row: Row | None) -> int:
        """Return how many children a row has; None stands for what holds the phases."""
        total = _total(self._groups(row))
        return -(-total // _stride(total)) if total else 0

    def child(self, row: Row | None, place: int) -> Row:
        """Return a child of a row.

        Raises
        ------
        IndexError
            If there is no such child.
        """
        key = (0, -1, place) if row is None else (row.start, row.level, place)
        found = self._children.get(key)
        if found is None:
            if not 0 <= place < self.count(row):
                raise IndexError(f"row {place} is outside 0 to {self.count(row) - 1}")
            if len(self._children) >= _MOST_KEPT:
                self._children.clear()
            found = self._children[key] = self._make(row, place)
        return found

    def path(self, step: int) -> list[Row]:
        """Return the rows that a step lies in, from its phase to the step itself."""
        rows: list[Row] = []
        row: Row | None = None
        while row is None or not row.is_step:
            row = self.child(row, self._place_of(row, step))
            rows.append(row)
        return rows

    def at(self, start: int, level: int) -> Row:
        """Return the row of a level that begins with a step: the two tell all rows apart."""
        row = self._rows.get((start, level))
        if row is None:
            if len(self._rows) >= _MOST_KEPT:
                self._rows.clear()
            row = self._rows[start, level] = self.path(start)[level]
        return row

    def _make(self, row: Row | None, place: int) -> Row:
        groups, level = self._groups(row), 0 if row is None else row.level + 1
        total = _total(groups)
        stride = _stride(total)
        members = _sliced(groups, place * stride, min((place + 1) * stride, total))
        start, stop = members[0].start, members[-1].stop
        if _total(members) > 1:
            return Row("range", start, stop, level, place, members, row)
        kind = members[0].kind
        return Row(kind, start, stop, level, place, self._inside(kind, start, stop), row)

    def _groups(self, row: Row | None) -> tuple[Group, ...]:
        return self._phases if row is None else row.groups

    def _place_of(self, row: Row | None, step: int) -> int:
        """Return which child of a row holds a step."""
        groups, before = self._groups(row), 0
        for group in groups:
            if step < group.stop:
                return (before + (step - group.start) // group.length) // _stride(_total(groups))
            before += group.blocks
        raise IndexError(f"step {step} is not in the row")

    def _inside(self, kind: str, start: int, stop: int) -> tuple[Group, ...]:
        """Return what a block consists of; an only child is passed over."""
        while kind != "term":
            groups = self._split(kind, start, stop)
            if _total(groups) > 1:
                return groups
            kind, start, stop = groups[0].kind, groups[0].start, groups[0].stop
        return ()

    def _split(self, kind: str, start: int, stop: int) -> tuple[Group, ...]:
        if kind == "run":
            return (Group("term", start, stop - start, 1),)
        if kind == "node":
            parts = self.layout.section_at(start).parts
            offsets = [start + sum(part.length for part in parts[:k]) for k in range(len(parts))]
            return tuple(
                Group("run", offset, part.repeat, part.terms)
                for offset, part in zip(offsets, parts, strict=True)
            )
        sections = [s for s in self.layout.sections if start <= s.start < stop]
        if kind == "layer":
            return tuple(Group("node", s.start, s.nodes, s.node_length) for s in sections)
        return _grouped("layer", sections, [s.layer for s in sections])


def _grouped(kind: str, sections: Sequence[Section], keys: Sequence[object]) -> tuple[Group, ...]:
    """Return a group for every stretch of sections with the same key."""
    stretches = (
        [section for _, section in pairs]
        for _, pairs in groupby(zip(keys, sections, strict=True), key=lambda pair: pair[0])
    )
    return tuple(Group(kind, same[0].start, 1, same[-1].stop - same[0].start) for same in stretches)


def _total(groups: tuple[Group, ...]) -> int:
    return sum(group.blocks for group in groups)


def _stride(total: int) -> int:
    """Return how many members a child stands for: 1 or, of very many, a power of a hundred."""
    stride = 1
    while total > MOST_CHILDREN * stride:
        stride *= MOST_CHILDREN
    return stride


def _sliced(groups: tuple[Group, ...], first: int, stop: int) -> tuple[Group, ...]:
    """Return the members from `first` up to `stop`, counted through all groups."""
    found, before = [], 0
    for group in groups:
        low, high = max(first - before, 0), min(stop - before, group.blocks)
        if low < high:
            found.append(Group(group.kind, group.start + low * group.length, high - low, group.length))
        before += group.blocks
    return tuple(found)
