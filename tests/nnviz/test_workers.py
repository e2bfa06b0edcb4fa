from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QCoreApplication, QObject, QThread, Slot
from pytestqt.qtbot import QtBot

from nnviz.workers import Job


class Listener(QObject):
    """Keeps what a job reports, and on which thread it was told."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.reports: list[list[int]] = []
        self.ends: list[Exception | None] = []
        self.threads: set[QThread] = set()
        job.progress.connect(self.progressed)
        job.finished.connect(self.finished)

    @Slot(object)
    def progressed(self, results: list[int]) -> None:
        self.reports.append(results)
        self.threads.add(QThread.currentThread())

    @Slot(object)
    def finished(self, error: Exception | None) -> None:
        self.ends.append(error)
        self.threads.add(QThread.currentThread())

    @property
    def results(self) -> list[int]:
        return [result for report in self.reports for result in report]


def forever() -> Iterator[int]:
    number = 0
    while True:
        yield number
        number += 1


def failing() -> Iterator[int]:
    yield 1
    yield 2
    raise LookupError("no third one")


def test_every_result_arrives_once_and_in_order(qtbot: QtBot) -> None:
    job = Job(iter(range(20_000)))
    heard = Listener(job)
    job.start()
    qtbot.waitUntil(lambda: bool(heard.ends))
    assert heard.results == list(range(20_000))
    assert heard.ends == [None]


def test_reports_come_on_the_gui_thread_and_not_too_often(qtbot: QtBot) -> None:
    job = Job(forever())
    heard = Listener(job)
    began = time.perf_counter()
    job.start()
    qtbot.waitUntil(lambda: len(heard.reports) >= 6)
    took = time.perf_counter() - began
    job.stop()
    assert len(heard.reports) <= 30 * took + 1
    assert heard.threads == {QCoreApplication.instance().thread()}  # type: ignore[union-attr]


def test_a_slow_window_gets_time_for_itself_between_two_reports(qtbot: QtBot) -> None:
    job = Job(forever())
    spans: list[tuple[float, float]] = []

    class Slow(Listener):
        @Slot(object)
        def progressed(self, results: list[int]) -> None:
            super().progressed(results)
            began = time.perf_counter()
            time.sleep(0.08)  # longer than the time between two reports
            spans.append((began, time.perf_counter()))

    heard = Slow(job)
    job.start()
    qtbot.waitUntil(lambda: len(spans) >= 4)
    job.stop()
    assert all(begun - ended > 0.03 for (_, ended), (begun, _) in pairwise(spans))
    assert heard.results == list(range(len(heard.results)))


def test_an_error_is_a_value_and_what_came_before_it_is_kept(qtbot: QtBot) -> None:
    job = Job(failing())
    heard = Listener(job)
    job.start()
    qtbot.waitUntil(lambda: bool(heard.ends))
    assert heard.results == [1, 2]
    assert isinstance(heard.ends[0], LookupError)
    assert str(heard.ends[0]) == "no third one"


def test_an_error_at_once_is_reported_without_results(qtbot: QtBot) -> None:
    def broken() -> Iterator[int]:
        raise ValueError("at once")
        yield 0

    job = Job(broken())
    heard = Listener(job)
    job.start()
    qtbot.waitUntil(lambda: bool(heard.ends))
    assert heard.reports == []
    assert isinstance(heard.ends[0], ValueError)


def test_stop_ends_the_work_and_nothing_arrives_afterwards(qtbot: QtBot) -> None:
    job = Job(forever())
    heard = Listener(job)
    job.start()
    qtbot.waitUntil(lambda: bool(heard.reports))
    began = time.perf_counter()
    job.stop()
    assert time.perf_counter() - began < 0.5
    told = len(heard.results)
    qtbot.wait(80)
    assert len(heard.results) == told
    assert heard.ends == []


def test_a_report_on_its_way_is_dropped_by_stop(qtbot: QtBot) -> None:
    reported = threading.Event()

    def two() -> Iterator[int]:
        yield 1
        time.sleep(0.05)
        yield 2  # reported now: more than a thirtieth of a second went by
        reported.set()
        yield from forever()

    job = Job(two())
    heard = Listener(job)
    job.start()
    assert reported.wait(5)  # the event loop stands still, so the report waits in its queue
    job.stop()
    qtbot.wait(50)
    assert heard.reports == []
    assert heard.ends == []


def test_the_end_on_its_way_is_dropped_by_stop(qtbot: QtBot) -> None:
    ended = threading.Event()

    def short() -> Iterator[int]:
        yield 1
        ended.set()

    job = Job(short())
    heard = Listener(job)
    job.start()
    assert ended.wait(5)
    time.sleep(0.05)
    job.stop()
    qtbot.wait(50)
    assert heard.reports == heard.ends == []


def test_stopping_twice_or_before_the_start_does_no_harm(qtbot: QtBot) -> None:
    never = Job(forever())
    never.stop()
    job = Job(forever())
    job.start()
    job.stop()
    job.stop()


def test_a_listener_may_stop_the_job_while_it_reports(qtbot: QtBot) -> None:
    job = Job(forever())

    class Impatient(Listener):
        @Slot(object)
        def progressed(self, results: list[int]) -> None:
            super().progressed(results)
            job.stop()

    heard = Impatient(job)
    job.start()
    qtbot.waitUntil(lambda: bool(heard.reports))
    qtbot.wait(80)
    assert len(heard.reports) == 1
