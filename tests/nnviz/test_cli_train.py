"""``nnviz train``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nnviz.cli import main
from nnviz.command_line import train
from nnviz.project import file
from nnviz.resources import resource

MAZUR = str(resource("samples", "mazur.nnviz"))
SPIRAL = str(resource("samples", "spiral-2-8-8-1.nnviz"))


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main(arguments) == 0
    return json.loads(capsys.readouterr().out)


def test_the_loss_is_the_one_before_each_update(capsys: pytest.CaptureFixture[str]) -> None:
    result = answer(capsys, "train", MAZUR, "--updates", "3", "--json")
    for update in range(3):
        values = answer(capsys, "values", MAZUR, "--update", str(update), "--json")
        assert result["loss"][update] == values["loss"]
    assert result["theta"] == values["theta_after"]


def test_epochs_are_counted_in_samples(capsys: pytest.CaptureFixture[str]) -> None:
    by_epochs = answer(capsys, "train", SPIRAL, "--epochs", "2", "--json")
    by_updates = answer(capsys, "train", SPIRAL, "--updates", "40", "--json")
    assert by_epochs == by_updates
    assert by_epochs["update"] == 40


def test_training_goes_on_from_the_saved_state_to_the_bit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    half = str(tmp_path / "half.nnviz")
    first = answer(capsys, "train", SPIRAL, "--updates", "27", "--output", half, "--json")
    second = answer(capsys, "train", half, "--updates", "30", "--json")
    whole = answer(capsys, "train", SPIRAL, "--updates", "57", "--json")
    assert first["loss"] + second["loss"] == whole["loss"]
    assert second["theta"] == whole["theta"]
    assert second["update"] == whole["update"] == 57
    state = file.load(half).state
    assert state is not None
    assert (state.update, state.epoch, state.position) == (27, 1, 70)
    assert [name for name, _ in state.slots] == ["m", "v"]


def test_nothing_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    result = answer(capsys, "train", MAZUR, "--updates", "0", "--json")
    assert result["loss"] == []
    assert result["theta"][0] == 0.15


def test_a_short_report_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", MAZUR, "--updates", "100"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "update        0  loss 0.298371"
    assert lines[-1] == "100 updates done, epoch 100"
    assert len(lines) < 15


def test_interrupted_training_keeps_what_it_has(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = train.train

    def interrupted(task: Any, point: Any) -> Any:
        for done, result in enumerate(real(task, point)):
            if done == 12:
                raise KeyboardInterrupt
            yield result

    monkeypatch.setattr(train, "train", interrupted)
    output = tmp_path / "stopped.nnviz"
    assert main(["train", SPIRAL, "--epochs", "1000", "--output", str(output), "--json"]) == 130
    result = json.loads(capsys.readouterr().out)
    assert len(result["loss"]) == result["update"] == 12
    state = file.load(output).state
    assert state is not None
    assert state.theta.array.tolist() == result["theta"]


def test_a_place_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = str(tmp_path / "no" / "out.nnviz")
    assert main(["train", MAZUR, "--updates", "1", "--output", output]) == 2
    assert capsys.readouterr().err == f"nnviz: {output}: cannot be written: No such file or directory\n"
