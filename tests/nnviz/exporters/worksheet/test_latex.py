"""A worksheet in LaTeX: what stands in it, and that it compiles with amsmath alone."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from nnviz.exporters.worksheet.drawing import drawing
from nnviz.exporters.worksheet.latex import latex_document
from nnviz.exporters.worksheet.numbers import new_numbers
from nnviz.exporters.worksheet.sheet import Sheet, SheetOptions, make_sheet
from nnviz.project import file
from nnviz.project.edits.shape import set_units
from nnviz.resources import resource

COMPILER = shutil.which("pdflatex")


def sheet_of(name: str, title: str = "", **options: object) -> Sheet:
    project = new_numbers(file.load(resource("samples", f"{name}.nnviz")), 0, 1)
    return make_sheet(project, SheetOptions(**options), title or name, "variant 1, seed 0")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["mazur", "forward-3-4-2"])
def test_the_key_stands_on_a_page_of_its_own(name: str) -> None:
    sheet = sheet_of(name)
    document = latex_document(sheet, "a4", 15)
    exercises, key = document.split(r"\newpage")
    assert exercises.count(r"\room") > 20
    assert r"\blank" not in key
    for each in sheet.exercises:
        assert f"${sheet.answer(each).latex}$" in key
        assert rf"\textbf{{{each.number}}}" in exercises
    boxes = sum(
        piece.latex == "BOX"
        for each in sheet.exercises
        for chunk in sheet.formula(each, "BOX").chunks
        for piece in chunk.pieces
    )
    assert exercises.count(r"\blank{}") == boxes


def test_the_drawing_has_every_unit_and_weight_as_long_as_there_is_room() -> None:
    small = drawing(sheet_of("mazur"))
    assert small.count(r"\circle") == 6
    theta = sheet_of("mazur").trace.update.before.theta
    assert small.count(r"\footnotesize") == 8
    assert f"${theta[0]:g}$" in small
    wide = drawing(sheet_of("spiral-2-8-8-1", steps="forward"))
    assert wide.count(r"\circle") == 19
    assert wide.count(r"\footnotesize") == 8  # those of the inputs and between the hidden layers do not fit


def test_weights_in_the_drawing_do_not_cover_one_another() -> None:
    for name in ("mazur", "forward-3-4-2", "xor-2-4-1"):
        places = re.findall(r"\\put\(([\d.]+),([\d.]+)\)\{\\makebox\(0,0\)\{\\foot", drawing(sheet_of(name)))
        found = [(float(x), float(y)) for x, y in places]
        assert len(found) > 6
        near = [
            (a, b)
            for k, a in enumerate(found)
            for b in found[:k]
            if abs(a[0] - b[0]) < 8 and abs(a[1] - b[1]) < 3.5
        ]
        assert near == []


def test_a_network_too_large_to_draw_is_written_alone() -> None:
    project = file.load(resource("samples", "mazur.nnviz"))
    wide = new_numbers(set_units(project, 1, 11), 0, 1)
    sheet = make_sheet(wide, SheetOptions(steps="forward"), "wide")
    assert drawing(sheet) == ""
    assert r"\begin{picture}" not in latex_document(sheet, "a4", 0)


def test_amsmath_is_all_it_asks_for() -> None:
    document = latex_document(sheet_of("mazur"), "letter", 15)
    assert set(re.findall(r"\\usepackage(?:\[\w+\])?\{(\w+)\}", document)) == {"inputenc", "amsmath"}
    assert "letterpaper" in document


@pytest.mark.skipif(COMPILER is None, reason="there is no pdflatex")
@pytest.mark.parametrize(("name", "paper"), [("mazur", "a4"), ("forward-3-4-2", "letter")])
def test_it_compiles_and_nothing_is_too_wide(name: str, paper: str, tmp_path: Path) -> None:
    title = "50 % of Škoda & 語_“x” | <y>"
    path = tmp_path / "sheet.tex"
    path.write_text(latex_document(sheet_of(name, title), paper, 15), encoding="utf-8")
    assert COMPILER is not None
    done = subprocess.run(
        [COMPILER, "-interaction=nonstopmode", "-halt-on-error", path.name],
        cwd=tmp_path,
        capture_output=True,
        encoding="latin-1",
        timeout=60,
    )
    assert done.returncode == 0, done.stdout[-2000:]
    assert "Overfull" not in done.stdout
    assert path.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
