"""Scripts and notebooks: numbers, figures, and no display."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication

from core.optimizers.sgd import SGD
from core.rival import Rival
from nnviz import api
from nnviz.cli import main
from nnviz.project import file, strict_json
from nnviz.project.race_spec import PlaneSpec, RaceSpec, Runner
from nnviz.resources import resource

ROOT = Path(__file__).resolve().parents[2]
MAZUR = resource("samples", "mazur.nnviz")
EVERYTHING = Path(__file__).parent / "project" / "samples" / "everything.nnviz"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def project() -> api.Project:
    return api.load(MAZUR)


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return value.tolist() if isinstance(value, np.ndarray) else value


@pytest.mark.parametrize("path", [MAZUR, EVERYTHING], ids=["mazur", "everything"])
@pytest.mark.parametrize("update", [0, 3])
def test_values_are_those_of_the_command_line(
    path: Path, update: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["values", str(path), "--update", str(update), "--json"]) == 0
    told = strict_json.parse(capsys.readouterr().out)
    values = api.load(path).at(update=update).values
    assert plain(values) == {name: told[name] for name in values}
    assert set(told) - set(values) == {"metrics"}
    assert isinstance(values["layers"][0]["weights_gradient"], np.ndarray)


def test_a_moment_is_an_update_and_a_step(project: api.Project) -> None:
    moment = project.at(update=5, step=34)
    assert (moment.update, moment.step, moment.steps) == (5, 34, 69)
    assert moment.phases == {
        "forward": range(0, 16),
        "loss": range(16, 19),
        "backward": range(19, 45),
        "update": range(45, 69),
    }
    assert project.at().step == 68
    assert project.at(step=-1).update == 0
    assert repr(moment) == "<Moment of mazur: update 5, step 34 of 69>"
    assert repr(project) == "<Project mazur: 2-2-2>"


def test_going_back_gives_the_same_numbers(project: api.Project) -> None:
    first = project.at(update=7).values["theta"]
    later = project.at(update=300).values["loss"]
    assert (project.at(update=7).values["theta"] == first).all()
    assert project.at(update=300).values["loss"] == later < project.at().values["loss"]


def test_the_losses_end_at_the_moment(project: api.Project) -> None:
    project.at(update=50)
    descriptions = [project.at(update=update).figure("loss").description for update in (10, 50)]
    again = api.load(MAZUR).at(update=10).figure("loss").description
    assert descriptions[0] == again != descriptions[1]


def test_what_a_script_does_to_an_array_stays_with_it(project: api.Project) -> None:
    moment = project.at()
    kept = moment.values["layers"][0]["z"].copy()
    moment.values["layers"][0]["z"][...] = 0
    assert (project.at().values["layers"][0]["z"] == kept).all()


def test_a_step_is_explained(project: api.Project) -> None:
    told = project.at(step=34).explanation
    assert told.title == "Delta of hidden unit 1 of layer 1: dL/dz"
    assert told.result == project.at().values["layers"][0]["delta"][0, 0]
    assert told.numbers(3) == r"\delta_{1}^{(1)} = 0.0364 \cdot 0.241 = 0.00877"
    assert told.symbols in told._repr_latex_()
    assert told.why
    assert "Delta of hidden unit 1" in repr(told)
    with pytest.raises(api.Error, match="nothing to explain before step 0"):
        _ = project.at(step=-1).explanation


@pytest.mark.usefixtures("qapp")
def test_every_panel_is_a_figure_that_shows_itself(project: api.Project) -> None:
    assert {"network", "loss", "matrices", "race"} <= set(api.panels())
    for panel in ("network", "inspector", "steps"):
        root = ElementTree.fromstring(project.at(step=34).figure(panel)._repr_svg_())
        assert root.tag == f"{SVG}svg"
    moment = project.at(step=34)
    assert moment._repr_svg_() == moment.figure("network").svg()
    assert project._repr_svg_() == project.at(step=-1)._repr_svg_() != moment._repr_svg_()
    assert repr(moment.figure()) == "<Figure mazur: The network, with the numbers that are computed so far>"


@pytest.mark.usefixtures("qapp")
def test_theme_and_digits_change_the_figure(project: api.Project) -> None:
    moment = project.at(step=34)
    figures = {
        moment.figure("network", theme, digits).svg() for theme in ("print", "dark") for digits in (3, 5)
    }
    assert len(figures) == 4


@pytest.mark.usefixtures("qapp")
def test_a_figure_is_saved_in_its_size(project: api.Project, tmp_path: Path) -> None:
    figure = project.at().figure("loss")
    figure.save(tmp_path / "loss.png", 50.8, dpi=100)
    figure.save(str(tmp_path / "loss.svg"), 89, 60)
    figure.save(tmp_path / "loss.pdf")
    with Image.open(tmp_path / "loss.png") as image:
        assert image.size[0] == 200
        assert image.info["Title"] == "mazur: The loss of every update"
    root = ElementTree.parse(tmp_path / "loss.svg").getroot()
    assert float(root.get("width", "").removesuffix("mm")) == pytest.approx(89, abs=0.05)
    assert (tmp_path / "loss.svg").read_text(encoding="utf-8") == figure.svg(89, 60)
    assert (tmp_path / "loss.pdf").read_bytes().startswith(b"%PDF")
    assert figure.svg() != figure.svg(transparent=True)
    assert figure.description


@pytest.mark.usefixtures("qapp")
def test_what_cannot_be_done_is_one_line(project: api.Project, tmp_path: Path) -> None:
    figure = project.at().figure()
    wild = tmp_path / "wild.nnviz"
    text = MAZUR.read_text(encoding="utf-8").replace('"sigmoid"', '"identity"')
    wild.write_text(text.replace('"learning_rate": 0.5', '"learning_rate": 9'), encoding="utf-8")
    for do, line in (
        (lambda: api.load(tmp_path / "no.nnviz"), "no.nnviz: cannot be read"),
        (lambda: project.at(update=-1), "mazur: update -1 lies before the first one, 0"),
        (lambda: project.at(step=69), "mazur: step: expected 0 to 68, got 69"),
        (lambda: project.at(sample=1), "mazur: sample: expected 0 to 0, got 1"),
        (lambda: project.at().figure("pie"), "unknown panel 'pie'; known are network, "),
        (lambda: project.at().figure(theme="pink"), "unknown theme 'pink'; known are light, dark, print"),
        (lambda: figure.save(tmp_path / "a.bmp"), "should end in .png, .svg, .pdf or .tex"),
        (lambda: figure.save(tmp_path / "no" / "a.svg"), "does not exist"),
        (lambda: figure.save(tmp_path / "a.png", 1e6), "pixels are too many"),
        (lambda: figure.svg(-3), "Width and height should be positive"),
        (lambda: api.load(wild).at(update=5000), "wild: training diverges: "),
    ):
        with pytest.raises(api.Error) as told:
            do()  # type: ignore[no-untyped-call]
        assert line in str(told.value)
        assert "\n" not in str(told.value)
    assert [path.name for path in tmp_path.iterdir()] == ["wild.nnviz"]


@pytest.mark.usefixtures("qapp")
def test_a_race_that_cannot_be_run_is_one_line_too(tmp_path: Path) -> None:
    still = RaceSpec(None, runners=(Runner(Rival(SGD(learning_rate=0.0))),), steps=5, plane=PlaneSpec("path"))
    file.save(replace(file.load(MAZUR), race=still), tmp_path / "still.nnviz")
    with pytest.raises(api.Error, match="still: race: the path does not move"):
        api.load(tmp_path / "still.nnviz").at().figure("race")


def run(code: str, **environment: str) -> str:
    """Run a script as somebody does who has no display; return what it prints."""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=kept | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_numbers_need_no_qt_and_figures_no_display() -> None:
    out = run(f"""
import sys
from nnviz import api
moment = api.load({str(MAZUR)!r}).at(step=34)
moment.values, moment.explanation
print(any(name.startswith("PySide6") for name in sys.modules))
svg = moment.figure("network").svg()
from PySide6.QtWidgets import QApplication
print(type(QApplication.instance()).__name__, QApplication.platformName(), svg[:5])
""")
    assert out.split() == ["False", "QApplication", "offscreen", "<?xml"]


def test_an_application_that_is_there_is_left_as_it_is(
    project: api.Project, qapp: QCoreApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    project.at().figure("network").svg()
    assert QCoreApplication.instance() is qapp
    assert "QT_QPA_PLATFORM" not in os.environ


def test_an_application_that_cannot_draw_is_said(
    project: api.Project, monkeypatch: pytest.MonkeyPatch, qapp: QCoreApplication
) -> None:
    monkeypatch.setattr("nnviz.figures.application.QGuiApplication", Drawing)
    with pytest.raises(api.Error, match="cannot draw: there is a QCoreApplication, which cannot draw"):
        project.at().figure()


class Drawing:
    """What a QGuiApplication is to a process that has only a QCoreApplication."""

    @staticmethod
    def instance() -> object:
        return QCoreApplication.instance()
