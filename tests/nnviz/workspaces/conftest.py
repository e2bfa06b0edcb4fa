"""The workspace Optimizers, shown, with nothing else around it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.document import Document
from nnviz.session import Session
from nnviz.settings import Settings
from nnviz.theme import Theme
from nnviz.workspaces.optimizers import OptimizersWorkspace
from tests.nnviz.sessions import sample


@pytest.fixture
def workspace(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[OptimizersWorkspace]:
    document = Document(sample("xor-2-4-1"))
    session = Session(document, document)
    settings = Settings(tmp_path / "settings.ini")
    workspace = OptimizersWorkspace(document, session, Theme(qapp, "light"), settings)
    qtbot.addWidget(workspace)
    workspace.resize(1024, 560)
    workspace.show()
    yield workspace
    workspace.stop()
