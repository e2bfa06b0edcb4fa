"""One move in the real window (offscreen, 1366 x 768) with the spiral 2-8-8-1, from the call until everything
is painted. A formula with numbers of a shape never met before follows 50 ms later; that is not counted."""

from __future__ import annotations

import random
import time
from dataclasses import replace

from benchmarks.measuring import Row, Work, spread, timed
from benchmarks.program import Program
from core.optimizers.base import Optimizer

STEPS = 40
REST_SECONDS = 0.15  # between two moves, as a person rests: what was put off is done by then
UPDATES = 200
BOUND = "16 ms"


def rows() -> list[Row]:
    """Return the time of each kind of move."""
    program = Program()
    chance = random.Random(0)
    session, document = program.parts.session, program.parts.document
    length = len(session.trace)
    session.go_to_update(UPDATES)
    program.draw()
    rates = iter(_rates())

    def edit() -> None:
        values = {**document.project.optimizer.encode(), "learning_rate": next(rates)}
        document.edit("Rate", replace(document.project, optimizer=Optimizer.decode(values)))

    def undo() -> None:
        document.undo_stack.undo()

    moves: dict[str, Work] = {
        "step over (node)": session.over,
        "step back (node)": session.back_over,
        "step into (term)": session.into,
        "jump of the step slider": lambda: session.go_to_step(chance.randrange(length)),
        "jump of the update slider": lambda: session.go_to_update(chance.randrange(UPDATES)),
        "one update": session.to_end,
        "an edit of the learning rate": edit,
        "its undo": undo,
    }
    times: dict[str, list[float]] = {name: [] for name in moves}
    for number in range(STEPS + 5):
        for name, move in moves.items():
            rest(program)
            took = timed(lambda move=move: drawn(program, move))
            if number >= 5:  # formulas and glyphs are cached by then, as they are after a few clicks
                times[name].append(took)
    views = program.parts.network
    for panel in (views.graph, views.gradients, views.steps, views.matrices):
        times[f"step over, {panel.title} shown"] = taken = []
        views.plots.setCurrentWidget(panel)
        for number in range(STEPS + 5):
            rest(program)
            took = timed(lambda: drawn(program, session.over))
            if number >= 5:
                taken.append(took)
    program.close()
    return [spread(name, taken, BOUND) for name, taken in times.items()]


def drawn(program: Program, move: Work) -> None:
    """Make a move and wait until it is painted."""
    move()
    program.draw()


def rest(program: Program) -> None:
    """Let pass what a person lets pass between two moves."""
    until = time.perf_counter() + REST_SECONDS
    while time.perf_counter() < until:
        program.application.processEvents()


def _rates() -> list[float]:
    return [0.01 + number / 10_000 for number in range(STEPS + 5)]
