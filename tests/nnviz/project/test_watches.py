from __future__ import annotations

import json
from dataclasses import replace

import pytest

from nnviz.project import edits, file
from nnviz.project.errors import ProjectError
from tests.nnviz.sessions import sample

MAZUR = sample("mazur")


def with_watches(*watches: object) -> str:
    return json.dumps(json.loads(file.encode(MAZUR)) | {"watches": watches})


def test_edits() -> None:
    project = edits.add_watch(edits.add_watch(MAZUR, " loss "), "W1[1, 2]")
    assert project.watches == ("loss", "W1[1, 2]")
    assert edits.add_watch(project, "loss") == project
    assert edits.set_watch(project, 0, "norm(dW2) ").watches == ("norm(dW2)", "W1[1, 2]")
    assert edits.remove_watch(project, 0).watches == ("W1[1, 2]",)


def test_a_file_keeps_them_and_is_the_old_one_without() -> None:
    project = replace(MAZUR, watches=("loss", "max(abs(z1)) > 3"))
    assert file.decode(file.encode(project)) == project
    assert "watches" not in file.encode(MAZUR)


def test_one_that_does_not_fit_the_network_is_kept() -> None:
    assert file.decode(with_watches("W9[1, 1]", "lost")).watches == ("W9[1, 1]", "lost")
    fewer = edits.set_units(replace(MAZUR, watches=("W2[2, 1]",)), 1, 1)
    assert fewer.watches == ("W2[2, 1]",)


@pytest.mark.parametrize(
    ("watches", "complaint"),
    [
        (["loss", ""], r"watches\[1\]: expected a formula, got an empty text"),
        (["x" * 1001], r"watches\[0\]: longer than 1000 characters"),
        (["loss"] * 101, "watches: at most 100 are possible, got 101"),
        ([3], r"watches\[0\]: expected text, got a whole number"),
    ],
)
def test_what_is_no_watch_is_refused(watches: list[object], complaint: str) -> None:
    with pytest.raises(ProjectError, match=complaint):
        file.decode(with_watches(*watches))
