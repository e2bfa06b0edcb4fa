"""The window: workspaces, status line, what is dropped on it, and the question before it closes.

It imports nothing but Qt, so that it can be painted before NumPy and the plots are loaded (`nnviz.app`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from nnviz.settings import Settings, ThemeChoice
from nnviz.shortcuts import PLAIN_KEYS
from nnviz.theme import Theme

if TYPE_CHECKING:
    from nnviz.app import Parts
    from nnviz.panels.base import Panel
    from nnviz.workspaces.base import Workspace

WORKSPACES = {
    "neuron": "Neuron",
    "network": "Network",
    "optimizers": "Optimizers",
    "functions": "Functions",
}
"""What stands in the window's switch, by the names that lessons call them."""

_SIZE = (1366, 768)
_SMALLEST = (960, 560)
_MESSAGE_MS = 8000


class MainWindow(QMainWindow):
    """The program's window; empty until `fill`.

    Parameters
    ----------
    settings : Settings
    theme : Theme

    Attributes
    ----------
    parts : Parts or None
        What it is filled with.
    """

    def __init__(self, settings: Settings, theme: Theme) -> None:
        super().__init__()
        self.settings = settings
        self.parts: Parts | None = None
        self.titles = {name: self.tr(title) for name, title in WORKSPACES.items()}
        self._theme = theme
        self._stack = QStackedWidget()
        self._above = QWidget()  # a line about the whole workspace Network
        self._column = QVBoxLayout(self._above)
        centre = QWidget()
        column = QVBoxLayout(centre)
        for layout in (self._column, column):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        column.addWidget(self._above)
        column.addWidget(self._stack, 1)
        self.beside = QSplitter(Qt.Orientation.Horizontal)  # the workspaces and, if wanted, the lessons
        self.beside.addWidget(centre)
        self.beside.setStretchFactor(0, 1)
        self.setCentralWidget(self.beside)
        self.setWindowTitle("NNViz")
        self.setMinimumSize(*_SMALLEST)
        self.resize(*_SIZE)
        self.setAcceptDrops(True)

    def fill(self, parts: Parts) -> None:
        """Put the workspaces and menus in."""
        self.parts = parts
        from nnviz.lesson_dock import LessonDock  # the empty window is painted without them
        from nnviz.menus import Menus

        self.lessons = LessonDock(self, parts)
        self.menus = Menus(self, parts)
        self._build_switch()
        parts.session.message.connect(self.show_message)
        parts.files.message.connect(self.show_message)
        parts.exchange.message.connect(self.show_message)
        parts.document.path_changed.connect(self._show_title)
        self._show_title()
        self._column.addWidget(parts.network.banner)
        parts.network.banner.refresh()
        self.choose_workspace("network")
        parts.network.transport.bar.slider.setFocus()

    @property
    def workspace(self) -> Workspace:
        """The workspace that is shown."""
        return cast("Workspace", self._stack.currentWidget())

    @Slot(str)
    def show_message(self, text: str) -> None:
        """Show a line in the status bar."""
        self.statusBar().showMessage(text, _MESSAGE_MS)

    @Slot(str)
    def choose_workspace(self, name: str) -> None:
        """Show a workspace, by its name in `WORKSPACES`."""
        if self.parts is None:
            return
        workspace = self.parts.workspace(name)
        if self._stack.indexOf(workspace) < 0:
            self._take_in(workspace)
        self._stack.setCurrentWidget(workspace)
        self._above.setVisible(workspace is self.parts.network)
        self._switch.choose(name)
        self.menus.workspaces.actions()[list(WORKSPACES).index(name)].setChecked(True)
        self.lessons.make_room()

    def choose_theme(self, choice: ThemeChoice) -> None:
        """Take light or dark, or follow the system, from now on."""
        self.settings.theme = choice
        self._theme.choose(choice)

    def choose_digits(self, digits: int) -> None:
        """Show numbers with this many significant digits from now on."""
        self.settings.digits = digits
        self._theme.set_digits(digits)

    def animate_steps(self, on: bool) -> None:
        """Let a step move its number along the edge, or not."""
        self.settings.animate_steps = on

    def move_action(self, method: str) -> Callable[[], None]:
        """Return a function that makes a move in whatever workspace is shown."""

        def move() -> None:
            action = getattr(self.workspace, method, None)
            if action is None:
                self.show_message(self.tr("This workspace has no such move."))
            else:
                action()

        return move

    # Events

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.parts is not None:
            self.lessons.make_room()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no control under the focus has taken: Space plays, arrows move."""
        method = PLAIN_KEYS.get(Qt.Key(event.key()))
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if self.parts is None or method is None or not plain:
            super().keyPressEvent(event)
        else:
            self.move_action(method)()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.parts is not None and _dropped_file(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped_file(event)
        if self.parts is not None and path is not None:
            event.acceptProposedAction()
            self.parts.files.open_dropped(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.parts is None:
            event.accept()
            return
        self.parts.document.take_back()
        if not self.parts.files.may_discard():
            event.ignore()
            return
        self.parts.presenter.end()
        self.parts.session.stop()
        for index in range(self._stack.count()):
            cast("Workspace", self._stack.widget(index)).stop()
        self.settings.window_geometry = self.saveGeometry()
        event.accept()

    # Inside

    def _take_in(self, workspace: Workspace) -> None:
        self._stack.addWidget(workspace)
        workspace.panel_added.connect(self._listen_to)
        for panel in workspace.panels():
            self._listen_to(panel)

    @Slot(object)
    def _listen_to(self, panel: Panel) -> None:
        if self.parts is not None:
            panel.export_requested.connect(self.parts.exporter.export)
            panel.copy_requested.connect(self.parts.exporter.copy)
            panel.film_requested.connect(self.parts.exporter.film)

    def _build_switch(self) -> None:
        """Build the workspaces' switch in the corner of the menu bar."""
        from nnviz.widgets.segments import Segments

        words = {
            name: (title, f"{title} (Ctrl+{number})")
            for number, (name, title) in enumerate(self.titles.items(), start=1)
        }
        self._switch = Segments(self.tr("Workspace"), words)
        self._switch.chosen.connect(self.choose_workspace)
        self._corner = QWidget()  # PySide lets go of a corner that no name refers to
        row = QHBoxLayout(self._corner)
        row.setContentsMargins(8, 4, 12, 4)
        row.setSpacing(12)
        row.addWidget(self._switch)
        row.addWidget(self.lessons.button)
        self.menuBar().setCornerWidget(self._corner, Qt.Corner.TopRightCorner)

    @Slot()
    def _show_title(self) -> None:
        if self.parts is None:
            return
        document = self.parts.document
        name = document.path.name if document.path else self.tr("untitled")
        if document.is_aside:
            name = self.tr("lesson")
        self.setWindowTitle(f"{name}[*] — NNViz")
        self.setWindowModified(document.is_modified and not document.is_aside)


def _dropped_file(event: QDropEvent) -> Path | None:
    """Return the one local file that is dragged, if it is that."""
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
