"""The open lesson: its step, the question that it asks, and the way on."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from nnviz.figures.style import Style
from nnviz.lesson_session import LessonSession
from nnviz.panels.lessons.question import QuestionBox
from nnviz.widgets.icon_button import IconButton
from nnviz.widgets.markdown_view import MarkdownView
from nnviz.widgets.notice import Notice
from nnviz.widgets.step_dots import StepDots


class LessonReader(QWidget):
    """Shows the step of the lesson session."""

    def __init__(self, lessons: LessonSession, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lessons = lessons
        self.lesson_title = QLabel()
        self.lesson_title.setWordWrap(True)
        self.lesson_title.setProperty("muted", True)
        self.restart = IconButton("rotate-ccw", self.tr("Restart the lesson"))
        self.restart.clicked.connect(lessons.restart)
        self.leave = IconButton(
            "list-ordered", self.tr("All lessons: leave this one, your project comes back")
        )
        self.leave.clicked.connect(lessons.leave)
        self.dots = StepDots(style)
        self.dots.chosen.connect(lessons.go)
        self.title = QLabel()
        self.title.setProperty("heading", True)
        self.title.setWordWrap(True)
        self.body = MarkdownView(style, self.tr("Text of the step"))
        self.problem = Notice("error")
        self.question = QuestionBox(lessons, style)
        self.back = QPushButton(self.tr("Back"))
        self.back.clicked.connect(self._go_back)
        self.next = QPushButton()
        self.next.clicked.connect(self._go_on)
        top = QHBoxLayout()
        top.setContentsMargins(16, 6, 8, 0)
        top.addWidget(self.lesson_title, 1)
        top.addWidget(self.restart)
        top.addWidget(self.leave)
        row = QHBoxLayout()
        row.setContentsMargins(10, 0, 12, 0)
        row.addWidget(self.dots)
        row.addStretch(1)
        contents = QWidget()
        column = QVBoxLayout(contents)
        column.setContentsMargins(16, 8, 16, 16)
        column.setSpacing(12)
        for widget in (self.title, self.body, self.problem, self.question):
            column.addWidget(widget)
        column.addStretch(1)
        self.page = QScrollArea()
        self.page.setWidget(contents)
        self.page.setWidgetResizable(True)
        self.page.setFrameShape(QFrame.Shape.NoFrame)
        self.page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 10)
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addLayout(row)
        layout.addWidget(self.page, 1)
        layout.addLayout(foot)
        lessons.lesson_changed.connect(self._show)
        lessons.answered.connect(self._refresh)
        self._settled = QTimer(self)  # what was said has its height only after the next layout
        self._settled.setSingleShot(True)
        self._settled.timeout.connect(self._show_answer)
        lessons.answered.connect(self._settled.start)

    def restyle(self, style: Style) -> None:
        """Take other colours and letters."""
        for part in (self.dots, self.body, self.question):
            part.restyle(style)

    @Slot()
    def _show(self) -> None:
        lessons = self._lessons
        if lessons.lesson is None or lessons.step is None:
            return
        self.lesson_title.setText(lessons.lesson.title)
        self.title.setText(lessons.step.title)
        self.problem.say("" if lessons.problem is None else str(lessons.problem))
        text = "" if lessons.scene is None else lessons.scene.text()
        self.body.show_markdown(text)
        self.body.setVisible(bool(text))
        self.page.verticalScrollBar().setValue(0)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        lessons = self._lessons
        if lessons.lesson is None or lessons.step is None:
            return
        steps = len(lessons.lesson.steps)
        done = [lessons.progress.is_done(lessons.lesson, number) for number in range(steps)]
        self.dots.show_steps(done, lessons.number)
        self.back.setEnabled(lessons.number > 0)
        is_open = lessons.scene is not None and lessons.scene.task is not None and not lessons.answer.is_done
        is_last = lessons.number == steps - 1
        self.next.setText(self.tr("Finish") if is_last else self.tr("Skip") if is_open else self.tr("Next"))
        self.next.setProperty("primary", not is_open)
        self.next.style().unpolish(self.next)
        self.next.style().polish(self.next)

    @Slot()
    def _show_answer(self) -> None:
        """Scroll to what is said about an answer."""
        self.page.ensureWidgetVisible(self.question.last_words, 0, 8)

    @Slot()
    def _go_back(self) -> None:
        self._lessons.go(self._lessons.number - 1)

    @Slot()
    def _go_on(self) -> None:
        lessons = self._lessons
        if lessons.lesson is not None and lessons.number == len(lessons.lesson.steps) - 1:
            lessons.leave()
        else:
            lessons.go(lessons.number + 1)
