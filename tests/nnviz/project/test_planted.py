"""Planted mistakes in a project: its file, its checks, and where its training goes on."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import pytest
from numpy.testing import assert_array_equal

from core.checking.planting import Planting
from core.history import History
from core.mistakes.base import Mistake
from core.mistakes.derivative_missing import DerivativeMissing
from core.mistakes.gradients_accumulated import GradientsAccumulated
from core.mistakes.update_sign import UpdateSign
from nnviz.project import edits, file
from nnviz.project.check import check
from nnviz.project.errors import ProjectError
from nnviz.project.model import Project
from nnviz.segments import Cursor, begin, follow
from tests.nnviz.sessions import sample

MISSING = Planting((DerivativeMissing(2),))
PAIR = Planting((UpdateSign(), DerivativeMissing(0)))


def planted(project: Project, planting: Planting) -> Project:
    return edits.set_planted(project, planting)


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize("planting", [MISSING, PAIR])
def test_it_is_read_back_equal(planting: Planting, hidden: bool) -> None:
    project = planted(sample("mazur"), replace(planting, hidden=hidden))
    text = file.encode(project)
    assert file.decode(text) == project
    assert ("derivative_missing" in text) is not hidden
    assert "planted" not in file.encode(edits.set_planted(project, None))


def test_the_text_of_a_hidden_one_tells_nothing_at_a_glance_and_can_be_read_by_who_wants_to() -> None:
    texts = [
        json.loads(file.encode(planted(sample("xor-2-4-1"), Planting((mistake,), hidden=True))))["planted"][
            "hidden"
        ]
        for mistake in (UpdateSign(), DerivativeMissing(1), DerivativeMissing(2))
    ]
    assert len({len(text) for text in texts}) == 1
    assert json.loads(base64.b64decode(texts[1])) == [{"key": "derivative_missing", "layer": 1}]


def damaged(entry: object) -> str:
    document = json.loads(file.encode(sample("mazur")))
    return json.dumps(document | {"planted": entry})


def hidden(value: object) -> dict[str, str]:
    return {"hidden": base64.b64encode(json.dumps(value).encode()).decode()}


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({}, 'planted: expected one of the entries "mistakes" and "hidden"'),
        ({"mistakes": [], "hidden": ""}, 'planted: expected one of the entries "mistakes" and "hidden"'),
        ({"mistakes": []}, "planted.mistakes: expected 1 to 8 mistakes"),
        ({"mistakes": [{"key": "update_sign"}] * 9}, "planted.mistakes: expected 1 to 8 mistakes"),
        ({"mistakes": [{"key": "sloth"}]}, "planted.mistakes[0].key: unknown mistake 'sloth'; known are"),
        ({"mistakes": [{"key": "derivative_missing", "layer": -1}]}, "planted.mistakes[0].layer: "),
        ({"mistakes": [{"key": "update_sign", "x": 1}]}, "planted.mistakes[0].x: "),
        (
            {"mistakes": [{"key": "derivative_missing", "layer": 3}]},
            "planted: Activation derivative missing at ",
        ),
        (
            {"mistakes": [{"key": "momentum_sign"}]},
            "planted: Wrong sign of the momentum cannot be made here: plant",
        ),
        ({"why": 1}, "planted.why: unknown entry"),
        ({"hidden": "%%%"}, "planted.hidden: the text is damaged"),
        ({"hidden": "AAAA"}, "planted.hidden: the text is damaged"),
        ({"hidden": "/w=="}, "planted.hidden: the text is damaged"),
        ({"hidden": "A" * 4096}, "planted.hidden: expected at most 1280 characters, got 4096"),
        (hidden([[[[1]]]]), "planted.hidden[0]: expected an object with a key"),
        (hidden({"key": "update_sign"}), "planted.hidden: expected 1 to 8 mistakes"),
        (
            hidden([{"key": "momentum_sign"}]),
            "planted: the hidden mistake cannot be made here: plant another",
        ),
    ],
)
def test_the_place_and_the_reason_are_named(entry: object, message: str) -> None:
    with pytest.raises(ProjectError) as error:
        file.decode(damaged(entry))
    assert str(error.value).startswith(message)


def test_an_edit_that_leaves_no_room_for_it_is_refused() -> None:
    project = planted(sample("xor-2-4-1"), Planting((DerivativeMissing(2),)))
    check(project)
    with pytest.raises(ProjectError, match="layer 3 cannot be made here"):
        check(planted(project, Planting((DerivativeMissing(3),))))
    with pytest.raises(ProjectError, match="layer 2 cannot be made here"):
        check(edits.remove_layer(project, 1))


def test_planting_goes_on_from_the_cursor_and_revealing_changes_nothing() -> None:
    clean = sample("xor-2-4-1")
    segment = begin(clean)
    segment.history.point(20)
    segment.cursor = Cursor(12)
    project = planted(clean, Planting((UpdateSign(),), hidden=True))
    branch = follow(segment, clean, project)
    assert branch.history.first_update == 12
    assert_array_equal(branch.history.first.theta, segment.history.point(12).theta)
    losses = [branch.history.update(number).recording.loss for number in (12, 60)]
    assert losses[1] > losses[0]
    assert follow(branch, project, edits.reveal_planted(project)) is branch
    assert edits.reveal_planted(clean) is clean
    assert follow(branch, project, clean) is not branch


def test_a_saved_state_goes_on_to_the_bit() -> None:
    """Also with what a mistake carries from one update to the next."""
    project = planted(sample("xor-2-4-1"), Planting((GradientsAccumulated(),)))
    history = History(project.task, project.first_point())
    saved = file.decode(file.encode(project.at_point(history.point(5))))
    assert saved.state is not None
    assert saved.state.carried is not None
    again = History(saved.task, saved.first_point())
    assert_array_equal(again.point(15).theta, history.point(15).theta)
    document = json.loads(file.encode(saved))
    document["state"]["carried"] = document["state"]["carried"][:1]
    with pytest.raises(ProjectError, match=r"^state\.carried: expected 2 layers, got 1"):
        file.decode(json.dumps(document))


def test_every_mistake_can_be_written() -> None:
    for member in Mistake.members().values():
        planting = Planting((member(),))
        text = file.encode(planted(sample("mazur"), planting))
        assert json.loads(text)["planted"]["mistakes"] == [member().encode()]
