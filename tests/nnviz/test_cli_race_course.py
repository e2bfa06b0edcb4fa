"""``nnviz race``: schedules, names, noise, batches, starts, planes, and the forms of what is written."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.history import History
from core.optimizers.adam import Adam
from core.optimizers.sgd import SGD
from core.planes import through_path, through_random_directions
from core.race import run_race
from core.rival import Noise, Rival
from core.schedules.cosine import Cosine
from core.surfaces.himmelblau import Himmelblau
from nnviz.cli import main
from nnviz.project import file
from nnviz.project.model import Project
from nnviz.project.race_spec import PlaneSpec, RaceSpec, Runner
from nnviz.resources import resource

XOR = str(resource("samples", "xor-2-4-1.nnviz"))
HIMMELBLAU = ("--surface", "himmelblau", "--steps", "20")
COOLED = "adam:learning_rate=0.1,schedule=cosine,schedule.updates=15,name=cooled"


def runs(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    assert main(["race", *arguments, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)["runs"]


def trained(project: Project, batch_size: int, seed: int, steps: int) -> np.ndarray:
    """Return theta after every step of descent at 0.5, by the project's own training."""
    task = replace(project.task, optimizer=SGD(learning_rate=0.5), batch_size=batch_size, seed=seed)
    history = History(replace(task, shuffle=batch_size < task.samples), project.first_point())
    return np.array([history.point(step).theta for step in range(steps + 1)])


def test_a_runner_has_a_schedule_and_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    cooled, plain = runs(capsys, *HIMMELBLAU, "--optimizer", COOLED, "--optimizer", "adam:learning_rate=0.1")
    assert (cooled["name"], plain["name"]) == ("cooled", "Adam 0.1")
    assert cooled["schedule"] == {"key": "cosine", "updates": 15, "floor": 0.0}
    assert "schedule" not in plain
    rival = Rival(Adam(learning_rate=0.1), Cosine(updates=15))
    expected = run_race(Himmelblau(), [rival], Himmelblau().start, 20)
    np.testing.assert_array_equal(cooled["path"], expected.paths[0])
    assert cooled["path"][-1] == cooled["path"][-4] != plain["path"][-1]  # its rate is 0 from step 15 on


def test_noise_is_the_same_for_all_and_for_the_same_seed(capsys: pytest.CaptureFixture[str]) -> None:
    noisy = (*HIMMELBLAU, "--noise", "2", "--optimizer", "sgd:learning_rate=0.001", "--seed")
    (first,), (again,), (other,) = (runs(capsys, *noisy, seed) for seed in ("7", "7", "8"))
    expected = run_race(
        Himmelblau(), [SGD(learning_rate=0.001)], Himmelblau().start, 20, Noise(spread=2.0, seed=7)
    )
    np.testing.assert_array_equal(first["path"], expected.paths[0])
    assert first == again
    assert first["path"] != other["path"]


