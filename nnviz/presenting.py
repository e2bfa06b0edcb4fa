"""Presenting: the chosen panels of a workspace on a full screen, stepped by keys or a presenter's remote."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence

from nnviz.document import Document
from nnviz.figures.style import Style
from nnviz.panels.base import Panel
from nnviz.project.errors import ProjectError
from nnviz.project.ink import ink_at, with_stroke, without_ink
from nnviz.project.ink_spec import COLOURS, InkPlace, Stroke
from nnviz.project.model import Project
from nnviz.settings import PRESENTING_SCALES, Settings
from nnviz.shortcuts import MOVES, PLAIN_KEYS
from nnviz.theme import Theme
from nnviz.widgets.presentation_view import Line, PresentationView, Shown, Tool
from nnviz.workspaces.base import Workspace

_TICK_MS = 250
_REMOTE_KEYS = {Qt.Key.Key_PageDown: "over", Qt.Key.Key_PageUp: "back_over"}


class Presenter(QObject):
    """Shows panels to an audience while the window stays as it is.

    Every move of the debugger has the keys that it has in the window; `nnviz.shortcuts.PRESENTING_KEYS` lists
    the others. What is written stays with the project, by panel, update and step.

    Signals
    -------
    presenting(bool)
        It began or ended.
    """

    presenting = Signal(bool)

    def __init__(self, document: Document, theme: Theme, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._theme = theme
        self._settings = settings
        self._workspace: Workspace | None = None
        self.view: PresentationView | None = None
        self._clock = QElapsedTimer()
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self.refresh)
        self._keys = self._own_keys()
        self._problem = ""  # said in place of the step, until something else is done
        document.changed.connect(self.refresh)
        theme.style_changed.connect(self.refresh)

    def chosen(self, workspace: Workspace) -> list[Panel]:
        """Return the panels of a workspace that are presented: those that were chosen, else the first two."""
        names = self._settings.presented_panels(workspace.name)
        panels = workspace.panels()
        return [panel for panel in panels if panel.name in names] or list(panels[:2])

    def choose(self, workspace: Workspace, panel: Panel, on: bool) -> None:
        """Present a panel too, or not any more; the last one stays."""
        names = [one.name for one in self.chosen(workspace) if on or one is not panel]
        if on and panel.name not in names:
            names.append(panel.name)
        if names:
            self._settings.set_presented_panels(workspace.name, names)
        self.refresh()

    def begin(self, workspace: Workspace) -> PresentationView:
        """Cover the screen with the workspace's chosen panels, and return what covers it."""
        self.end()
        view = PresentationView(self.tr("Presentation"), self._theme.style)
        view.scale = self._settings.presenting_scale
        view.key_pressed.connect(self._press)
        view.stroke_drawn.connect(self._write)
        view.closed.connect(self._closed)
        self.view, self._workspace = view, workspace
        workspace.shown_changed.connect(self.refresh)
        self.refresh()
        view.showFullScreen()
        self.presenting.emit(True)
        return view

    @Slot()
    def end(self) -> None:
        """Give the screen back."""
        if self.view is not None:
            self.view.close()

    @Slot()
    def refresh(self) -> None:
        """Show the present moment."""
        if self.view is None or self._workspace is None:
            return
        style, shown = self._theme.style, []
        words = self._problem or self._workspace.words()
        for panel in self.chosen(self._workspace):
            try:
                shown.append(self._shown(panel, style))
            except ProjectError as error:  # a race that cannot be run
                words = self.tr("There is no figure of %s: %s.") % (panel.title, error.reason)
        self.view.show_pictures(shown, Line(words, self._time()), style)

    # Inside

    def _shown(self, panel: Panel, style: Style) -> Shown:
        ink = ink_at(self._document.project, self._place(panel.name))
        return Shown(panel.name, panel.picture(style), ink)

    def _place(self, name: str) -> InkPlace:
        assert self._workspace is not None
        return InkPlace(name, *self._workspace.position())

    def _time(self) -> str:
        if not self._clock.isValid():
            return ""
        minutes, seconds = divmod(self._clock.elapsed() // 1000, 60)
        return f"{minutes}:{seconds:02d}"

    @Slot()
    def _closed(self) -> None:
        if self.view is None or self._workspace is None:
            return
        self._workspace.shown_changed.disconnect(self.refresh)
        self.view.deleteLater()
        self.view, self._workspace = None, None
        self._tick.stop()
        self._clock.invalidate()
        self.presenting.emit(False)

    # What the keys do

    def _own_keys(self) -> dict[str, Callable[[], object]]:
        keys: dict[str, Callable[[], object]] = {
            "Esc": self.end,
            "+": partial(self._scale, 1),
            "=": partial(self._scale, 1),
            "-": partial(self._scale, -1),
            "B": self._blank,
            ".": self._blank,
            "P": partial(self._take_tool, "pen"),
            "L": partial(self._take_tool, "pointer"),
            "C": self._clear,
            "T": self._toggle_clock,
            "Ctrl+Z": self._document.undo_stack.undo,
            "Ctrl+Shift+Z": self._document.undo_stack.redo,
            "Ctrl+Y": self._document.undo_stack.redo,
        }
        for number, colour in enumerate(COLOURS, start=1):
            keys[str(number)] = partial(self._take_ink, colour)
        for move in filter(None, MOVES):
            keys |= dict.fromkeys(move.keys, partial(self._move, move.method))
        for plain, method in {**PLAIN_KEYS, **_REMOTE_KEYS}.items():
            keys[QKeySequence(plain).toString()] = partial(self._move, method)
        return {QKeySequence(text).toString(): action for text, action in keys.items()}

    @Slot(QKeyEvent)
    def _press(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        text = QKeySequence(event.keyCombination()).toString()
        if modifiers in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
            # On many keyboards + takes Shift; what is typed decides.
            text = event.text().upper() if event.text().strip() in ("+", "=", "-", ".") else text
        action = self._keys.get(text)
        if action is not None:
            self._problem = ""
            action()

    def _move(self, method: str) -> None:
        move = getattr(self._workspace, method, None)
        if move is not None and self.view is not None:
            self.view.is_blank = False
            move()
            self.refresh()

    def _scale(self, direction: int) -> None:
        if self.view is None:
            return
        place = PRESENTING_SCALES.index(self._settings.presenting_scale) + direction
        scale = PRESENTING_SCALES[min(max(place, 0), len(PRESENTING_SCALES) - 1)]
        self._settings.presenting_scale = self.view.scale = scale
        self.view.update()

    def _blank(self) -> None:
        if self.view is not None:
            self.view.is_blank = not self.view.is_blank
            self.view.update()

    def _take_tool(self, tool: Tool) -> None:
        if self.view is not None:
            self.view.choose_tool(tool)

    def _take_ink(self, colour: str) -> None:
        if self.view is not None:
            self.view.ink = colour
            if self.view.tool != "pen":
                self.view.choose_tool("pen")
            self.view.update()

    def _toggle_clock(self) -> None:
        if self._clock.isValid():
            self._clock.invalidate()
            self._tick.stop()
        else:
            self._clock.start()
            self._tick.start()
        self.refresh()

    # Ink

    @Slot(str, object, object)
    def _write(self, name: str, stroke: Stroke, size: tuple[float, float]) -> None:
        project = with_stroke(self._document.project, self._place(name), stroke, size)
        self._edit(self.tr("Write by hand"), project)

    def _clear(self) -> None:
        if self._workspace is None:
            return
        places = [self._place(panel.name) for panel in self.chosen(self._workspace)]
        project = without_ink(self._document.project, places)
        self._edit(self.tr("Wipe what is written at this step"), project)

    def _edit(self, text: str, project: Project) -> None:
        try:
            self._document.edit(text, project)
        except ProjectError as error:
            self._problem = str(error)
            self.refresh()
