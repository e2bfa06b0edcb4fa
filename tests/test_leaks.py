"""The guard against leaked threads sees Python's threads, QThreads and Qt's thread pool."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRunnable, QThread, QThreadPool

from tests import leaks


class Worker(QThread):
    """Runs Python code, which is what makes Python list a thread that it did not start."""

    def __init__(self, stop: threading.Event) -> None:
        super().__init__()
        self.started_running = threading.Event()
        self.stop = stop

    def run(self) -> None:
        threading.current_thread()  # this is what lists it, as any logging call would
        self.started_running.set()
        self.stop.wait(10)


class Job(QRunnable):
    def __init__(self, stop: threading.Event) -> None:
        super().__init__()
        self.stop = stop

    def run(self) -> None:
        self.stop.wait(10)


@pytest.fixture
def stop(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    event = threading.Event()
    with monkeypatch.context() as patch:
        patch.setattr(leaks, "PATIENCE", 0.05)
        yield event
    event.set()


def test_sees_a_thread_until_it_ends(stop: threading.Event) -> None:
    before = set(threading.enumerate())
    thread = threading.Thread(target=stop.wait, name="forgotten")
    thread.start()
    assert leaks.leaked_threads(before) == ["forgotten"]
    stop.set()
    thread.join()
    assert leaks.leaked_threads(before) == []


def test_sees_a_qthread_until_it_ends(stop: threading.Event) -> None:
    before = set(threading.enumerate())
    worker = Worker(stop)
    worker.start()
    assert worker.started_running.wait(5)
    assert len(leaks.leaked_threads(before)) == 1
    stop.set()
    worker.wait()
    assert leaks.leaked_threads(before) == []


def test_sees_a_job_of_the_pool_until_it_ends(stop: threading.Event) -> None:
    before = set(threading.enumerate())
    QThreadPool.globalInstance().start(Job(stop))
    assert leaks.leaked_threads(before) == ["1 job(s) in Qt's thread pool"]
    stop.set()
    QThreadPool.globalInstance().waitForDone(5000)
    assert leaks.leaked_threads(before) == []
