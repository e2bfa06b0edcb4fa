"""Branches in a project's file: read back as they were, or refused with their place."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from core.optimizers.base import Optimizer
from nnviz.project import branches as bounds
from nnviz.project import edits, file
from nnviz.project.branches import SavedBranch, fitting
from nnviz.project.errors import ProjectError
from nnviz.project.model import Project
from nnviz.project.race_spec import RaceSpec
from tests.nnviz.sessions import sample, wide

XOR = sample("xor-2-4-1")
ADAM = replace(XOR, optimizer=Optimizer.decode({"key": "adam"}))


def begun(project: Project) -> Any:
    return project.at_point(project.first_point()).state


FIRST = SavedBranch(XOR, updates=30)
SHOWN = SavedBranch(ADAM, begun(ADAM), 10, "SGD → Adam", "fast", parent=0, shown=True)
OTHER = SavedBranch(edits.set_units(XOR, 1, 6), None, 4, "units 2-4-1 → 2-6-1", compared=True)


def text(*branches: SavedBranch, **changes: Any) -> str:
    """Return the file of ADAM with these branches, the last one with some entries replaced."""
    document = json.loads(file.encode(ADAM, branches))
    document["branches"][-1] |= changes
    return json.dumps(document)


def test_a_file_keeps_them() -> None:
    assert file.parse(file.encode(ADAM, (FIRST, SHOWN, OTHER))) == (ADAM, (FIRST, SHOWN, OTHER))
    assert "branches" not in file.encode(ADAM)


def test_only_what_differs_is_written() -> None:
    first, shown, other = json.loads(file.encode(ADAM, (FIRST, SHOWN, OTHER)))["branches"]
    assert first["recipe"].keys() == {"optimizer"}
    assert "recipe" not in shown
    assert other["recipe"].keys() == {"network", "optimizer"}
    assert shown["begin"]["slots"].keys() == {"m", "v"}


def test_what_a_branch_has_not_is_null() -> None:
    """The project was opened with a saved state and a race, its branch had none."""
    project = replace(ADAM, state=begun(ADAM), race=RaceSpec(starts=((1.0, 1.0),)))
    branches = (
        SavedBranch(replace(project, state=None, race=None), updates=3),
        SavedBranch(project, shown=True),
    )
    written = file.encode(project, branches)
    assert json.loads(written)["branches"][0]["recipe"] == {"race": None, "state": None}
    assert file.parse(written).branches == branches


def test_notes_breakpoints_and_watches_are_those_of_the_file() -> None:
    project = replace(ADAM, notes="a word", watches=("loss",))
    (first, _) = file.parse(file.encode(project, (FIRST, replace(SHOWN, project=project)))).branches
    assert (first.project.notes, first.project.watches) == ("a word", ("loss",))


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"updates": -1}, r"branches\[1\]\.updates: expected a whole number from 0 to 10000000, got -1"),
        ({"updates": 1e30}, r"branches\[1\]\.updates: "),
        ({"update": 3}, r"branches\[1\]\.update: unknown entry"),
        ({"parent": 1}, r"branches\[1\]\.parent: expected the place, from 0, of a branch that stands before"),
        ({"name": "x" * 201}, r"branches\[1\]\.name: longer than 200 characters"),
        ({"edit": 7}, r"branches\[1\]\.edit: expected text, got a whole number"),
        ({"shown": False}, "branches: expected one of them that is shown"),
        ({"recipe": {"loss": {"key": "mse"}}}, r"branches\[1\]\.recipe: expected none"),
        ({"recipe": {"optimizer": None}}, r"branches\[1\]\.recipe\.optimizer: expected an object, got null"),
        ({"recipe": {"notes": ""}}, r"branches\[1\]\.recipe\.notes: unknown entry"),
        ({"recipe": {"loss": {"key": "lost"}}, "shown": False}, r"branches\[1\]\.recipe\.loss"),
        ({"recipe": {"training": {"batch_size": 0}}, "shown": False}, r"branches\[1\]\.recipe\.training"),
        ({"begin": {}}, r"branches\[1\]\.begin\.update: the entry is missing"),
    ],
)
def test_what_is_no_branch_is_refused(changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ProjectError, match=complaint):
        file.parse(text(FIRST, SHOWN, **changes))


def test_a_beginning_of_another_network_is_refused() -> None:
    begin = json.loads(file.encode(ADAM, (FIRST, SHOWN)))["branches"][1]["begin"]
    with pytest.raises(ProjectError, match=r"branches\[1\]\.begin\.slots: Adam keeps m, v, got m"):
        file.parse(text(FIRST, SHOWN, begin=begin | {"slots": {"m": begin["slots"]["m"]}}))
    with pytest.raises(ProjectError, match=r"branches\[1\]\.begin\.parameters: expected 2 layers, got 1"):
        file.parse(text(FIRST, SHOWN, begin=begin | {"parameters": begin["parameters"][:1]}))


def test_too_many_are_refused() -> None:
    with pytest.raises(ProjectError, match="branches: at most 50 are possible, got 51"):
        file.parse(text(SHOWN, *[replace(FIRST, parent=0)] * 50))
    with pytest.raises(ProjectError, match="branches: expected a list, got a whole number"):
        file.parse(json.dumps(json.loads(file.encode(ADAM)) | {"branches": 3}))


def test_a_file_has_room_for_the_one_that_is_shown_and_the_newest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of these begins with 17 parameters, m and v: 51 numbers; FIRST adds none."""
    second, third = (replace(SHOWN, parent=0, shown=False, name=name) for name in ("second", "third"))
    chain = (SHOWN, replace(second, parent=0), replace(third, parent=1), replace(FIRST, parent=2))
    assert fitting(chain, ADAM) == chain
    monkeypatch.setattr(bounds, "MOST_NUMBERS", 51)
    assert fitting(chain, ADAM) == (SHOWN, replace(third, parent=0), replace(FIRST, parent=1))
    monkeypatch.setattr(bounds, "MOST_NUMBERS", 50)
    assert fitting(chain, ADAM) == (SHOWN, replace(FIRST, parent=0))
    monkeypatch.setattr(bounds, "MOST_BRANCHES", 1)
    assert fitting(chain, ADAM) == (SHOWN,)
    assert fitting((FIRST, replace(SHOWN)), ADAM) == (replace(SHOWN, parent=None),)


def test_given_parameters_states_and_data_count(monkeypatch: pytest.MonkeyPatch) -> None:
    other = wide(2, 4, 1)  # 3 samples of 3 numbers
    given = edits.set_parameter(XOR, XOR.first_point().theta, 1, 0, 0, 2.5)  # 17 parameters
    resumed = replace(XOR, state=begun(XOR))  # 17 parameters, m and v
    for project, numbers in ((replace(XOR, data=other.data), 9), (given, 17), (resumed, 51)):
        branches = (SavedBranch(XOR, shown=True), SavedBranch(project, updates=2))
        monkeypatch.setattr(bounds, "MOST_NUMBERS", numbers)
        assert fitting(branches, XOR) == branches
        monkeypatch.setattr(bounds, "MOST_NUMBERS", numbers - 1)
        assert fitting(branches, XOR) == branches[:1]
