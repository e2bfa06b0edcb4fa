"""What is kept an eye on: watches, breakpoints and branches, read off the screen and held to the truth."""

from __future__ import annotations

from collections import Counter
from dataclasses import astuple

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidgetItem

from nnviz.figures.watch_reading import WatchSeries
from nnviz.panels.branches import BranchesPanel
from nnviz.panels.breakpoints import BreakpointsPanel
from nnviz.panels.watches import WatchesPanel
from tests.nnviz.walks.stretches import Stretch
from tests.nnviz.walks.truth import Now
from tests.nnviz.walks.watched import WATCHED, can_read, hits


def hold_watches(panel: WatchesPanel, now: Now) -> None:
    """The watches: each value now, every point of its curve, and where the cursor is on it."""
    picture = panel.view.picture
    assert picture is not None
    assert [watch.text for watch in picture.watches] == list(now.project.watches)
    assert picture._update == now.number
    assert picture._span == (now.first_update, max(now.first_update + now.known - 1, now.number))
    for watch in picture.watches:
        if can_read(watch.text, now.trace):
            _hold_watch(watch, now)
        else:
            assert watch.problem
            assert watch.value is None
    words = panel.view.accessibleDescription()
    for watch in picture.watches:
        value = "not computed yet" if watch.value is None else now.text(watch.value)
        assert f"{watch.text}: {watch.problem or value}" in words


def hold_breakpoints(panel: BreakpointsPanel, now: Now) -> None:
    """The list of breakpoints, where a search has ended, and what it says."""
    shown = [
        (row.place.text(), row.enabled.isChecked(), row.condition.text(), row.hits.value)
        for row in panel.rows
    ]
    assert shown == [
        (one.place.words(), one.enabled, one.condition, one.hits) for one in now.project.breakpoints
    ]
    lit = [number for number, row in enumerate(panel.rows) if row.property("hit")]
    if now.sought is None or not any(one.enabled for one in now.project.breakpoints):
        return
    found = _first_hit(now)
    if found is None:
        assert (lit, panel.note.message) == ([], "")
        return
    update, step, number, counts = found
    asked = f"from {now.sought} on, {now.project.breakpoints} stop at update {update}, step {step}"
    assert (now.number, now.step) == (update, step), asked
    assert lit == [number]
    assert panel.note.message.startswith(f"Breakpoint {number + 1}: ")
    assert f"update {update}" in panel.note.message
    met = [row.counted.text() for row in panel.rows]
    assert met == [f"met {counts[place]} ×" for place in range(len(panel.rows))]


def hold_branches(panel: BranchesPanel, now: Now) -> None:
    """The branches: their tree, their names, how far they go, the loss there, and which one is shown."""
    assert len(panel.items) == len(now.branches)
    for item, (depth, branch) in zip(panel.items, now.branches, strict=True):
        assert _depth(item) == depth, f"{branch.name} hangs elsewhere"
        assert item.text(0) == f"{branch.name}\n{_numbers(branch, now)}"
        assert item.font(0).bold() == (branch is now.stretch)
        if branch is not now.stretch:
            assert (item.checkState(0) == Qt.CheckState.Checked) == branch.segment.compared


# Inside


def _hold_watch(watch: WatchSeries, now: Now) -> None:
    watched, stretch, row = WATCHED[watch.text], now.stretch, now.selection.sample
    is_known = watched.known(now.trace) <= now.step
    assert (watch.value is not None) == is_known, f"{watch.text} is known or not"
    points = dict(zip(watch.updates.astype(int).tolist(), watch.values.tolist(), strict=True))
    assert not is_known or np.array_equal(points[now.number], watch.value, equal_nan=True)
    for number, value in points.items():
        update = now.update if number == now.number else stretch.past(number)
        sample = min(row, len(update.batch) - 1)
        expected = watched.value(update, sample, stretch.loss_before(number))
        np.testing.assert_allclose(
            value, expected, rtol=1e-12, atol=1e-15, err_msg=f"{watch.text} in update {number}"
        )


def _first_hit(now: Now) -> tuple[int, int, int, Counter[int]] | None:
    """Return where a search ends: update, step, which breakpoint, and how often each was met."""
    assert now.sought is not None
    (update, step), way = astuple(now.sought.cursor), now.sought.direction
    first, ones = now.first_update, now.project.breakpoints
    if way < 0 and step < 0 and update > first:  # the end of the update before is the same place
        update -= 1
        step = len(now.stretch.trace(update)) - 1
    counts: Counter[int] = Counter()
    start = (update, step)
    while first <= update <= max(start[0], now.number):
        trace = now.stretch.trace(update)
        events = [(each, number) for number, one in enumerate(ones) for each in hits(trace, one)]
        for each, number in sorted(events, key=lambda event: (way * event[0], event[1])):
            place = (update, each)
            if place <= start if way > 0 else place >= start:
                continue
            counts[number] += 1
            if counts[number] == ones[number].hits:
                return update, each, number, counts
        update += way
    return None


def _depth(item: QTreeWidgetItem) -> int:
    return 0 if item.parent() is None else 1 + _depth(item.parent())


def _numbers(branch: Stretch, now: Now) -> str:
    if not branch.known:
        return f"from {branch.first}, no update done yet"
    last = branch.first + branch.known - 1
    return f"updates {branch.first}–{last}, loss {now.text(branch.loss_before(last + 1))}"
