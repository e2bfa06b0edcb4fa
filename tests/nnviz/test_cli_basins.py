"""``nnviz basins``."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.basins import basins
from core.optimizers.adam import Adam
from core.rival import Rival
from core.schedules.exponential import Exponential
from core.surfaces.himmelblau import Himmelblau
from nnviz.cli import main
from nnviz.resources import resource

HIMMELBLAU = ("--surface", "himmelblau", "--optimizer", "adam:learning_rate=0.1")
SMALL = ("--resolution", "9", "--steps", "60")
XOR = str(resource("samples") / "xor-2-4-1.nnviz")
ON_XOR = (XOR, "--optimizer", "sgd:learning_rate=1", "--resolution", "5", "--steps", "30")


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["basins", *HIMMELBLAU, *SMALL, *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def on_xor(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["basins", *ON_XOR, "--processes", "1", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def is_what_core_says(found: dict[str, Any]) -> bool:
    expected = basins(Himmelblau(), Adam(learning_rate=0.1), 9, 60)
    return (
        found["reached"] == expected.reached.tolist()
        and found["arrival"] == expected.arrival.tolist()
        and found["minima"] == expected.minima.tolist()
    )


def test_it_says_where_every_start_ends(capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, "--processes", "1")
    assert is_what_core_says(found)
    assert found["x"] == np.linspace(-5, 5, 9).tolist()
    assert found["optimizer"]["learning_rate"] == 0.1


def test_several_processes_say_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert is_what_core_says(document(capsys, "--processes", "2"))


# Dask keeps threads for as long as its process lives, so that it gets one of its own.
ON_A_CLUSTER = """
import json, sys
from distributed import LocalCluster
from nnviz.cli import main
if __name__ == "__main__":
    with LocalCluster(n_workers=1, threads_per_worker=2, dashboard_address=None) as cluster:
        for arguments in json.loads(sys.argv[1]):
            if main(["basins", *arguments, "--json", "--scheduler", cluster.scheduler_address]):
                sys.exit(1)
