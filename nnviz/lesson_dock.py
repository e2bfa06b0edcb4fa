"""Puts the lessons beside the workspaces, and the workspaces into the state that a step wants."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QPushButton

if TYPE_CHECKING:
    from nnviz.app import Parts
    from nnviz.main_window import MainWindow
    from nnviz.panels.lessons import LessonsPanel

_NARROW = 1200  # pixels; a window with less has no room for the lessons beside the column Build


class LessonDock(QObject):
    """Opens and closes the lessons of a window.

    Attributes
    ----------
    button : QPushButton
        Does so in the menu bar.
    panel : LessonsPanel or None
        What is shown; built when it is first wanted.

    Signals
    -------
    shown(bool)
        The lessons are on the screen, or not any more.
    """

    shown = Signal(bool)

    def __init__(self, window: MainWindow, parts: Parts) -> None:
        super().__init__(window)
        self._window, self._parts = window, parts
        self.panel: LessonsPanel | None = None
        self._has_build: bool | None = None  # what the user wants, else what there is room for
        self.button = QPushButton(self.tr("Lessons"))
        self.button.setCheckable(True)
        self.button.setToolTip(self.tr("Learn step by step (Ctrl+L)"))
        self.button.clicked.connect(self.show)
        self.shown.connect(self.button.setChecked)

    @property
    def is_shown(self) -> bool:
        """Whether the lessons are on the screen."""
        return self.panel is not None and not self.panel.isHidden()

    @Slot(bool)
    def show(self, wanted: bool) -> None:
        """Show the lessons, or leave the open one and put them away."""
        if wanted:
            panel = self.panel or self._build()
            panel.show()
        elif self.panel is not None:
            self._parts.lessons.leave()
            self.panel.hide()
        self.make_room()
        self.shown.emit(self.is_shown)

    @Slot()
    def close(self) -> None:
        """Put the lessons away."""
        self.show(False)

    def add_folder(self) -> None:
        """Ask for a folder with lessons of the user's own, and read it from now on."""
        self.show(True)
        folder = QFileDialog.getExistingDirectory(self._window, self.tr("Folder of lessons"))
        if folder:
            self._parts.lessons.add_folder(Path(folder))

    def forget_folders(self) -> None:
        """Read only the lessons that come with the program."""
        self._parts.lessons.forget_folders()

    def make_room(self) -> None:
        """Where the window is narrow, let the lessons take the place of the column Build."""
        if self.panel is None:
            return
        has_room = self._window.width() >= _NARROW
        has_build = not self.is_shown or (has_room if self._has_build is None else self._has_build)
        self._window.workspace.give_room(not has_build)
        self.panel.build_button.setChecked(has_build)

    @Slot(bool)
    def show_build(self, wanted: bool) -> None:
        """Show the column Build beside the lessons, or take it away, however wide the window is."""
        self._has_build = wanted
        self.make_room()

    def _build(self) -> LessonsPanel:
        from nnviz.panels.lessons import LessonsPanel  # few open it at once

        lessons = self._parts.lessons
        self.panel = LessonsPanel(lessons, self._parts.theme)
        self.panel.close_requested.connect(self.close)
        self.panel.build_requested.connect(self.show_build)
        lessons.lesson_changed.connect(self._set_up)
        lessons.library_changed.emit()
        self._window.beside.addWidget(self.panel)
        self._window.beside.setCollapsible(0, False)
        self._window.beside.setCollapsible(1, False)
        return self.panel

    @Slot()
    def _set_up(self) -> None:
        """Show the workspace, the panel and the place that the step is about."""
        scene, network = self._parts.lessons.scene, self._parts.network
        if scene is None:
            network.light(None)
            return
        head = scene.step.head
        self._window.choose_workspace(head.workspace)
        if head.panel:
            self._window.workspace.show_panel(head.panel)
        network.light(scene.highlighted)
