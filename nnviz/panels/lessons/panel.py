"""The dock Lessons: the list of them, or the one that is open."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from nnviz.figures.style import Style
from nnviz.lesson_session import LessonSession
from nnviz.panels.lessons.contents import LessonContents
from nnviz.panels.lessons.reader import LessonReader
from nnviz.theme import Theme
from nnviz.widgets.icon_button import IconButton

WIDTH = 336  # pixels: formulas of a line, and room for the network at 1024


class LessonsPanel(QFrame):
    """Stands on the right of every workspace.

    Signals
    -------
    close_requested()
        The user wants the dock away.
    build_requested(bool)
        The user wants the column Build, or wants it away.
    """

    close_requested = Signal()
    build_requested = Signal(bool)

    def __init__(self, lessons: LessonSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.setMinimumWidth(WIDTH)
        self._lessons = lessons
        heading = QLabel(self.tr("Lessons"))
        heading.setProperty("heading", True)
        self.close_button = IconButton("x", self.tr("Close the lessons"))
        self.close_button.clicked.connect(self.close_requested)
        self.build_button = IconButton("panel-left", self.tr("Show the column Build, or hide it"))
        self.build_button.setCheckable(True)
        self.build_button.clicked.connect(self.build_requested)
        self.contents = LessonContents(lessons, theme.style)
        self.reader = LessonReader(lessons, theme.style)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.contents)
        self._stack.addWidget(self.reader)
        head = QHBoxLayout()
        head.setContentsMargins(16, 8, 8, 2)
        head.addWidget(heading, 1)
        head.addWidget(self.build_button)
        head.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        lessons.lesson_changed.connect(self._turn)
        theme.style_changed.connect(self.restyle)
        self._turn()

    @Slot()
    def _turn(self) -> None:
        """Show the list, or the open lesson."""
        self._stack.setCurrentWidget(self.reader if self._lessons.lesson is not None else self.contents)

    @Slot(object)
    def restyle(self, style: Style) -> None:
        """Take other colours and letters."""
        self.contents.restyle(style)
        self.reader.restyle(style)
