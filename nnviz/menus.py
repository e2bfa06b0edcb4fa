"""The menus of the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from nnviz.settings import HISTORY_MEGABYTES
from nnviz.shortcuts import MOVES
from nnviz.widgets.shortcut_sheet import ShortcutSheet, show_about

if TYPE_CHECKING:
    from nnviz.app import Parts
    from nnviz.main_window import MainWindow
    from nnviz.panels.base import Panel

_DIGITS = (3, 4, 5, 6, 8, 12, 17)


class Menus:
    """Builds the menus into a window's menu bar.

    Attributes
    ----------
    by_name : dict of str to QMenu
        ``file edit step train view help``, and the submenus ``samples recent export history theme
        precision presented``. PySide lets go of a menu that no name refers to.
    workspaces : QActionGroup
        The entries that choose a workspace.
    """

    def __init__(self, window: MainWindow, parts: Parts) -> None:
        self._window = window
        self._parts = parts
        self.by_name: dict[str, QMenu] = {}
        self.workspaces = QActionGroup(window)
        tr = window.tr
        self._fill_file(self._menu("file", tr("&File")))
        self._fill_edit(self._menu("edit", tr("&Edit")))
        self._fill_step(self._menu("step", tr("&Step")))
        self._fill_train(self._menu("train", tr("&Train")))
        self._fill_view(self._menu("view", tr("&View")))
        self._fill_help(self._menu("help", tr("&Help")))

    def _fill_file(self, menu: QMenu) -> None:
        tr, files = self._window.tr, self._parts.files
        samples = self._menu("samples", tr("New from sample"), menu)
        for title, path in files.samples():
            self._add(samples, title, lambda chosen=path: files.open_sample(chosen))
        self._add(menu, tr("Open…"), files.open, "Ctrl+O")
        self._menu("recent", tr("Open recent"), menu).aboutToShow.connect(self._fill_recent)
        self._add(menu, tr("Import CSV…"), files.import_csv, "Ctrl+I")
        self._add(menu, tr("Import weights…"), self._parts.exchange.import_weights)
        self._add(menu, tr("Compare with your arrays…"), files.compare)
        menu.addSeparator()
        self._add(menu, tr("Save"), files.save, "Ctrl+S")
        self._add(menu, tr("Save as…"), files.save_as, "Ctrl+Shift+S")
        self._add(menu, tr("Save with training state as…"), files.save_trained)
        menu.addSeparator()
        self._add(menu, tr("Export figure…"), self._export_focused, "Ctrl+E")
        self._menu("export", tr("Export figure of"), menu).aboutToShow.connect(self._fill_export)
        self._add(menu, tr("Export film…"), self._film_focused, "Ctrl+Shift+E")
        self._add(menu, tr("Copy figure"), self._copy_focused, "Ctrl+Shift+C")
        self._add(menu, tr("Worksheet…"), self._parts.worksheets.open)
        self._add(menu, tr("Export code or weights…"), self._parts.exchange.export_code, "Ctrl+Alt+E")
        menu.addSeparator()
        self._add(menu, tr("Quit"), self._window.close, "Ctrl+Q")

    def _fill_edit(self, menu: QMenu) -> None:
        edits = self._parts.document.undo_group
        undo = edits.createUndoAction(self._window, self._window.tr("Undo"))
        redo = edits.createRedoAction(self._window, self._window.tr("Redo"))
        undo.setShortcut(QKeySequence("Ctrl+Z"))
        redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        menu.addActions([undo, redo])

    def _fill_step(self, menu: QMenu) -> None:
        for move in MOVES:
            if move is None:
                menu.addSeparator()
            else:
                action = self._window.move_action(move.method)
                self._add(menu, self._window.tr(move.text), action, *move.keys)

    def _fill_train(self, menu: QMenu) -> None:
        tr, session = self._window.tr, self._parts.session
        self._add(menu, tr("One update"), session.to_end, "Ctrl+U")
        self._add(menu, tr("One epoch"), session.train_epoch, "Ctrl+Shift+U")
        self._add(menu, tr("Run, or stop"), self._parts.network.transport.toggle_run, "Ctrl+R")
        menu.addSeparator()
        budgets = {size: tr("%d MB") % size for size in HISTORY_MEGABYTES}
        self._add_choice(
            self._menu("history", tr("Memory for going back"), menu),
            budgets,
            self._window.settings.history_megabytes,
            self._choose_budget,
        )
        menu.addSeparator()
        self._add(menu, tr("Plant a mistake…"), self._parts.network.banner.ask)

    def _fill_view(self, menu: QMenu) -> None:
        tr, settings = self._window.tr, self._window.settings
        for number, (name, title) in enumerate(self._window.titles.items(), start=1):
            action = self._add(menu, title, partial(self._window.choose_workspace, name), f"Ctrl+{number}")
            action.setCheckable(True)
            self.workspaces.addAction(action)
        menu.addSeparator()
        themes = {"system": tr("As the system"), "light": tr("Light"), "dark": tr("Dark")}
        self._add_choice(
            self._menu("theme", tr("Theme"), menu), themes, settings.theme, self._window.choose_theme
        )
        digits = {count: tr("%d significant digits") % count for count in _DIGITS}
        precision = self._menu("precision", tr("Precision"), menu)
        self._add_choice(precision, digits, settings.digits, self._window.choose_digits)
        checking = self._parts.network.network.checking
        check = menu.addAction(tr("Check every gradient"))
        check.setShortcut(QKeySequence("Ctrl+K"))
        check.setCheckable(True)
        check.toggled.connect(checking.checker.switch)
        checking.switched.connect(check.setChecked)
        menu.addSeparator()
        self._add(menu, tr("Present"), self._present, "F12")
        self._menu("presented", tr("Panels to present"), menu).aboutToShow.connect(self._fill_presented)
        menu.addSeparator()
        animate = menu.addAction(tr("Animate steps"))
        animate.setCheckable(True)
        animate.setChecked(settings.animate_steps)
        animate.toggled.connect(self._window.animate_steps)

    def _fill_help(self, menu: QMenu) -> None:
        window = self._window
        lessons = menu.addAction(window.tr("Lessons"))
        lessons.setShortcut(QKeySequence("Ctrl+L"))
        lessons.setCheckable(True)
        lessons.triggered.connect(window.lessons.show)
        window.lessons.shown.connect(lessons.setChecked)
        self._add(menu, window.tr("Add a folder of lessons…"), window.lessons.add_folder)
        self._add(menu, window.tr("Forget my folders of lessons"), window.lessons.forget_folders)
        menu.addSeparator()
        self._add(menu, window.tr("Keyboard shortcuts"), lambda: ShortcutSheet(window).exec(), "F1")
        self._add(menu, window.tr("About NNViz"), lambda: show_about(window))

    def _choose_budget(self, megabytes: int) -> None:
        self._window.settings.history_megabytes = megabytes
        session = self._parts.session
        session.segments.set_budget(megabytes * 2**20)
        fit = megabytes * 2**20 // session.history.first.nbytes
        words = self._window.tr(
            "Going back may take %d MB: %s checkpoints of this network; what lies between is replayed."
        )
        self._window.show_message(words % (megabytes, f"{fit:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")))

    # What is filled when it is opened

    def _fill_recent(self) -> None:
        menu = self.by_name["recent"]
        menu.clear()
        files = self._parts.files
        for path in self._window.settings.recent_files:
            entry = self._add(menu, path.name, lambda chosen=path: files.open_path(chosen))
            entry.setToolTip(str(path))
        if menu.isEmpty():
            menu.addAction(self._window.tr("No project was opened yet")).setEnabled(False)

    def _fill_export(self) -> None:
        menu = self.by_name["export"]
        menu.clear()
        for panel in self._window.workspace.panels():
            self._add(menu, panel.title, lambda chosen=panel: self._parts.exporter.export(chosen))

    def _fill_presented(self) -> None:
        menu, presenter, workspace = self.by_name["presented"], self._parts.presenter, self._window.workspace
        menu.clear()
        chosen = presenter.chosen(workspace)
        for panel in workspace.panels():
            entry = menu.addAction(panel.title)
            entry.setCheckable(True)
            entry.setChecked(panel in chosen)
            entry.toggled.connect(partial(presenter.choose, workspace, panel))

    def _present(self) -> None:
        self._parts.presenter.begin(self._window.workspace)

    def _export_focused(self) -> None:
        self._parts.exporter.export(self._focused_panel())

    def _film_focused(self) -> None:
        self._parts.exporter.film(self._focused_panel())

    def _copy_focused(self) -> None:
        self._parts.exporter.copy(self._focused_panel())

    def _focused_panel(self) -> Panel:
        """Return the panel that has the focus, else the workspace's first."""
        panels = self._window.workspace.panels()
        focus = self._window.focusWidget()
        return next((panel for panel in panels if focus and panel.isAncestorOf(focus)), panels[0])

    # How entries are made

    def _menu(self, name: str, title: str, parent: QMenu | None = None) -> QMenu:
        menu = (parent or self._window.menuBar()).addMenu(title)
        self.by_name[name] = menu
        return menu

    def _add(self, menu: QMenu, text: str, action: Callable[..., object], *keys: str) -> QAction:
        entry = menu.addAction(text)
        entry.setShortcuts([QKeySequence(key) for key in keys])
        entry.triggered.connect(lambda _checked=False: action())
        return entry

    def _add_choice(
        self, menu: QMenu, choices: dict[Any, str], chosen: object, action: Callable[[Any], object]
    ) -> None:
        group = QActionGroup(self._window)
        for value, text in choices.items():
            entry = menu.addAction(text)
            entry.setCheckable(True)
            entry.setChecked(value == chosen)
            entry.triggered.connect(lambda _checked=False, picked=value: action(picked))
            group.addAction(entry)