"""


def test_a_cluster_says_the_same_of_a_surface_and_of_a_project(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("distributed")
    script = tmp_path / "on_a_cluster.py"
    script.write_text(ON_A_CLUSTER, encoding="utf-8")
    asked = json.dumps([[*HIMMELBLAU, *SMALL], ON_XOR])
    command = [sys.executable, "-W", "error", str(script), asked]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    said = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert (said.returncode, said.stderr) == (0, "")
    decoder, text = json.JSONDecoder(), said.stdout.strip()
    surface, end = decoder.raw_decode(text)
    project = json.loads(text[end:])
    assert is_what_core_says(surface)
    assert project == on_xor(capsys)


def test_in_words_the_shares_of_all_minima_stand_below_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["basins", *HIMMELBLAU, *SMALL, "--processes", "1"]) == 0
    title, *lines = capsys.readouterr().out.splitlines()
    assert title == "Himmelblau, Adam 0.1, 9 x 9 starts, 60 steps"
    assert lines[0].startswith("(3, 2) ")
    assert sum(float(line.split()[-2]) for line in lines) == pytest.approx(100, abs=0.05)


def test_a_row_for_every_start(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("basins", "--surface", "himmelblau", *SMALL, "--processes", "1", "--format", "csv")
    cooled = "adam:learning_rate=0.1,schedule=exponential,schedule.gamma=0.9"
    assert main([*arguments, "--optimizer", cooled]) == 0
    header, *rows = csv.reader(io.StringIO(capsys.readouterr().out))
    assert header == ["x", "y", "reached", "arrival"]
    rival = Rival(Adam(learning_rate=0.1), Exponential(gamma=0.9))
    expected = basins(Himmelblau(), rival, 9, 60)
    assert (expected.reached != basins(Himmelblau(), Adam(learning_rate=0.1), 9, 60).reached).any()
    numbers = np.array(rows, dtype=np.float64)
    np.testing.assert_array_equal(numbers[:, :2], [(x, y) for y in expected.ys for x in expected.xs])
    np.testing.assert_array_equal(numbers[:, 2], expected.reached.ravel())
    np.testing.assert_array_equal(numbers[:, 3], expected.arrival.ravel())


def test_a_map_as_a_figure(tmp_path: Path) -> None:
    figure = tmp_path / "basins.svg"
    assert main(["basins", *HIMMELBLAU, *SMALL, "--processes", "1", "--output", str(figure)]) == 0
    text = figure.read_text(encoding="utf-8")
    assert "Basins: Himmelblau" in text
    assert "to 1: " in text


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--optimizer", "adam"), "expected one of PROJECT, --surface KEY and --expression FORMULA"),
        (("--surface", "hill", "--optimizer", "adam"), "hill"),
        (("--expression", "x +", "--optimizer", "adam"), "--expression"),
        ((*HIMMELBLAU, "--resolution", "1"), "--resolution: expected a whole number from 2 to 2000, got 1"),
        ((*HIMMELBLAU, "--steps", "0"), "--steps: expected a whole number from 1 to 100000, got 0"),
        ((*HIMMELBLAU, "--processes", "0"), "--processes: expected a whole number from 1 to 512, got 0"),
    ],
)
def test_what_cannot_be_computed_is_said(
    arguments: tuple[str, ...], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["basins", *arguments]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert complaint in line


def test_without_dask_a_cluster_is_asked_for_in_vain(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(["basins", *HIMMELBLAU, "--scheduler", "tcp://127.0.0.1:1"]) == 2
    assert "pip install 'nnviz[dask]'" in capsys.readouterr().err


def test_a_projects_loss_is_as_low_as_its_race_says(capsys: pytest.CaptureFixture[str]) -> None:
    found = on_xor(capsys, "--goal", "0.6")
    assert found["goal"] == 0.6
    start = f"{found['x'][1]!r},{found['y'][3]!r}"
    course = ("--optimizer", "sgd:learning_rate=1", "--steps", "30", f"--start={start}", "--json")
    assert main(["race", XOR, *course]) == 0
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert found["loss"][3][1] == run["loss"][-1]
    low = [step for step, loss in enumerate(run["loss"]) if loss <= 0.6]
    assert (found["reached"][3][1], found["arrival"][3][1]) == ((0, low[0]) if low else (-1, 30))


def test_two_processes_say_the_same_of_a_project(capsys: pytest.CaptureFixture[str]) -> None:
    assert on_xor(capsys, "--processes", "2") == on_xor(capsys)


def test_a_project_is_looked_at_on_other_planes(capsys: pytest.CaptureFixture[str]) -> None:
    along_axes, random = on_xor(capsys, "--axes", "0,3"), on_xor(capsys, "--plane", "random", "--seed", "2")
    assert random["x"] == [-1, -0.5, 0, 0.5, 1]
    assert along_axes["x"] != random["x"]
    assert on_xor(capsys, "--plane", "path")["x"] != random["x"]


def test_a_project_in_words_in_rows_and_as_a_figure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figure = tmp_path / "basins.svg"
    arguments = ("--processes", "1", "--goal", "0.6", "--output", str(figure), "--format", "text")
    assert main(["basins", *ON_XOR, *arguments]) == 0
    title, low, *_, last = capsys.readouterr().out.splitlines()
    assert title == "Loss of the network, SGD 1, 5 x 5 starts, 30 steps"
    assert low.startswith("loss 0.6 or below")
    assert last.startswith("loss after the last step from ")
    assert "steps below " in figure.read_text(encoding="utf-8")
    wild = ("--optimizer", "sgd:learning_rate=100,weight_decay=1", "--resolution", "2", "--steps", "400")
    assert main(["basins", XOR, *wild, "--processes", "1", "--format", "csv"]) == 0
    header, *rows = csv.reader(io.StringIO(capsys.readouterr().out))
    assert header == ["x", "y", "reached", "arrival", "loss"]
    assert [row[2] for row in rows] == ["-2"] * 4
    assert [row[4] for row in rows] == [""] * 4


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ((*HIMMELBLAU, "--goal", "1"), "--goal belongs to a PROJECT"),
        ((*HIMMELBLAU, "--plane", "random"), "--plane belongs to a PROJECT"),
        ((XOR, *HIMMELBLAU), "expected one of PROJECT, --surface KEY and --expression FORMULA"),
        ((*ON_XOR, "--axes", "1,1"), "expected two different numbers from 0 to 16"),
        ((*ON_XOR, "--plane", "path", "--steps", "0"), "--steps: expected a whole number from 1"),
        ((XOR, "--plane", "path", "--optimizer", "sgd:learning_rate=0"), "the path does not move"),
    ],
)
def test_what_cannot_be_computed_of_a_project_is_said(
    arguments: tuple[str, ...], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["basins", *arguments]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert complaint in line
