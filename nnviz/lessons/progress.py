"""Which steps of which lessons are done, and where each lesson was left, as one text for the settings."""

from __future__ import annotations

import json
from typing import Any

from nnviz.lessons.lesson import Lesson


class Progress:
    """Remembers steps by their names, so that a lesson that gets another step keeps what was done.

    Parameters
    ----------
    text : str
        As `text` gave it; anything else is no progress.
    """

    def __init__(self, text: str = "") -> None:
        self._lessons: dict[str, dict[str, Any]] = {}
        try:
            read = json.loads(text or "{}")
        except (ValueError, RecursionError):
            read = {}
        for key, value in read.items() if isinstance(read, dict) else ():
            if isinstance(value, dict) and isinstance(value.get("done"), list):
                done = [name for name in value["done"] if isinstance(name, str)]
                self._lessons[key] = {"at": str(value.get("at", "")), "done": done}

    @property
    def text(self) -> str:
        """All of it."""
        return json.dumps(self._lessons, ensure_ascii=False, separators=(",", ":"))

    def done(self, lesson: Lesson) -> int:
        """Return how many steps of a lesson are done."""
        done = self._of(lesson)["done"]
        return sum(step.key in done for step in lesson.steps)

    def is_done(self, lesson: Lesson, number: int) -> bool:
        """Tell whether a step is done."""
        return lesson.steps[number].key in self._of(lesson)["done"]

    def is_begun(self, lesson: Lesson) -> bool:
        """Tell whether a lesson was opened."""
        return lesson.key in self._lessons

    def place(self, lesson: Lesson) -> int:
        """Return the step where a lesson was left; the first one if it was never opened, or is finished."""
        keys = [step.key for step in lesson.steps]
        at = self._of(lesson)["at"]
        finished = self.done(lesson) == len(keys) and at == keys[-1]
        return keys.index(at) if at in keys and not finished else 0

    def enter(self, lesson: Lesson, number: int) -> None:
        """Remember which step is on the screen."""
        self._lessons[lesson.key] = self._of(lesson) | {"at": lesson.steps[number].key}

    def finish(self, lesson: Lesson, number: int) -> None:
        """Remember that a step is done."""
        entry, key = self._of(lesson), lesson.steps[number].key
        if key not in entry["done"]:
            self._lessons[lesson.key] = entry | {"done": [*entry["done"], key]}

    def forget(self, lesson: Lesson) -> None:
        """Forget all about a lesson."""
        self._lessons.pop(lesson.key, None)

    def _of(self, lesson: Lesson) -> dict[str, Any]:
        return self._lessons.get(lesson.key, {"at": "", "done": []})
