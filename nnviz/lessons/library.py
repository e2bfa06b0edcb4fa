"""All lessons that there are: those that come with the program, and those of the user's folders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from nnviz.lessons.errors import LessonError
from nnviz.lessons.lesson import FIRST_PAGE, Lesson, read_lesson


@dataclass(frozen=True)
class Library:
    """Lessons in their order, and what is wrong with those that cannot be read."""

    lessons: tuple[Lesson, ...]
    problems: tuple[LessonError, ...]

    def find(self, key: str) -> Lesson | None:
        """Return the lesson of a name."""
        return next((lesson for lesson in self.lessons if lesson.key == key), None)


def read_library(folders: Iterable[Path]) -> Library:
    """Read the lessons of several folders; one that is broken does not keep the others from opening."""
    lessons: dict[str, Lesson] = {}
    problems = []
    for folder in folders:
        try:
            found = lesson_folders(folder)
        except LessonError as error:
            problems.append(error)
            continue
        for path in found:
            try:
                lesson = read_lesson(path)
            except LessonError as error:
                problems.append(error)
                continue
            if lesson.key in lessons:
                other = lessons[lesson.key].folder
                problems.append(LessonError(path, 0, f"there is a lesson of that name in {other.parent}"))
            else:
                lessons[lesson.key] = lesson
    ordered = sorted(lessons.values(), key=lambda lesson: (lesson.head.order, lesson.key))
    return Library(tuple(ordered), tuple(problems))


def lesson_folders(folder: Path) -> list[Path]:
    """Return the lessons in a folder; it may be one itself.

    Raises
    ------
    LessonError
        If it cannot be looked into, or holds none.
    """
    if (folder / FIRST_PAGE).is_file():
        return [folder]
    try:
        found = sorted(path.parent for path in folder.glob(f"*/{FIRST_PAGE}"))
        if not folder.is_dir():
            raise LessonError(folder, 0, "there is no such folder")
    except OSError as error:
        raise LessonError(folder, 0, f"cannot be read: {error.strerror or error}") from error
    if not found:
        raise LessonError(folder, 0, f"holds no lesson: expected a folder with a page {FIRST_PAGE}")
    return found
