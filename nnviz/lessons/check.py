"""Walks a lesson without a screen, and tells what is wrong in it: all of it, each with file and line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from core.history import History
from core.training import DivergenceError
from nnviz.lessons.errors import LessonError
from nnviz.lessons.lesson import Lesson, Step, read_lesson
from nnviz.lessons.page import BODY, SECTIONS
from nnviz.lessons.scene import Scene
from nnviz.lessons.stage import Place
from nnviz.lessons.tasks import MakeTask
from nnviz.project.model import Project


def check_lesson(folder: Path) -> tuple[Lesson | None, list[LessonError]]:
    """Return the lesson of a folder, None if it cannot be read, and all that is wrong in it."""
    try:
        lesson = read_lesson(folder)
    except LessonError as error:
        return None, [error]
    return lesson, [error for step in lesson.steps for error in check_step(lesson, step)]


def check_step(lesson: Lesson, step: Step) -> Iterator[LessonError]:
    """Yield what is wrong in a step: its state, its numbers, its task and the solution of that."""
    try:
        scene = Scene(lesson, step)
    except LessonError as error:
        yield error
        return
    for look in (lambda: scene.selected, lambda: scene.highlighted, lambda: scene.choices):
        try:
            look()
        except LessonError as error:
            yield error
    for section in (BODY, *(name for name in SECTIONS if name != "Choices")):
        try:
            scene.text(section)
        except LessonError as error:
            yield error
    if isinstance(scene.task, MakeTask):
        yield from _check_make(scene, scene.task)


def _check_make(scene: Scene, task: MakeTask) -> Iterator[LessonError]:
    """Look whether what is to be made is refused in the beginning, and accepted of the solution."""
    page, sample = scene.step.page, scene.stage.sample
    for project, place, expected in ((scene.project, scene.cursor, False), (task.project, task.place, True)):
        broken = task.broken(project)
        if broken:
            line = page.line_of("make", "solution", "change")
            yield page.error(f"the solution changes {broken}, which has to stay", line)
        elif holds_at(task, project, place, sample) is not expected:
            reason = "does not hold in the solution" if expected else "holds in the beginning already"
            yield page.error(f"{task.condition} {reason}", page.line_of("make", "condition"))


def holds_at(task: MakeTask, project: Project, place: Place, sample: int) -> bool:
    """Tell whether what is to be made is, at a place in a project's training.

    Where training diverges before that, it is not.
    """
    history = History(project.task, project.first_point())
    try:
        update = history.update(place.update)
    except DivergenceError:
        return False
    before = place.update - history.first_update - 1
    return task.holds(project, update, float(history.losses[before]) if before >= 0 else float("nan"), sample)