def test_every_runner_starts_everywhere(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = (*HIMMELBLAU, "--start", "-1,3", "--start", "0,0")
    optimizers = ("--optimizer", COOLED, "--optimizer", "sgd:learning_rate=0.001")
    found = runs(capsys, *arguments, *optimizers)
    assert [(run["start"], run["optimizer"], run["path"][0]) for run in found] == [
        (0, "adam", [-1, 3]),
        (0, "sgd", [-1, 3]),
        (1, "adam", [0, 0]),
        (1, "sgd", [0, 0]),
    ]
    assert main(["race", *arguments, *optimizers]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("from")] == ["from (−1, 3):", "from (0, 0):"]
    assert sum(line.startswith("cooled") for line in lines) == 2


def test_a_row_for_every_runner_start_and_step(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("--surface", "rosenbrock", "--steps", "30", "--start", "-1,1", "--start", "0,0")
    optimizers = ("--optimizer", "sgd:learning_rate=1,name=wild", "--optimizer", "sgd:learning_rate=0.001")
    found = runs(capsys, *arguments, *optimizers)
    assert main(["race", *arguments, *optimizers, "--format", "csv"]) == 0
    header, *rows = csv.reader(io.StringIO(capsys.readouterr().out))
    assert header == ["runner", "start", "step", "x", "y", "loss", "off_plane"]
    expected = [
        [run["name"], str(run["start"]), str(step), repr(x), repr(y), repr(loss), ""]
        for run in found
        for step, ((x, y), loss) in enumerate(zip(run["path"], run["loss"], strict=True))
    ]
    assert rows == expected
    assert len(rows) < 4 * 31  # the wild ones diverge


def test_batches_of_a_project_are_drawn_by_the_seed(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = (XOR, "--axes", "0,16", "--steps", "6", "--optimizer", "sgd:learning_rate=0.5")
    (run,) = runs(capsys, *arguments, "--batch", "1", "--seed", "3")
    thetas = trained(file.load(XOR), 1, 3, 6)
    np.testing.assert_array_equal(run["path"], thetas[:, [0, 16]])
    (whole,) = runs(capsys, *arguments, "--batch", "0")
    np.testing.assert_array_equal(whole["path"], trained(file.load(XOR), 4, 0, 6)[:, [0, 16]])
    assert main(["race", *arguments, "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [float(row["off_plane"]) for row in rows] == whole["off_plane"]


def test_a_project_is_seen_on_other_planes(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = (XOR, "--steps", "25", "--optimizer", "sgd:learning_rate=0.5")
    project = file.load(XOR)
    thetas = trained(project, 4, 0, 25)
    (path,) = runs(capsys, *arguments, "--plane", "path")
    np.testing.assert_allclose(path["path"], through_path(thetas).coordinates, atol=1e-12)
    (drawn,) = runs(capsys, *arguments, "--plane", "random", "--seed", "5")
    plane = through_random_directions(project.network.network, thetas[0], 5)
    np.testing.assert_allclose(drawn["path"], plane.coordinates(thetas), atol=1e-12)
    np.testing.assert_allclose(drawn["off_plane"], plane.distances(thetas), atol=1e-12)
    (moved,) = runs(capsys, *arguments, "--plane", "random", "--start", "0.5,-0.25", "--start", "0,0")[:1]
    np.testing.assert_allclose(moved["path"][0], [0.5, -0.25], atol=1e-12)
    assert main(["race", *arguments, "--plane", "path"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith("off this plane")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ((*HIMMELBLAU, "--batch", "2"), "race: --batch belongs to a PROJECT"),
        ((*HIMMELBLAU, "--plane", "random"), "race: --plane belongs to a PROJECT"),
        ((*HIMMELBLAU, "--axes", "0,1"), "race: --axes belongs to a PROJECT"),
        ((*HIMMELBLAU, "--noise", "-1"), "argument --noise: expected a number from 0, got '-1'"),
        ((*HIMMELBLAU, "--noise", "inf"), "argument --noise: expected a number from 0, got 'inf'"),
        ((*HIMMELBLAU, "--seed", "1.5"), "argument --seed: expected a whole number from 0, got '1.5'"),
        ((*HIMMELBLAU, *("--start", "0,0") * 65), "race: expected at most 64 times --start, got 65"),
        ((*HIMMELBLAU, "--json", "--format", "csv"), "argument --format: not allowed with argument --json"),
        (
            (XOR, "--noise", "1"),
            "race: --noise belongs to a surface; on a PROJECT --batch makes gradients noisy",
        ),
        ((XOR, "--batch", "5"), "race: --batch: expected a whole number from 0 to 4, got 5"),
        ((XOR, "--plane", "random", "--axes", "0,1"), "race: --axes belongs to --plane parameters"),
        ((XOR, "--plane", "path", "--start", "0,0"), "race: --start: a plane along a path begins where"),
        ((XOR, "--plane", "path", "--steps", "0"), "race: --steps: expected a whole number from 1 to 100000"),
    ],
)
def test_what_cannot_be_raced_is_said(
    arguments: tuple[str, ...], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["race", *arguments, "--optimizer", "sgd"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"nnviz: {complaint}")


@pytest.mark.parametrize(
    ("described", "complaint"),
    [
        ("sgd:schedule=slow", "sgd.schedule.key: unknown schedule 'slow'; known are "),
        ("sgd:schedule=cosine,schedule.updates=0", "sgd.schedule.updates: 0 is outside [1, "),
        ("sgd:schedule=cosine,schedule.gamma=1", "sgd.schedule.gamma: Cosine has no such entry; known: "),
        ("sgd:schedule.updates=9", "sgd.schedule: expected schedule=KEY beside schedule.updates"),
        (f"sgd:name={'x' * 61}", "sgd.name: expected at most 60 letters, got 61"),
    ],
)
def test_a_runner_that_is_not_understood(
    described: str, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["race", *HIMMELBLAU, "--optimizer", described]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"nnviz: argument --optimizer: {complaint}")


def test_a_plane_that_cannot_be_laid_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = "nnviz: race: the path does not move: give it points from at least two different updates\n"
    still = ["--optimizer", "sgd:learning_rate=0", "--steps", "5", "--plane", "path"]
    assert main(["race", XOR, *still]) == 2
    assert capsys.readouterr().err == line
    assert main(["race", XOR, *still, "--output", str(tmp_path / "a.svg")]) == 2
    assert capsys.readouterr().err == line
    race = RaceSpec(None, runners=(Runner(Rival(SGD(learning_rate=0.0))),), steps=5, plane=PlaneSpec("path"))
    file.save(replace(file.load(XOR), race=race), tmp_path / "still.nnviz")
    for panel in ("race", "race-surface", "race-heights", "race-state", "race-step"):
        options = ["--panel", panel, "--output", str(tmp_path / "a.svg")]
        assert main(["render", str(tmp_path / "still.nnviz"), *options]) == 2
        assert capsys.readouterr().err == line
    assert not (tmp_path / "a.svg").exists()
