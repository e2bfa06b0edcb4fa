"""The panel Build on a document of its own."""

from __future__ import annotations

import pytest

from nnviz.document import Document
from nnviz.panels.build import BuildPanel
from nnviz.session import Session
from nnviz.settings import Settings
from nnviz.theme import Theme
from tests.nnviz.panels.building import project


@pytest.fixture(scope="module")
def theme(qapp):
    return Theme(qapp, "light")


@pytest.fixture
def document(qapp):
    return Document(project())


@pytest.fixture
def session(document):
    session = Session(document)
    yield session
    session.stop()


@pytest.fixture
def panel(qtbot, theme, document, session, tmp_path):
    panel = BuildPanel(document, session, theme, Settings(tmp_path / "settings.ini"))
    panel.resize(300, 700)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitExposed(panel)
    yield panel
    if panel.data.dialog is not None:
        panel.data.dialog.reject()
