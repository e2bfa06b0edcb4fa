"""The dock Lessons, as a student uses it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from nnviz.document import Document
from nnviz.figures.style import DARK, LIGHT
from nnviz.figures.veiled_picture import VEILED
from nnviz.lesson_session import LessonSession
from nnviz.lessons.heads import PANELS
from nnviz.lessons.tasks import ChoiceTask, MakeTask, NumberTask
from nnviz.main_window import WORKSPACES
from nnviz.panels.lessons import LessonsPanel
from nnviz.project import edits, file
from nnviz.segments import Cursor
from nnviz.session import Session
from nnviz.settings import Settings
from nnviz.theme import Theme
from nnviz.workspaces.functions import TOPICS
from tests.nnviz.conftest import Program
from tests.nnviz.lessons.pages import LESSON, READ, write_lesson
from tests.nnviz.sessions import sample

Start = Callable[[str | None], Program]


class Desk:
    """The dock, by itself or in the whole program, with what it works on."""

    def __init__(self, qtbot: QtBot, panel: LessonsPanel, lessons: LessonSession, session: Session) -> None:
        self._qtbot, self.panel, self.lessons, self.session = qtbot, panel, lessons, session
        self.document = session.document

    def press(self, button: QAbstractButton) -> None:
        self._qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def begin(self, key: str, step: int = 0) -> None:
        (row,) = [row for row in self.panel.contents.rows if row.lesson.key == key]
        self.press(row.button)
        for _ in range(step):
            self.press(self.panel.reader.next)

    def type(self, text: str) -> None:
        number = self.panel.reader.question.number
        number.clear()
        number.setFocus()
        self._qtbot.keyClicks(number, text)
        self._qtbot.keyClick(number, Qt.Key.Key_Return)


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Desk:
    """The dock alone."""
    session = Session(Document(sample("xor-2-4-1")))
    lessons = LessonSession(session.document, session, Settings(tmp_path / "settings.ini"))
    panel = LessonsPanel(lessons, Theme(qapp, "light"))
    qtbot.addWidget(panel)
    panel.resize(360, 700)
    panel.show()
    lessons.read()
    return Desk(qtbot, panel, lessons, session)


@pytest.fixture
def program(start: Start) -> Program:
    return start("xor-2-4-1")


@pytest.fixture
def whole(qtbot: QtBot, program: Program) -> Desk:
    """The dock in the program."""
    dock = program.window.lessons
    qtbot.mouseClick(dock.button, Qt.MouseButton.LeftButton)
    assert dock.panel is not None
    return Desk(qtbot, dock.panel, program.parts.lessons, program.parts.session)


def test_a_lesson_is_opened_over_the_users_project(whole: Desk, program: Program) -> None:
    document, session = whole.document, whole.session
    session.go_to(Cursor(3, 7))
    document.edit("Learning rate", edits.set_optimizer(document.project, document.project.optimizer))
    document.edit("Batch", document.project.with_training(batch_size=2))
    mine, cursor = document.project, session.cursor
    whole.begin("backpropagation-2-mazur")
    assert whole.panel.reader.isVisible()
    assert document.project.network.network.sizes == (2, 2, 2)
    assert program.window.windowTitle() == "lesson[*] — NNViz"
    assert not document.undo_group.canUndo()
    whole.press(whole.panel.reader.leave)
    assert document.project is mine
    assert session.cursor == cursor
    assert document.undo_group.canUndo()
    document.undo_group.activeStack().undo()
    assert document.project.training.batch_size == 4
    assert whole.panel.contents.isVisible()
    whole.begin("backpropagation-2-mazur")
    _, path = program.parts.files.samples()[0]
    program.parts.files.open_sample(path)
    assert whole.lessons.lesson is None
    assert not whole.document.is_aside
    assert whole.panel.contents.isVisible()


def test_a_number_is_predicted_before_it_is_seen(desk: Desk) -> None:
    desk.begin("backpropagation-2-mazur", 1)
    reader, question, session = desk.panel.reader, desk.panel.reader.question, desk.session
    scene = desk.lessons.scene
    assert scene is not None
    assert isinstance(scene.task, NumberTask)
    assert reader.next.text() == "Skip"
    assert not question.check_button.isEnabled()
    before = session.cursor
    session.over()
    assert session.cursor == before
    desk.type("a half")
    assert question.notice.message.startswith("This is no number")
    assert desk.lessons.answer.tries == 0
    desk.type("0.3")
    assert question.notice.message.startswith("✗ Not yet: it is too large")
    desk.type(f"-{scene.task.right!r}")
    assert "the sign is not" in question.notice.message
    desk.type("0.145")
    assert "a little too large" in question.notice.message
    desk.type("0,1385")
    assert question.notice.message.startswith("✓ Right")
    assert question.solution.isVisible()
    assert session.moment.current is not None
    assert session.moment.current.kind == "delta"
    assert reader.next.text() == "Next"
    assert desk.lessons.progress.done(scene.lesson) == 2  # the first step only had to be read


def test_a_hint_and_the_solution_can_be_had(desk: Desk) -> None:
    desk.begin("backpropagation-2-mazur", 1)
    question = desk.panel.reader.question
    assert not question.hint.isVisible()
    desk.press(question.hint_button)
    assert question.hint.isVisible()
    desk.press(question.solution_button)
    assert question.number.text() == "0.1385"
    assert not question.number.isEnabled()
    assert desk.lessons.answer.is_shown
    assert desk.session.horizon is None


def test_a_sentence_is_chosen(desk: Desk, qtbot: QtBot) -> None:
    desk.begin("backpropagation-2-mazur", 4)
    question, scene = desk.panel.reader.question, desk.lessons.scene
    assert scene is not None
    assert isinstance(scene.task, ChoiceTask)
    wrong, right = 0, scene.task.right
    buttons = question.choices.findChildren(type(question.choices._group.button(0)))
    assert [button.accessibleName() for button in buttons] == list(scene.choices)
    text = question.choices._texts[wrong]
    qtbot.mouseClick(text.viewport(), Qt.MouseButton.LeftButton)
    desk.press(question.check_button)
    assert question.notice.message.startswith("✗ Not that one")
    question.choices.choose(right)
    desk.press(question.check_button)
    assert desk.lessons.answer.is_right


def test_making_it_happen_is_noticed(desk: Desk) -> None:
    desk.begin("backpropagation-2-mazur", 6)
    document, session, scene = desk.document, desk.session, desk.lessons.scene
    assert scene is not None
    assert isinstance(scene.task, MakeTask)
    assert not desk.panel.reader.question.check_button.isVisible()
    document.edit("Learning rate", scene.task.project)
    assert not desk.lessons.answer.is_done
    session.go_to(Cursor(3000))
    assert desk.lessons.answer.is_right
    assert desk.panel.reader.question.notice.message == "✓ You did it."
    desk.press(desk.panel.reader.next)  # Finish
    assert not document.is_aside


def test_the_solution_of_what_is_to_be_made_is_shown_in_the_window(desk: Desk) -> None:
    desk.begin("forward-propagation", 6)
    document = desk.document
    before = document.project
    desk.press(desk.panel.reader.question.solution_button)
    assert document.project != before
    assert desk.lessons.answer.is_shown
    document.undo_group.activeStack().undo()
    assert document.project == before


def test_a_planted_mistake_is_to_be_found(desk: Desk) -> None:
    desk.begin("backpropagation-1-one-neuron", 6)
    planted = desk.document.project.planted
    assert planted is not None
    assert planted.hidden
    desk.press(desk.panel.reader.question.solution_button)
    assert desk.panel.reader.question.choices.chosen == 1
    desk.press(desk.panel.reader.leave)
    assert desk.document.project.planted is None


def test_a_step_covers_the_data_brings_a_panel_to_the_front_and_lights_a_place(
    whole: Desk, program: Program
) -> None:
    whole.begin("backpropagation-2-mazur", 1)
    network = program.parts.network
    network.plots.setCurrentWidget(network.data)
    assert network.data.veil.isVisible()
    assert not network.data.view.isVisible()
    assert network.data.picture(LIGHT).description == VEILED
    whole.press(whole.panel.reader.question.solution_button)
    assert not network.data.veil.isVisible()
    assert network.data.view.isVisible()
    assert network.data.picture(LIGHT).description != VEILED
    whole.press(whole.panel.reader.leave)
    whole.begin("backpropagation-1-one-neuron")
    assert network.plots.currentWidget() is network.graph
    whole.lessons.go(3)
    assert network.network._highlight is not None
    whole.press(whole.panel.reader.leave)
    assert network.network._highlight is None


def test_dots_lead_to_any_step(desk: Desk, qtbot: QtBot) -> None:
    desk.begin("backpropagation-2-mazur")
    reader = desk.panel.reader
    assert not reader.back.isEnabled()
    qtbot.keyClick(reader.dots, Qt.Key.Key_Right)
    assert desk.lessons.number == 1
    assert reader.dots.accessibleDescription() == "step 2 of 7, 1 done"
    desk.press(reader.back)
    assert desk.lessons.number == 0
    at = reader.dots.rect().center()
    at.setX(int(4.5 * reader.dots._pitch))
    qtbot.mouseClick(reader.dots, Qt.MouseButton.LeftButton, pos=at)
    assert desk.lessons.number == 4
    desk.press(reader.restart)
    assert desk.lessons.number == 0


def test_progress_is_kept_and_a_lesson_goes_on_where_it_was_left(desk: Desk) -> None:
    desk.begin("backpropagation-2-mazur", 2)
    desk.press(desk.panel.reader.leave)
    (row,) = [row for row in desk.panel.contents.rows if row.lesson.key == "backpropagation-2-mazur"]
    assert row.words.text() == "1 of 7 steps done"
    assert row.button.text() == "Go on"
    later = LessonSession(desk.document, desk.session, desk.lessons._settings)
    assert later.progress.place(row.lesson) == 2
    desk.press(row.button)
    assert desk.lessons.number == 2


def test_lessons_know_the_workspaces_and_take_the_place_of_build_in_a_narrow_window(
    whole: Desk, program: Program
) -> None:
    window, build = program.window, program.parts.network.build
    window.resize(1366, 768)
    assert build.isVisible()
    window.resize(1024, 600)
    assert not build.isVisible()
    assert whole.panel.isVisible()
    assert window.width() == 1024
    whole.press(whole.panel.build_button)
    assert build.isVisible()
    whole.press(whole.panel.build_button)
    window.choose_workspace("optimizers")
    assert not program.parts.optimizers.widget(0).isVisible()
    whole.press(whole.panel.close_button)
    assert program.parts.optimizers.widget(0).isVisible()
    assert not window.lessons.button.isChecked()
    workspaces = [program.parts.workspace(name) for name in WORKSPACES]
    for topic in TOPICS:  # a page is built when it is looked at
        program.parts.functions.choose_topic(topic)
    known = {
        workspace.title.lower(): sorted(panel.name for panel in workspace.panels())
        for workspace in workspaces
    }
    assert known == {name: sorted(panels) for name, panels in PANELS.items()}


def test_closing_the_window_asks_about_the_users_own_project(
    whole: Desk, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = whole.document
    document.edit("Batch", document.project.with_training(batch_size=2))
    mine = document.project
    whole.begin("backpropagation-2-mazur")
    asked = []

    def question(*_: object) -> QMessageBox.StandardButton:
        asked.append(document.project)
        return QMessageBox.StandardButton.Cancel

    monkeypatch.setattr(QMessageBox, "question", question)
    assert not program.window.close()
    assert asked == [mine]


def test_saving_in_a_lesson_writes_a_copy_of_the_lessons_project(desk: Desk, tmp_path: Path) -> None:
    document = desk.document
    document.edit("Batch", document.project.with_training(batch_size=2))
    desk.begin("backpropagation-2-mazur")
    lent = document.project
    document.save(tmp_path / "copy.nnviz")
    desk.press(desk.panel.reader.leave)
    assert document.is_modified
    assert document.path is None
    assert file.load(tmp_path / "copy.nnviz") == lent


def test_lessons_of_ones_own_are_added_and_what_is_wrong_is_told(
    whole: Desk, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_lesson(tmp_path / "mine" / "good", lesson=LESSON.replace("A lesson", "My lesson"))
    write_lesson(tmp_path / "mine" / "bad", {"01-read": READ.replace("cursor", "curser")})
    write_lesson(tmp_path / "mine" / "late", {"01-read": READ.replace("z1", "z9")})
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "mine"))
    program.window.lessons.add_folder()
    assert "bad/01-read.md:2: Object contains unknown field `curser`" in whole.panel.contents.problems.message
    whole.begin("good")
    assert whole.panel.reader.lesson_title.text() == "My lesson"
    whole.press(whole.panel.reader.leave)
    whole.begin("late")
    assert "01-read.md:2: unknown name 'z9'" in whole.panel.reader.problem.message
    assert not whole.panel.reader.body.isVisible()
    whole.press(whole.panel.reader.leave)
    assert whole.lessons.lesson is None
    assert program.settings.lesson_folders == [tmp_path / "mine"]
    program.window.lessons.forget_folders()
    assert whole.lessons.library.find("good") is None
    assert whole.panel.contents.problems.message == ""


def test_a_lesson_follows_the_style(desk: Desk) -> None:
    desk.begin("backpropagation-2-mazur", 1)
    desk.panel.restyle(DARK)
    assert desk.panel.reader.body.style_of_text is DARK
    assert desk.panel.reader.question.choices._style is DARK
    assert {row.summary.style_of_text for row in desk.panel.contents.rows} == {DARK}
