"""The update as an indented list with the cursor in it, and a field that finds steps by words."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.figures.step_search import StepSearch
from nnviz.figures.step_words import StepWords
from nnviz.figures.steps_picture import StepsPicture
from nnviz.figures.style import Style
from nnviz.moment import Moment
from nnviz.panels.base import MomentPanel
from nnviz.panels.steps.view import StepView
from nnviz.session import Session
from nnviz.theme import Theme
from nnviz.widgets.elided_label import ElidedLabel
from nnviz.widgets.find_bar import FindBar

_NARROW = 560  # pixels; below, what is looked for takes the place of the path


class StepsPanel(MomentPanel):
    """Lists the steps of the session's update; a click goes to one."""

    name = "steps"

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Steps")
        self._session = session
        self._theme = theme
        self._words: StepWords | None = None
        self._search: StepSearch | None = None
        self._searched: tuple[object, ...] = ()
        self.bar = FindBar(self.tr("Find steps"), self.tr("Find: delta, hidden 2, layer 2 dL/dw, 35"))
        self.bar.setToolTip(
            self.tr("Words about a step and its place, or its number; Return goes to the next")
        )
        self.bar.text_changed.connect(self._show_found)
        self.bar.next_wanted.connect(self.find_next)
        self.bar.previous_wanted.connect(self.find_previous)
        self.view = StepView(self.tr("Steps of the update"))
        self.view.step_chosen.connect(session.go_to_step)
        self.view.typed.connect(self.bar.begin)
        self.bar.left.connect(self.view.setFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._head())
        layout.addWidget(self.view, 1)
        # Only while the list is on the screen: Qt leaves out the shortcuts of what is hidden.
        for keys, action in (
            ("Ctrl+F", self.bar.begin),
            ("F3", self.find_next),
            ("Shift+F3", self.find_previous),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(action)
        session.moved.connect(self._refresh)
        theme.style_changed.connect(self._refresh)

    def picture_of(self, moment: Moment, style: Style) -> StepsPicture:
        """Return the list around the step just done as a picture."""
        return StepsPicture(moment, style)

    def menu_actions(self) -> list[QAction]:
        """Offer to fold what was opened."""
        fold = QAction(self.tr("Fold all"), self)
        fold.triggered.connect(self.view.fold_all)
        return [fold]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    @Slot()
    def find_next(self) -> None:
        """Go to the next step that is found; from the last one, to the first."""
        search = self._found()
        step = search.next(self._session.cursor.step) if search else None
        if step is not None:
            self._session.go_to_step(step)

    @Slot()
    def find_previous(self) -> None:
        """Go to the former step that is found; from the first one, to the last."""
        search = self._found()
        step = search.previous(self._session.cursor.step) if search else None
        if step is not None:
            self._session.go_to_step(step)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_path()

    # Inside

    def _head(self) -> QHBoxLayout:
        self.path = ElidedLabel()
        self.path.setProperty("muted", True)
        self.path.setAccessibleName(self.tr("Where the step just done is"))
        row = QHBoxLayout()
        row.setContentsMargins(12, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.path, 1)
        row.addWidget(self.bar, 1)
        return row

    @Slot()
    def _refresh(self) -> None:
        if not self.isVisible():
            return
        moment, style = self._session.moment, self._theme.style
        self._words = self._words.at(moment, style.digits) if self._words else StepWords(moment, style.digits)
        self.view.show_words(self._words, style)
        self._show_found()

    def _show_path(self) -> None:
        """Say where the step just done is, of which the list may not show enough."""
        if self._words is None:
            return
        step = self._words.moment.step  # the cursor may be in another update while the list is hidden
        rows = self._words.tree.path(step)[:-1] if step >= 0 else []
        names = [self._words.title(row) for row in rows if row.kind != "range"]
        self.path.show_text(" › ".join(names) or self.tr("Before the first step"))
        self.path.setVisible(self.width() >= _NARROW or not self.bar.text)

    @Slot()
    def _show_found(self) -> None:
        self._show_path()
        search, step = self._found(), self._session.cursor.step
        if search is None:
            self.bar.show_found(0, None)
            return
        position = search.before(step)
        self.bar.show_found(search.total, position if search.before(step + 1) > position else None)

    def _found(self) -> StepSearch | None:
        """Return what the words in the field find; it is the same for all updates of a layout."""
        if self._words is None or not self.bar.text:
            return None
        trace = self._words.trace
        searched = (self.bar.text, trace.task, trace.layout.sections)
        if self._search is None or searched != self._searched:
            self._search, self._searched = StepSearch(self._words, self.bar.text), searched
        return self._search
