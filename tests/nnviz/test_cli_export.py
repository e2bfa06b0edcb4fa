"""``nnviz export`` and ``nnviz import``."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest

from core.history import History
from nnviz.cli import main
from nnviz.exporters.formats import FORMATS
from nnviz.project import file
from nnviz.resources import resource
from tests.nnviz.exporters.code import scripts

MAZUR = str(resource("samples", "mazur.nnviz"))
XOR = str(resource("samples", "xor-2-4-1.nnviz"))


@pytest.mark.parametrize("key", FORMATS)
def test_every_format_writes_a_file(key: str, tmp_path: Path) -> None:
    path = tmp_path / f"out{FORMATS[key].suffix}"
    assert main(["export", XOR, "--format", key, "--output", str(path)]) == 0
    assert path.stat().st_size > 200
    assert list(tmp_path.iterdir()) == [path]


def test_a_script_on_standard_output_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", MAZUR, "--format", "numpy"]) == 0
    printed = scripts.run(capsys.readouterr().out)
    scripts.assert_same(printed, scripts.expected(file.load(MAZUR), intermediates=True))


def test_it_may_begin_at_an_update(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", MAZUR, "--format", "numpy", "--update", "3"]) == 0
    text = capsys.readouterr().out
    assert "# After 3 updates." in text
    project = file.load(MAZUR)
    later = project.at_point(History(project.task, project.first_point()).point(3))
    scripts.assert_same(scripts.run(text), scripts.expected(later, intermediates=True))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["export", MAZUR, "--format", "npz"], "--output: npz is no text: name a file"),
        (["export", MAZUR, "--format", "numpy", "--output", "/none/x.py"], "cannot be written: No such file"),
        (["export", MAZUR, "--format", "matlab"], "invalid choice"),
        (["import", "none.npz", "--output", "x.nnviz"], "none.npz: cannot be read"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_line(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_a_file_that_cannot_be_replaced_stays(tmp_path: Path) -> None:
    path = tmp_path / "folder"
    path.mkdir()
    assert main(["export", MAZUR, "--format", "csv", "--output", str(path)]) == 2
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_exported_comes_back_onto_its_project(tmp_path: Path) -> None:
    weights, out = str(tmp_path / "w.safetensors"), str(tmp_path / "out.nnviz")
    assert main(["export", XOR, "--format", "safetensors", "--output", weights]) == 0
    assert main(["import", weights, "--onto", XOR, "--output", out]) == 0
    before, after = file.load(XOR), file.load(out)
    np.testing.assert_array_equal(after.network.initial_theta(), before.network.initial_theta())
    assert (after.network.layers, after.data, after.loss) == (before.network.layers, before.data, before.loss)


def test_weights_alone_make_a_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    weights, out = tmp_path / "w.npz", str(tmp_path / "out.nnviz")
    np.savez(weights, W1=np.ones((3, 2)), b1=np.zeros(2), W2=np.ones((2, 2)), b2=np.zeros(2))
    assert main(["import", str(weights), "--activations", "relu,softmax", "--output", out]) == 0
    project = file.load(out)
    assert [layer.activation.key for layer in project.network.layers] == ["relu", "softmax"]
    assert project.network.network.sizes == (3, 2, 2)
    assert "one sample of ones: import your own data" in capsys.readouterr().err
    assert main(["values", out, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["layers"][0]["a"] == [[3.0, 3.0]]


def test_lists_come_through_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("[[[1, 2, 3], [4, 5, 6]], [0, 0, 0]]"))
    out = str(tmp_path / "out.nnviz")
    assert main(["import", "-", "--output", out]) == 0
    assert file.load(out).network.network.sizes == (2, 3)
    assert "No activations are named; assumed: Sigmoid in layer 1." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("activations", "said"),
    [("relu", "expected 2, one per layer, got 1"), ("relu,cubic", "unknown 'cubic'; known are")],
)
def test_activations_that_do_not_fit_are_named(
    activations: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    weights, out = tmp_path / "w.npz", tmp_path / "out.nnviz"
    np.savez(weights, W1=np.ones((3, 2)), W2=np.ones((2, 2)))
    assert main(["import", str(weights), "--activations", activations, "--output", str(out)]) == 2
    assert said in capsys.readouterr().err
    assert not out.exists()
