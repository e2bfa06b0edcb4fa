"""How long the event loop stands still while the spiral 2-8-8-1 trains in the real window, and while 60 steps
a second are played: the gaps between the beats of a timer of one millisecond, and how far both come
meanwhile."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer, Slot

from benchmarks.measuring import Row, milliseconds
from benchmarks.program import Program
from nnviz.session import Cursor, Session
from nnviz.settings import SPEEDS

SECONDS = 5.0
FASTEST = SPEEDS[-1]
BOUND = "50 ms"


class Pulse(QObject):
    """Beats as often as the event loop lets it."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    @Slot()
    def _beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append(now - self._last)
        self._last = now


def rows() -> list[Row]:
    """Return the longest gaps, at rest and in training."""
    program = Program()
    session = program.parts.session
    resting = beats(program)
    session.train()
    training = beats(program)
    done = session.history.last.update
    began = time.perf_counter()
    session.stop()
    stopped = time.perf_counter() - began
    session.go_to(Cursor(0))
    bar = program.parts.network.transport.bar
    bar.choose_speed(FASTEST)
    bar.toggle_play()
    playing = beats(program)
    bar.stop_playing()
    blocks = played(session)
    program.close()
    return [
        gap_row("longest gap at rest", resting),
        gap_row("longest gap in training", training, BOUND),
        Row("updates a second in training, with the window", f"{done / SECONDS:.0f}"),
        Row("stop", milliseconds(stopped), "", BOUND),
        gap_row("longest gap in playing", playing, BOUND),
        Row("steps a second in playing", f"{blocks / SECONDS:.1f}", f"of {FASTEST:g}"),
    ]


def played(session: Session) -> int:
    """Return how many steps over lie before the cursor."""
    there, count = session.cursor, 0
    session.go_to(Cursor(0))
    while session.cursor != there:
        session.over()
        count += 1
    return count


def beats(program: Program) -> list[float]:
    """Run the event loop for a while and return the gaps."""
    pulse = Pulse()
    until = time.perf_counter() + SECONDS
    while time.perf_counter() < until:
        program.application.processEvents()
    return pulse.gaps


def gap_row(what: str, gaps: list[float], bound: str = "") -> Row:
    """Return the longest gap, and the one that 99 of 100 stay below."""
    ordered = sorted(gaps)
    usual = f"99 % below {milliseconds(ordered[int(len(ordered) * 0.99)])}"
    return Row(what, milliseconds(ordered[-1]), usual, bound)
