"""``nnviz train``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.history import stretch_length
from core.metrics import evaluate
from core.stopping import Run
from nnviz.cli import main
from nnviz.project import file
from nnviz.resources import resource

MAZUR = str(resource("samples", "mazur.nnviz"))
SPIRAL = str(resource("samples", "spiral-2-8-8-1.nnviz"))
XOR = str(resource("samples", "xor-2-4-1.nnviz"))
EVERYTHING = str(Path(__file__).parent / "project" / "samples" / "everything.nnviz")


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
    real = Run.__iter__

    def interrupted(run: Run) -> Any:
        for done, result in enumerate(real(run)):
            if done == 2:
                raise KeyboardInterrupt
            yield result

    monkeypatch.setattr(Run, "__iter__", interrupted)
    output = tmp_path / "stopped.nnviz"
    assert main(["train", SPIRAL, "--epochs", "1000", "--output", str(output), "--json"]) == 130
    result = json.loads(capsys.readouterr().out)
    assert len(result["loss"]) == result["update"] == 2 * stretch_length(file.load(SPIRAL).task)
    state = file.load(output).state
    assert state is not None
    assert state.theta.array.tolist() == result["theta"]


def test_a_place_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = str(tmp_path / "no" / "out.nnviz")
    assert main(["train", MAZUR, "--updates", "1", "--output", output]) == 2
    assert capsys.readouterr().err == f"nnviz: {output}: cannot be written: No such file or directory\n"


def with_stop(path: Path, stop: dict[str, Any], source: str = SPIRAL) -> str:
    document = json.loads(Path(source).read_text(encoding="utf-8"))
    document["training"]["stop"] = stop
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


def test_the_stop_condition_ends_it_and_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = with_stop(tmp_path / "plateau.nnviz", {"key": "plateau", "tolerance": 0.05, "epochs": 3})
    result = answer(capsys, "train", path, "--epochs", "1000", "--json")
    assert result["stopped"].startswith("in 3 epochs the mean loss has not fallen by more than 0.05 below")
    assert result["update"] == len(result["loss"]) < 20_000
    assert result["update"] % 20 == 0
    plain = answer(capsys, "train", SPIRAL, "--updates", str(result["update"]), "--json")
    assert plain["loss"] == result["loss"]
    assert plain["theta"] == result["theta"]
    assert plain["stopped"] is None
    assert main(["train", path, "--epochs", "1000"]) == 0
    assert f"stopped: {result['stopped']}" in capsys.readouterr().out


def test_a_saved_state_goes_on_after_the_stop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = with_stop(tmp_path / "below.nnviz", {"key": "loss_below", "bound": 0.5}, XOR)
    half = str(tmp_path / "half.nnviz")
    first = answer(capsys, "train", path, "--epochs", "1000", "--output", half, "--json")
    assert "below 0.5" in first["stopped"]
    second = answer(capsys, "train", half, "--updates", "100", "--json")
    assert second["stopped"] is None
    assert len(second["loss"]) == 100


def test_the_metrics_are_those_of_both_parts(capsys: pytest.CaptureFixture[str]) -> None:
    result = answer(capsys, "train", EVERYTHING, "--epochs", "2", "--json")
    project = file.load(EVERYTHING)
    assert result["update"] == 28  # fourteen batches of the 140 samples that are trained on
    for name, samples in (("training", project.training_samples), ("test", project.test_samples)):
        expected = evaluate(project.network.network, project.loss, np.array(result["theta"]), samples)
        metrics = result["metrics"][name]
        assert metrics["loss"] == expected.loss
        assert metrics["accuracy"] == expected.accuracy
        assert np.sum(metrics["confusion"]) == len(samples)
        assert metrics["r_squared"] is None
    assert main(["train", EVERYTHING, "--epochs", "2"]) == 0
    out = capsys.readouterr().out
    assert "training: loss" in out
    assert "test:     loss" in out


def test_without_test_samples_there_are_no_metrics_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    result = answer(capsys, "train", SPIRAL, "--updates", "1", "--json")
    assert list(result["metrics"]) == ["training"]
