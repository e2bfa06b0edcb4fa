"""``nnviz values`` and ``nnviz trace``: one update, number by number."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz.cli import main
from nnviz.project import file
from nnviz.resources import resource

MAZUR = str(resource("samples", "mazur.nnviz"))
SPIRAL = str(resource("samples", "spiral-2-8-8-1.nnviz"))
EVERYTHING = str(Path(__file__).parent / "project" / "samples" / "everything.nnviz")


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main(arguments) == 0
    return json.loads(capsys.readouterr().out)


def text(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 0
    return capsys.readouterr().out


def test_mazurs_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    values = answer(capsys, "values", MAZUR, "--json")
    hidden, output = values["layers"]
    close = {"rtol": 1e-11, "atol": 0}
    np.testing.assert_allclose(hidden["a"], [[0.593269992107, 0.596884378260]], **close)
    np.testing.assert_allclose(output["a"], [[0.751365069552, 0.772928465321]], **close)
    np.testing.assert_allclose(values["loss"], 0.298371108760, **close)
    np.testing.assert_allclose(
        hidden["weights_gradient"],
        [[0.000438567734474, 0.000497712735261], [0.000877135468949, 0.000995425470522]],
        **close,
    )
    np.testing.assert_allclose(
        output["weights_gradient"],
        [[0.0821670405642, -0.0226025404775], [0.0826676278475, -0.022740242216]],
        **close,
    )
    np.testing.assert_allclose(values["theta_after"][6], 0.358916479718, **close)


def test_the_shapes_of_a_batch(capsys: pytest.CaptureFixture[str]) -> None:
    values = answer(capsys, "values", SPIRAL, "--update", "7", "--json")
    assert values["update"] == 7
    assert [np.shape(layer["delta"]) for layer in values["layers"]] == [(10, 8), (10, 8), (10, 1)]
    assert [np.shape(layer["weights_gradient"]) for layer in values["layers"]] == [(2, 8), (8, 8), (8, 1)]
    assert [np.shape(layer["biases_gradient"]) for layer in values["layers"]] == [(8,), (8,), (1,)]
    assert values["prediction"] == values["layers"][-1]["a"]
    assert len(values["batch"]) == 10
    assert len(values["theta"]) == len(values["theta_after"]) == 105
    flat = [number for layer in values["layers"] for number in np.ravel(layer["weights_gradient"])]
    assert len(flat) + 17 == 105


def test_updates_follow_one_another(capsys: pytest.CaptureFixture[str]) -> None:
    first = answer(capsys, "values", SPIRAL, "--update", "20", "--json")
    second = answer(capsys, "values", SPIRAL, "--update", "21", "--json")
    assert first["theta_after"] == second["theta"]


def test_a_table_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    words = text(capsys, "values", MAZUR)
    assert "layer 2: Sigmoid" in words
    assert "loss (Squared error (MSE)): 0.298371" in words
    assert "0.0821670  \N{MINUS SIGN}0.0226025" in words


@pytest.fixture
def diverging(tmp_path: Path) -> str:
    """A project that diverges within a few updates."""
    document = json.loads(Path(MAZUR).read_text(encoding="utf-8"))
    for layer in document["network"]["layers"]:
        layer["activation"] = {"key": "identity"}
    document["optimizer"] = {"key": "sgd", "learning_rate": 100}
    path = tmp_path / "diverging.nnviz"
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    "arguments",
    [
        ["values", "--update", "400", "--json"],
        ["trace", "--update", "400"],
        ["train", "--updates", "400", "--json"],
    ],
)
def test_a_divergence_is_named_by_update_and_place(
    arguments: list[str], diverging: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command, *options = arguments
    assert main([command, diverging, *options]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"nnviz: {diverging}: training diverges: update ")
    assert "is beyond 1.8e+308, the largest number" in err
    assert "a learning rate above 2 / " in err
    assert "It was 100, " in err
    assert err.count("\n") == 1


def test_an_update_before_the_first_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    later = str(tmp_path / "later.nnviz")
    text(capsys, "train", MAZUR, "--updates", "5", "--output", later)
    assert answer(capsys, "values", later, "--json")["update"] == 5
    assert main(["values", later, "--update", "4"]) == 2
    assert "update 4 lies before the first one, 5" in capsys.readouterr().err


def test_the_trace_ends_where_the_update_does(capsys: pytest.CaptureFixture[str]) -> None:
    values = answer(capsys, "values", MAZUR, "--json")
    steps = answer(capsys, "trace", MAZUR, "--format", "json")["steps"]
    assert [step["step"] for step in steps] == list(range(len(steps)))
    after = [step["result"] for step in steps if step["title"].startswith("SGD: new value of")]
    assert sorted(after) == sorted(values["theta_after"])
    loss = [step["result"] for step in steps if step["kind"] == "loss"]
    assert loss == [values["loss"]]


def test_the_trace_as_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    words = text(capsys, "trace", MAZUR, "--format", "csv", "--update", "2")
    rows = list(csv.DictReader(io.StringIO(words)))
    steps = answer(capsys, "trace", MAZUR, "--format", "json", "--update", "2")["steps"]
    assert [float(row["result"]) for row in rows] == [step["result"] for step in steps]
    assert {row["update"] for row in rows} == {"2"}


def test_the_trace_in_words_and_in_latex(capsys: pytest.CaptureFixture[str]) -> None:
    words = text(capsys, "trace", MAZUR)
    assert "== update 0: backward ==" in words
    assert r"\delta_{1}^{(1)}" in words
    latex = text(capsys, "trace", MAZUR, "--format", "latex")
    assert latex.startswith(r"\documentclass")
    assert latex.rstrip().endswith(r"\end{document}")
    assert latex.count(r"\[") == latex.count(r"\]")
    assert latex.count("{") - latex.count(r"\{") == latex.count("}") - latex.count(r"\}")


def test_another_sample_of_the_batch_shows_other_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    first = answer(capsys, "trace", SPIRAL, "--format", "json")["steps"]
    third = answer(capsys, "trace", SPIRAL, "--format", "json", "--sample", "2")["steps"]
    values = answer(capsys, "values", SPIRAL, "--json")
    biases = [[s["result"] for s in steps if s["kind"] == "bias"] for steps in (first, third)]
    assert biases[0][:8] == values["layers"][0]["z"][0]
    assert biases[1][:8] == values["layers"][0]["z"][2]


def test_what_only_some_layers_have(capsys: pytest.CaptureFixture[str]) -> None:
    values = answer(capsys, "values", EVERYTHING, "--update", "3", "--json")
    first, second, output = values["layers"]
    assert isinstance(first["slope_gradient"], float)
    assert "slope_gradient" not in second
    assert "slope_gradient" not in output
    assert np.unique(first["mask"]).tolist() == [0.0, 1 / 0.9]
    assert np.shape(second["mask"]) == (10, 8)
    assert "mask" not in output
    network = file.load(EVERYTHING).network.network
    assert len(values["theta"]) == network.parameter_count
    weights = np.array(values["theta"]) * network.is_weight
    assert values["penalty"] == pytest.approx(0.0005 * (weights**2).sum(), rel=1e-12)
    assert set(values["metrics"]) == {"training", "test"}
    assert max(values["batch"]) < 140


def test_a_plain_project_has_no_penalty_and_no_masks(capsys: pytest.CaptureFixture[str]) -> None:
    values = answer(capsys, "values", MAZUR, "--json")
    assert values["penalty"] == 0
    assert all(set(layer) == set(values["layers"][0]) for layer in values["layers"])
    assert values["metrics"]["training"]["loss"] == values["loss"]


def test_the_tables_show_slopes_masks_and_the_penalty(capsys: pytest.CaptureFixture[str]) -> None:
    words = text(capsys, "values", EVERYTHING)
    for name in ("  slope  ", "dL/dslope", "slope after", "  mask  ", "with the penalty of", "test:  "):
        assert name in words
    assert "slope" not in text(capsys, "values", MAZUR)


def test_every_step_of_everything_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    kinds = {step["kind"] for step in answer(capsys, "trace", EVERYTHING, "--format", "json")["steps"]}
    assert {"dropout", "dropout_gradient", "slope_gradient_term", "penalty", "objective"} <= kinds
    for form in ("text", "csv", "latex"):
        assert "PReLU" in text(capsys, "trace", EVERYTHING, "--format", form)
