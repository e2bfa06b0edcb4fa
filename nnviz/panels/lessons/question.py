"""What a step asks, the answer to it, and what is said to that."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from core.number_format import format_number
from nnviz.figures.style import Style
from nnviz.lesson_session import LessonSession
from nnviz.lessons.errors import LessonError
from nnviz.lessons.scene import Scene
from nnviz.lessons.tasks import ChoiceTask, MakeTask, NumberTask
from nnviz.widgets.choice_list import ChoiceList
from nnviz.widgets.markdown_view import MarkdownView
from nnviz.widgets.notice import Notice
from nnviz.widgets.number_text import parse_number

_KINDS = {
    "number": "Predict before you see",
    "choice": "Predict before you see",
    "make": "Make it happen",
    "spot": "Spot the bug",
}
_NEAR = 0.1  # a wrong number that is off by less is nearly right


class QuestionBox(QFrame):
    """Shows the question of the lesson session's step; hidden where it asks nothing."""

    def __init__(self, lessons: LessonSession, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lessons = lessons
        self._style = style
        self.kind = QLabel()
        self.question = MarkdownView(style, self.tr("Question"))
        self.number = QLineEdit()
        self.number.setAccessibleName(self.tr("Your number"))
        self.number.setPlaceholderText(self.tr("your number"))
        self.number.setMaxLength(32)
        self.number.returnPressed.connect(self.check)
        self.choices = ChoiceList(style)
        self.choices.changed.connect(self._refresh)
        self.number.textChanged.connect(self._refresh)
        self.check_button = QPushButton(self.tr("Check"))
        self.check_button.setProperty("primary", True)
        self.check_button.clicked.connect(self.check)
        self.hint_button = QPushButton(self.tr("Hint"))
        self.hint_button.clicked.connect(self.show_hint)
        self.solution_button = QPushButton(self.tr("Show me"))
        self.solution_button.setToolTip(self.tr("Show the solution"))
        self.solution_button.clicked.connect(lessons.show_solution)
        self.hint = MarkdownView(style, self.tr("Hint"))
        self.notice = Notice("note")
        self.notice.setIndent(8)
        self.solution = MarkdownView(style, self.tr("Solution"))
        entry = QHBoxLayout()
        entry.setSpacing(8)
        entry.addWidget(self.number, 3)
        entry.addWidget(self.check_button)
        entry.addStretch(1)
        help_row = QHBoxLayout()
        help_row.setSpacing(8)
        help_row.addWidget(self.hint_button)
        help_row.addWidget(self.solution_button)
        help_row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        for widget in (self.kind, self.question, self.choices):
            column.addWidget(widget)
        column.addLayout(entry)
        column.addLayout(help_row)
        for widget in (self.hint, self.notice, self.solution):
            column.addWidget(widget)
        lessons.lesson_changed.connect(self._show)
        lessons.answered.connect(self._answered)
        self.restyle(style)
        self._show()

    @property
    def last_words(self) -> QWidget:
        """What is said last: the solution, else what is said to the answer."""
        return self.notice if self.solution.isHidden() else self.solution

    @Slot()
    def check(self) -> None:
        """Take the answer that stands there."""
        scene = self._lessons.scene
        if scene is None or self._lessons.answer.is_done:
            return
        if isinstance(scene.task, NumberTask):
            number = parse_number(self.number.text())
            if number is None:
                self.notice.say(self.tr("This is no number: write it like 0.25 or 1e-3."))
            else:
                self._lessons.answer_number(float(number))
        elif isinstance(scene.task, ChoiceTask) and self.choices.chosen is not None:
            self._lessons.choose(self.choices.chosen)

    @Slot()
    def show_hint(self) -> None:
        """Show the hint."""
        self.hint.show()
        self.hint_button.hide()

    def restyle(self, style: Style) -> None:
        """Take other colours and letters."""
        self._style = style
        self.setStyleSheet(
            f"QuestionBox {{ background: {style.background}; border: 1px solid {style.line};"
            f" border-left: 3px solid {style.accent}; border-radius: 6px; }}"
        )
        self.kind.setStyleSheet(f"font-weight: 600; color: {style.accent};")
        for view in (self.question, self.hint, self.solution, self.choices):
            view.restyle(style)

    # Inside

    @Slot()
    def _show(self) -> None:
        scene = self._lessons.scene
        self.setVisible(scene is not None and scene.task is not None)
        if scene is None or scene.task is None:
            return
        self.kind.setText(self.tr(_KINDS[scene.step.kind]))
        self.number.clear()
        self.notice.say("")
        self.solution.hide()
        self.hint.hide()
        try:
            self.question.show_markdown(scene.text("Question"))
            self.hint.show_markdown(scene.text("Hint"))
            self.choices.show_choices(scene.choices)
        except LessonError as error:
            self.notice.say(str(error))
        self.number.setVisible(isinstance(scene.task, NumberTask))
        self.choices.setVisible(isinstance(scene.task, ChoiceTask))
        self.choices.setEnabled(True)
        self.number.setEnabled(True)
        self.check_button.setVisible(not isinstance(scene.task, MakeTask))
        self.hint_button.setVisible(bool(scene.step.text("Hint")))
        self.solution_button.show()
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        scene = self._lessons.scene
        is_ready = self.choices.chosen is not None
        if scene is not None and isinstance(scene.task, NumberTask):
            is_ready = bool(self.number.text().strip())
        self.check_button.setEnabled(is_ready and not self._lessons.answer.is_done)

    @Slot()
    def _answered(self) -> None:
        scene, answer = self._lessons.scene, self._lessons.answer
        if scene is None or scene.task is None:
            return
        self.notice.say(self._words(scene))
        if not answer.is_done:
            self.number.selectAll()
            return
        for button in (self.check_button, self.hint_button, self.solution_button):
            button.hide()
        self.number.setEnabled(False)
        self.choices.setEnabled(False)
        if answer.is_shown and isinstance(scene.task, NumberTask):
            self.number.setText(format_number(scene.task.right, self._style.digits))
        if answer.is_shown and isinstance(scene.task, ChoiceTask):
            self.choices.choose(scene.task.right)
        try:
            self.solution.show_markdown(scene.text("Solution"))
        except LessonError as error:
            self.solution.show_markdown(str(error))
        self.solution.show()

    def _words(self, scene: Scene) -> str:
        answer, task = self._lessons.answer, scene.task
        if answer.is_right:
            if isinstance(task, NumberTask):
                right = format_number(task.right, self._style.digits)
                return self.tr("✓ Right. To more digits it is %s.") % right
            return self.tr("✓ Right.") if isinstance(task, ChoiceTask) else self.tr("✓ You did it.")
        if answer.is_shown and isinstance(task, MakeTask):
            return self.tr("This is one solution. The window shows it.")
        if answer.is_shown:
            return self.tr("This is the answer.")
        if isinstance(task, NumberTask) and answer.last is not None:
            return self._compared(task, float(answer.last))
        return self.tr("✗ Not that one. Look again.")

    def _compared(self, task: NumberTask, given: float) -> str:
        """Say in which direction a wrong number is off, not how far."""
        if abs(given + task.right) <= task.tolerance:
            return self.tr("✗ The size is right, the sign is not.")
        if given * task.right < 0:
            return self.tr("✗ Not yet: it has the other sign.")
        way = self.tr("too large") if given > task.right else self.tr("too small")
        if abs(given - task.right) < _NEAR * abs(task.right):
            return self.tr("✗ Nearly: it is a little %s. Compute with more digits.") % way
        return self.tr("✗ Not yet: it is %s.") % way
