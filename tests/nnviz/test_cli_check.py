"""``nnviz check``: what is right, what is wrong, and the script that students fill in."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz.cli import main
from nnviz.project import file
from nnviz.resources import resource

MAZUR = str(resource("samples", "mazur.nnviz"))
SPIRAL = str(resource("samples", "spiral-2-8-8-1.nnviz"))
IRIS = str(resource("samples", "iris-4-8-3.nnviz"))


def check(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str]]:
    """Return the exit code and the lines."""
    code = main(["check", *arguments])
    out, err = capsys.readouterr()
    assert err == ""
    return code, out.splitlines()


def values(project: str, capsys: pytest.CaptureFixture[str], *options: str) -> Any:
    assert main(["values", project, "--json", *options]) == 0
    return json.loads(capsys.readouterr().out)


def save(path: Path, **arrays: Any) -> str:
    np.savez(path, **{name: np.asarray(array) for name, array in arrays.items()})
    return str(path)


@pytest.mark.parametrize("project", [MAZUR, SPIRAL, IRIS])
@pytest.mark.parametrize("update", ["0", "3"])
def test_our_own_values_are_right(
    project: str, update: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(values(project, capsys, "--update", update)), encoding="utf-8")
    code, lines = check(capsys, project, "--gradients", str(path), "--update", update)
    assert code == 0
    assert re.fullmatch(r"right: \d+ arrays agree, exactly", lines[0])
    assert lines[1].startswith("note: left out, as the name is not known: update, batch, theta, prediction")
    assert check(capsys, project, "--gradients", str(path), "--update", "4")[0] == 1


def mazur_with_a_slip(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Return Mazur's gradients of somebody who forgot the last activation's derivative."""
    hidden, output = values(MAZUR, capsys)["layers"]
    project = file.load(MAZUR)
    a1, a2 = np.array(hidden["a"]), np.array(output["a"])
    delta2 = a2 - project.samples.targets
    weights = project.task.network.split(project.first_point().theta)[1].weights
    delta1 = delta2 @ weights.T * a1 * (1 - a1)
    return save(
        tmp_path / "mine.npz", delta2=delta2, dW2=a1.T @ delta2, dW1=project.samples.inputs.T @ delta1
    )


def test_a_mistake_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = check(capsys, MAZUR, "--gradients", mazur_with_a_slip(tmp_path, capsys))
    assert code == 1
    assert len(lines) == 2
    first = "wrong: first in delta of layer 2, unit 1, sample 1: yours 0.741365, ours 0.138499"
    assert lines[0].startswith(first)
    label = "mistake: Activation derivative missing at layer 2"
    assert lines[1].startswith(f"{label}: yours equals ours without the factor f'(z) at layer 2, ")


def test_the_same_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = check(capsys, MAZUR, "--gradients", mazur_with_a_slip(tmp_path, capsys), "--json")
    assert code == 1
    found = json.loads("\n".join(lines))
    assert (found["outcome"], found["right"], found["update"]) == ("mistake", False, 0)
    assert found["first"]["quantity"] == "delta"
    assert (found["first"]["layer"], found["first"]["unit"], found["first"]["sample"]) == (2, 0, 0)
    (explanation,) = found["explanations"]
    assert explanation["deviation"] < 1e-12
    (mistake,) = explanation["mistakes"]
    assert (mistake["key"], mistake["layer"]) == ("derivative_missing", 2)
    assert (
        mistake["right_formula"]
        == r"\delta^{(2)} = \frac{\partial L}{\partial a^{(2)}} \odot f'\left(z^{(2)}\right)"
    )
    assert mistake["wrong_formula"] == r"\delta^{(2)} = \frac{\partial L}{\partial a^{(2)}}"
    assert mistake["why"]
    assert [array["name"] for array in found["arrays"]] == ["delta2", "dW2", "dW1"]
    assert [array["units"] for array in found["arrays"]] == [[False, False]] * 3


def test_another_reduction_is_right_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    layers = values(MAZUR, capsys)["layers"]
    mine = {f"dW{k}": 2 * np.array(layer["weights_gradient"]) for k, layer in enumerate(layers, start=1)}
    code, lines = check(capsys, MAZUR, "--gradients", save(tmp_path / "mine.npz", **mine))
    assert code == 0
    assert lines[0].startswith("convention: right under another convention: the loss is summed over ")
    meant = "if the project's own was meant: yours equals ours with the loss's derivative doubled"
    assert any(meant in line for line in lines)


