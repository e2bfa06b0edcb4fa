"""The ground in three dimensions by OpenGL, where it is there; the tests' own screen has none."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from nnviz.figures.surface_picture import SurfacePicture
from nnviz.panels.race_surface import RaceSurfacePanel
from nnviz.settings import Settings
from nnviz.widgets.gl_error import GlError
from nnviz.widgets.gl_ground import is_software
from nnviz.workspaces.optimizers import OptimizersWorkspace

RED = "#ff0000"


class Card:
    """Stands for a graphics card: it draws everything red until it is gone."""

    renderer = "A card"

    def __init__(self) -> None:
        self.drawn = 0
        self.is_closed = self.is_gone = False

    def painted(self, picture: SurfacePicture, size: QSize, ratio: float) -> QImage:
        if self.is_gone:
            raise GlError("A card is gone")
        self.drawn += 1
        image = QImage(size, QImage.Format.Format_RGB32)
        image.fill(QColor(RED))
        return image

    def close(self) -> None:
        self.is_closed = True


@pytest.fixture
def settings(workspace: OptimizersWorkspace) -> Settings:
    return workspace.surface._settings


@pytest.fixture
def card() -> Card:
    return Card()


@pytest.fixture
def panel(workspace: OptimizersWorkspace, card: Card) -> RaceSurfacePanel:
    """The panel in the workspace, which finds a card where it looks for one."""
    workspace.surface._opener = lambda: card
    return workspace.surface


def looked_at(workspace: OptimizersWorkspace) -> QColor:
    """Show the panel; return the colour of a corner of what it shows."""
    workspace.grounds.setCurrentWidget(workspace.surface)
    view = workspace.surface.view
    return view.grab().toImage().pixelColor(2, view.height() - 3)


def test_qt_draws_until_somebody_wants_opengl(
    workspace: OptimizersWorkspace, panel: RaceSurfacePanel, card: Card, settings: Settings
) -> None:
    assert looked_at(workspace) != QColor(RED)
    assert not panel.opengl.isChecked()
    assert not panel.words.isVisible()
    assert card.drawn == 0
    assert not settings.opengl


def test_the_card_draws_as_soon_as_it_is_wanted_and_until_it_is_not(
    workspace: OptimizersWorkspace, panel: RaceSurfacePanel, card: Card, settings: Settings, qtbot: QtBot
) -> None:
    looked_at(workspace)
    panel.opengl.click()
    assert looked_at(workspace) == QColor(RED)
    assert panel.view.has_opengl
    assert panel.words.text() == "Drawn by A card"
    assert settings.opengl
    assert not settings.opengl_pending
    workspace.race_session.go_to(3)
    looked_at(workspace)
    assert card.drawn == 1  # a step costs its paths alone
    qtbot.keyClick(panel.view, Qt.Key.Key_Left)
    looked_at(workspace)
    assert card.drawn == 2
    panel.opengl.click()
    assert looked_at(workspace) != QColor(RED)
    assert card.is_closed
    assert not panel.words.isVisible()
    assert not settings.opengl


def test_it_is_wanted_again_the_next_time(
    workspace: OptimizersWorkspace, settings: Settings, card: Card, qtbot: QtBot
) -> None:
    settings.opengl = True
    session, theme = workspace.race_session, workspace.surface._theme
    again = RaceSurfacePanel(session, theme, settings, lambda: card)
    qtbot.addWidget(again)
    assert again.opengl.isChecked()
    assert not again.view.has_opengl  # it is opened when somebody looks
    again.show()
    assert again.view.has_opengl
    again.release()
    assert card.is_closed
    assert not again.view.has_opengl


def test_where_there_is_none_qt_draws_and_it_is_said(workspace: OptimizersWorkspace) -> None:
    panel = workspace.surface
    before = looked_at(workspace)
    panel.opengl.click()
    assert looked_at(workspace) == before
    assert not panel.view.has_opengl
    assert panel.words.text() == "Drawn without OpenGL: this screen has no OpenGL"
    assert panel.words.isVisible()


def test_a_card_that_is_lost_is_done_without(
    workspace: OptimizersWorkspace, panel: RaceSurfacePanel, card: Card, qtbot: QtBot
) -> None:
    before = looked_at(workspace)
    panel.opengl.click()
    looked_at(workspace)
    card.is_gone = True
    qtbot.keyClick(panel.view, Qt.Key.Key_Left)
    assert looked_at(workspace) == before
    assert panel.words.text() == "Drawn without OpenGL: A card is gone"
    assert not panel.view.has_opengl


def test_after_a_crash_it_is_not_tried_again(
    workspace: OptimizersWorkspace, settings: Settings, card: Card, qtbot: QtBot
) -> None:
    settings.opengl = settings.opengl_pending = True  # as the program left them
    session, theme = workspace.race_session, workspace.surface._theme
    again = RaceSurfacePanel(session, theme, settings, lambda: card)
    qtbot.addWidget(again)
    again.show()
    assert not again.view.has_opengl
    assert not again.opengl.isChecked()
    assert (settings.opengl, settings.opengl_pending) == (False, False)
    assert again.words.text() == "Switched off: the program ended while OpenGL was opened"
    again.opengl.click()  # the user may
    assert again.view.has_opengl
    again.release()


def test_the_mark_of_a_crash_is_in_the_file_while_it_is_opened(
    workspace: OptimizersWorkspace, settings: Settings
) -> None:
    seen: list[bool] = []

    def opener() -> Card:
        seen.append(Settings(settings_file(settings)).opengl_pending)
        return Card()

    workspace.surface._opener = opener
    looked_at(workspace)
    workspace.surface.opengl.click()
    assert seen == [True]
    assert not settings.opengl_pending


def settings_file(settings: Settings) -> Path:
    return Path(settings.store.fileName())


@pytest.mark.parametrize(
    ("renderer", "software"),
    [
        ("llvmpipe (LLVM 15.0.6, 256 bits)", True),
        ("Google SwiftShader", True),
        ("GDI Generic", True),
        ("Microsoft Basic Render Driver", True),
        ("Apple Software Renderer", True),
        ("Mesa Intel(R) UHD Graphics 620 (KBL GT2)", False),
        ("NVIDIA GeForce RTX 3060/PCIe/SSE2", False),
        ("Apple M2", False),
    ],
)
def test_programs_are_told_from_cards(renderer: str, software: bool) -> None:
    assert is_software(renderer) == software
