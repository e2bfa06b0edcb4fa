"""``nnviz race``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.arrays import Array
from core.history import History
from core.hyper import hyper
from core.optimizers.base import THETA, Optimizer, Quantity, change_by
from core.optimizers.sgd import SGD
from core.surfaces.base import Surface
from nnviz.cli import main
from nnviz.project import file
from nnviz.resources import resource

XOR = str(resource("samples", "xor-2-4-1.nnviz"))


def runs(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    assert main(["race", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)["runs"]


def test_paths_begin_at_the_start_and_carry_the_height(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = runs(
        capsys,
        *("--surface", "rosenbrock", "--start", "-1.2,1", "--steps", "2"),
        *("--optimizer", "sgd:learning_rate=0.001", "--optimizer", "adam:learning_rate=.1,framework=keras"),
    )  # fmt: skip
    assert (first["optimizer"], second["optimizer"]) == ("sgd", "adam")
    assert second["settings"]["epsilon"] == 1e-7
    # By hand: the gradient at (-1.2, 1) is (-215.6, -88).
    np.testing.assert_allclose(first["path"][:2], [[-1.2, 1], [-0.9844, 1.088]], rtol=1e-12)
    np.testing.assert_allclose(first["loss"][0], 24.2, rtol=1e-12)
    assert len(first["path"]) == len(first["loss"]) == 3
    assert "diverged" not in first


def test_a_run_that_diverges_is_cut_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    wild, calm = runs(
        capsys,
        *("--surface", "rosenbrock", "--steps", "50"),
        *("--optimizer", "sgd:learning_rate=1", "--optimizer", "sgd:learning_rate=0.001"),
    )  # fmt: skip
    assert wild["diverged"] == len(wild["path"]) == len(wild["loss"]) < 51
    assert len(calm["path"]) == 51
    assert main(["race", "--surface", "rosenbrock", "--optimizer", "sgd:learning_rate=1"]) == 0
    assert f"diverges at step {wild['diverged']}" in capsys.readouterr().out


def test_a_project_races_on_its_own_loss(capsys: pytest.CaptureFixture[str]) -> None:
    project = file.load(XOR)
    (run,) = runs(capsys, XOR, "--axes", "0,16", "--optimizer", "sgd:learning_rate=0.5", "--steps", "30")
    theta = project.network.initial_theta()
    assert run["path"][0] == [theta[0], theta[16]]
    assert (np.diff(run["loss"]) < 0).all()
    # All parameters move, not only those two.
    task = replace(project.task, optimizer=SGD(learning_rate=0.5), batch_size=4, shuffle=False)
    point = History(task, project.first_point()).point(30)
    assert run["path"][-1] == [point.theta[0], point.theta[16]]
    others = np.delete(point.theta - theta, [0, 16])
    assert run["off_plane"][-1] == pytest.approx(np.linalg.norm(others), rel=1e-9)
    assert main(["race", XOR, "--axes", "0,17", "--optimizer", "sgd"]) == 2
    assert "expected two different numbers from 0 to 16" in capsys.readouterr().err


def test_a_project_may_bring_its_own_rivals(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(Path(XOR).read_text(encoding="utf-8"))
    rivals = [{"key": "rmsprop"}, {"key": "adam"}]
    document["race"] = {
        "terrain": "network",
        "optimizers": rivals,
        "start": [1, -2],
        "steps": 4,
        "axes": [3, 2],
    }
    path = tmp_path / "race.nnviz"
    path.write_text(json.dumps(document), encoding="utf-8")
    both = runs(capsys, str(path))
    assert [run["optimizer"] for run in both] == ["rmsprop", "adam"]
    assert [run["path"][0] for run in both] == [[1, -2]] * 2
    assert len(both[0]["path"]) == 5
    document["race"]["terrain"] = "beale"
    path.write_text(json.dumps(document), encoding="utf-8")
    theta = file.load(path).network.initial_theta()
    assert runs(capsys, str(path))[0]["path"][0] == [theta[3], theta[2]]


@pytest.mark.parametrize("key", sorted(Surface.members()))
def test_every_surface_can_be_raced_on(key: str, capsys: pytest.CaptureFixture[str]) -> None:
    (run,) = runs(capsys, "--surface", key, "--optimizer", "adam", "--steps", "5")
    surface = Surface.decode({"key": key})
    assert run["path"][0] == list(surface.start)
    assert len(run["path"]) == len(run["loss"]) == 6
    heights = [surface.value(np.array(x), np.array(y)).item() for x, y in run["path"]]
    assert run["loss"] == pytest.approx(heights, rel=1e-14)
    assert run["loss"][-1] < run["loss"][0]


def test_a_surface_with_hyperparameters(capsys: pytest.CaptureFixture[str]) -> None:
    bowl = ("--surface", "quadratic_bowl:condition=50", "--start", "1,1", "--steps", "1")
    (run,) = runs(capsys, *bowl, "--optimizer", "sgd:learning_rate=0.01")
    assert run["path"] == [[1, 1], [0.99, 0.5]]
    assert run["loss"][0] == 25.5
    steep = ["race", "--surface", "quadratic_bowl:condition=0.5", "--optimizer", "sgd"]
    assert main(steep) == 2
    assert capsys.readouterr().err == "nnviz: race: --surface.condition: 0.5 is outside [1, 10000]\n"


@pytest.mark.parametrize("formula", ["-x^2 + 3*y", "-1*x**2+3*y", "--x*-x + max(y, 2*y)*1.5"])
def test_a_typed_formula_has_exact_slopes(formula: str, capsys: pytest.CaptureFixture[str]) -> None:
    (run,) = runs(
        capsys,
        *("--expression", formula, "--start", "2,1", "--steps", "1", "--optimizer", "sgd:learning_rate=1"),
    )  # fmt: skip
    assert run["loss"][0] == -1
    assert run["path"] == [[2, 1], [6, -2]]


def test_a_formula_without_a_value_ends_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("--expression", "log(x) + y^2", "--start", "0.5,1", "--optimizer", "sgd:learning_rate=0.4")
    (run,) = runs(capsys, *arguments, "--steps", "9")
    assert run["diverged"] == len(run["path"]) == 1
    assert main(["race", *arguments]) == 0
    assert "diverges at step 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("formula", "complaint"),
    [
        ("x^2 + foo", "unknown name 'foo' at 6; known are x, y"),
        ("x + __import__('os')", '"\'" is not part of a formula at 15'),
        ("x.real", "a name cannot have parts after a dot at 0"),
        ("", "the formula is empty"),
        ("(" * 10_000, "a formula has at most 1000 characters, this one 10000"),
    ],
)
def test_a_formula_that_is_none(formula: str, complaint: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["race", "--expression", formula, "--optimizer", "sgd"]) == 2
    assert capsys.readouterr().err == f"nnviz: race: --expression: {complaint}\n"


@pytest.mark.parametrize("formula", ["log(x)*y", "1/(x*y)", "sqrt(x*y - 9)", "0*x"])
def test_holes_can_be_drawn(formula: str, tmp_path: Path) -> None:
    figure = tmp_path / "holes.png"
    arguments = ["race", "--expression", formula, "--optimizer", "sgd:learning_rate=0.1", "--dpi", "72"]
    assert main([*arguments, "--output", str(figure)]) == 0
    assert figure.stat().st_size > 1000


@pytest.mark.parametrize(
    ("described", "complaint"),
    [
        ("speedy", "speedy.key: unknown optimizer 'speedy'; known are "),
        ("", "optimizer.key: unknown optimizer ''"),
        ("sgd:rate=1", "sgd.rate: SGD has no such entry; known: "),
        ("sgd:momentum=2", "sgd.momentum: 2 is outside [0, 1]"),
        ("sgd:momentum=nan", "sgd.momentum: nan is not a finite number"),
        ("sgd:momentum", "expected name=value once each, got 'momentum'"),
        ("sgd:momentum=0,momentum=1", "expected name=value once each, got 'momentum=1'"),
        ("sgd:nesterov=1", "sgd.nesterov: expected true or false, got 1.0"),
        ("sgd:framework=jax", "sgd.framework: 'jax' is not one of "),
    ],
)
def test_a_rival_that_is_not_understood(
    described: str, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["race", "--surface", "beale", "--optimizer", described]) == 2
    assert capsys.readouterr().err.startswith(f"nnviz: argument --optimizer: {complaint}")


@pytest.mark.parametrize(
    "option", ["--start=1", "--start=1,2,3", "--start=a,b", "--start=inf,0", "--steps=0"]
)
def test_a_start_or_a_length_that_is_none(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["race", "--surface", "beale", "--optimizer", "sgd", option]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.fixture
def clean_family() -> Iterator[None]:
    """Forget the optimizers that a test defines."""
    before = dict(Optimizer._members)
    yield
    Optimizer._members.clear()
    Optimizer._members.update(before)


def test_a_class_written_in_a_test_can_race(
    clean_family: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    @dataclass(frozen=True)
    class Signs(Optimizer):
        """Step by the sign of the gradient alone."""

        key, label, formula = "signs", "Signs", r"\theta - \eta\, \mathrm{sign}(g)"
        stride: float = hyper(0.25, r"\eta", low=0, high=1, help="length of a step")

        def rule(self, gradient: Array, state: Mapping[str, Array], theta: Array, t: int) -> dict[str, Array]:
            step = -self.stride * np.sign(gradient)
            return {"change": step, "theta": theta + step}

        def quantities(self) -> tuple[Quantity, ...]:
            return change_by(r"-<stride> \cdot <(g)>"), THETA

    (run,) = runs(
        capsys,
        "--surface",
        "rosenbrock",
        "--start",
        "-1,2",
        "--steps",
        "1",
        "--optimizer",
        "signs:stride=0.5",
    )
    assert run["path"] == [[-1, 2], [-1.5, 1.5]]
    assert run["settings"] == {"key": "signs", "framework": "pytorch", "stride": 0.5}
    document = json.loads(Path(XOR).read_text(encoding="utf-8"))
    document["optimizer"] = {"key": "signs"}
    path = tmp_path / "signs.nnviz"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert main(["train", str(path), "--updates", "2"]) == 0


def test_a_race_as_a_figure(tmp_path: Path) -> None:
    for name in ("race.png", "race.svg", "race.pdf"):
        figure = tmp_path / name
        rivals = ["--optimizer", "sgd:learning_rate=1", "--optimizer", "adam:learning_rate=.1"]
        arguments = [
            "race",
            "--surface",
            "rosenbrock",
            *rivals,
            "--steps",
            "20",
            "--size",
            "90x60",
            "--dpi",
            "72",
        ]
        assert main([*arguments, "--output", str(figure)]) == 0
        assert figure.stat().st_size > 1000
