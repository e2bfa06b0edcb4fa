"""The derivation of an update as LaTeX: read as text, and compiled where there is a compiler."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core.trace import Trace
from core.training import run_update
from nnviz.cli import main
from nnviz.exporters.formats import TooLargeError, export
from nnviz.exporters.latex.derivation import DEPTHS, GRAINS, derivation
from nnviz.exporters.latex.matrices import matrix
from nnviz.exporters.latex.pages import rows, width_of
from nnviz.project import file
from nnviz.project.model import Project
from nnviz.resources import resource
from tests.nnviz.exporters.code import scripts

MAZUR = str(resource("samples", "mazur.nnviz"))


def trace_of(project: Project) -> Trace:
    return Trace(project.task, run_update(project.task, project.first_point()))


def derived(project: Project, **options: str) -> str:
    return "".join(derivation(trace_of(project), **options))


def by_grain() -> Iterator[tuple[str, str, Project]]:
    """Yield every loss, activation and optimizer by layers, and what there is beside them also by units."""
    for members in (scripts.losses(), scripts.activations(), scripts.optimizers()):
        yield from (("layer", name, project) for name, project in members)
    for name, project in scripts.extras():
        yield from ((grain, name, project) for grain in ("node", "layer"))


def test_every_number_of_mazurs_example_is_there() -> None:
    text = derived(file.load(MAZUR), grain="node", depth="numbers")
    assert r"& = 0.05 \cdot 0.15 + 0.1 \cdot 0.2 + 0.35 = 0.3775" in text
    assert "0.593270" in text
    assert "0.298371" in text
    matrices = derived(file.load(MAZUR), grain="layer", depth="numbers")
    assert r"\begin{bmatrix} 0.15 & 0.25 \\ 0.2 & 0.3 \end{bmatrix}" in matrices
    assert "L & = 0.2984" in matrices


def test_grains_and_depths_say_more_and_more() -> None:
    project = file.load(MAZUR)
    sizes = [len(derived(project, grain="node", depth=depth)) for depth in DEPTHS]
    assert sizes == sorted(sizes)
    paragraphs = [derived(project, grain=grain).count(r"\paragraph") for grain in ("term", "node")]
    assert paragraphs[0] > paragraphs[1] > 20
    assert "0.593" not in derived(project, grain="node", depth="formulas")


def test_it_needs_amsmath_alone() -> None:
    for grain in GRAINS:
        text = derived(scripts.everything(), grain=grain)
        assert re.findall(r"\\usepackage(?:\[\w+\])?\{(\w+)\}", text) == ["inputenc", "amsmath"]


def test_braces_and_environments_are_balanced_for_every_family() -> None:
    for grain, name, project in by_grain():
        text = derived(project, grain=grain).replace(r"\{", "").replace(r"\}", "")
        assert text.count("{") == text.count("}"), name
        for kind in ("align*", "bmatrix", "cases"):
            assert text.count(rf"\begin{{{kind}}}") == text.count(rf"\end{{{kind}}}"), name
        assert text.count(r"\left") - text.count(r"\leftarrow") == text.count(r"\right"), name


def test_of_a_large_matrix_the_middle_is_left_out() -> None:
    assert matrix(np.array([1.0, -2.0])) == r"\begin{bmatrix} 1 & {-2} \end{bmatrix}"
    large = matrix(np.arange(64.0).reshape(8, 8))
    assert large.count(r"\\") == 4
    assert r"\vdots" in large
    assert "63" in large
    assert "35" not in large


def test_long_right_sides_are_broken_between_their_pieces() -> None:
    chunks = [f"+ {place}.123456" for place in range(20)]
    lines = rows("L", chunks)
    assert len(lines) > 3
    assert lines[0].startswith("L & = ")
    assert all(line.startswith(r"& \quad ") for line in lines[1:])
    assert " ".join(line.split("& = ")[-1].removeprefix(r"& \quad ") for line in lines) == " ".join(chunks)
    assert width_of(r"\frac{1}{1234}") == 4


def test_an_update_with_more_steps_than_anybody_reads_is_refused() -> None:
    project = file.load(resource("samples", "spiral-2-8-8-1.nnviz"))
    whole = project.with_training(batch_size=len(project.training_samples))
    with pytest.raises(TooLargeError, match="steps; at most 20000 are sensible on paper: take matrices"):
        export(whole, "latex", "spiral")
    assert rb"\begin{bmatrix}" in export(whole, "latex_matrices", "spiral")


def test_the_command_line_asks_for_grain_and_depth(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["trace", MAZUR, "--format", "latex", "--grain", "layer", "--depth", "formulas"]
    assert main(asked) == 0
    assert r"Z^{(1)} & = X W^{(1)} + b^{(1)}" in capsys.readouterr().out
    assert main(["trace", MAZUR, "--grain", "layer"]) == 2
    assert "--grain and --depth are for --format latex" in capsys.readouterr().err


@pytest.mark.parametrize("grain", GRAINS)
def test_it_compiles(grain: str, tmp_path: Path) -> None:
    if shutil.which("pdflatex") is None:
        pytest.skip("pdflatex is not installed")
    for place, project in enumerate((file.load(MAZUR), scripts.everything())):
        path = tmp_path / f"page{place}.tex"
        path.write_text(derived(project, grain=grain), encoding="utf-8")
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", path.name]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-1500:]
        wide = re.findall(r"Overfull \\hbox \(([\d.]+)pt", path.with_suffix(".log").read_text("latin-1"))
        assert max(map(float, wide), default=0.0) < 30
