"""The list of breakpoints as a figure."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from core.breakpoints.breakpoint import Breakpoint
from core.places.anywhere import Anywhere
from core.places.edge import Edge
from core.places.node import Node
from nnviz.figures.breakpoints_picture import BreakpointsPicture
from nnviz.figures.export import ExportOptions, export_picture
from nnviz.figures.style import DARK, LIGHT, Style
from nnviz.project.model import Project
from tests.nnviz.conftest import Program
from tests.nnviz.sessions import sample

pytestmark = pytest.mark.usefixtures("qapp")

SVG = "{http://www.w3.org/2000/svg}"
ONES = (
    Breakpoint(Anywhere(), "loss > previous_loss", hits=3),
    Breakpoint(Edge(2, 3, 1), "abs(w) > 2"),
    Breakpoint(Node(1, 9), enabled=False),
)


def project(*ones: Breakpoint) -> Project:
    return replace(sample("xor-2-4-1"), breakpoints=ones)


def words(picture: BreakpointsPicture, folder: Path) -> str:
    export_picture(picture, folder / "a.svg", ExportOptions())
    texts = ElementTree.parse(folder / "a.svg").getroot().iter(f"{SVG}text")
    return " ".join("".join(text.itertext()) for text in texts)


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=lambda style: style.name)
def test_it_says_where_when_and_how_often(style: Style, tmp_path: Path) -> None:
    picture = BreakpointsPicture(
        project(*ONES), style, (4, 1, 0), hit=1, words="Breakpoint 2: abs(w) > 2 there"
    )
    found = words(picture, tmp_path)
    for text in (
        "Breakpoint 2: abs(w) > 2 there",
        "anywhere",
        "if loss > previous_loss, at hit 3",
        "met 4 ×",
        "layer 2, unit 3 to unit 1",
        "met 1 ×, stopped here",
        "layer 1, unit 9",
        "whenever execution comes there (disabled)",
        "units of layer 1 are counted from 1 to 4, not 9",
    ):
        assert text in found
    assert picture.description.startswith(
        "Breakpoints. anywhere: if loss > previous_loss, at hit 3, met 4 ×; "
    )


def test_without_a_run_nothing_is_counted_and_without_one_that_is_said(tmp_path: Path) -> None:
    assert "met" not in words(BreakpointsPicture(project(*ONES), LIGHT), tmp_path)
    assert words(BreakpointsPicture(project(), LIGHT), tmp_path) == "No breakpoint is set."


def test_a_long_condition_makes_it_taller_not_wider() -> None:
    heights = []
    for condition in ("loss > 1", " or ".join(["loss > 1"] * 20), "loss>" + "1" * 200):
        picture = BreakpointsPicture(project(Breakpoint(Anywhere(), condition)), LIGHT)
        heights.append(picture.size)
    assert {width for width, _ in heights} == {300.0}
    assert heights[0][1] < min(heights[1][1], heights[2][1])


def test_the_panel_gives_what_it_shows(start: object) -> None:
    program: Program = start("xor-2-4-1")  # type: ignore[operator]
    document, panel = program.parts.document, program.parts.network.breakpoint_list
    document.edit("Stop", project(Breakpoint(Node(2, 1))))
    program.parts.network.breakpoints.counts = [7]
    assert "layer 2, unit 1: whenever execution comes there, met 7 ×" in panel.picture(LIGHT).description
    dialog = program.parts.exporter.export(panel)
    assert dialog.isVisible()
    dialog.reject()
