"""Pictures as TikZ: what stands in the file, and that LaTeX draws it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from nnviz.cli import main
from nnviz.figures.tikz import NoTikzError, tikz_document
from nnviz.resources import resource

MAZUR = str(resource("samples", "mazur.nnviz"))
SVG = b"""<svg viewBox="0 0 100 50" xmlns="http://www.w3.org/2000/svg"><g fill="none" stroke="#2463cf"
 stroke-opacity="1" stroke-width="2" stroke-dasharray="3,2" transform="matrix(0.5,0,0,0.5,10,0)">
<polyline points="0,0 40,20 "/></g><g fill="#ff0000" fill-opacity="0.5" stroke="none">
<path d="M1,2 L3,4 C5,6 7,8 9,10"/><rect x="1" y="2" width="3" height="4"/>
<circle cx="5" cy="6" r="2"/></g><g stroke="none" fill="none"><text fill="#000000" x="10" y="20"
 font-family="Inter" font-size="9" font-weight="600"
>a\xe2\x82\x81 = \xe2\x88\x920.5 &amp; 50%</text></g></svg>"""


def test_lines_areas_and_letters_keep_their_places(qapp: object) -> None:
    text = tikz_document(SVG, "a picture")
    assert r"\definecolor{nnviz0}{HTML}{2463CF}" in text
    assert "draw=nnviz0, line width=1.000bp, dash pattern=on 1.50bp off 1.00bp" in text
    assert "(10.000,0.000) -- (30.000,10.000);" in text
    assert "fill=nnviz1, fill opacity=0.500] (1.000,2.000) -- (3.000,4.000) .. controls" in text
    assert "(1.000,2.000) rectangle (4.000,6.000);" in text
    assert "(5.000,6.000) ellipse [x radius=2.000bp, y radius=2.000bp];" in text
    assert r"{\bfseries a$_1$ = $-$0.5 \& 50\%};" in text


def test_pixels_are_refused(qapp: object) -> None:
    svg = b'<svg viewBox="0 0 1 1" xmlns="http://www.w3.org/2000/svg"><image/></svg>'
    with pytest.raises(NoTikzError, match="holds pixels"):
        tikz_document(svg, "")


def test_every_number_of_the_drawing_is_in_its_tikz(qapp: object, tmp_path: Path) -> None:
    path = tmp_path / "network.tex"
    assert main(["render", MAZUR, "--panel", "network", "--output", str(path)]) == 0
    text = path.read_text(encoding="utf-8")
    nodes = re.findall(r"\\node\[.*?\] at \(.*?\) \{(.*)\};", text)
    assert {"0.5933", "0.7514", "0.7729", "0.2984", r"$\delta$", "Hidden", "Output"} <= {
        node.removeprefix(r"\bfseries ").strip() for node in nodes
    }
    assert "?" not in text


def test_a_picture_with_pixels_is_refused_in_a_line(
    qapp: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "data.tex"
    assert main(["render", MAZUR, "--panel", "data", "--output", str(path)]) == 2
    assert "There is no TikZ of it: this picture holds pixels" in capsys.readouterr().err
    assert not path.exists()


def test_it_compiles(qapp: object, tmp_path: Path) -> None:
    if shutil.which("pdflatex") is None:
        pytest.skip("pdflatex is not installed")
    if (
        shutil.which("kpsewhich")
        and not subprocess.run(["kpsewhich", "tikz.sty"], capture_output=True, text=True, check=False).stdout
    ):
        pytest.skip("TikZ is not installed")
    path = tmp_path / "network.tex"
    assert main(["render", MAZUR, "--panel", "network", "--output", str(path)]) == 0
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", path.name]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-1500:]
    assert "(1 page," in done.stdout
