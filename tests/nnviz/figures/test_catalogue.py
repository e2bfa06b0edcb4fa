"""Every panel's picture, made without a window."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QColor

from core.history import History
from core.trace import Trace
from nnviz.figures import catalogue
from nnviz.figures.export import ExportOptions, export_picture, rasterise
from nnviz.figures.on_paper import OnPaper
from nnviz.figures.picture import Picture
from nnviz.figures.style import DARK, LIGHT, PRINT, Style
from nnviz.moment import Moment, Selection
from nnviz.panels.base import Panel
from nnviz.project import file
from nnviz.project.model import Project
from nnviz.resources import resource
from nnviz.workspaces.functions import TOPICS
from tests.nnviz.conftest import Program

pytestmark = pytest.mark.usefixtures("qapp")

SVG = "{http://www.w3.org/2000/svg}"
DELTA = 34  # of the first hidden unit of Mazur's example


def moment(sample: str = "mazur", step: int = DELTA) -> Moment:
    return moment_of(file.load(resource("samples", f"{sample}.nnviz")), step)


def moment_of(project: Project, step: int = DELTA) -> Moment:
    history = History(project.task, project.first_point())
    return Moment(project, Trace(project.task, history.update(0)), step, Selection(), history.losses)


def words(path: Path) -> str:
    texts = ElementTree.parse(path).getroot().iter(f"{SVG}text")
    return " ".join("".join(text.itertext()) for text in texts)


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=lambda style: style.name)
@pytest.mark.parametrize("name", catalogue.panel_names())
def test_every_panel_leaves_as_png_svg_and_pdf(name: str, style: Style, tmp_path: Path) -> None:
    picture = catalogue.picture(name, moment(), style)
    assert picture.description
    starts = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}
    for ending, start in starts.items():
        path = tmp_path / f"figure{ending}"
        export_picture(picture, path, ExportOptions(dpi=96, background=style.surface))
        assert path.read_bytes().startswith(start)
    assert words(tmp_path / "figure.svg")


@pytest.mark.parametrize("name", catalogue.panel_names())
def test_every_panel_leaves_the_paper_to_whoever_exports_it(name: str) -> None:
    picture = catalogue.picture(name, moment(), PRINT)
    width, height = (round(side) for side in picture.size)
    image = rasterise(picture, width, height, ExportOptions(dpi=72, transparent=True))
    corners = [(0, 0), (width - 1, 0), (0, height - 1), (width - 1, height - 1)]
    assert [QColor(image.pixelColor(x, y)).alpha() for x, y in corners] == [0, 0, 0, 0]


def test_a_step_is_explained_with_its_numbers(tmp_path: Path) -> None:
    picture = catalogue.picture("inspector", moment(), PRINT)
    assert "0.008771" in picture.description
    export_picture(picture, tmp_path / "step.svg", ExportOptions())
    assert "Delta of hidden unit 1" in words(tmp_path / "step.svg")


def test_an_explanation_is_whole_on_narrow_paper() -> None:
    """What shrinks must not lose its last line: it ends at the same share of the paper's height."""
    picture = catalogue.picture("inspector", moment(), PRINT)
    ends = [lowest_ink(picture, share) for share in (1.0, 0.6)]
    assert ends[0] == pytest.approx(ends[1], abs=0.02)


def lowest_ink(picture: Picture, share: float) -> float:
    """Return the height of the lowest dark pixel as a share of the paper's, painted on smaller paper."""
    width, height = (round(2 * share * side) for side in picture.size)
    image = rasterise(picture, width, height, ExportOptions(dpi=144))
    rows = (
        y for y in reversed(range(height)) if any(image.pixelColor(x, y).value() < 128 for x in range(width))
    )
    return next(rows) / height


def test_the_data_panel_follows_the_number_of_inputs() -> None:
    one_input = file.decode("""{"format": "nnviz", "version": 1,
        "network": {"inputs": 1, "layers": [{"units": 1, "activation": {"key": "identity"}}],
                    "initializer": {"key": "zeros"}, "seed": 0},
        "loss": {"key": "mse"}, "optimizer": {"key": "sgd"},
        "data": {"key": "table", "inputs": [[1.0], [2.0]], "targets": [[2.0], [4.0]]},
        "training": {"batch_size": 1, "shuffle": false, "seed": 0}}""")
    descriptions = [
        catalogue.picture("data", found, PRINT).description
        for found in (moment_of(one_input, 0), moment("xor-2-4-1"), moment("iris-4-8-3"))
    ]
    assert "output over x1, with 2 samples" in descriptions[0]
    assert "output over x1 and x2, with 4 samples" in descriptions[1]
    assert "of 150 right" in descriptions[2]


def test_a_race_is_run_to_its_end() -> None:
    assert "after 200 steps" in catalogue.picture("race", moment(), PRINT).description


def test_every_panel_of_the_window_is_here(start: object) -> None:
    program: Program = start()  # type: ignore[operator]
    parts = program.parts
    for topic in TOPICS:  # a page is built when it is looked at
        parts.functions.choose_topic(topic)
    workspaces = (parts.network, parts.optimizers, parts.neuron, parts.functions)
    panels: list[Panel] = [panel for workspace in workspaces for panel in workspace.panels()]
    over_the_network = {"gradient-check"}
    names = {panel.name for panel in panels}
    assert names | over_the_network == set(catalogue.panel_names())


def test_titles_say_what_a_panel_shows() -> None:
    titles = [catalogue.title(name) for name in catalogue.panel_names()]
    assert len(set(titles)) == len(titles)
    with pytest.raises(KeyError):
        catalogue.title("nothing")


@pytest.mark.parametrize("width_mm", [120.0, 160.0, 254.0])
def test_a_network_on_a_page_has_all_its_numbers(width_mm: float, tmp_path: Path) -> None:
    picture = OnPaper(catalogue.picture("network", moment(), PRINT), PRINT)
    export_picture(picture, tmp_path / "network.svg", ExportOptions(width_mm))
    found = words(tmp_path / "network.svg").split()
    assert {"0.5933", "0.03635", "0.008771", "0.15", "0.55", "0.2984", "−0.02260"} <= set(found)