def test_pytorch_s_names_layout_and_precision(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    layers = values(IRIS, capsys, "--update", "1")["layers"]
    mine = {}
    for number, layer in zip((0, 2), layers, strict=True):
        mine[f"{number}.weight.grad"] = np.array(layer["weights_gradient"], dtype=np.float32).T
        mine[f"{number}.bias.grad"] = np.array(layer["biases_gradient"], dtype=np.float32)
    path = save(tmp_path / "mine.npz", **mine)
    code, lines = check(capsys, IRIS, "--gradients", path, "--update", "1")
    assert code == 0
    assert lines[0].startswith("right: 4 arrays agree, to ")
    assert lines[1] == "note: weights read as (out, in)"


def test_gradients_of_the_batch_before_are_still_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = (values(SPIRAL, capsys, "--update", number)["layers"] for number in "01")
    name = "weights_gradient"
    mine = {f"dW{k}": np.add(first[k - 1][name], second[k - 1][name]) for k in (1, 2, 3)}
    code, lines = check(capsys, SPIRAL, "--gradients", save(tmp_path / "m.npz", **mine), "--update", "1")
    assert code == 1
    assert lines[1].startswith("mistake: Gradients accumulated from the last batch: yours equals ours with ")


def test_names_by_hand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = values(MAZUR, capsys)["layers"][1]
    path = save(tmp_path / "mine.npz", mine=output["delta"], dW2=np.ones((2, 2)))
    options = ("--map", "mine=delta.2", "--map", "dW2=none")
    code, lines = check(capsys, MAZUR, "--gradients", path, *options)
    assert (code, lines[0]) == (0, "right: 1 array agrees, exactly")


def test_arrays_on_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("delta2 = [[0.13849856, -0.03809824]]"))
    code, lines = check(capsys, MAZUR, "--gradients", "-")
    assert code == 0
    assert lines[0].startswith("right: 1 array agrees, to ")
    assert lines[-1].startswith("note: these arrays would not show: Averaged twice; ")
    assert "Activation derivative missing" not in lines[-1]


def test_pasted_numbers_without_a_name_are_named_by_hand(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("[[0.13849856, -0.03809824]]"))
    code, lines = check(capsys, MAZUR, "--gradients", "-", "--map", "pasted=delta.2")
    assert (code, lines[0][:22]) == (0, "right: 1 array agrees,")


