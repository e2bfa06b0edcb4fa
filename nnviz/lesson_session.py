"""The lesson that is open: its steps on the screen, what is answered, what is hidden until then."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from nnviz.document import Document
from nnviz.lessons.errors import LessonError
from nnviz.lessons.lesson import Lesson, Step
from nnviz.lessons.library import Library, read_library
from nnviz.lessons.progress import Progress
from nnviz.lessons.scene import Scene
from nnviz.lessons.tasks import ChoiceTask, MakeTask, NumberTask
from nnviz.resources import resource
from nnviz.segments import Cursor
from nnviz.session import Session
from nnviz.settings import Settings


@dataclass
class Answer:
    """How far the question of the present step is answered.

    Attributes
    ----------
    is_right : bool
    is_shown : bool
        Whether the solution was shown instead.
    tries : int
        Wrong answers so far.
    last : float or int or None
        The last one.
    """

    is_right: bool = False
    is_shown: bool = False
    tries: int = 0
    last: float | None = None

    @property
    def is_done(self) -> bool:
        """Whether there is nothing more to find out."""
        return self.is_right or self.is_shown


class LessonSession(QObject):
    """Opens lessons over the user's document, which comes back when they are left.

    Attributes
    ----------
    library : Library
    lesson : Lesson or None
        The open one.
    scene : Scene or None
        Its step on the screen; None where that cannot be set up.
    problem : LessonError or None
        Why it cannot.
    answer : Answer

    Signals
    -------
    library_changed()
        There are other lessons, or another progress.
    lesson_changed()
        Another step, or none, is on the screen.
    answered()
        `answer` is another.
    """

    library_changed = Signal()
    lesson_changed = Signal()
    answered = Signal()

    def __init__(
        self, document: Document, session: Session, settings: Settings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._session, self._settings = document, session, settings
        self.progress = Progress(settings.lesson_progress)
        self.library = Library((), ())
        self.lesson: Lesson | None = None
        self.scene: Scene | None = None
        self.problem: LessonError | None = None
        self._number = 0
        self.answer = Answer()
        document.taken_back.connect(self._taken_back)
        session.moved.connect(self._look)

    # The lessons

    def read(self) -> None:
        """Read all lessons anew."""
        self.library = read_library([resource("lessons"), *self._settings.lesson_folders])
        self.library_changed.emit()

    def add_folder(self, folder: Path) -> None:
        """Read the lessons of one more folder, now and whenever the program is started."""
        folders = self._settings.lesson_folders
        if folder not in folders:
            self._settings.lesson_folders = [*folders, folder]
        self.read()

    def forget_folders(self) -> None:
        """Read only the lessons that come with the program."""
        self._settings.lesson_folders = []
        self.read()

    # The open lesson

    @property
    def number(self) -> int:
        """Which of the lesson's steps is on the screen, from 0."""
        return self._number if self.lesson is not None else 0

    @property
    def step(self) -> Step | None:
        """The step on the screen."""
        return self.lesson.steps[self._number] if self.lesson is not None else None

    def open(self, lesson: Lesson) -> None:
        """Go on with a lesson where it was left; from its end, begin again."""
        self.lesson = lesson
        self.go(self.progress.place(lesson))

    def restart(self) -> None:
        """Forget what was done of the open lesson and go to its first step."""
        if self.lesson is not None:
            self.progress.forget(self.lesson)
            self._keep()
            self.go(0)

    def go(self, number: int) -> None:
        """Put a step of the open lesson on the screen, with its state."""
        if self.lesson is None:
            return
        self._number = max(0, min(number, len(self.lesson.steps) - 1))
        self.progress.enter(self.lesson, self._number)
        self._keep()
        self.answer, self.scene, self.problem = Answer(), None, None
        try:
            scene = Scene(self.lesson, self.lesson.steps[self._number])
            scene.text()
        except LessonError as error:
            self.problem = error
        else:
            self._set_up(scene)
            if scene.task is None:
                self._done()
        self.lesson_changed.emit()

    def leave(self) -> None:
        """Give the user's document back."""
        if self._document.is_aside:
            self._document.take_back()
        else:
            self._taken_back()

    # Answers

    def answer_number(self, number: float) -> None:
        """Take a number as the answer."""
        if self.scene is not None and isinstance(self.scene.task, NumberTask):
            self._judge(self.scene.task.accepts(number), number)

    def choose(self, chosen: int) -> None:
        """Take a sentence, counted from 0, as the answer."""
        if self.scene is not None and isinstance(self.scene.task, ChoiceTask):
            self._judge(self.scene.task.accepts(chosen), chosen)

    def show_solution(self) -> None:
        """Give up: show what is right, in the window, too."""
        scene = self.scene
        if scene is None or self.answer.is_done:
            return
        self.answer.is_shown = True
        if isinstance(scene.task, MakeTask):
            self._document.edit(self.tr("Show the solution"), scene.task.project)
            self._session.go_to(Cursor(*scene.task.place))
        self._reveal()
        self._done()
        self.answered.emit()

    # Inside

    def _set_up(self, scene: Scene) -> None:
        """Show the state of a step."""
        self._document.lend(scene.project)
        self.scene = scene
        self._session.go_to(Cursor(*scene.cursor))
        if scene.hides:
            self._session.hide_after(Cursor(*scene.cursor))
        place = scene.selected
        chosen = {} if place is None else {"layer": place.layer, "unit": place.unit, "origin": place.origin}
        self._session.select(sample=scene.stage.sample, **chosen)

    def _judge(self, is_right: bool, given: float) -> None:
        if self.answer.is_done:
            return
        self.answer.last = given
        if is_right:
            self.answer.is_right = True
            self._reveal()
            self._done()
        else:
            self.answer.tries += 1
        self.answered.emit()

    def _reveal(self) -> None:
        """Show what was asked for."""
        scene = self.scene
        if scene is not None and scene.hides and isinstance(scene.task, NumberTask | ChoiceTask):
            self._session.hide_after(None)
            self._session.go_to(Cursor(*max(scene.cursor, scene.task.reveal)))

    def _done(self) -> None:
        if self.lesson is not None:
            self.progress.finish(self.lesson, self._number)
            self._keep()

    def _keep(self) -> None:
        self._settings.lesson_progress = self.progress.text
        self.library_changed.emit()

    @Slot()
    def _look(self) -> None:
        """Look whether what is to be made is."""
        scene, session = self.scene, self._session
        if scene is None or not isinstance(scene.task, MakeTask) or self.answer.is_done or session.is_running:
            return
        moment = session.moment
        before = moment.update_number - moment.first_update
        previous = float(moment.losses[before - 1]) if 0 < before <= len(moment.losses) else np.nan
        if scene.task.holds(moment.project, moment.update, previous, moment.sample):
            self.answer.is_right = True
            self._done()
            self.answered.emit()

    @Slot()
    def _taken_back(self) -> None:
        """Close the lesson: the user's own document is on the screen."""
        if self.lesson is not None:
            self.lesson, self.scene, self.problem, self.answer = None, None, None, Answer()
            self.lesson_changed.emit()
