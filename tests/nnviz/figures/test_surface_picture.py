"""The race in three dimensions: places come where they belong, and what is nearer covers what is behind."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from core.optimizers.adam import Adam
from core.optimizers.sgd import SGD
from core.rival import Rival
from core.surfaces.expression import TypedSurface
from core.surfaces.himmelblau import Himmelblau
from core.surfaces.rosenbrock import Rosenbrock
from nnviz.figures.style import DARK, LIGHT
from nnviz.figures.surface_geometry import View, box, heights_of, lifted, mesh_of
from nnviz.figures.surface_picture import SurfacePicture
from nnviz.project.race_spec import RaceSpec, Runner
from nnviz.race import Race
from nnviz.race_run import finished

pytestmark = pytest.mark.usefixtures("qapp")

RUNNERS = (Runner(Rival(Adam(learning_rate=0.1))), Runner(Rival(SGD(learning_rate=0.001))))


@pytest.fixture(scope="module")
def race() -> Race:
    return finished(None, RaceSpec(Himmelblau(), RUNNERS, steps=30))


def painted(picture: SurfacePicture, *, paths: bool = True) -> np.ndarray:
    image = QImage(300, 240, QImage.Format.Format_RGB32)
    image.fill(QColor(picture.style.surface))
    painter = QPainter(image)
    (picture.paint if paths else picture.paint_ground)(painter, 300, 240)
    painter.end()
    return np.array(image.constBits()).reshape(240, 300, 4)[..., :3].copy()


def test_a_view_keeps_lengths_and_turns_round() -> None:
    points = np.random.default_rng(1).uniform(size=(5, 3))
    seen = View(20, 40).project(points)
    np.testing.assert_allclose(
        np.linalg.norm(seen[1:] - seen[:-1], axis=1), np.linalg.norm(points[1:] - points[:-1], axis=1)
    )
    front, back = View(0, 30), View(0, 30).turned(180, 0)
    assert front.project(box())[1, 0, 0, 2] > front.project(box())[0, 0, 0, 2]  # x = 1 is nearer
    assert back.project(box())[1, 0, 0, 2] < back.project(box())[0, 0, 0, 2]
    assert View(0, 80).turned(0, 90).elevation < 90
    assert View(0, 10).turned(0, -90).elevation > 0


def test_higher_places_are_higher_on_paper() -> None:
    low, high = View().project(np.array([[0.5, 0.5, 0.1], [0.5, 0.5, 0.4]]))
    assert high[1] > low[1]


def test_the_mesh_has_the_heights_of_the_ground(race: Race) -> None:
    mesh = mesh_of(race)
    assert 0 <= mesh.shares.min() < 0.05
    assert mesh.shares.max() == 1
    corner = race.ground.heights[0, 0]
    scale = heights_of(race.ground.heights)
    assert mesh.shares[0, 0] == scale.shares(np.array(corner))
    assert mesh_of(race) is mesh


def test_heights_that_span_decades_are_drawn_by_their_roots() -> None:
    wide = heights_of(finished(None, RaceSpec(Rosenbrock(), steps=1)).ground.heights)
    assert wide.power == pytest.approx(1 / 3)
    even = heights_of(np.linspace(0, 1, 100).reshape(10, 10))
    np.testing.assert_allclose(even.shares(np.array([0.25, 2.0])), [0.25, 1.0])
    nowhere = heights_of(np.full((3, 3), np.inf))
    assert np.isfinite(nowhere.shares(np.zeros(1))).all()


def test_a_path_lies_on_the_ground(race: Race) -> None:
    path = lifted(race, race.runs.paths[0], race.runs.heights[0])
    mesh = mesh_of(race)
    for place in path[[0, 10, 30]]:
        away = np.hypot(mesh.points[..., 0] - place[0], mesh.points[..., 1] - place[1])
        assert mesh.points[..., 2][np.unravel_index(away.argmin(), away.shape)] == pytest.approx(
            place[2], abs=0.05
        )
    outside = lifted(race, np.array([[9.0, 0.0]]), np.array([1.0]))
    assert np.isnan(outside[0, :2]).all()


@pytest.mark.parametrize("style", [LIGHT, DARK])
def test_it_is_drawn_in_its_style_and_steps_move_the_paths_alone(race: Race, style) -> None:
    ground = painted(SurfacePicture(race, 5, style), paths=False)
    np.testing.assert_array_equal(ground, painted(SurfacePicture(race, 20, style), paths=False))
    early, late = (painted(SurfacePicture(race, step, style)) for step in (5, 25))
    assert (early != ground).any()
    assert (early != late).any()
    assert SurfacePicture(race, 5, style).ground_key == SurfacePicture(race, 20, style).ground_key
    turned = SurfacePicture(race, 5, style, View(10, 50))
    assert turned.ground_key != SurfacePicture(race, 5, style).ground_key
    assert (painted(turned) != early).any()


def test_holes_are_left_open() -> None:
    holed = finished(None, RaceSpec(TypedSurface("log(x) + y^2"), steps=1))
    assert np.isnan(mesh_of(holed).shares).any()
    assert (painted(SurfacePicture(holed, 0, LIGHT)) != painted(SurfacePicture(holed, -1, DARK))).any()


def test_words_name_the_runners(race: Race) -> None:
    assert "Adam 0.1" in SurfacePicture(race, 3, LIGHT).description
    assert "after 4 steps" in SurfacePicture(race, 3, LIGHT).description
