"""What holds for every test: no screen, settings of its own, no leaked thread, no unexpected warning."""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path

# Before anything imports Qt.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import hypothesis
import pytest

from tests.leaks import leaked_threads

hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--moves", type=int, default=100, help="how many moves the walk of endurance makes")


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders that nobody has used; they are made by whoever writes into them."""
    folder = tmp_path_factory.mktemp("users")
    return (folder / str(number) for number in count())


@pytest.fixture(autouse=True)
def own_settings(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for the user's settings, data and cache; the real ones are never touched."""
    home = next(homes)
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    core = sys.modules.get("PySide6.QtCore")  # absent where only core/ is tested
    if core:
        # QSettings remembers the first folder it saw, so it has to be told each time.
        for form in (core.QSettings.Format.NativeFormat, core.QSettings.Format.IniFormat):
            core.QSettings.setPath(form, core.QSettings.Scope.UserScope, str(home / "config"))
        # Linux follows the variables above; elsewhere Qt has a place for tests.
        core.QStandardPaths.setTestModeEnabled(not sys.platform.startswith("linux"))
    return home


@pytest.fixture(autouse=True)
def no_leaked_threads() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = leaked_threads(before)
    assert not left, f"threads left running: {left}"


@pytest.fixture(autouse=True)
def no_unexpected_log(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail on log records of level WARNING and above that no `expected_log` marker allows."""
    yield
    allowed = [m.args[0] if m.args else "" for m in request.node.iter_markers("expected_log")]
    unexpected = [
        f"{r.name}: {r.getMessage()}"
        for phase in ("setup", "call")
        for r in caplog.get_records(phase)
        if r.levelno >= logging.WARNING and not any(re.search(p, r.getMessage()) for p in allowed)
    ]
    assert not unexpected, "unexpected log:\n" + "\n".join(unexpected)
