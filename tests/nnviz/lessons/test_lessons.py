"""Lessons are read strictly: what is wrong is told with file, line and reason, and the others still open."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from nnviz.lessons.check import check_lesson
from nnviz.lessons.errors import LessonError
from nnviz.lessons.lesson import read_lesson
from nnviz.lessons.library import lesson_folders, read_library
from nnviz.lessons.page import LARGEST, read_page
from nnviz.lessons.progress import Progress
from nnviz.lessons.scene import Scene
from nnviz.lessons.stage import Place
from nnviz.lessons.tasks import ChoiceTask, MakeTask, NumberTask
from tests.nnviz.lessons.pages import CHOICE, LESSON, MAKE, NUMBER, PAGES, READ, SPOT, write_lesson

CONDITIONS = 'choices = ["theta_W1[1, 1] < W1[1, 1]", "theta_W1[1, 1] >= W1[1, 1]"]'


def told(folder: Path) -> list[str]:
    """Return what is wrong in a lesson, without the folder."""
    return [str(problem).replace(f"{folder}/", "") for problem in check_lesson(folder)[1]]


def one_told(tmp_path: Path, text: str) -> str:
    """Return the one thing that is wrong in a page."""
    (problem,) = told(write_lesson(tmp_path / "lesson", {"01-page": text}))
    return problem


def test_a_lesson_with_every_kind_of_step_is_right(tmp_path: Path) -> None:
    folder = write_lesson(tmp_path / "mine")
    lesson, problems = check_lesson(folder)
    assert problems == []
    assert lesson is not None
    assert (lesson.key, lesson.title, lesson.summary) == ("mine", "A lesson", "What it is about.")
    assert [step.kind for step in lesson.steps] == ["read", "number", "choice", "make", "spot"]
    assert lesson.head.headings == ("Backpropagation",)


def test_the_numbers_of_a_text_are_worked_out(tmp_path: Path) -> None:
    lesson = read_lesson(write_lesson(tmp_path / "mine"))
    scene = Scene(lesson, lesson.steps[0])
    assert scene.text() == "The sum is 0.3775, and $z = 0.38$."
    assert scene.cursor == Place(0, 2)


def test_a_negative_number_has_the_sign_of_where_it_stands(tmp_path: Path) -> None:
    text = READ.replace(
        "The sum is {{ z1[1] }}, and $z = {{ z1[1] | 2 }}$.", "{{ -x[1] }} $={{ -x[1] }}$ `{{ x }}`"
    )
    lesson = read_lesson(write_lesson(tmp_path / "mine", {"01-read": text}))
    assert Scene(lesson, lesson.steps[0]).text().startswith("\N{MINUS SIGN}0.05 $={-0.05}$ `{{ x }}`")


def test_a_typed_minus_is_a_real_one_outside_of_code(tmp_path: Path) -> None:
    text = READ.replace("The sum is {{ z1[1] }}, and", "-3 and (-0.5), 2-4-1, `x -1`, $-1$, e-5,")
    lesson = read_lesson(write_lesson(tmp_path / "mine", {"01-read": text}))
    expected = "\N{MINUS SIGN}3 and (\N{MINUS SIGN}0.5), 2-4-1, `x -1`, $-1$, e-5,"
    assert Scene(lesson, lesson.steps[0]).text().startswith(expected)


def test_a_number_may_be_of_another_update(tmp_path: Path) -> None:
    text = READ.replace(
        "The sum is {{ z1[1] }}", "{{ loss @ 1 }} after {{ previous_loss @ 1 }}, {{ update @ 7 }}"
    )
    lesson = read_lesson(write_lesson(tmp_path / "mine", {"01-read": text}))
    assert Scene(lesson, lesson.steps[0]).text().startswith("0.2805 after 0.2984, 7,")


def test_tasks_know_what_is_right(tmp_path: Path) -> None:
    lesson = read_lesson(write_lesson(tmp_path / "mine"))
    number, choice, make, spot = (Scene(lesson, step).task for step in lesson.steps[1:])
    assert isinstance(number, NumberTask)
    assert number.right == pytest.approx(0.13849856)
    assert number.accepts(0.1390)
    assert not number.accepts(0.15)
    assert not number.accepts(-0.1385)
    assert not number.accepts(float("nan"))
    assert isinstance(choice, ChoiceTask)
    assert choice.accepts(0)
    assert not choice.accepts(1)
    assert isinstance(make, MakeTask)
    assert isinstance(spot, ChoiceTask)
    assert spot.offered == ("Wrong sign of the update", "Activation derivative missing at layer 2")
    assert spot.right == 1


def test_what_has_to_stay_is_looked_after(tmp_path: Path) -> None:
    lesson = read_lesson(write_lesson(tmp_path / "mine"))
    make = Scene(lesson, lesson.steps[3]).task
    assert isinstance(make, MakeTask)
    assert make.broken(make.project) == ""
    other = read_lesson(write_lesson(tmp_path / "other", lesson=LESSON.replace("mazur", "xor-2-4-1")))
    data = Scene(other, other.steps[0]).project.data
    assert make.broken(replace(make.project, data=data)) == "data"


LAST = "+++\n# Read"
FIRST = "+++\ncursor"
Z = '{ after = "z1[1]" }'
BUILT = [
    (READ, "+++\ncursor", "# No front matter\n", 1, "expected the front matter"),
    (READ, LAST, "# Read", 1, "not closed"),
    (READ, "cursor =", "curser =", 2, "unknown field `curser`"),
    (READ, Z, "{ after", 2, "xpected '=' after a key"),
    (READ, FIRST, "+++\nsample = 'one'\ncursor", 2, "xpected `int`, got `str`"),
    (READ, "# Read", "Text before\n\n# Read", 6, "expected one title"),
    (READ, "# Read", "", 3, "expected a title"),
    (READ, "# Read\n", "# Read\n# Twice\n", 5, "expected one title"),
    (READ, "| 2 }}$.\n", "| 2 }}$.\n\n## Aside\nx\n", 8, "expected a section of Question"),
    (READ, "The sum is {{ z1[1] }}, and $z = {{ z1[1] | 2 }}$.", "", 4, "there is no text in body"),
    (READ, "| 2 }}$.\n", "| 2 }}$.\n\n## Hint\nx\n", 8, "has no use"),
    (NUMBER, "{{ delta2[1] }}.", "x\n## Hint\ny", 18, "each once"),
    (NUMBER, "It is positive.", "", 13, "no text in hint"),
    (NUMBER, "\n## Solution\n{{ delta2[1] }}.", "", 5, "expected a section Solution"),
    (NUMBER, "{{ delta2[1] }}.", "x\n## Choices\n- x\n", 18, "has no use"),
    (NUMBER, "[predict]", "[predict]\ntolerance = 0", 6, "a tolerance above 0"),
    (NUMBER, "[predict]", "[make]\ncondition = '1 > 0'\n[make.solution]\n[predict]", 1, "one of predict"),
    (CHOICE, "- Up", "Up", 12, "expected a list"),
    (CHOICE, "\n- Up, or nowhere.", "", 4, "2 conditions for 1 sentences"),
    (CHOICE, CONDITIONS, "right = 3", 4, "expected right from 1 to 2"),
    (CHOICE, f"{CONDITIONS}\n", "right = 1\nanswer = 'loss'\n", 4, "one of answer, choices and right"),
    (CHOICE.replace("\n- Up, or nowhere.", ""), CONDITIONS, "right = 1", 12, "at least two"),
    (MAKE, "condition =", "conditions =", 3, "unknown field `conditions`"),
    (MAKE, 'condition = "a2[1] > 0.9"\n', "", 2, "missing required field `condition`"),
]
SET_UP = [
    (READ, "z1[1]", "z9[1]", 2, "unknown name 'z9'"),
    (READ, Z, "{ after = 'z1[3]' }", 2, "z1"),
    (READ, Z, "{ after = 'x[1]' }", 2, "is known before the update begins"),
    (READ, "{ after", "{ before = 'loss', after", 2, "expected one of before and after"),
    (READ, Z, "{ step = 69 }", 2, "expected a step from -1 to 68, got 69"),
    (READ, Z, "{ update = 90000 }", 2, "is too far"),
    (READ, Z, "{ update = -1 }", 2, "is not reached"),
    (READ, FIRST, '+++\nproject = "nowhere"\ncursor', 2, "there is no nowhere.nnviz"),
    (READ, FIRST, '+++\nproject = "../mazur"\ncursor', 2, "expected a file's name"),
    (READ, FIRST, "+++\nsample = 2\ncursor", 2, "expected a sample from 1 to 1"),
    (READ, LAST, f'[change]\n"loss.reduction" = "half"\n{LAST}', 3, "loss.reduction"),
    (READ, LAST, f'[change]\n"loss.key.x" = "half"\n{LAST}', 3, "there is no such place"),
    (READ, LAST, f'[change]\n"network.layers[7].units" = 2\n{LAST}', 3, "there is no such place"),
    (READ, LAST, f'[change]\n"network.layers[7]" = 2\n{LAST}', 3, "there is no such place"),
    (READ, LAST, f'[change]\n"?" = 2\n{LAST}', 3, "expected a place"),
    (READ, LAST, f'select = "z1"\n{LAST}', 3, "expected one place"),
    (READ, LAST, f'highlight = "W1[3, 1]"\n{LAST}', 3, "W1"),
    (READ, LAST, f'workspace = "lab"\n{LAST}', 3, "expected a workspace of network, optimizers"),
    (READ, LAST, f'panel = "race"\n{LAST}', 3, "expected a panel of network, inspector"),
    (READ, "is {{ z1[1] }}", "is {{ foo }}", 4, "unknown name 'foo'"),
    (READ, "is {{ z1[1] }}", "is {{ z1[1] | x }}", 4, "expected {{ expression @ update | digits }}"),
    (NUMBER, 'before = "delta2[1]"', 'after = "delta2[1]"', 6, "is known at step 21"),
    (NUMBER, "It is positive.", "{{ 2 * delta2[1] }}", 13, "gives 2 * delta2[1] away"),
    (NUMBER, 'answer = "delta2[1]"', 'answer = "delta2[1] - delta2[1]"', 6, "expected a tolerance"),
    (CHOICE, ">= W1", "< 2 * W1", 4, "expected one condition to hold in update 0"),
    (CHOICE, "- Down.", "- {{ theta_W1[1, 1] }}", 12, "gives theta_W1[1, 1] away"),
    (MAKE, "> 0.9", "> 0.1", 3, "holds in the beginning already"),
    (MAKE, "5.0", "0.7", 3, "does not hold in the solution"),
    (MAKE, "[make]", '[make]\nkeep = ["network"]', 6, "the solution changes network"),
    (MAKE, "[make]", '[make]\nkeep = ["weights"]', 2, "there is no part weights"),
    (MAKE, "biases[0]", "biases[5]", 5, "there is no such place"),
    (SPOT, '"update_sign" }', '"derivative_missing", layer = 2 }', 6, "once among the candidates"),
    (SPOT, "layer = 2 }\ncand", "layer = 7 }\ncand", 5, "cannot be made here"),
    (SPOT, '[{ key = "update_sign" }', '[{ key = "no_such" }', 6, "no_such"),
]


@pytest.mark.parametrize(("page", "old", "new", "line", "reason"), BUILT + SET_UP)
def test_a_page_that_is_wrong(tmp_path: Path, page: str, old: str, new: str, line: int, reason: str) -> None:
    assert old in page
    problem = one_told(tmp_path, page.replace(old, new))
    assert problem.startswith(f"01-page.md:{line}: ")
    assert reason in problem


def test_all_that_is_wrong_is_told(tmp_path: Path) -> None:
    pages = PAGES | {
        "01-read": READ.replace("z1[1]", "foo"),
        "04-make": MAKE.replace("0.9", "0.1"),
    }
    problems = told(write_lesson(tmp_path / "mine", pages))
    assert [problem.split(":")[0] for problem in problems] == ["01-read.md", "04-make.md"]


def test_a_page_with_another_name_is_refused(tmp_path: Path) -> None:
    assert told(write_lesson(tmp_path / "mine", {"1-page": READ}))[0].startswith(
        "1-page.md: expected two digits"
    )


def test_a_lesson_without_steps_is_refused(tmp_path: Path) -> None:
    (problem,) = told(write_lesson(tmp_path / "mine", {}))
    assert "a lesson without a step" in problem


def test_a_page_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_bytes(b"+++\n+++\n# T\xff\n")
    with pytest.raises(LessonError, match=r"page\.md:3: not UTF-8 text"):
        read_page(path)
    path.write_bytes(b"x" * (LARGEST + 1))
    with pytest.raises(LessonError, match="too many"):
        read_page(path)
    with pytest.raises(LessonError, match="cannot be read"):
        read_page(tmp_path / "absent.md")


def test_a_heading_inside_code_is_none(tmp_path: Path) -> None:
    text = READ + "\n```\n# a comment\n## Hint\n```\n"
    assert told(write_lesson(tmp_path / "mine", {"01-read": text})) == []


def test_a_broken_lesson_does_not_keep_the_others_from_opening(tmp_path: Path) -> None:
    write_lesson(tmp_path / "good")
    write_lesson(tmp_path / "bad", {"01-read": READ.replace("# Read", "")})
    write_lesson(tmp_path / "more" / "good")
    library = read_library([tmp_path, tmp_path / "absent", tmp_path / "more"])
    assert [lesson.key for lesson in library.lessons] == ["good"]
    assert library.find("good") is library.lessons[0]
    assert library.find("bad") is None
    told = [str(problem) for problem in library.problems]
    assert len(told) == 3
    assert told[0].endswith("bad/01-read.md:3: expected a title, as in: # Title")
    assert "no such folder" in told[1]
    assert "there is a lesson of that name" in told[2]


def test_lessons_are_sorted_by_their_order(tmp_path: Path) -> None:
    for name, order in (("a", 9), ("b", 1), ("c", 5)):
        write_lesson(tmp_path / name, lesson=LESSON.replace("order = 3", f"order = {order}"))
    assert [lesson.key for lesson in read_library([tmp_path]).lessons] == ["b", "c", "a"]


def test_a_folder_is_a_lesson_or_holds_some(tmp_path: Path) -> None:
    folder = write_lesson(tmp_path / "mine")
    assert lesson_folders(folder) == [folder]
    assert lesson_folders(tmp_path) == [folder]
    (tmp_path / "empty").mkdir()
    with pytest.raises(LessonError, match="holds no lesson"):
        lesson_folders(tmp_path / "empty")


def test_progress_is_kept_as_text(tmp_path: Path) -> None:
    lesson = read_lesson(write_lesson(tmp_path / "mine"))
    progress = Progress()
    assert (progress.done(lesson), progress.place(lesson), progress.is_begun(lesson)) == (0, 0, False)
    progress.enter(lesson, 2)
    progress.finish(lesson, 2)
    progress.finish(lesson, 2)
    again = Progress(progress.text)
    assert (again.done(lesson), again.place(lesson), again.is_done(lesson, 2)) == (1, 2, True)
    for number in range(5):
        again.enter(lesson, number)
        again.finish(lesson, number)
    assert (again.done(lesson), again.place(lesson)) == (5, 0)  # it begins again from its end
    again.forget(lesson)
    assert (again.done(lesson), again.is_begun(lesson)) == (0, False)


@pytest.mark.parametrize("text", ["{", "[]", '{"mine": 3}', '{"mine": {"done": 1}}', "[" * 100_000])
def test_damaged_progress_is_none(tmp_path: Path, text: str) -> None:
    lesson = read_lesson(write_lesson(tmp_path / "mine"))
    assert Progress(text).done(lesson) == 0
