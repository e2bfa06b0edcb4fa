"""Ink in the project and in its file."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from nnviz.project import file
from nnviz.project.errors import ProjectError
from nnviz.project.ink import MOST_POINTS, ink_at, with_stroke, without_ink
from nnviz.project.ink_spec import Ink, InkPlace, Stroke
from nnviz.project.model import Project
from tests.nnviz.sessions import sample

HERE, THERE = InkPlace("network", 0, 34), InkPlace("loss", 3, -1)
LINE, DOT = Stroke("accent", ((0.0, 0.5), (10.0, 20.5))), Stroke("text", ((3.0, 4.0),))


def written() -> Project:
    project = with_stroke(sample("mazur"), HERE, LINE, (100.0, 80.0))
    project = with_stroke(project, THERE, DOT, (50.0, 40.0))
    return with_stroke(project, HERE, DOT, (200.0, 160.0))


def test_strokes_are_kept_by_panel_and_step_in_the_layout_of_the_first() -> None:
    project = written()
    assert ink_at(project, HERE) == Ink(HERE, (100.0, 80.0), (LINE, DOT))
    assert ink_at(project, THERE) == Ink(THERE, (50.0, 40.0), (DOT,))
    assert ink_at(project, HERE._replace(step=35)) is None
    assert without_ink(project, [HERE, THERE]) == sample("mazur")


def test_a_file_gives_the_same_ink_back() -> None:
    assert file.decode(file.encode(written())) == written()
    assert "ink" not in json.loads(file.encode(sample("mazur")))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"panel": ""}, "ink[0].panel: expected the name of a panel, got an empty text"),
        ({"update": -1}, "ink[0].update: expected a whole number from 0 to 1000000000, got -1"),
        ({"step": -2}, "ink[0].step: expected a whole number from -1 to 1000000000, got -2"),
        ({"size": [0, 80]}, "ink[0].size: expected two numbers above 0, at most 20000, got [0.0, 80.0]"),
        ({"size": [100]}, "ink[0].size: expected a list of length 2, got 1"),
        ({"colour": "red"}, "ink[0].colour: unknown entry"),
    ],
)
def test_wrong_entries_are_refused_by_path_and_reason(change: dict[str, Any], complaint: str) -> None:
    document = json.loads(file.encode(written()))
    document["ink"] = [document["ink"][1] | change]
    with pytest.raises(ProjectError) as caught:
        file.decode(json.dumps(document))
    assert complaint in str(caught.value)


@pytest.mark.parametrize(
    ("stroke", "complaint"),
    [
        (
            replace(LINE, colour="red"),
            "ink[0].strokes[0].colour: expected one of accent, negative, positive, gradient, text, got 'red'",
        ),
        (replace(LINE, points=()), f"ink[0].strokes[0].points: expected 1 to {MOST_POINTS} points, got 0"),
        (
            replace(LINE, points=((0.0, 0.0), (1.0, 80.5))),
            "ink[0].strokes[0].points[1]: expected a place within [100.0, 80.0], got [1.0, 80.5]",
        ),
    ],
)
def test_strokes_that_cannot_be_drawn_are_refused(stroke: Stroke, complaint: str) -> None:
    text = file.encode(with_stroke(sample("mazur"), HERE, stroke, (100.0, 80.0)))
    with pytest.raises(ProjectError) as caught:
        file.decode(text)
    assert complaint in str(caught.value)


def test_a_panel_and_step_stands_there_once() -> None:
    document = json.loads(file.encode(written()))
    document["ink"].append(document["ink"][0])
    with pytest.raises(ProjectError, match="already"):
        file.decode(json.dumps(document))
