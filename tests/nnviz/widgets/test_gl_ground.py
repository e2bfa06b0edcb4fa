"""Grounds drawn by OpenGL look as those by Qt's painter; where Xvfb and Mesa are there, they are drawn."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core.surfaces.expression import TypedSurface
from nnviz.figures.style import LIGHT
from nnviz.figures.surface_picture import SurfacePicture
from nnviz.project.race_spec import RaceSpec
from nnviz.race_run import finished
from nnviz.widgets.gl_ground import triangles
from tests.nnviz.figures.film.films import race_source

ROOT = Path(__file__).resolve().parents[3]
DRAW_BOTH = """
import json
import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
application = QApplication([])
from nnviz.figures.style import DARK
from nnviz.figures.surface_picture import SurfacePicture
from nnviz.widgets.gl_error import GlError
from nnviz.widgets.gl_ground import GlGround, open_gl
from tests.nnviz.figures.film.films import race_source
picture = SurfacePicture(race_source().race, 20, DARK)
ground = GlGround()
drawn = [ground.painted(picture, QSize(*size), 1.0) for size in ((300, 240), (400, 320))]
painted = QImage(400, 320, QImage.Format.Format_RGB32)
painted.fill(QColor(DARK.surface))
painter = QPainter(painted)
painter.scale(96 / 72, 96 / 72)
picture.paint_ground(painter, 300, 240)
painter.end()
both = (np.array(image.constBits()).reshape(320, 400, 4)[..., :3] for image in (drawn[1], painted))
ours, theirs = (pixels.astype(int) for pixels in both)
away = np.abs(ours - theirs)
ground.close()
try:
    open_gl()
    refused = ""
except GlError as error:
    refused = str(error)
print(json.dumps({
    "renderer": ground.renderer, "refused": refused, "size": [drawn[0].width(), drawn[0].height()],
    "away": float(away.mean()), "far": float((away.max(axis=-1) > 40).mean()), "spread": float(theirs.std()),
}))
"""


@pytest.fixture
def screen() -> Iterator[str]:
    """A screen in memory, with an OpenGL that is a program."""
    if not shutil.which("Xvfb"):
        pytest.skip("Xvfb is not installed")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "800x600x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as answer:
            number = answer.readline().strip()
        if not number:
            pytest.skip("Xvfb does not start")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


def test_opengl_draws_what_the_painter_draws(screen: str) -> None:
    environment = {**os.environ, "DISPLAY": screen, "QT_QPA_PLATFORM": "xcb"}
    done = subprocess.run(
        [sys.executable, "-c", DRAW_BOTH], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    if "Could not load the Qt platform plugin" in done.stderr or "no OpenGL could be opened" in done.stderr:
        pytest.skip("Qt has no OpenGL on this screen")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["size"] == [300, 240]
    assert found["away"] < 2 < found["spread"]
    assert found["far"] < 0.01
    if "llvmpipe" in found["renderer"]:
        assert found["refused"] == f"{found['renderer']} is no graphics card, and not faster"


def test_every_cell_is_two_triangles_with_its_colour(qapp: object) -> None:
    cells = SurfacePicture(race_source().race, 0, LIGHT).cells(300, 240)
    corners = triangles(cells, 300, 240).reshape(-1, 6, 8)
    rows, columns, _ = cells.colours.shape
    assert len(corners) == rows * columns
    assert np.abs(corners[..., :3]).max() <= 1  # all of it is on the paper
    first = corners[0]
    places = np.column_stack([(first[:, 0] + 1) * 150, (1 - first[:, 1]) * 120])
    np.testing.assert_allclose(places[[0, 1, 2, 5]], cells.places[[0, 0, 1, 1], [0, 1, 1, 0]], rtol=1e-5)
    np.testing.assert_allclose(first[:, 3:6] * 255, np.tile(cells.colours[0, 0, :3], (6, 1)), atol=1e-3)
    nearest = np.unravel_index(cells.depths[:-1, :-1].argmax(), (rows, columns))
    depths = corners[:, 0, 2].reshape(rows, columns)
    assert depths[nearest] == depths.min()  # what is nearer comes before


def test_a_hole_has_no_triangles(qapp: object) -> None:
    race = finished(None, RaceSpec(TypedSurface("sqrt(x) + y^2"), steps=3))
    cells = SurfacePicture(race, 0, LIGHT).cells(300, 240)
    corners = triangles(cells, 300, 240)
    assert np.isfinite(corners).all()
    assert 0 < len(corners) < 6 * cells.colours[..., 0].size
