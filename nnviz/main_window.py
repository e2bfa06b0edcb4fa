"""The window: menus, workspaces, status line, what is dropped on it, and the question before it closes.

It imports nothing but Qt, so that it can be painted before NumPy and the plots are loaded (`nnviz.app`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QWidget,
)

from nnviz.settings import Settings, ThemeChoice
from nnviz.shortcuts import MOVES, PLAIN_KEYS
from nnviz.theme import Theme
from nnviz.widgets.segments import Segments
from nnviz.widgets.shortcut_sheet import ShortcutSheet, show_about

if TYPE_CHECKING:
    from nnviz.app import Parts

_SIZE = (1366, 768)
_SMALLEST = (960, 560)
_MESSAGE_MS = 8000
_DIGITS = (3, 4, 5, 6, 8, 12, 17)


class MainWindow(QMainWindow):
    """The program's window; empty until `fill`.

    Parameters
    ----------
    settings : Settings
    theme : Theme
    """

    def __init__(self, settings: Settings, theme: Theme) -> None:
        super().__init__()
        self._settings = settings
        self._theme = theme
        self._parts: Parts | None = None
        self.workspaces = QStackedWidget()
        self.setCentralWidget(self.workspaces)
        self.setWindowTitle("NNViz")
        self.setMinimumSize(*_SMALLEST)
        self.resize(*_SIZE)
        self.setAcceptDrops(True)
        self.setDockOptions(QMainWindow.DockOption.AllowTabbedDocks)

    def fill(self, parts: Parts) -> None:
        """Put the workspaces and menus in."""
        self._parts = parts
        for workspace in parts.workspaces.values():
            self.workspaces.addWidget(workspace)
        self._build_menus(parts)
        self._build_switch(parts)
        parts.session.message.connect(self.show_message)
        parts.files.message.connect(self.show_message)
        parts.document.path_changed.connect(self._show_title)
        for workspace in parts.workspaces.values():
            for panel in workspace.panels():
                panel.export_requested.connect(parts.exporter.export)
                panel.copy_requested.connect(parts.exporter.copy)
        self._show_title()
        self.choose_workspace(0)
        parts.workspaces["network"].transport.bar.slider.setFocus()

    @Slot(str)
    def show_message(self, text: str) -> None:
        """Show a line in the status bar."""
        self.statusBar().showMessage(text, _MESSAGE_MS)

    def choose_workspace(self, index: int) -> None:
        """Show a workspace; what plays in another one stops."""
        self.workspaces.setCurrentIndex(index)
        self._switch.choose(str(index))
        self._workspace_actions.actions()[index].setChecked(True)

    # Menus

    def _build_menus(self, parts: Parts) -> None:
        bar = self.menuBar()
        self._build_file_menu(bar.addMenu(self.tr("&File")), parts)
        edit = bar.addMenu(self.tr("&Edit"))
        undo = parts.document.undo_stack.createUndoAction(self, self.tr("Undo"))
        redo = parts.document.undo_stack.createRedoAction(self, self.tr("Redo"))
        undo.setShortcut(QKeySequence.StandardKey.Undo)
        redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        edit.addActions([undo, redo])
        self._build_step_menu(bar.addMenu(self.tr("&Step")))
        self._build_train_menu(bar.addMenu(self.tr("&Train")), parts)
        self._build_view_menu(bar.addMenu(self.tr("&View")), parts)
        help_menu = bar.addMenu(self.tr("&Help"))
        self._add(help_menu, self.tr("Keyboard shortcuts"), self._show_shortcuts, "F1")
        self._add(help_menu, self.tr("About NNViz"), self._show_about)

    def _build_file_menu(self, menu: QMenu, parts: Parts) -> None:
        files = parts.files
        samples = menu.addMenu(self.tr("New from sample"))
        for title, path in files.samples():
            self._add(samples, title, lambda _=False, chosen=path: files.open_sample(chosen))
        self._add(menu, self.tr("Open…"), files.open, QKeySequence.StandardKey.Open)
        self._recent = menu.addMenu(self.tr("Open recent"))
        self._recent.aboutToShow.connect(self._fill_recent)
        self._add(menu, self.tr("Import CSV…"), files.import_csv, "Ctrl+I")
        menu.addSeparator()
        self._add(menu, self.tr("Save"), files.save, QKeySequence.StandardKey.Save)
        self._add(menu, self.tr("Save as…"), files.save_as, "Ctrl+Shift+S")
        self._add(menu, self.tr("Save with training state as…"), files.save_trained)
        menu.addSeparator()
        self._add(menu, self.tr("Export figure…"), self._export_focused, "Ctrl+E")
        each = menu.addMenu(self.tr("Export figure of"))
        each.aboutToShow.connect(lambda: self._fill_export_menu(each))
        self._add(menu, self.tr("Copy figure"), self._copy_focused, "Ctrl+Shift+C")
        menu.addSeparator()
        self._add(menu, self.tr("Quit"), self.close, "Ctrl+Q")

    def _build_step_menu(self, menu: QMenu) -> None:
        for move in MOVES:
            if move is None:
                menu.addSeparator()
                continue
            self._add(menu, self.tr(move.text), self._move_action(move.method), *move.keys)

    def _build_train_menu(self, menu: QMenu, parts: Parts) -> None:
        self._add(menu, self.tr("One update"), parts.session.to_end, "Ctrl+U")
        self._add(menu, self.tr("One epoch"), parts.session.train_epoch, "Ctrl+Shift+U")
        self._add(menu, self.tr("Run, or stop"), parts.workspaces["network"].transport.toggle_run, "Ctrl+R")

    def _build_view_menu(self, menu: QMenu, parts: Parts) -> None:
        self._workspace_actions = QActionGroup(self)
        for index, workspace in enumerate(parts.workspaces.values()):
            action = self._add(
                menu,
                workspace.title,
                lambda _=False, chosen=index: self.choose_workspace(chosen),
                f"Ctrl+{index + 1}",
            )
            action.setCheckable(True)
            self._workspace_actions.addAction(action)
        menu.addSeparator()
        themes = {"system": self.tr("As the system"), "light": self.tr("Light"), "dark": self.tr("Dark")}
        self._add_choice(menu.addMenu(self.tr("Theme")), themes, self._settings.theme, self._choose_theme)
        digits = {count: self.tr("%d significant digits") % count for count in _DIGITS}
        self._add_choice(
            menu.addMenu(self.tr("Precision")), digits, self._settings.digits, self._choose_digits
        )
        animate = menu.addAction(self.tr("Animate steps"))
        animate.setCheckable(True)
        animate.setChecked(self._settings.animate_steps)
        animate.toggled.connect(self._animate)

    def _add(self, menu: QMenu, text: str, action: Callable[..., object], *keys: object) -> QAction:
        entry = menu.addAction(text)
        entry.setShortcuts([QKeySequence(key) for key in keys])
        entry.triggered.connect(
            lambda checked=False: action() if not entry.isCheckable() else action(checked)
        )
        return entry

    def _add_choice(
        self, menu: QMenu, choices: dict[object, str], chosen: object, action: Callable[[object], object]
    ) -> None:
        group = QActionGroup(self)
        for value, text in choices.items():
            entry = menu.addAction(text)
            entry.setCheckable(True)
            entry.setChecked(value == chosen)
            entry.triggered.connect(lambda _=False, picked=value: action(picked))
            group.addAction(entry)

    def _build_switch(self, parts: Parts) -> None:
        """Build the workspaces' switch in the corner of the menu bar."""
        words = {
            str(k): (workspace.title, f"{workspace.title} (Ctrl+{k + 1})")
            for k, workspace in enumerate(parts.workspaces.values())
        }
        self._switch = Segments(self.tr("Workspace"), words)
        self._switch.chosen.connect(self._switched)
        corner = QWidget(self)
        row = QHBoxLayout(corner)
        row.setContentsMargins(8, 4, 12, 4)
        row.addWidget(self._switch)
        self.menuBar().setCornerWidget(corner, Qt.Corner.TopRightCorner)

    @Slot(str)
    def _switched(self, key: str) -> None:
        self.choose_workspace(int(key))

    def _fill_recent(self) -> None:
        self._recent.clear()
        files = self._parts.files
        for path in self._settings.recent_files:
            self._add(
                self._recent, path.name, lambda _=False, chosen=path: files.open_path(chosen)
            ).setToolTip(str(path))
        if self._recent.isEmpty():
            self._recent.addAction(self.tr("No project was opened yet")).setEnabled(False)

    def _fill_export_menu(self, menu: QMenu) -> None:
        menu.clear()
        for panel in self.workspace.panels():
            self._add(menu, panel.title, lambda _=False, chosen=panel: self._parts.exporter.export(chosen))

    # Moves

    @property
    def workspace(self) -> QWidget:
        """The workspace that is shown."""
        return self.workspaces.currentWidget()

    def _move_action(self, method: str) -> Callable[[], None]:
        def move() -> None:
            action = getattr(self.workspace, method, None)
            if action is None:
                self.show_message(self.tr("This workspace has no such move."))
            else:
                action()

        return move

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no control under the focus has taken: Space plays, arrows move."""
        method = PLAIN_KEYS.get(Qt.Key(event.key()))
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if self._parts is None or method is None or not plain:
            super().keyPressEvent(event)
            return
        self._move_action(method)()

    # Files

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = self._dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self._parts.files.open_dropped(path)

    def _dropped(self, event: QDropEvent) -> Path | None:
        urls = event.mimeData().urls()
        return (
            Path(urls[0].toLocalFile()) if self._parts and len(urls) == 1 and urls[0].isLocalFile() else None
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._parts is None:
            event.accept()
            return
        if not self._parts.files.may_discard():
            event.ignore()
            return
        self._parts.session.stop()
        for workspace in self._parts.workspaces.values():
            workspace.stop()
        self._settings.window_geometry = self.saveGeometry()
        event.accept()

    @Slot()
    def _show_title(self) -> None:
        document = self._parts.document
        name = document.path.name if document.path else self.tr("untitled")
        self.setWindowTitle(f"{name}[*] — NNViz")
        self.setWindowModified(document.is_modified)

    # Export, help, settings

    def _export_focused(self) -> None:
        self._parts.exporter.export(self._focused_panel())

    def _copy_focused(self) -> None:
        self._parts.exporter.copy(self._focused_panel())

    def _focused_panel(self) -> QWidget:
        """Return the panel that has the focus, else the workspace's first."""
        panels = self.workspace.panels()
        focus = self.focusWidget()
        return next((panel for panel in panels if focus and panel.isAncestorOf(focus)), panels[0])

    def _choose_theme(self, choice: ThemeChoice) -> None:
        self._settings.theme = choice
        self._theme.choose(choice)

    def _choose_digits(self, digits: int) -> None:
        self._settings.digits = digits
        self._theme.set_digits(digits)

    def _animate(self, on: bool) -> None:
        self._settings.animate_steps = on

    def _show_shortcuts(self) -> None:
        ShortcutSheet(self).exec()

    def _show_about(self) -> None:
        show_about(self)
