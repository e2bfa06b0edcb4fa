"""The list of watches, and the field that adds to it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from core.conditions.watch import Watch
from core.expression.read import LONGEST, ExpressionError
from nnviz.document import Document
from nnviz.figures.style import Style
from nnviz.figures.watch_reading import read_watches
from nnviz.figures.watches_picture import WatchesPicture
from nnviz.moment import Moment
from nnviz.panels.base import MomentPanel
from nnviz.panels.watches.past import PastWatches
from nnviz.panels.watches.view import WatchesView
from nnviz.project import edits
from nnviz.project.errors import ProjectError
from nnviz.project.model import Project
from nnviz.session import Session
from nnviz.theme import Theme
from nnviz.widgets.notice import Notice
from nnviz.widgets.scrolled import scrolled


class WatchesPanel(MomentPanel):
    """Every watch with its value at the cursor and its curve; a click on the curve goes to the update."""

    name = "watches"

    def __init__(
        self, document: Document, session: Session, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.title = self.tr("Watches")
        self._document = document
        self._session = session
        self._theme = theme
        self._edited: int | None = None
        self.past = PastWatches(session, self)
        self.past.learned.connect(self._refresh)
        self.field = QLineEdit()
        self.field.setMaxLength(LONGEST)
        self.field.setAccessibleName(self.tr("Formula to watch"))
        self.field.setPlaceholderText(self.tr("Watch: loss, W1[1, 2], norm(dW2)"))
        self.field.setToolTip(
            self.tr(
                "loss, epoch, learning_rate; of layer 1: z1[2], a1[2], delta1[2], b1[2], db1[2], W1[1, 2], "
                "dW1[1, 2] (units from 1);\nmax, min, mean, sum or norm of a whole array: norm(dW1); "
                "+ - * / ^ and functions.\nReturn adds it, Escape leaves it."
            )
        )
        self.field.returnPressed.connect(self._take_text)
        self.field.textEdited.connect(self._typed)
        leave = QShortcut(QKeySequence("Escape"), self.field)
        leave.setContext(Qt.ShortcutContext.WidgetShortcut)
        leave.activated.connect(self._leave_field)
        self.notice = Notice("error")
        self.notice.setContentsMargins(8, 2, 8, 2)
        self.view = WatchesView(self.title)
        self.view.row_chosen.connect(self._choose)
        self.view.update_chosen.connect(session.go_to_update)
        self.view.edit_wanted.connect(self.edit_watch)
        self.view.remove_wanted.connect(self.remove_watch)
        self._lay_out()
        session.moved.connect(self._moved)
        theme.style_changed.connect(self._refresh)

    def picture_of(self, moment: Moment, style: Style) -> WatchesPicture:
        """Return the watches as a picture, with every point of their curves."""
        self.past.ask()  # while it was hidden, something else may have been asked for
        self.past.finish()
        return self._picture(moment, style, None)

    def menu_actions(self) -> list[QAction]:
        """Offer what can be done with the chosen watch."""
        row = self.view.chosen
        if row is None:
            return []
        change, remove = QAction(self.tr("Change…"), self), QAction(self.tr("Remove"), self)
        change.triggered.connect(lambda: self.edit_watch(row))
        remove.triggered.connect(lambda: self.remove_watch(row))
        return [change, remove]

    @Slot(int)
    def edit_watch(self, row: int) -> None:
        """Put a watch into the field; Return takes it back, Escape leaves it as it was."""
        self._edited = row
        self.field.setText(self._document.project.watches[row])
        self.field.setFocus()
        self.field.selectAll()

    @Slot(int)
    def remove_watch(self, row: int) -> None:
        """Take a watch away."""
        self._leave_field()
        self._document.edit(self.tr("Remove a watch"), edits.remove_watch(self._document.project, row))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._moved()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.past.stop()

    # Inside

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 4)
        column.setSpacing(4)
        column.addWidget(self.field)
        column.addWidget(self.notice)
        column.addWidget(scrolled(self.view), 1)

    @Slot()
    def _take_text(self) -> None:
        text, project = self.field.text().strip(), self._document.project
        if not text:
            self._leave_field()
            return
        try:
            Watch(text, self._session.trace.task)
            if self._edited is None:
                self._edit(self.tr("Add a watch"), edits.add_watch(project, text))
            else:
                self._edit(self.tr("Change a watch"), edits.set_watch(project, self._edited, text))
        except ExpressionError as error:
            self.notice.say(error.message)
            self.field.setCursorPosition(error.position)
        except ProjectError as error:
            self.notice.say(error.reason)

    def _edit(self, text: str, project: Project) -> None:
        self._document.edit(text, project)
        self._leave_field()

    @Slot()
    def _typed(self) -> None:
        self.notice.say("")

    @Slot()
    def _leave_field(self) -> None:
        self._edited = None
        self.field.clear()
        self.notice.say("")

    @Slot(int)
    def _choose(self, row: int) -> None:
        self.view.chosen = row
        self._refresh()

    @Slot()
    def _moved(self) -> None:
        watches = self._document.project.watches
        if self.view.chosen is not None and self.view.chosen >= len(watches):
            self.view.chosen = len(watches) - 1 if watches else None
        if self._edited is not None and self._edited >= len(watches):
            self._leave_field()
        if self.isVisible():
            self.past.ask()
            self._refresh()

    @Slot()
    def _refresh(self) -> None:
        if self.isVisible():
            self.view.show_picture(self._picture(self._session.moment, self._theme.style, self.view.chosen))

    def _picture(self, moment: Moment, style: Style, chosen: int | None) -> WatchesPicture:
        history = self._session.history
        span = history.first_update, max(history.last.update - 1, moment.update_number)
        return WatchesPicture(
            read_watches(moment, self.past.known()), moment.update_number, span, style, chosen
        )
