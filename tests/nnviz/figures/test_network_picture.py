"""The drawing of a network: what it shows at a moment, where, and that nothing covers anything else."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from time import perf_counter

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from core.activations.prelu import PReLU
from core.activations.tanh import Tanh
from core.formula import Source
from core.network import Layer
from core.number_format import format_number
from nnviz.figures.network_picture import NetworkOptions, NetworkPicture
from nnviz.figures.network_scene import Scene
from nnviz.figures.style import DARK, LIGHT, PRINT, Style
from nnviz.moment import Moment, Selection
from nnviz.project.model import Project, Vector
from tests.nnviz.sessions import sample, session_at

SAMPLES = ("mazur", "forward-3-4-2", "xor-2-4-1", "spiral-2-8-8-1", "iris-4-8-3")
SIZES = ((640.0, 430.0), (480.0, 300.0))
pytestmark = pytest.mark.usefixtures("qtbot")


def moment_at(project: Project, step: int, selection: Selection | None = None) -> Moment:
    moment = session_at(project, 0, step).moment
    return replace(moment, selection=selection or Selection())


def steps_of_every_phase(project: Project) -> list[int]:
    """One step of each kind that the update has, and the place before the first."""
    trace = session_at(project, 0, -1).trace
    kinds = {trace[index].kind: index for index in range(len(trace))}
    return [-1, *sorted(kinds.values())]


def drawn(picture: NetworkPicture, width: float, height: float) -> QImage:
    image = QImage(round(width), round(height), QImage.Format.Format_RGB32)
    image.fill(QColor(picture.style.surface))
    painter = QPainter(image)
    picture.paint(painter, width, height)
    painter.end()
    return image


def scene_of(moment: Moment, size: tuple[float, float] = SIZES[0], style: Style = LIGHT) -> Scene:
    return NetworkPicture(moment, style).scene(*size)


def text_at(scene: Scene, source: Source) -> str | None:
    return next((label.text for label in scene.labels if label.source == source), None)


def deep(*units: int) -> Project:
    project = sample("xor-2-4-1")
    layers = (*(Layer(count, Tanh()) for count in units), project.network.layers[-1])
    return project.with_network(layers=layers, theta=None)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_kind_of_step_is_drawn_at_every_size_and_style(name: str) -> None:
    project = sample(name)
    for step in steps_of_every_phase(project):
        moment = moment_at(project, step)
        for size, style in zip((*SIZES, (260.0, 180.0)), (LIGHT, DARK, PRINT), strict=True):
            assert drawn(NetworkPicture(moment, style), *size).pixelColor(0, 0) == QColor(style.surface)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", SAMPLES)
def test_no_number_covers_another_or_leaves_the_drawing(name: str, size: tuple[float, float]) -> None:
    project = sample(name)
    for step in steps_of_every_phase(project):
        labels = [label for label in scene_of(moment_at(project, step), size).labels if label.text]
        assert labels
        for label in labels:
            assert label.rect.x >= 0
            assert label.rect.right <= size[0]
            assert 0 <= label.rect.y <= label.rect.bottom <= size[1]
        for first, second in combinations(labels, 2):
            inside_first = first.rect.grown(-0.5)
            assert not inside_first.overlaps(second.rect.grown(-0.5)), (step, first, second)


@pytest.mark.parametrize("name", ["mazur", "forward-3-4-2", "iris-4-8-3"])
def test_what_is_not_computed_yet_is_empty_and_the_rest_is_the_recorded_number(name: str) -> None:
    project = sample(name)
    trace = session_at(project, 0, -1).trace
    for step in range(-1, len(trace), 7):
        scene = scene_of(moment_at(project, step))
        for label in scene.labels:
            if label.source is None or label.source.quantity == "chain_delta":
                continue
            known = trace.step_of(label.source) <= step
            if not known:
                assert label.text in ("", "…"), (step, label)
            else:
                value = scene.reading.values.read(label.source)
                ends = [format_number(value, digits) for digits in range(1, 5)]
                assert any(label.text.endswith(end) for end in ends), (step, label)


def test_a_weight_is_the_old_one_until_its_update_and_the_new_one_after_it() -> None:
    project = sample("mazur")
    trace = session_at(project, 0, -1).trace
    new = Source("theta", 2, 0, 0)
    step = trace.step_of(new)
    before, after = scene_of(moment_at(project, step - 1)), scene_of(moment_at(project, step))
    assert text_at(before, Source("weight", 2, 0, 0)) == "0.4"
    assert text_at(before, new) is None
    assert text_at(after, new) == "0.3589"
    assert text_at(after, Source("weight", 2, 0, 0)) is None
    assert after.reading.weights(2)[0, 0] == pytest.approx(0.358916479718)
    assert before.reading.weights(2)[0, 0] == 0.4


def test_gradients_stand_beside_their_weights_as_soon_as_they_are_known() -> None:
    project = sample("mazur")
    trace = session_at(project, 0, -1).trace
    gradient = Source("weight_gradient", 2, 0, 0)
    step = trace.step_of(gradient)
    assert text_at(scene_of(moment_at(project, step - 1)), gradient) is None
    scene = scene_of(moment_at(project, step))
    assert text_at(scene, gradient) == "∂ 0.08217"
    assert text_at(scene, Source("weight", 2, 0, 0)) == "0.4"


def test_the_current_step_lights_the_edges_it_works_with() -> None:
    project = sample("mazur")
    trace = session_at(project, 0, -1).trace
    forward = scene_of(moment_at(project, trace.step_of(Source("z", 2, 1)))).reading
    assert {(edge.layer, edge.unit, edge.origin) for edge in forward.lit} == {(2, 1, 0), (2, 1, 1)}
    back = scene_of(moment_at(project, trace.step_of(Source("grad_a", 1, 0)))).reading
    assert {(edge.layer, edge.unit, edge.origin) for edge in back.lit} == {(2, 0, 0), (2, 1, 0)}
    assert Source("delta", 2, 1) in back.reads
    assert back.written == Source("grad_a", 1, 0)


def test_a_highlighted_number_changes_the_drawing_at_its_place_only() -> None:
    moment = moment_at(sample("mazur"), 20)
    source = Source("weight", 1, 1, 0)
    plain = NetworkPicture(moment, LIGHT)
    lit = NetworkPicture(moment, LIGHT, NetworkOptions(highlight=Source("bias", 1, 1)))
    place = plain.place(Source("bias", 1, 1), 640, 430)
    other = plain.place(source, 640, 430)
    assert place is not None
    assert other is not None
    first, second = drawn(plain, 640, 430), drawn(lit, 640, 430)
    changed = [
        (x, y) for x in range(640) for y in range(430) if first.pixelColor(x, y) != second.pixelColor(x, y)
    ]
    assert changed
    assert all(place.grown(8).contains(x, y) for x, y in changed)


def test_numbers_nodes_and_edges_are_hit() -> None:
    picture = NetworkPicture(moment_at(sample("mazur"), 68), LIGHT)
    for source in (Source("a", 1, 1), Source("target", 2, 0), Source("loss", 2), Source("change", 1, 0, 1)):
        rect = picture.place(source, 640, 430)
        assert rect is not None
        assert picture.hit(rect.centre, rect.middle, 640, 430) == source
    layout = picture.layout(640, 430)
    start, end = layout.columns[0].node(0), layout.columns[1].node(1)
    assert start is not None
    assert end is not None
    on_edge = (start.right + 0.12 * (end.x - start.right), start.middle + 0.12 * (end.middle - start.middle))
    assert picture.hit(*on_edge, 640, 430) == Source("weight", 1, 1, 0)
    assert picture.hit(2, 425, 640, 430) is None


def test_softmax_shows_the_sum_that_joins_its_units() -> None:
    project = sample("forward-3-4-2")
    trace = session_at(project, 0, -1).trace
    total = Source("exponential_sum", 2)
    step = next(index for index in range(len(trace)) if trace[index].kind == "exponential_sum")
    before = NetworkPicture(moment_at(project, step - 1), LIGHT).reading
    after = NetworkPicture(moment_at(project, step), LIGHT).reading
    assert before.number(total) is None
    exponentials = [after.values.read(Source("exponential", 2, unit)) for unit in range(2)]
    assert after.number(total) == pytest.approx(sum(exponentials))


def test_a_batch_shows_the_chosen_samples_numbers() -> None:
    project = sample("spiral-2-8-8-1")
    shown = [scene_of(moment_at(project, 10**9, Selection(sample=row))) for row in (0, 3)]
    recorded = shown[0].reading.trace.update.recording.inputs
    assert [text_at(scene, Source("x", 0, 0)) for scene in shown] == [
        format_number(recorded[row, 0], 4) for row in (0, 3)
    ]
    assert "4 of 10 in batch" in NetworkPicture(shown[1].reading.moment, LIGHT).description


def test_a_tall_layer_shows_its_ends_and_the_unit_that_is_looked_at() -> None:
    moment = moment_at(deep(150), 0, Selection(layer=1, unit=75))
    column = NetworkPicture(moment, LIGHT).layout(640, 430).columns[1]
    assert {0, 75, 149} <= set(column.units)
    assert len(column.units) + sum(gap.hidden for gap in column.gaps) == 150
    assert column.rows > 0


def test_a_layer_without_room_for_numbers_keeps_its_nodes_apart() -> None:
    column = NetworkPicture(moment_at(deep(40), 0), LIGHT).layout(640, 430).columns[1]
    assert len(column.units) == 40
    assert column.rows == 0
    assert min(b - a for a, b in zip(column.ys, column.ys[1:], strict=False)) > column.height


def test_a_large_network_is_drawn_at_once() -> None:
    picture = NetworkPicture(moment_at(deep(64, 128, 64), 500), LIGHT)
    start = perf_counter()
    drawn(picture, 640, 430)
    assert perf_counter() - start < 0.5  # typically 10 ms


def test_numbers_that_are_not_finite_are_shown_as_such() -> None:
    project = sample("mazur")
    theta = project.first_point().theta.copy()
    theta[0] = np.inf
    project = project.with_network(theta=Vector(theta))
    scene = scene_of(moment_at(project, 10**9))
    drawn(NetworkPicture(scene.reading.moment, LIGHT), 640, 430)
    assert text_at(scene_of(moment_at(project, 4)), Source("weight", 1, 0, 0)) == "∞"
    assert text_at(scene, Source("delta", 1, 0)) is not None


def test_the_description_tells_the_step_the_sample_and_the_selected_node(qtbot: QtBot) -> None:
    moment = moment_at(sample("mazur"), 20, Selection(layer=1, unit=0))
    text = NetworkPicture(moment, LIGHT).description
    assert "Network 2-2-2" in text
    assert "backward" in text
    assert "Hidden unit 1 of layer 1, z 0.3775, a 0.5933, dL/da not computed yet" in text


def with_dropout(project: Project, chance: float) -> Project:
    layers = project.network.layers
    hidden = (replace(layer, dropout=chance) for layer in layers[:-1])
    return project.with_network(layers=(*hidden, layers[-1]))


def test_what_dropout_leaves_out_hands_on_nothing() -> None:
    project = with_dropout(sample("xor-2-4-1"), 0.5)
    session = session_at(project, 0, -1)
    mask = session.moment.update.recording.masks[1][0]
    assert 0 < np.count_nonzero(mask) < 4
    unit = int(np.argmin(mask))
    dropped = Source("dropped", 1, unit)
    written = session.trace.step_of(dropped)
    before, after = moment_at(project, written - 1), moment_at(project, written)
    assert text_at(scene_of(before), Source("a", 1, unit))
    assert text_at(scene_of(before), dropped) is None
    assert text_at(scene_of(after), dropped) == "0"
    gone = session.trace.step_of(Source("grad_a", 1, unit))
    assert text_at(scene_of(moment_at(project, gone)), Source("grad_a", 1, unit)) == "0"


def test_a_slope_stands_below_its_layer_and_changes_with_the_update() -> None:
    project = sample("xor-2-4-1")
    layers = project.network.layers
    project = project.with_network(layers=(Layer(4, PReLU()), *layers[1:]), theta=None)
    trace = session_at(project, 0, -1).trace
    assert text_at(scene_of(moment_at(project, -1)), Source("slope", 1)) == "PReLU α 0.25"
    gradient = Source("slope_gradient", 1)
    shown = text_at(scene_of(moment_at(project, trace.step_of(gradient))), gradient)
    recorded = trace.update.recording.gradient[project.network.network.index(1, None)]
    assert shown == f"PReLU ∂α {format_number(recorded)}"
    theta = Source("theta", 1)
    after = trace.update.after.theta[project.network.network.index(1, None)]
    assert text_at(scene_of(moment_at(project, trace.step_of(theta))), theta) == (
        f"PReLU α {format_number(after)}"
    )
