"""The list of lessons, with what was done of each, and what is wrong with those that cannot be opened."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from nnviz.figures.style import Style
from nnviz.lesson_session import LessonSession
from nnviz.lessons.lesson import Lesson
from nnviz.widgets.markdown_view import MarkdownView
from nnviz.widgets.notice import Notice


class LessonRow(QFrame):
    """One lesson.

    Signals
    -------
    chosen(Lesson)
        The user wants it.
    """

    chosen = Signal(object)

    def __init__(self, lesson: Lesson, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lesson = lesson
        title = QLabel(lesson.title)
        title.setWordWrap(True)
        title.setStyleSheet("font-weight: 600;")
        self.summary = MarkdownView(style, self.tr("What %s is about") % lesson.title)
        self.summary.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.summary.show_markdown(lesson.summary)
        self.words = QLabel()
        self.words.setProperty("muted", True)
        self.button = QPushButton()
        self.button.clicked.connect(self._choose)
        foot = QHBoxLayout()
        foot.addWidget(self.words, 1)
        foot.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 10)
        column.setSpacing(4)
        column.addWidget(title)
        column.addWidget(self.summary)
        column.addLayout(foot)
        self.restyle(style)

    def show_progress(self, done: int, *, is_begun: bool) -> None:
        """Say how many steps are done."""
        steps = len(self.lesson.steps)
        if done == steps:
            words, verb = self.tr("✓ done, %d steps") % steps, self.tr("Again")
        elif is_begun:
            words, verb = self.tr("%d of %d steps done") % (done, steps), self.tr("Go on")
        else:
            words, verb = self.tr("%d steps") % steps, self.tr("Begin")
        self.words.setText(words)
        self.button.setText(verb)
        self.button.setAccessibleName(f"{verb}: {self.lesson.title}")

    def restyle(self, style: Style) -> None:
        """Take other colours and letters."""
        self.setStyleSheet(f"LessonRow {{ border: none; border-bottom: 1px solid {style.line}; }}")
        self.summary.restyle(style)

    @Slot()
    def _choose(self) -> None:
        self.chosen.emit(self.lesson)


class LessonContents(QScrollArea):
    """All lessons of the session's library."""

    def __init__(self, lessons: LessonSession, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lessons = lessons
        self._style = style
        self.rows: list[LessonRow] = []
        self.problems = Notice("error")
        contents = QWidget()
        self._column = QVBoxLayout(contents)
        self._column.setContentsMargins(16, 4, 16, 16)
        self._column.setSpacing(0)
        self._column.addWidget(self.problems)
        self._column.addStretch(1)
        self.setWidget(contents)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        lessons.library_changed.connect(self._refresh)

    def restyle(self, style: Style) -> None:
        """Take other colours and letters."""
        self._style = style
        for row in self.rows:
            row.restyle(style)

    @Slot()
    def _refresh(self) -> None:
        library, progress = self._lessons.library, self._lessons.progress
        if [row.lesson for row in self.rows] != list(library.lessons):
            self._fill()
        self.problems.say("\n".join(map(str, library.problems)))
        for row in self.rows:
            row.show_progress(progress.done(row.lesson), is_begun=progress.is_begun(row.lesson))

    def _fill(self) -> None:
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = [LessonRow(lesson, self._style) for lesson in self._lessons.library.lessons]
        for number, row in enumerate(self.rows):
            row.chosen.connect(self._lessons.open)
            self._column.insertWidget(number, row)