def test_what_nothing_explains_is_wrong_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = save(tmp_path / "mine.npz", delta2=[[1.0, 7.0]])
    code, lines = check(capsys, MAZUR, "--gradients", path)
    assert code == 1
    assert lines[1] == "note: none of the usual mistakes explains these arrays"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ([], "one of the arguments --gradients --template is required"),
        (["--gradients", "none.npz"], "none.npz: cannot be read: No such file or directory"),
        (
            ["--gradients", "m.npz", "--template"],
            "argument --template: not allowed with ",
        ),
        (["--gradients", "m.npz", "--map", "dW1"], "argument --map: expected YOURS=OURS, got 'dW1'"),
        (["--gradients", "shape.npz"], "shape.npz: dW1: has the shape (2, 3), expected (2, 2)"),
        (["--gradients", "nan.npz"], "nan.npz: dW1: entry 1, 2 is not a number"),
        (
            ["--gradients", "names.npz"],
            "names.npz: none of the names is known: foo; say NAME=",
        ),
        (["--gradients", "layer.npz"], "layer.npz: delta4: there is no layer 4; the network has 2"),
        (
            ["--template", "--output", "no/such/folder.py"],
            "no/such/folder.py: cannot be written: No ",
        ),
    ],
)
def test_what_cannot_be_checked_is_said_in_one_line(
    arguments: list[str],
    line: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    save(tmp_path / "shape.npz", dW1=np.ones((2, 3)))
    save(tmp_path / "nan.npz", dW1=[[1, np.nan], [1, 1]])
    save(tmp_path / "names.npz", foo=[1.0])
    save(tmp_path / "layer.npz", delta4=[[1.0, 1.0]], delta1=[[1.0, 1.0]])
    assert main(["check", MAZUR, *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"nnviz: {line}")
    assert err.count("\n") == 1


# The script


SIGMOID = "return 1 / (1 + np.exp(-z))"
BACKWARD = """delta2 = (a2 - y) * a2 * (1 - a2)
    delta1 = delta2 @ W2.T * a1 * (1 - a1)
    return dict(delta2=delta2, dW2=a1.T @ delta2, db2=delta2.sum(axis=0),
                delta1=delta1, dW1=x.T @ delta1, db1=delta1.sum(axis=0))"""
UPDATE = """names = ("W1", "b1", "W2", "b2")
    return {f"{n}_after": globals()[n] - learning_rate * gradients[f"d{n}"] for n in names}"""


def filled(script: str, **bodies: str) -> str:
    for name, body in bodies.items():
        assert script.count(f'raise NotImplementedError("{name}")') == 1
        script = script.replace(f'raise NotImplementedError("{name}")', body)
    return script


def run_script(script: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_student_fills_in_the_script(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "mazur.py"
    assert main(["check", MAZUR, "--template", "--output", str(script)]) == 0
    empty = script.read_text(encoding="utf-8")
    assert len(empty.splitlines()) < 100
    assert r"L = c \sum (a - y)^2 with c = \frac{1}{2}" in empty

    half = filled(empty, f1=SIGMOID, f2=SIGMOID)
    assert "backward is not filled in yet" in run_script(half, tmp_path)
    mine = str(tmp_path / "mine.npz")
    assert check(capsys, MAZUR, "--gradients", mine)[1][0].startswith("right: 4 arrays agree")

    whole = filled(half, backward=BACKWARD, update=UPDATE)
    said = run_script(whole, tmp_path)
    assert f"nnviz check {MAZUR} --gradients mine.npz" in said
    code, lines = check(capsys, MAZUR, "--gradients", mine)
    assert code == 0
    assert lines[0].startswith("right: 14 arrays agree, to ")

    run_script(whole.replace("delta2 @ W2.T", "delta2 @ W2"), tmp_path)
    code, lines = check(capsys, MAZUR, "--gradients", mine)
    assert code == 1
    assert lines[1].startswith("mistake: W not transposed at layer 1: ")


@pytest.mark.parametrize("project", sorted(str(path) for path in resource("samples").glob("*.nnviz")))
def test_every_sample_has_a_script(project: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", project, "--template", "--update", "2"]) == 0
    script = capsys.readouterr().out
    names: dict[str, Any] = {}
    with pytest.raises(NotImplementedError, match="f1"):
        exec(script, names)
    task = file.load(project).task
    assert names["x"].shape == (min(task.batch_size, task.samples), task.network.inputs)
    assert names["W1"].shape == task.network.sizes[:2]
    assert "--update 2" in script
    for slot in task.optimizer.slots():
        assert set(names[slot]) == {n for n in names if re.fullmatch(r"[Wb]\d", n)}


def test_dropout_penalty_and_learned_slopes_are_in_the_script(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(Path(MAZUR).read_text(encoding="utf-8"))
    document["network"]["layers"][0] |= {"activation": {"key": "prelu"}, "dropout": 0.5}
    del document["network"]["parameters"]
    document["network"]["regularizer"] = {"key": "l2"}
    document["optimizer"] |= {"clipping": {"key": "norm"}}
    project = tmp_path / "rich.nnviz"
    project.write_text(json.dumps(document), encoding="utf-8")
    assert main(["check", str(project), "--template"]) == 0
    script = capsys.readouterr().out
    for part in (
        "alpha1 = np.array([0.25])",
        "m1 = np.",
        "(a1 * m1) @ W2",
        "dalpha1=...",
        "alpha1_after=...",
    ):
        assert part in script
    assert r"Penalty, its gradient is part of each dW: R = \frac{\lambda_2}{2}" in script
    assert "Clipping first: g " in script


def test_a_network_that_is_too_large_for_a_script(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(Path(MAZUR).read_text(encoding="utf-8"))
    document["network"]["layers"][0]["units"] = 9000
    del document["network"]["parameters"]
    project = tmp_path / "large.nnviz"
    project.write_text(json.dumps(document), encoding="utf-8")
    assert main(["check", str(project), "--template"]) == 2
    assert "the script would hold 45006 numbers; at most 20000 are sensible" in capsys.readouterr().err
