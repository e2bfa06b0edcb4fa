"""Which threads a test left running, Python's own and Qt's."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

PATIENCE = 2.0  # seconds that a stopped worker gets to end


def leaked_threads(before: set[threading.Thread]) -> list[str]:
    """Names of the threads that are running now, were not before, and do not end by themselves."""
    deadline = time.monotonic() + PATIENCE
    while left := [t.name for t in set(threading.enumerate()) - before if _runs(t)] + _pool():
        if time.monotonic() > deadline:
            return left
        time.sleep(0.01)
    return []


def _runs(thread: threading.Thread) -> bool:
    if not isinstance(thread, threading._DummyThread):
        return thread.is_alive()
    # A thread that Python did not start (a QThread) stays listed after its end; the system knows better.
    name = Path(f"/proc/self/task/{thread.native_id}/comm")
    try:
        # Qt keeps the threads of its pool for the next job: idle ones are no leak.
        return name.read_text().strip() != "Thread (pooled)"
    except OSError:
        return False


def _pool() -> list[str]:
    """The jobs that Qt's thread pool still works on."""
    core = sys.modules.get("PySide6.QtCore")
    busy = core.QThreadPool.globalInstance().activeThreadCount() if core else 0
    return [f"{busy} job(s) in Qt's thread pool"] if busy else []
