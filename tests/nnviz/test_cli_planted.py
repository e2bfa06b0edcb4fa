"""A project with a mistake in it, from the command line: it trains with it, says so, and it can be found."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from core.activations.identity import Identity
from core.checking.hidden import draw_mistake
from core.checking.planting import Planting
from core.mistakes.derivative_missing import DerivativeMissing
from core.mistakes.error_sign import ErrorSign
from core.mistakes.gradients_accumulated import GradientsAccumulated
from core.mistakes.update_sign import UpdateSign
from nnviz.cli import main
from nnviz.project import edits, file
from nnviz.resources import resource

SPIRAL = str(resource("samples", "spiral-2-8-8-1.nnviz"))


def planted(path: Path, planting: Planting, project: str = SPIRAL) -> str:
    """Save a sample with mistakes in it."""
    file.save(edits.set_planted(file.load(project), planting), path)
    return str(path)


@pytest.mark.parametrize("seed", range(4))
def test_a_class_finds_the_hidden_mistake(
    seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """They get the project, write down its numbers, and check them: of the clean one, and of itself."""
    project = file.load(SPIRAL)
    mistake = draw_mistake(project.task, project.first_point(), seed)
    path = planted(tmp_path / "find-it.nnviz", Planting((mistake,), hidden=True))
    assert main(["values", path, "--json"]) == 0
    shown = capsys.readouterr()
    assert shown.err == f"nnviz: {path}: One hidden mistake is planted\n"
    assert json.loads(shown.out)["planted"] == "One hidden mistake is planted"
    assert mistake.key not in shown.out
    (tmp_path / "mine.json").write_text(shown.out, encoding="utf-8")
    for checked in (SPIRAL, path):
        assert main(["check", checked, "--gradients", str(tmp_path / "mine.json"), "--json"]) == 1
        found = json.loads(capsys.readouterr().out)
        named = [one["mistakes"] for one in found["explanations"]]
        assert any([one["key"] for one in mistakes] == [mistake.key] for mistakes in named)


def test_later_updates_are_checked_from_where_the_mistake_has_led(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = planted(tmp_path / "p.nnviz", Planting((GradientsAccumulated(),)))
    assert main(["values", path, "--json", "--update", "3"]) == 0
    shown = capsys.readouterr()
    assert shown.err == f"nnviz: {path}: A mistake is planted: Gradients accumulated from the last batch\n"
    (tmp_path / "mine.json").write_text(shown.out, encoding="utf-8")
    assert main(["check", path, "--gradients", str(tmp_path / "mine.json"), "--update", "3"]) == 1
    assert "mistake: Gradients accumulated from the last batch: " in capsys.readouterr().out


def test_training_follows_the_mistake_and_goes_on_from_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = planted(tmp_path / "p.nnviz", Planting((UpdateSign(), DerivativeMissing(1))))
    said = "2 mistakes are planted: Wrong sign of the update; Activation derivative missing at layer 1"
    middle = tmp_path / "middle.nnviz"
    assert main(["train", path, "--updates", "20", "--json", "--output", str(middle)]) == 0
    shown = capsys.readouterr()
    assert shown.err == f"nnviz: {path}: {said}\n"
    first = json.loads(shown.out)
    assert first["planted"] == said
    assert main(["train", str(middle), "--updates", "20", "--json"]) == 0
    second = json.loads(capsys.readouterr().out)
    assert main(["train", path, "--updates", "40", "--json"]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert whole["loss"] == first["loss"] + second["loss"]
    assert whole["theta"] == second["theta"]
    assert sum(whole["loss"][-10:]) > sum(whole["loss"][:10])


def test_the_trace_shows_the_mistaken_numbers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = planted(tmp_path / "p.nnviz", Planting((UpdateSign(),)))
    assert main(["trace", path, "--format", "json"]) == 0
    wrong = capsys.readouterr()
    assert wrong.err.startswith(f"nnviz: {path}: A mistake is planted: ")
    assert main(["trace", SPIRAL, "--format", "json"]) == 0
    right = capsys.readouterr()
    assert right.err == ""
    one, other = (json.loads(shown.out)["steps"] for shown in (wrong, right))
    assert len(one) == len(other)
    off = {
        step["phase"]
        for step, right_step in zip(one, other, strict=True)
        if step["result"] != pytest.approx(right_step["result"], rel=1e-9)
    }
    assert off == {"update"}


def test_planted_training_that_diverges_is_diagnosed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mazur = file.load(resource("samples", "mazur.nnviz"))
    project = edits.set_activation(mazur, 2, Identity()).project
    project = edits.set_optimizer(project, replace(project.optimizer, learning_rate=3.0))
    file.save(edits.set_planted(project, Planting((ErrorSign(),), hidden=True)), tmp_path / "p.nnviz")
    assert main(["train", str(tmp_path / "p.nnviz"), "--updates", "5000"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[0].endswith("p.nnviz: One hidden mistake is planted")
    assert "training diverges: update " in said[1]
    assert "is beyond 1.8e+308" in said[1]
    assert "The step of SGD was as long as with 3.00, " in said[1]  # it is no plain one
