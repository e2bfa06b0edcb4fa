"""Bundles of edges: heat-maps that show the recorded numbers, with the edges that are looked at over them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from core.activations.softmax import Softmax
from core.formula import Source
from core.network import Layer
from core.network_check import NetworkCheck
from core.number_format import format_number
from nnviz.figures.bundle_values import BundleValues
from nnviz.figures.check_reading import CheckReading
from nnviz.figures.export import ExportOptions, export_picture
from nnviz.figures.heat_image import extremes, heat_image
from nnviz.figures.network_fans import fans_of
from nnviz.figures.network_picture import NetworkOptions, NetworkPicture
from nnviz.figures.network_reading import Reading
from nnviz.figures.style import DARK, LIGHT
from nnviz.moment import Moment, Selection
from nnviz.project.model import Project
from tests.nnviz.sessions import session_at, wide

SIZE = (640.0, 430.0)
pytestmark = pytest.mark.usefixtures("qtbot")


def moment_of(project: Project, source: Source | None = None, selection: Selection | None = None) -> Moment:
    """The moment at which the number at `source` is complete, the beginning without one."""
    session = session_at(project, 0, -1)
    step = session.trace.step_of(source) if source else -1
    return replace(session_at(project, 0, step).moment, selection=selection or Selection())


def drawn(picture: NetworkPicture, size: tuple[float, float] = SIZE) -> QImage:
    image = QImage(round(size[0]), round(size[1]), QImage.Format.Format_RGB32)
    image.fill(QColor(picture.style.surface))
    painter = QPainter(image)
    picture.paint(painter, *size)
    painter.end()
    return image


def test_only_many_edges_become_a_bundle_and_its_rows_stand_beside_their_units() -> None:
    layout = NetworkPicture(moment_of(wide(2, 60, 30, 1)), LIGHT).layout(*SIZE)
    assert [bundle.layer for bundle in layout.bundles] == [2]
    assert [column.is_strip for column in layout.columns] == [False, True, False, False]
    assert layout.edges == 2 * 60 + 30
    bundle, before, after = layout.bundles[0], layout.columns[1], layout.columns[2]
    assert before.right < bundle.rect.x < bundle.rect.right < after.left
    for unit in range(30):
        place = after.place(unit)
        assert place is not None
        assert bundle.row(unit).middle == pytest.approx(place.middle)
        assert after.unit_at(place.centre, place.middle) == unit


def test_a_thousand_edges_are_no_lines_in_a_deep_network_either() -> None:
    layout = NetworkPicture(moment_of(wide(*[10] * 25)), LIGHT).layout(*SIZE)
    assert layout.edges == 0
    assert layout.columns[-1].right < layout.chips.left
    assert all(a.right <= b.left for a, b in zip(layout.columns, layout.columns[1:], strict=False))


def test_a_bundle_shows_weights_then_gradients_then_new_weights_as_the_update_comes_to_them() -> None:
    project = wide(21, 20, 2)
    edge = (1, 7, 4)
    update = session_at(project, 0, -1).moment.update
    index = project.network.network.index(*edge)
    expected = {
        None: ("weights", update.before.theta[index], False),
        Source("weight_gradient", *edge): ("gradients", update.recording.gradient[index], True),
        Source("theta", *edge): ("new weights", update.after.theta[index], False),
    }
    for source, (kind, number, is_gradient) in expected.items():
        values = BundleValues(Reading(moment_of(project, source)), 1)
        sheet = values.over or values.under
        shares, of_gradient = values.shown(np.array([4, 5]), np.array([7, 7]))
        assert sheet.kind == kind
        assert shares[0] * sheet.largest == pytest.approx(number, rel=1e-12)
        assert of_gradient.tolist() == [is_gradient, False]  # the edge after it is still to come


def test_what_is_not_reached_keeps_the_weights_colour_and_what_is_gets_the_gradients() -> None:
    project = wide(21, 20, 2)
    half = moment_of(project, Source("weight_gradient", 1, 9, 20))
    whole = moment_of(project, Source("bias_gradient", 1, 19))
    before = moment_of(project, Source("delta", 1, 0))
    pictures = [NetworkPicture(moment, LIGHT) for moment in (before, half, whole)]
    sheets = [BundleValues(picture.reading, 1) for picture in pictures]
    assert [(sheet.units, sheet.origins) for sheet in sheets] == [(0, 0), (9, 21), (20, 0)]
    assert [sheet.over is None for sheet in sheets] == [True, False, False]
    bundle = pictures[0].layout(*SIZE).bundles[0]
    cells = (bundle.cell(0, 1), bundle.cell(0, 18))  # at the left, where the step's own lines start

    def colours(picture: NetworkPicture) -> list[str]:
        image = drawn(picture)
        return [image.pixelColor(round(cell.centre), round(cell.middle)).name() for cell in cells]

    first, last = colours(pictures[0]), colours(pictures[2])
    assert first[0] != last[0]
    assert first[1] != last[1]


def test_a_pointer_in_a_bundle_finds_the_edge_that_is_seen() -> None:
    picture = NetworkPicture(moment_of(wide(21, 20, 2)), LIGHT)
    cell = picture.layout(*SIZE).bundles[0].cell(13, 6)
    assert picture.hit(cell.centre, cell.middle, *SIZE) == Source("weight", 1, 6, 13)
    crowded = NetworkPicture(moment_of(wide(900, 800, 2)), LIGHT)
    rect = crowded.layout(*SIZE).bundles[0].rect
    found = crowded.hit(rect.centre, rect.middle, *SIZE)
    assert isinstance(found, Source)
    assert found.origin is not None
    weights = crowded.reading.weights(1)
    strongest = abs(weights[found.origin, found.unit])
    assert strongest >= abs(weights[450:452, 400:402]).max()


def test_the_unit_that_is_looked_at_opens_in_its_strip_and_shows_its_numbers() -> None:
    project = wide(30, 100, 2)
    source = Source("a", 1, 57)
    moment = moment_of(project, source)
    scene = NetworkPicture(moment, LIGHT).scene(*SIZE)
    assert [opened.unit for opened in scene.layout.columns[1].opened] == [57]
    texts = {label.source: label.text for label in scene.labels}
    assert texts[source] == format_number(scene.reading.values.read(source), 4)
    chosen = NetworkPicture(moment_of(project, source, Selection(layer=1, unit=3)), LIGHT).scene(*SIZE)
    rects = [opened.rect for opened in chosen.layout.columns[1].opened]
    assert len(rects) == 2
    assert not rects[0].overlaps(rects[1])
    hovered = NetworkPicture(moment, LIGHT, NetworkOptions(hovered=Source("a", 1, 90)))
    assert [opened.unit for opened in hovered.scene(*SIZE).layout.columns[1].opened] == [57, 90]


def test_a_strip_is_walked_along_past_what_is_open() -> None:
    picture = NetworkPicture(moment_of(wide(30, 100, 2)), LIGHT, NetworkOptions(hovered=Source("a", 1, 50)))
    column = picture.scene(*SIZE).layout.columns[1]
    for unit in (49, 50, 51):
        place = column.place(unit)
        assert place is not None
        assert picture.hit(place.centre, place.middle, *SIZE) == Source("a", 1, unit)
    beside = column.opened[0].rect
    assert picture.hit(beside.x + 1, beside.bottom - 1, *SIZE) == Source("a", 1, 50)
    chosen = moment_of(wide(30, 100, 2), selection=Selection(layer=1, unit=50))
    found = NetworkPicture(chosen, LIGHT).hit(place.centre, place.middle, *SIZE)
    assert isinstance(found, Source)
    assert (found.layer, found.unit) == (1, 50)


def test_the_edges_of_the_step_the_choice_and_the_pointer_are_drawn() -> None:
    project = wide(21, 20, 2)
    moment = moment_of(project, Source("z", 1, 4), Selection(layer=1, unit=9))
    fans = fans_of(Reading(moment), Source("x", 0, 2))
    assert {(fan.layer, fan.unit, fan.origin) for fan in fans} == {
        (1, 4, None),  # of the step
        (1, 9, None),
        (2, None, 9),
        (0, 2, None),
        (1, None, 2),
    }
    assert [fan.is_current for fan in fans].count(True) == 1
    back = moment_of(project, Source("grad_a", 1, 4))
    assert [(fan.layer, fan.unit, fan.origin) for fan in fans_of(Reading(back), None)] == [(2, None, 4)]
    plain = drawn(NetworkPicture(moment_of(project), LIGHT))
    assert drawn(NetworkPicture(replace(moment, step=-1), LIGHT)) != plain


def test_the_edge_that_the_step_has_come_to_bears_its_number() -> None:
    edge = (1, 7, 4)
    project = wide(21, 20, 2)
    scene = NetworkPicture(moment_of(project, Source("weight_gradient", *edge)), LIGHT).scene(*SIZE)
    texts = {label.source: label.text for label in scene.labels}
    gradient = scene.reading.values.read(Source("weight_gradient", *edge))
    assert texts[Source("weight_gradient", *edge)] == f"∂ {format_number(gradient, 4)}"
    assert [(place.layer, place.unit, place.origin) for place in scene.lit] == [edge]


@pytest.mark.parametrize("sizes", [(2, 40, 30, 1), (64, 128, 64, 10), (400, 30, 400), (20, 960, 1)])
def test_every_phase_is_drawn_with_all_its_names(sizes: tuple[int, ...]) -> None:
    project = wide(*sizes)
    trace = session_at(project, 0, -1).trace
    for step in (-1, *range(3, len(trace), len(trace) // 6)):
        moment = replace(
            session_at(project, 0, step).moment, selection=Selection(layer=1, unit=sizes[1] // 2)
        )
        picture = NetworkPicture(moment, DARK)
        assert drawn(picture, (480.0, 300.0)).pixelColor(0, 0) == QColor(DARK.surface)
        for label in picture.scene(480.0, 300.0).labels:
            assert label.rect.x >= 0
            assert label.rect.right <= 480
        assert "heat map" in picture.description
        assert len(picture.description) < 1000


def test_softmax_outputs_beside_a_bundle_keep_their_frame_and_sum() -> None:
    project = wide(30, 40, 20)
    network = replace(project.network, layers=(project.network.layers[0], Layer(20, Softmax())))
    picture = NetworkPicture(moment_of(replace(project, network=network), Source("a", 2, 19)), LIGHT)
    drawn(picture)
    assert picture.reading.is_known(Source("exponential_sum", 2))


def test_numbers_that_are_not_finite_are_drawn() -> None:
    project = wide(21, 20, 2)
    moment = moment_of(project, Source("a", 1, 3))
    theta = moment.update.before.theta.copy()
    theta[:40] = np.nan
    theta[50] = np.inf
    values = theta[:420].reshape(21, 20)
    image = heat_image(extremes(values, 10, 10), LIGHT.diverging, 1.0)
    assert (image.width(), image.height()) == (10, 10)
    assert image.pixelColor(0, 0).alpha() == 0


def test_of_edges_that_share_a_pixel_the_strongest_is_seen() -> None:
    values = np.zeros((400, 300))
    values[123, 77], values[124, 78] = -5.0, 2.0
    few = extremes(values, 40, 30)
    assert few.shape == (40, 30)
    assert few.min() == -5.0
    assert few[12, 7] == -5.0
    image = heat_image(few, LIGHT.diverging, 5.0)
    assert image.pixelColor(7, 12).name() == LIGHT.diverging[0]


@pytest.mark.parametrize("suffix", [".svg", ".pdf", ".png"])
def test_a_large_network_is_a_small_file(tmp_path: Path, suffix: str) -> None:
    picture = NetworkPicture(moment_of(wide(64, 128, 64, 10), Source("a", 2, 5)), LIGHT)
    path = tmp_path / f"large{suffix}"
    export_picture(picture, path, ExportOptions())
    most = 1_000_000 if suffix == ".png" else 200_000  # 300 dots per inch of noise
    assert 10_000 < path.stat().st_size < most


def test_a_gradient_check_lies_over_bundles_as_a_heat_map_too() -> None:
    project = wide(21, 20, 2)
    moment = moment_of(project, Source("weight_gradient", 1, 7, 4), Selection(layer=1, unit=3, origin=2))
    check = NetworkCheck(moment.trace)
    nothing = NetworkPicture(moment, LIGHT, NetworkOptions(check=CheckReading(check)))
    before = drawn(nothing)
    assert list(check)[-1] == len(check)
    reading = CheckReading(check)
    picture = NetworkPicture(moment, LIGHT, NetworkOptions(check=reading))
    after = drawn(picture)
    cell = picture.layout(*SIZE).bundles[0].cell(15, 15)
    place = round(cell.centre), round(cell.middle)
    assert before.pixelColor(*place) == QColor(LIGHT.surface)
    assert after.pixelColor(*place) != QColor(LIGHT.surface)
    labels = {label.source: label.text for label in picture.scene(*SIZE).labels}
    index = project.network.network.index(1, 3, 2)
    assert reading.text(index) in labels.values()
    assert drawn(NetworkPicture(moment, LIGHT)) != after
