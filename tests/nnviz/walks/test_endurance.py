"""A long walk: no exception, no warning of Qt, and from its middle on no more memory.

The suite makes a few hundred moves; ``--moves 10000 -s -n 0`` makes ten thousand, and tells the numbers.
"""

from __future__ import annotations

import functools
import gc
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from core import training
from tests.nnviz.conftest import Program
from tests.nnviz.walks.projects import PROJECTS
from tests.nnviz.walks.views import VIEWS
from tests.nnviz.walks.walk import Walk, rest

HELD = 20  # the views are compared after every so many moves
PARTS = 4  # after each of which the project is opened anew, and the memory looked at
# How much more there may be at the end than in the middle: cards and rows that were made are kept for the
# next time, until there are as many as can be needed; not all memory that is given back is taken back.
OBJECTS, WIDGETS, MEGABYTES = 1.03, 1.2, 32.0


@dataclass(frozen=True)
class Memory:
    """What the process holds after the collector has run, without what is only kept to be quick.

    Attributes
    ----------
    objects, widgets : int
        Of Python, and of Qt.
    megabytes : float
        In the machine's memory; 0 where the system does not tell it.
    """

    objects: int
    widgets: int
    megabytes: float

    @classmethod
    def now(cls) -> Memory:
        """Look."""
        for found in gc.get_objects():
            if isinstance(found, functools._lru_cache_wrapper):
                found.cache_clear()
        training._ENGINES.by_task.clear()
        gc.collect()
        pages = Path("/proc/self/statm")
        resident = int(pages.read_text().split()[1]) if pages.exists() else 0
        megabytes = resident * os.sysconf("SC_PAGE_SIZE") / 1e6 if resident else 0.0
        return cls(len(gc.get_objects()), len(QApplication.allWidgets()), megabytes)

    def __str__(self) -> str:
        return f"{self.objects} objects, {self.widgets} widgets, {self.megabytes:.1f} MB"


@pytest.mark.timeout(0)
def test_a_long_walk_ends_with_no_more_memory_than_it_had_in_its_middle(
    start: Callable[[], Program], pytestconfig: pytest.Config
) -> None:
    moves = pytestconfig.getoption("--moves")
    program = start()
    program.settings.animate_steps = True
    project = PROJECTS["extras"]()
    walk = Walk(program, project, seed=7)
    began, seen = time.monotonic(), [Memory.now()]
    for number in range(1, moves + 1):
        walk.move()
        if not number % HELD:
            walk.hold(pixels=False)
        if not number % (moves // PARTS):
            rest()
            walk.hold_every_tab()
            edits = program.parts.document.undo_stack.count()
            walk.open(project)
            rest()
            seen.append(Memory.now())
            took = time.monotonic() - began
            print(f"{number} moves in {took:.0f} s, {edits} edits to undo: {seen[-1]}", flush=True)
    assert walk.held == set(VIEWS)
    middle, end = seen[PARTS // 2], seen[PARTS]
    assert end.objects <= OBJECTS * middle.objects
    assert end.widgets <= WIDGETS * middle.widgets
    assert end.megabytes <= middle.megabytes + MEGABYTES
