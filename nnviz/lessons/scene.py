"""A step made ready: its project and cursor, its text with numbers, its task with what is right."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from core.formula import Source
from core.hyper import HyperError
from nnviz.lessons.errors import LessonError
from nnviz.lessons.fill import fill
from nnviz.lessons.lesson import Lesson, Step
from nnviz.lessons.page import BODY
from nnviz.lessons.places import source_of
from nnviz.lessons.recipe import changed, load_project, mistake_of, planted
from nnviz.lessons.stage import Place, Stage, StageError
from nnviz.lessons.tasks import ChoiceTask, MakeTask, NumberTask, choice_task, make_task, number_task
from nnviz.project.errors import ProjectError
from nnviz.project.model import Project

Task = NumberTask | ChoiceTask | MakeTask
T = TypeVar("T")


class Scene:
    """A step of a lesson at work.

    Parameters
    ----------
    lesson : Lesson
    step : Step

    Attributes
    ----------
    stage : Stage
        Its state.
    cursor : Place
    task : NumberTask or ChoiceTask or MakeTask or None
        What it asks.

    Raises
    ------
    LessonError
        With file, line and reason, if the state cannot be set up, or what is asked has no answer.
    """

    def __init__(self, lesson: Lesson, step: Step) -> None:
        self.lesson, self.step = lesson, step
        head = step.head
        self._base = self._set(
            "project", lambda: load_project(head.project or lesson.head.project, self._folder)
        )
        project = self._set("change", lambda: changed(self._base, head.change))
        if head.spot is not None:
            plant = head.spot.plant
            project = self._set("spot", lambda: planted(project, plant), "plant")
        self.stage = self._set("project", lambda: Stage(project, head.sample - 1))
        self.cursor = self._set("cursor", lambda: self.stage.place(head.cursor))
        if not 1 <= head.sample <= project.training.batch_size:
            batch = project.training.batch_size
            raise step.page.error(f"expected a sample from 1 to {batch}", step.page.line_of("sample"))
        self.task = self._make_task()

    @property
    def project(self) -> Project:
        """What the window shows."""
        return self.stage.project

    @property
    def hides(self) -> bool:
        """Whether what comes after the cursor is hidden until the step is answered."""
        return self.step.kind in ("number", "choice")

    @cached_property
    def selected(self) -> Source | None:
        """The place that is chosen."""
        return self._source("select")

    @cached_property
    def highlighted(self) -> Source | None:
        """The place that is lit."""
        return self._source("highlight")

    def text(self, section: str = BODY) -> str:
        """Return the Markdown of a section with its numbers; empty if there is none.

        Raises
        ------
        LessonError
            If a number of it cannot be told.
        """
        return self._filled(self.step.text(section), section)

    @cached_property
    def choices(self) -> tuple[str, ...]:
        """The sentences to choose from, or the mistakes."""
        return tuple(self._filled(sentence, "Choices") for sentence in self.step.choices) or (
            self.task.offered if isinstance(self.task, ChoiceTask) else ()
        )

    def _filled(self, text: str, section: str) -> str:
        horizon = self.cursor if self.hides and section != "Solution" else None
        page = self.step.page
        try:
            return fill(text, self.stage, self.cursor.update, horizon)
        except StageError as error:
            raise page.error(str(error), page.lines[section]) from None

    @property
    def _folder(self) -> Path:
        return self.lesson.folder

    def _source(self, key: str) -> Source | None:
        text = getattr(self.step.head, key)
        return self._set(key, lambda: source_of(text, self.stage)) if text else None

    def _make_task(self) -> Task | None:
        head, page = self.step.head, self.step.page
        if head.predict is not None:
            predict = head.predict
            if predict.answer:
                return self._set("predict", lambda: number_task(predict, self.stage, self.cursor), "answer")
            sentences = self.step.choices
            return self._set("predict", lambda: choice_task(predict, sentences, self.stage, self.cursor))
        if head.make is not None:
            make = head.make
            return self._set("make", lambda: make_task(make, self.project, self._solved()))
        if head.spot is None:
            return None
        spot = head.spot
        offered = spot.candidates
        names = self._set("spot", lambda: [mistake_of(one).name for one in offered], "candidates")
        right = self._set("spot", lambda: mistake_of(spot.plant).name, "plant")
        if names.count(right) != 1 or len(set(names)) != len(names):
            line = page.line_of("spot", "candidates")
            raise page.error(
                f"expected the planted mistake once among the candidates, each another: {right}", line
            )
        return ChoiceTask(names.index(right), tuple(names), self.cursor)

    def _solved(self) -> tuple[Project, Place]:
        """Return the solution of what is to be made: the project, and where its cursor goes."""
        make = self.step.head.make
        assert make is not None
        solution = make.solution
        project = self._set("make", lambda: changed(self.project, solution.change), "solution", "change")
        stage = self._set("make", lambda: Stage(project, self.stage.sample), "solution")
        return project, self._set("make", lambda: stage.place(solution.cursor), "solution", "cursor")

    def _set(self, key: str, make: Callable[[], T], *more: str) -> T:
        """Do what a key of the front matter asks for; where that cannot be done, tell its line."""
        try:
            return make()
        except (StageError, ProjectError, HyperError) as error:
            page = self.step.page
            raise page.error(str(error), page.line_of(key, *more)) from None


__all__ = ["LessonError", "Scene"]
