"""The lessons that come with the program: walked from end to end, every number worked out a second time."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.passes import forward
from core.training import run_update
from nnviz.document import Document
from nnviz.lesson_session import LessonSession
from nnviz.lessons.check import check_lesson, holds_at
from nnviz.lessons.lesson import Lesson, read_lesson
from nnviz.lessons.library import lesson_folders
from nnviz.lessons.scene import Scene
from nnviz.lessons.tasks import ChoiceTask, MakeTask, NumberTask
from nnviz.project import file
from nnviz.resources import resource
from nnviz.segments import Cursor
from nnviz.session import Session
from nnviz.settings import Settings

FOLDER = resource("lessons")
FOLDERS = lesson_folders(FOLDER)
LEAST_STEPS, LEAST_PREDICTIONS = 6, 2
_INDEXED = re.compile(r"([A-Za-z_]*[A-Za-z])(\d*)\[(\d+)(?:, ?(\d+))?\]")
_TYPED = re.compile(r"\d+\.\d{4,}")

pytestmark = pytest.mark.usefixtures("qapp")


def names(folders: list[Path]) -> list[str]:
    return [folder.name for folder in folders]


@pytest.fixture(params=FOLDERS, ids=names(FOLDERS))
def lesson(request: pytest.FixtureRequest) -> Lesson:
    return read_lesson(request.param)


def test_nothing_is_wrong_in_it(lesson: Lesson) -> None:
    assert check_lesson(lesson.folder)[1] == []


def test_it_asks_enough(lesson: Lesson) -> None:
    kinds = [step.kind for step in lesson.steps]
    assert len(kinds) >= LEAST_STEPS
    assert kinds.count("number") + kinds.count("choice") >= LEAST_PREDICTIONS
    assert "make" in kinds or "spot" in kinds


def test_it_types_no_number_that_could_be_wrong(lesson: Lesson) -> None:
    for step in lesson.steps:
        for text in (*step.page.sections.values(), *step.choices):
            assert _TYPED.findall(re.sub(r"\{\{.*?\}\}|```.*?```", "", text, flags=re.DOTALL)) == []


def test_its_headings_are_those_of_the_text(lesson: Lesson) -> None:
    headings = (FOLDER / "headings.txt").read_text(encoding="utf-8").splitlines()
    assert lesson.head.headings
    assert set(lesson.head.headings) <= set(headings)


def test_every_heading_of_the_text_has_a_lesson() -> None:
    headings = (FOLDER / "headings.txt").read_text(encoding="utf-8").splitlines()
    named = {heading for folder in FOLDERS for heading in read_lesson(folder).head.headings}
    assert [heading for heading in headings if heading not in named] == []


def worked_out(text: str, scene: Scene, update: int) -> Any:
    """Work an expression out by another way: the update run plainly, its arrays, and Python's arithmetic."""
    task = scene.project.task
    point = scene.project.first_point()
    for _ in range(update - point.update):
        point = run_update(task, point).after
    done = run_update(task, point)
    network = task.network
    recording = done.recording
    if task.planted is None:
        plain = forward(network, point.theta, recording.inputs)
        for layer in range(1, network.depth + 1):
            np.testing.assert_allclose(recording.a[layer], plain.a[layer], rtol=1e-12, atol=1e-300)
    row = scene.stage.sample
    flat = {"": point.theta, "d": recording.gradient} | {f"{q}_": v for q, v in dict(done.quantities).items()}

    def read(found: re.Match[str]) -> str:
        name, layer, first, second = found[1], int(found[2] or 0), int(found[3]) - 1, found[4]
        if name in ("x", "y"):
            return repr(float((recording.inputs if name == "x" else recording.targets)[row, first]))
        if name in ("z", "a", "da", "delta"):
            array = getattr(recording, {"da": "grad_a"}.get(name, name))[layer]
            return repr(float(array[row, first]))
        prefix, kind = name[:-1], name[-1]
        place = network.index(layer, int(second) - 1, first) if kind == "W" else network.index(layer, first)
        return repr(float(flat[prefix][place]))

    formula = _INDEXED.sub(read, text).replace("^", "**")
    formula = formula.replace("loss", repr(float(recording.loss)))
    return eval(formula, {"sqrt": np.sqrt, "exp": np.exp, "log": np.log, "abs": abs, "norm": abs, "max": max})


def test_every_predicted_number_is_what_a_second_way_gives(lesson: Lesson) -> None:
    for step in lesson.steps:
        scene = Scene(lesson, step)
        if isinstance(scene.task, NumberTask):
            predict = step.head.predict
            assert predict is not None
            update = scene.cursor.update if predict.at is None else predict.at
            again = worked_out(predict.answer, scene, update)
            assert scene.task.right == pytest.approx(again, rel=1e-9, abs=1e-12), step.page.path


@pytest.fixture
def lessons(tmp_path: Path) -> LessonSession:
    document = Document(file.load(resource("samples") / "xor-2-4-1.nnviz"))
    return LessonSession(document, Session(document), Settings(tmp_path / "settings.ini"))


def walk(lessons: LessonSession, session: Session) -> None:
    """Answer the step on the screen, wrongly first, and look what is hidden and what is shown."""
    scene = lessons.scene
    assert scene is not None
    assert lessons.problem is None
    assert session.cursor == Cursor(*scene.cursor)
    task = scene.task
    if task is None:
        return
    assert not lessons.answer.is_done
    if scene.hides:
        for move in (session.over, session.out, session.to_end, session.train_epoch, session.train):
            move()
            assert session.horizon is not None
            assert session.cursor <= session.horizon
        session.go_to(Cursor(scene.cursor.update + 5, 3))
        assert session.cursor <= session.horizon
        assert len(session.history.losses) <= session.horizon.update
    if isinstance(task, NumberTask):
        lessons.answer_number(task.right + 3 * task.tolerance)
        assert not lessons.answer.is_done
        lessons.answer_number(task.right + 0.9 * task.tolerance)
    elif isinstance(task, ChoiceTask):
        lessons.choose((task.right + 1) % len(task.offered))
        assert not lessons.answer.is_done
        lessons.choose(task.right)
    elif isinstance(task, MakeTask):
        session.document.edit("Solve", task.project)
        session.go_to(Cursor(*task.place))
    assert lessons.answer.is_right
    if isinstance(task, NumberTask | ChoiceTask) and scene.hides:
        assert session.horizon is None
        assert session.cursor == Cursor(*max(scene.cursor, task.reveal))


def test_it_can_be_walked_from_end_to_end(lesson: Lesson, lessons: LessonSession) -> None:
    session = lessons._session
    mine = session.document.project
    session.go_to(Cursor(3, 7))
    lessons.open(lesson)
    for number in range(len(lesson.steps)):
        lessons.go(number)
        walk(lessons, session)
    assert lessons.progress.done(lesson) == len(lesson.steps)
    lessons.leave()
    assert session.document.project is mine
    assert session.cursor == Cursor(3, 7)


def test_what_is_to_be_made_is_refused_in_the_beginning(lesson: Lesson) -> None:
    for step in lesson.steps:
        scene = Scene(lesson, step)
        if isinstance(scene.task, MakeTask):
            assert not holds_at(scene.task, scene.project, scene.cursor, scene.stage.sample)
            assert holds_at(scene.task, scene.task.project, scene.task.place, scene.stage.sample)
