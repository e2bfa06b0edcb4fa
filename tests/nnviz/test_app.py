"""How the program starts, and what it does about what nobody expected."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.app import FIRST_STEP, Starter, start


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    """Give back to the collector what the start has frozen: the tests go on in this process."""
    yield
    gc.unfreeze()


def started(qapp: QApplication, qtbot: QtBot, project: str | None = None) -> Starter:
    starter = start(qapp, project)
    qtbot.addWidget(starter.window)
    assert starter.window.parts is None  # an empty window is what is painted first
    with qtbot.waitSignals([starter.painted, starter.ready], order="strict"):
        pass
    return starter


def test_the_numbers_are_there_first_and_the_rest_follows(qapp: QApplication, qtbot: QtBot) -> None:
    starter = start(qapp)
    qtbot.addWidget(starter.window)
    seen: list[int] = []
    starter.ready.connect(lambda: seen.append(len(starter.window.workspace.panels())))
    with qtbot.waitSignal(starter.ready):
        pass
    parts = starter.window.parts
    assert parts is not None
    assert parts.session.cursor.step == FIRST_STEP
    qtbot.waitUntil(lambda: len(parts.network.panels()) > 3)
    assert seen == [3]  # the drawing, the inspector and the loss; the data and all other tabs came after
    tabs = parts.network.plots.count() + parts.network.side.count()
    # The drawing and the inspector are no tabs; branches are no figure.
    shown = [tab.widget(k) for tab in (parts.network.plots, parts.network.side) for k in range(tab.count())]
    assert {parts.network.network, parts.network.inspector, *shown} >= set(parts.network.panels())
    assert tabs == len(set(shown))
    qtbot.waitUntil(parts.network.build.isVisible)


def test_the_collector_passes_over_what_stays_once_the_formulas_are_set(
    qapp: QApplication, qtbot: QtBot
) -> None:
    """A full pass over the tables of the formulas' font stopped the window for 50 ms now and then."""
    parts = started(qapp, qtbot).window.parts
    assert parts is not None
    warmer = parts.network.inspector.warmer
    frozen = gc.get_freeze_count()
    assert warmer.is_working
    qtbot.waitUntil(lambda: not warmer.is_working, timeout=20_000)
    after = gc.get_freeze_count()
    assert after > frozen
    parts.document.load(parts.document.project)  # another project's formulas may go again
    qtbot.waitUntil(lambda: not warmer.is_working, timeout=20_000)
    assert gc.get_freeze_count() <= after


def test_a_project_that_cannot_be_opened_is_told_and_the_sample_shown(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr("nnviz.app.QMessageBox.warning", lambda _parent, _title, text: told.append(text))
    path = tmp_path / "broken.nnviz"
    path.write_text("{}")
    starter = started(qapp, qtbot, str(path))
    assert len(told) == 1
    assert "broken.nnviz" in told[0]
    assert starter.window.parts is not None
    assert starter.window.parts.document.path is None


@pytest.mark.expected_log("unexpected ZeroDivisionError")
def test_an_unexpected_error_is_logged_and_told_and_the_window_goes_on(
    qapp: QApplication, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    starter = started(qapp, qtbot)
    try:
        1 / 0  # noqa: B018
    except ZeroDivisionError as error:
        starter.unexpected(type(error), error, error.__traceback__)
    assert "ZeroDivisionError" in caplog.text
    assert "division by zero" in starter.window.statusBar().currentMessage()
    assert starter.window.parts is not None
    starter.window.parts.session.over()
    assert starter.window.parts.session.cursor.step > FIRST_STEP
