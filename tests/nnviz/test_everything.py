"""All that a project can have at once: in the window, on the command line and from a saved state the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.gradient_check import numerical_gradient
from core.trace import Trace
from nnviz.cli import main
from nnviz.document import Document
from nnviz.evaluation import evaluate_at
from nnviz.figures.samples import point_at
from nnviz.project import file
from nnviz.project.model import Project
from nnviz.session import Session

pytestmark = pytest.mark.usefixtures("qapp")

PATH = Path(__file__).parent / "project" / "samples" / "everything.nnviz"
QUICK = {"key": "early_stopping", "epochs": 10, "look_every": 2}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The project, with less patience."""
    document = json.loads(PATH.read_text(encoding="utf-8"))
    document["training"]["stop"] = QUICK
    path = tmp_path / "everything.nnviz"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main(arguments) == 0
    return json.loads(capsys.readouterr().out)


def run_in_window(qtbot: QtBot, project: Project) -> tuple[Session, str]:
    session = Session(Document(project))
    with qtbot.waitSignal(session.stopped, timeout=30_000) as said:
        session.train()
    return session, said.args[0]


def test_it_has_everything() -> None:
    project = file.load(PATH)
    assert project.network.network.sizes == (4, 8, 8, 1)
    assert project.network.layers[0].activation.key == "prelu"
    assert [layer.dropout > 0 for layer in project.network.layers] == [True, True, False]
    members = (project.regularizer, project.schedule, project.clipping, project.training.stop)
    assert [member.key for member in members] == ["l2", "cosine", "norm", "early_stopping"]
    assert project.features
    assert len(project.test_samples)


def test_window_and_command_line_stop_at_the_same_numbers(
    qtbot: QtBot, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session, words = run_in_window(qtbot, file.load(path))
    result = answer(capsys, "train", str(path), "--epochs", "1000", "--json")
    assert session.history.last.update == result["update"]
    assert session.history.losses.tolist() == result["loss"]
    assert session.history.last.theta.tolist() == result["theta"]
    assert result["stopped"] in words
    moment = session.moment
    shown = evaluate_at(moment.project, point_at(moment))
    assert shown.training.loss == result["metrics"]["training"]["loss"]
    assert shown.test is not None
    assert shown.test.accuracy == result["metrics"]["test"]["accuracy"]


def test_a_saved_state_goes_on_to_the_bit(
    qtbot: QtBot, path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    half = str(tmp_path / "half.nnviz")
    first = answer(capsys, "train", str(path), "--updates", "45", "--output", half, "--json")
    second = answer(capsys, "train", half, "--updates", "32", "--json")
    whole = answer(capsys, "train", str(path), "--updates", "77", "--json")
    assert first["loss"] + second["loss"] == whole["loss"]
    assert second["theta"] == whole["theta"]
    session = Session(Document(file.load(half)))
    session.train(32)
    qtbot.waitUntil(lambda: not session.is_running)
    assert session.history.last.theta.tolist() == whole["theta"]
    again = tmp_path / "again.nnviz"
    file.save(session.document.project.at_point(session.history.last), again)
    assert file.load(again).first_point().theta.tolist() == whole["theta"]
    assert file.load(again).state == file.load(again).at_point(session.history.last).state


def test_stepping_gives_the_numbers_of_running(path: Path) -> None:
    stepped, run = Session(Document(file.load(path))), Session(Document(file.load(path)))
    for _ in range(20):
        stepped.to_end()
    run.go_to_update(19)
    run.to_end()
    assert stepped.moment.update.after.theta.tobytes() == run.moment.update.after.theta.tobytes()
    stepped.go_to_update(3)
    assert stepped.moment.update.before.theta.tobytes() == run.history.point(3).theta.tobytes()


def test_its_gradient_is_the_measured_one(path: Path) -> None:
    project = file.load(path)
    session = Session(Document(project))
    session.go_to_update(5)
    update = session.moment.update
    measured = numerical_gradient(Trace(project.task, update))
    np.testing.assert_allclose(update.recording.gradient, measured, rtol=1e-5, atol=1e-9)


@pytest.mark.parametrize("panel", ["network", "inspector", "loss", "data"])
def test_every_panel_is_drawn(panel: str, path: Path, tmp_path: Path) -> None:
    figure = tmp_path / f"{panel}.svg"
    assert main(["render", str(path), "--panel", panel, "--update", "30", "--output", str(figure)]) == 0
    words = figure.read_text(encoding="utf-8")
    expected = {"loss": "test samples", "data": "test sample", "network": "PReLU", "inspector": "Adam"}
    assert expected[panel] in words
