"""A lesson and its steps, as they are read from a folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from nnviz.lessons.errors import LessonError
from nnviz.lessons.heads import PANELS, LessonHead, PredictHead, StepHead
from nnviz.lessons.page import BODY, Page, read_page

FIRST_PAGE = "lesson.md"
_STEP_PAGE = re.compile(r"\d\d-[a-z0-9-]+\.md")
_CHOICE = re.compile(r"^[-*]\s+(.*)$")

Kind = Literal["read", "number", "choice", "make", "spot"]


@dataclass(frozen=True)
class Step:
    """One step.

    Attributes
    ----------
    page : Page
        Its text and where it is from.
    head : StepHead
        The state it sets and what it asks.
    choices : tuple of str
        The sentences that are offered, as Markdown.
    """

    page: Page
    head: StepHead
    choices: tuple[str, ...]

    @property
    def key(self) -> str:
        """Its name, under which it is kept that it was done: that of its file."""
        return self.page.path.stem

    @property
    def title(self) -> str:
        """Its title."""
        return self.page.title

    @property
    def kind(self) -> Kind:
        """What it asks for."""
        if self.head.predict is not None:
            return "number" if self.head.predict.answer else "choice"
        if self.head.make is not None:
            return "make"
        return "read" if self.head.spot is None else "spot"

    def text(self, section: str = BODY) -> str:
        """Return the Markdown of a section; empty if it has none."""
        return self.page.sections.get(section, "")


@dataclass(frozen=True)
class Lesson:
    """A folder of steps.

    Attributes
    ----------
    page : Page
        The first page: title and, as its body, what the lesson is about in a sentence or two.
    head : LessonHead
    steps : tuple of Step
    """

    page: Page
    head: LessonHead
    steps: tuple[Step, ...]

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self.page.path.parent

    @property
    def key(self) -> str:
        """Its name, under which progress is kept: that of its folder."""
        return self.folder.name

    @property
    def title(self) -> str:
        """Its title."""
        return self.page.title

    @cached_property
    def summary(self) -> str:
        """What it is about."""
        return self.page.sections[BODY]


def read_lesson(folder: Path) -> Lesson:
    """Read a lesson.

    Raises
    ------
    LessonError
        With file, line and reason, if one of its pages is not as docs/lessons.md describes it.
    """
    page = read_page(folder / FIRST_PAGE)
    paths = sorted(path for path in folder.glob("*.md") if path.name != FIRST_PAGE)
    for path in paths:
        if not _STEP_PAGE.fullmatch(path.name):
            raise LessonError(path, 0, "expected two digits and a name, as in 01-first-sum.md")
    if not paths:
        raise LessonError(folder, 0, "a lesson without a step: expected a page as 01-first-sum.md")
    return Lesson(page, page.head(LessonHead), tuple(_read_step(path) for path in paths))


def _read_step(path: Path) -> Step:
    page = read_page(path)
    head = page.head(StepHead)
    step = Step(page, head, _choices(page))
    _check_task(step)
    return step


def _choices(page: Page) -> tuple[str, ...]:
    """Return the sentences of the section Choices: a list, an item a line."""
    lines = page.sections.get("Choices", "").splitlines()
    found = [_CHOICE.match(line) for line in lines if line.strip()]
    if not all(found):
        raise page.error("expected a list, an item on each line: - It grows", page.lines["Choices"])
    return tuple(one[1] for one in found if one)


def _check_task(step: Step) -> None:
    """Look whether a step asks one thing, and has the sections that belong to it."""
    page, head = step.page, step.head
    _check_panel(page, head)
    asked = [name for name in ("predict", "make", "spot") if getattr(head, name) is not None]
    if len(asked) > 1:
        raise page.error(f"expected one of predict, make and spot, got {' and '.join(asked)}", 1)
    if head.predict is not None:
        _check_ways(step, head.predict)
    needed = {"Question", "Solution"} if asked else set[str]()
    allowed = needed | ({"Hint"} if asked else set())
    if step.kind == "choice":
        needed, allowed = needed | {"Choices"}, allowed | {"Choices"}
    present = set(page.sections) - {BODY}
    for name in sorted(needed - present):
        raise page.error(f"expected a section {name}, because the step asks something", page.line_of(*asked))
    for name in sorted(present - allowed):
        raise page.error(
            f"a section {name} has no use in a step that asks nothing of its kind", page.lines[name]
        )
    if head.predict is not None:
        _check_prediction(step, head.predict)


def _check_panel(page: Page, head: StepHead) -> None:
    """Look whether there are the workspace and the panel."""
    if head.workspace not in PANELS:
        raise page.error(f"expected a workspace of {', '.join(PANELS)}", page.line_of("workspace"))
    panels = PANELS[head.workspace]
    if head.panel and head.panel not in panels:
        raise page.error(f"expected a panel of {', '.join(panels)}", page.line_of("panel"))


def _check_ways(step: Step, predict: PredictHead) -> None:
    ways = [name for name in ("answer", "choices", "right") if getattr(predict, name)]
    if len(ways) != 1:
        raise step.page.error("expected one of answer, choices and right", step.page.line_of("predict"))


def _check_prediction(step: Step, predict: PredictHead) -> None:
    page, line = step.page, step.page.line_of("predict")
    if predict.choices and len(predict.choices) != len(step.choices):
        counts = f"{len(predict.choices)} conditions for {len(step.choices)} sentences"
        raise page.error(f"expected a condition for each sentence, got {counts}", line)
    if predict.right and not 1 <= predict.right <= len(step.choices):
        raise page.error(f"expected right from 1 to {len(step.choices)}, got {predict.right}", line)
    if step.kind == "choice" and len(step.choices) < 2:
        raise page.error("expected at least two sentences to choose from", page.lines["Choices"])
    if predict.tolerance is not None and not predict.tolerance > 0:
        raise page.error("expected a tolerance above 0", page.line_of("predict", "tolerance"))
