"""What stands on a worksheet, and that its key is what `core` computes."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from core.activations.identity import Identity
from core.checking.planting import Planting
from core.datasets.table import Table
from core.formula import Source
from core.mistakes.update_sign import UpdateSign
from core.number_format import latex_number
from core.trace_values import TraceValues
from core.training import run_update
from nnviz.exporters.worksheet.blanks import GROUPS, group_of
from nnviz.exporters.worksheet.errors import SheetError
from nnviz.exporters.worksheet.given import given
from nnviz.exporters.worksheet.numbers import own_numbers
from nnviz.exporters.worksheet.sheet import Sheet, SheetOptions, make_sheet, steps_of
from nnviz.project import file
from nnviz.project.model import Project
from nnviz.resources import resource


def sample(name: str) -> Project:
    return file.load(resource("samples", f"{name}.nnviz"))


def sheet_of(name: str = "mazur", **options: object) -> Sheet:
    project = sample(name)
    alone = own_numbers(project, project.first_point(), 0)
    return make_sheet(alone, SheetOptions(**options), name)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["mazur", "forward-3-4-2", "xor-2-4-1"])
def test_the_key_has_the_recorded_numbers(name: str) -> None:
    sheet = sheet_of(name, digits=9)
    values = TraceValues(sheet.trace, 0)
    assert [each.number for each in sheet.exercises] == list(range(1, len(sheet.exercises) + 1))
    for each in sheet.exercises:
        number = latex_number(values.read(each.explanation.target), 9)
        assert sheet.answer(each).latex.endswith(f" = {number}")


def test_mazurs_sheet_has_mazurs_numbers() -> None:
    answers = {
        sheet_answer.partition(" = ")[0]: sheet_answer.partition(" = ")[2]
        for sheet_answer in (
            sheet.answer(each).latex for sheet in [sheet_of(digits=9)] for each in sheet.exercises
        )
    }
    # Mazur, A step by step backpropagation example, 2015, as he prints them.
    assert answers["z_{1}^{(1)}"] == "0.3775"
    assert answers["a_{1}^{(1)}"].startswith("0.59326999")
    assert answers["L"].startswith("0.29837110")
    assert answers[r"\frac{\partial L}{\partial w_{1,1}^{(2)}}"].startswith("0.08216704")
    assert answers[r"w_{1,1}^{\prime (2)}"].startswith("0.35891648")
    assert answers[r"w_{1,1}^{\prime (1)}"].startswith("0.14978071")


def test_numbers_before_the_range_are_given() -> None:
    sheet = sheet_of(steps="backward")
    first = sheet.exercises[0]
    assert sheet.moment.step == first.explanation.step - 1
    assert {each.phase for each in sheet.exercises} == {"backward"}
    assert Source("a", 2, 0) not in sheet.blanks
    assert "0.7514" in sheet.formula(first, "BOX").latex


def test_only_what_is_chosen_is_left_out() -> None:
    sheet = sheet_of(blanks=("delta",))
    assert {group_of(source.quantity) for source in sheet.blanks} <= {"delta", "gradient"}
    shown = [each for each in sheet.exercises if each.explanation.target == Source("z", 1, 0)]
    assert sheet.formula(shown[0], "BOX").latex.endswith("= 0.3775")
    assert shown[0].number == 0


def test_a_number_that_is_another_one_as_it_is_does_not_give_it_away() -> None:
    """dL/db is delta: where delta is to be found, it is left out too, though gradients are given."""
    sheet = sheet_of(blanks=("delta",))
    assert Source("bias_gradient", 2, 0) in sheet.blanks
    assert Source("weight_gradient", 2, 0, 0) not in sheet.blanks
    assert Source("bias_gradient", 2, 0) not in sheet_of(blanks=("z",)).blanks


@pytest.mark.parametrize("name", ["mazur", "forward-3-4-2", "xor-2-4-1"])
def test_what_is_left_out_is_a_box_wherever_it_stands(name: str) -> None:
    sheet = sheet_of(name)
    for each in sheet.exercises:
        pieces = [piece for chunk in sheet.formula(each, "BOX").chunks for piece in chunk.pieces]
        assert all((piece.latex == "BOX") == (piece.source in sheet.blanks) for piece in pieces)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("forward-update", 0, 68),
        ("forward", 0, 15),
        ("loss-backward", 16, 44),
        ("3-7", 3, 7),
        (" 3 - forward ", 3, 15),
        ("update-50", 45, 50),
        ("12", 12, 12),
    ],
)
def test_a_range_is_steps_or_phases(words: str, first: int, last: int) -> None:
    steps = steps_of(sheet_of().trace, words)
    assert (steps[0], steps[-1]) == (first, last)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"steps": "7-3"}, "steps: 7-3 is empty: its end, 3, lies before its beginning, 7"),
        ({"steps": "backward-forward"}, "is empty"),
        ({"steps": "0-69"}, "steps: expected 0 to 68, got 69"),
        ({"steps": "1-2-3"}, "steps: expected FIRST-LAST"),
        ({"steps": ""}, "steps: expected FIRST-LAST"),
        ({"steps": "-1"}, "steps: expected FIRST-LAST"),
        ({"steps": "9" * 50}, "steps: expected a number or forward, loss, backward, update"),
        ({"steps": "0-1"}, "nothing to fill in: steps 0 to 1 compute none of z, a"),
        ({"steps": "forward", "blanks": ("new",)}, "nothing to fill in: steps 0 to 15 compute none of new"),
        ({"blanks": ()}, "a worksheet without blanks is none"),
        ({"blanks": ("zz",)}, "unknown blanks 'zz'; known are z, a, loss"),
        ({"digits": 1}, "digits: expected 2 to 17, got 1"),
        ({"digits": 18}, "digits: expected 2 to 17, got 18"),
    ],
)
def test_what_is_no_worksheet_is_refused(options: dict[str, object], reason: str) -> None:
    with pytest.raises(SheetError, match=re.escape(reason)):
        sheet_of(**options)


def test_more_than_fits_is_refused() -> None:
    with pytest.raises(SheetError, match=r"more than 600 numbers .* take fewer steps"):
        sheet_of("spiral-2-8-8-1")
    assert sheet_of("spiral-2-8-8-1", steps="forward").exercises


def test_numbers_that_are_not_finite_are_refused() -> None:
    project = sample("mazur")
    layers = tuple(replace(layer, activation=Identity()) for layer in project.network.layers)
    data = Table(((1e200, 1e200),), ((0.0, 1.0),))
    wild = replace(project.with_network(layers=layers), data=data)
    with pytest.raises(SheetError, match="not finite"):
        make_sheet(own_numbers(wild, wild.first_point(), 0), SheetOptions(), "wild")


def test_a_sample_of_a_batch_is_reckoned_alone_from_the_parameters_at_the_cursor() -> None:
    project = sample("xor-2-4-1")
    point = run_update(project.task, project.first_point()).after
    alone = own_numbers(project, point, 2)
    assert alone.first_point().update == 1
    assert alone.task.inputs.tolist() == [project.task.inputs[2].tolist()]
    assert (alone.first_point().theta == point.theta).all()
    with pytest.raises(SheetError, match="sample: expected 0 to 3, got 4"):
        own_numbers(project, point, 4)


def test_a_planted_mistake_is_not_in_the_key() -> None:
    project = replace(sample("mazur"), planted=Planting((UpdateSign(),)))
    alone = own_numbers(project, project.first_point(), 0)
    sheet, right = make_sheet(alone, SheetOptions(), ""), sheet_of()
    assert [sheet.answer(each).latex for each in sheet.exercises] == [
        right.answer(each).latex for each in right.exercises
    ]


def test_what_is_given_is_what_the_pupil_needs() -> None:
    latex = [formula.latex for formula in given(sheet_of())]
    assert r"x = \begin{bmatrix} 0.05 & 0.1 \end{bmatrix}" in latex
    assert r"W^{(1)} = \begin{bmatrix} 0.15 & 0.25 \\ 0.2 & 0.3 \end{bmatrix}" in latex
    assert r"\eta = 0.5" in latex
    assert "Sigmoid" in sheet_of().recipe_words


def test_every_group_has_words() -> None:
    assert all(group.label and group.help for group in GROUPS.values())
    assert group_of("theta") == "new"
