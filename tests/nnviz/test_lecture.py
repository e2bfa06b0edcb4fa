"""The example of docs/scripting.md: all figures of a lecture by `make`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nnviz.resources import resource

ROOT = Path(__file__).resolve().parents[2]
LECTURE = ROOT / "docs" / "lecture"
MAKE = shutil.which("make")


def make(folder: Path, output: Path, project: Path) -> str:
    assert MAKE is not None
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "MAKEFLAGS")
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(
        [MAKE, "-C", str(folder), f"PYTHON={sys.executable}", f"OUTPUT={output}", f"PROJECT={project}"],
        env=kept | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(MAKE is None, reason="there is no make")
def test_make_draws_every_figure_and_only_when_something_has_changed(tmp_path: Path) -> None:
    project = tmp_path / "mazur.nnviz"
    shutil.copyfile(resource("samples", "mazur.nnviz"), project)
    output = tmp_path / "figures"
    assert "figures.py" in make(LECTURE, output, project)
    frames = {f"{phase}-{k}.svg" for phase in ("forward", "backward") for k in range(1, 7)}
    drawn = {path.name for path in output.iterdir()} - {".drawn"}
    others = {"network.pdf", "matrices.pdf", "data.png", "loss.svg", "hidden-delta.pdf", "numbers.tex"}
    assert drawn == frames | others
    assert len({(output / frame).read_bytes() for frame in frames}) == len(frames)
    assert r"\newcommand{\lossBefore}{0.2984}" in (output / "numbers.tex").read_text(encoding="utf-8")
    assert "figures.py" not in make(LECTURE, output, project)
    later = project.stat().st_mtime + 10
    os.utime(project, (later, later))
    os.utime(output / ".drawn", (later - 5, later - 5))
    assert MAKE is not None
    question = subprocess.run(
        [MAKE, "-C", str(LECTURE), "-q", f"OUTPUT={output}", f"PROJECT={project}"], capture_output=True
    )
    assert question.returncode == 1  # it would be drawn again
