"""The matrices of a layer: the numbers, what is known of them, and where they stand."""

from __future__ import annotations

import random
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from core.trace import Trace
from core.trace_values import TraceValues
from nnviz.figures import matrix_cells
from nnviz.figures.matrices import Matrix, cell_name, layer_of, matrices_of
from nnviz.figures.matrix_blocks import Block, Cell
from nnviz.figures.matrix_cells import fitting_number, matrix_image
from nnviz.figures.matrix_layout import arrange, size_with_numbers
from nnviz.figures.matrix_picture import MatrixOptions, MatrixPicture, matrix_figure
from nnviz.figures.network_reading import Reading
from nnviz.figures.network_shapes import Rect
from nnviz.figures.style import DARK, LIGHT, PRINT, Style
from nnviz.figures.text_width import text_width
from nnviz.moment import Moment, Selection
from nnviz.project import edits
from tests.core.cases import EXTRAS, trace_of, with_extras
from tests.nnviz.sessions import sample, session_at

pytestmark = pytest.mark.usefixtures("qapp")

SAMPLES = ("mazur", "forward-3-4-2", "xor-2-4-1", "spiral-2-8-8-1", "iris-4-8-3")
AREAS = ((544.0, 143.0), (318.0, 97.0), (900.0, 400.0), (200.0, 60.0))


def moment_at(trace: Trace, step: int, row: int = 0) -> Moment:
    return Moment(sample("mazur"), trace, step, Selection(sample=row), np.empty(0))


def picture_of(name: str, step: int, style: Style = LIGHT, **options: object) -> MatrixPicture:
    moment = session_at(sample(name), 0, step).moment
    return MatrixPicture(moment, style, MatrixOptions(**options))  # type: ignore[arg-type]


def by_quantity(moment: Moment, layer: int) -> dict[str, Matrix]:
    return {matrix.quantity: matrix for matrix in matrices_of(Reading(moment), layer)}


# The numbers


def check_against_trace(moment: Moment) -> None:
    """Compare every cell with the number that is recorded at its place, and with the step that writes it."""
    trace, step = moment.trace, moment.step
    in_update = moment.current is not None and moment.current.phase == "update"
    for layer in range(1, trace.task.network.depth + 1):
        for matrix in matrices_of(Reading(moment), layer):
            for row, column in np.ndindex(*matrix.values.shape):
                source = matrix.source(row, column)
                values = TraceValues(trace, row if matrix.has_samples else 0)
                is_known = step >= trace.step_of(source)
                if source.quantity in ("weight", "bias", "slope") and in_update:
                    new = type(source)("theta", source.layer, source.unit, source.origin)
                    source = new if step >= trace.step_of(new) else source
                assert matrix.known[row, column] == is_known
                assert matrix.values[row, column] == values.read(source)


@pytest.mark.parametrize("name", ["mazur", "xor-2-4-1", "forward-3-4-2"])
def test_every_cell_is_the_recorded_number_wherever_one_jumps(name: str) -> None:
    session = session_at(sample(name), 3)
    chance = random.Random(name)
    for _ in range(12):
        session.go_to_step(chance.randrange(-1, len(session.trace)))
        check_against_trace(session.moment)


@pytest.mark.parametrize("extra", EXTRAS)
def test_dropout_and_slopes_have_their_matrices(extra: str) -> None:
    trace = trace_of(with_extras(extra), update=1)
    chance = random.Random(extra)
    for step in chance.sample(range(len(trace)), 4):
        check_against_trace(moment_at(trace, step))
    found = by_quantity(moment_at(trace, 0), 1)
    layer = trace.task.network.layers[0]
    assert ("dropped" in found) == (layer.dropout > 0)
    assert ("slope" in found) == ("slope_gradient" in found) == layer.activation.learns_slope


@pytest.mark.parametrize("extra", ["all", "softmax with dropout", "prelu everywhere"])
def test_the_lit_cell_is_where_the_step_writes(extra: str) -> None:
    trace = trace_of(with_extras(extra, "adam"))
    for step in range(len(trace)):
        moment = moment_at(trace, step, row=1)
        reading = Reading(moment)
        lit = [m for m in matrices_of(reading, layer_of(reading)) if m.lit is not None]
        found = trace[step]
        if found.phase == "loss" or found.kind == "exponential_sum":
            assert lit == []
            continue
        assert len(lit) == 1, found
        matrix, place = lit[0], lit[0].lit
        assert place is not None
        assert place[1] == (found.unit or 0)
        if matrix.has_samples:
            assert place[0] == 1
        elif matrix.quantity.startswith("weight"):
            assert place[0] == found.origin
        if matrix.known[place] and found.kind not in ("exponential", "quantity"):
            assert matrix.values[place] == reading.number(reading.written)


def test_another_layer_has_no_lit_cell() -> None:
    moment = session_at(sample("mazur"), 0, 34).moment
    assert all(matrix.lit is None for matrix in matrices_of(Reading(moment), 2))


def test_cells_are_named_in_words() -> None:
    reading = Reading(session_at(sample("xor-2-4-1"), 0, 34).moment)
    found = {m.quantity: cell_name(reading, m, len(m.values) - 1, 2) for m in matrices_of(reading, 1)}
    assert found == {
        "weight": "W: the weight from input 2 to hidden unit 3 of layer 1",
        "bias": "b: the bias of hidden unit 3 of layer 1",
        "z": "z of hidden unit 3 of layer 1, sample 4",
        "a": "a of hidden unit 3 of layer 1, sample 4",
        "delta": "δ of hidden unit 3 of layer 1, sample 4",
        "weight_gradient": "dL/dW: the weight from input 2 to hidden unit 3 of layer 1",
        "bias_gradient": "dL/db: the bias of hidden unit 3 of layer 1",
    }


def test_what_is_not_computed_yet_is_none() -> None:
    found = by_quantity(session_at(sample("mazur"), 0, 34).moment, 1)
    assert found["delta"].shown()[0][0] == found["delta"].values[0, 0]
    assert found["delta"].shown()[0][1] is None
    assert found["weight"].shown() == [[0.15, 0.25], [0.2, 0.3]]


# The layout


def grids(blocks: tuple[Block, ...]) -> list[Rect]:
    return [block.rect for block in blocks]


@pytest.mark.parametrize("style", [LIGHT, PRINT], ids=lambda style: style.name)
@pytest.mark.parametrize("name", SAMPLES)
def test_matrices_stand_side_by_side_in_their_area(name: str, style: Style) -> None:
    reading = Reading(session_at(sample(name), 0).moment)
    for layer in range(1, reading.network.depth + 1):
        matrices = matrices_of(reading, layer)
        for width, height in AREAS[:3]:
            blocks = arrange(matrices, width, height, style)
            assert {block.matrix.quantity for block in blocks} == {m.quantity for m in matrices}
            for block in blocks:
                assert block.rect.x - block.gutter >= 0
                assert block.rect.right <= width
                assert 0 < block.rect.y < block.rect.bottom <= height
            assert not [pair for pair in combinations(grids(blocks), 2) if pair[0].overlaps(pair[1])]
            texts = [block.title_rect for block in blocks if block.title[0]]
            assert not [1 for text in texts for rect in grids(blocks) if text.overlaps(rect)]


@pytest.mark.parametrize("name", SAMPLES)
def test_shown_numbers_have_room_in_their_cells(name: str) -> None:
    reading = Reading(session_at(sample(name), 0).moment)
    measure, count = text_width(LIGHT, "small"), 0
    layers = [matrices_of(reading, layer) for layer in range(1, reading.network.depth + 1)]
    for block in (b for w, h in AREAS for matrices in layers for b in arrange(matrices, w, h, LIGHT)):
        if block.has_numbers:
            for value in block.matrix.values.ravel().tolist():
                assert measure(fitting_number(value, block.cell_width - 4, LIGHT)) <= block.cell_width
                count += 1
    assert count


def test_mazurs_layer_has_all_its_numbers_in_the_smallest_window() -> None:
    picture = picture_of("mazur", 60)
    assert all(block.has_numbers for block in picture.blocks(318, 97))


def test_no_matrix_is_squeezed_for_the_numbers_of_another() -> None:
    """Four samples' z, a and delta one below the other would leave the weights room for their numbers."""
    blocks = picture_of("xor-2-4-1", 12).blocks(544, 143)
    assert min(min(block.cell_width, block.cell_height) for block in blocks) > 8


def test_a_matrix_alone_has_its_numbers_in_the_area_that_it_asks_for() -> None:
    picture = picture_of("spiral-2-8-8-1", 700, only="weight")
    assert {matrix.quantity for matrix in picture.matrices} == {"weight", "bias"}
    width, height = size_with_numbers(picture.matrices, LIGHT)
    assert all(block.has_numbers for block in picture.blocks(width + 0.01, height + 0.01))
    assert not all(block.has_numbers for block in picture.blocks(width - 5, height - 5))


def test_the_figure_is_as_large_as_its_matrices() -> None:
    for name in SAMPLES:
        picture = matrix_figure(session_at(sample(name), 0, 40).moment, PRINT)
        width, height = picture.size
        shown = [block.has_numbers for block in picture.blocks(560, 500)]
        again = picture.blocks(width, height)
        assert max(block.rect.bottom for block in again) > height - 12
        if name in ("mazur", "forward-3-4-2"):
            assert all(shown)
            assert all(block.has_numbers for block in again)


def test_every_cell_is_found_where_it_is_drawn() -> None:
    picture = picture_of("xor-2-4-1", 40)
    for block in picture.blocks(544, 143):
        for row, column in np.ndindex(*block.matrix.values.shape):
            rect = block.cell_rect(row, column)
            cell = Cell(block.matrix.quantity, row, column)
            assert picture.cell_at(rect.centre, rect.middle, 544, 143) == cell
            assert picture.rect_of(cell, 544, 143) == rect
    assert picture.cell_at(0, 0, 544, 143) is None
    assert picture.rect_of(Cell("z", 99, 0), 544, 143) is None


def test_keys_walk_through_all_matrices() -> None:
    picture = picture_of("mazur", 34)
    picture.blocks(544, 143)
    cell = picture.neighbour(None, 0, 1)
    assert cell == Cell("delta", 0, 0)  # where the step is
    walked = [cell]
    for down, right in ((0, 1), (0, 1), (0, 1), (1, 0), (0, -1), (0, -1), (0, -1)):
        cell = picture.neighbour(cell, down, right)
        walked.append(cell)
    assert [each.quantity for each in walked] == [
        "delta",
        "delta",
        "bias_gradient",
        "bias_gradient",
        "bias_gradient",
        "bias_gradient",
        "delta",
        "delta",
    ]
    assert picture.neighbour(Cell("weight", 0, 0), 0, -1) == Cell("weight", 0, 0)  # nothing lies beyond
    assert picture.neighbour(Cell("weight", 1, 1), 1, 0) == Cell("bias", 0, 1)


# The painting


def painted(picture: MatrixPicture, width: float, height: float, scale: int = 2) -> QImage:
    image = QImage(int(width * scale), int(height * scale), QImage.Format.Format_RGB32)
    image.fill(QColor(picture.style.surface))
    painter = QPainter(image)
    painter.scale(scale, scale)
    picture.paint(painter, width, height)
    painter.end()
    return image


def colour_at(image: QImage, rect: Rect, across: float = 0.12, down: float = 0.15, scale: int = 2) -> QColor:
    x, y = rect.x + across * rect.width, rect.y + down * rect.height
    return image.pixelColor(int(x * scale), int(y * scale))


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=lambda style: style.name)
def test_signs_and_gradients_have_their_hues_and_the_step_its_light(style: Style) -> None:
    picture = picture_of("mazur", 60, style)
    image = painted(picture, 544, 143)
    weights, gradient = by_quantity(picture.moment, 2)["weight"], by_quantity(picture.moment, 2)["delta"]
    positive = colour_at(image, picture.rect_of(Cell("weight", 0, 1), 544, 143))
    assert weights.values[0, 1] > 0
    assert positive.blue() > positive.red()
    assert gradient.values[0, 0] > 0 > gradient.values[0, 1]
    hues = [colour_at(image, picture.rect_of(Cell("delta", 0, k), 544, 143)).hue() for k in range(2)]
    assert 290 < hues[0] < 320
    assert 240 < hues[1] < 275
    lit = next(m for m in picture.matrices if m.lit is not None)
    soft = colour_at(image, picture.rect_of(Cell(lit.quantity, *lit.lit), 544, 143))
    assert soft == QColor(style.current_soft)


def test_a_pale_cell_leaves_its_number_readable() -> None:
    for style in (LIGHT, DARK, PRINT):
        for is_gradient in (False, True):
            for stop in style.cell_stops(is_gradient=is_gradient, is_pale=True):
                assert contrast(style.text, stop) > 4.5


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        parts = (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_negative_cells_without_numbers_are_marked() -> None:
    picture = picture_of("spiral-2-8-8-1", 1911, layer=2)
    image = painted(picture, 544, 143, scale=4)
    weights = picture.matrix("weight")
    for row, column in np.ndindex(*weights.values.shape):
        rect = picture.rect_of(Cell("weight", row, column), 544, 143)
        middle = colour_at(image, rect, 0.5, 0.5, scale=4)
        beside = colour_at(image, rect, 0.5, 0.2, scale=4)
        assert (middle != beside) == (weights.values[row, column] < 0)


def matrix_of(values: np.ndarray, known: np.ndarray | None = None) -> Matrix:
    is_known = np.ones(values.shape, dtype=bool) if known is None else known
    return Matrix("weight", 1, values, is_known, None, "x")


def test_the_largest_number_is_not_lost_among_many() -> None:
    values = np.zeros((1000, 1000))
    values[777, 333] = -5.0
    known = np.ones(values.shape, dtype=bool)
    known[:500] = False
    image = matrix_image(matrix_of(values, known), LIGHT.diverging)
    assert image.width() == image.height() == 256
    strong = QColor(LIGHT.diverging[0])
    pixels = [(x, y) for x in range(256) for y in range(256) if image.pixelColor(x, y) == strong]
    assert pixels == [(333 * 256 // 1000, -(-777 * 256 // 1000))]
    assert image.pixelColor(10, 10).alpha() == 0
    assert image.pixelColor(10, 200).alpha() == 255


def test_an_image_is_made_once_for_the_same_numbers_and_anew_for_others() -> None:
    session = session_at(edits.set_units(sample("xor-2-4-1"), 1, 2000), 0, -1)
    first = Reading(session.moment)
    session.go_to_step(3000)
    later = Reading(session.moment)
    images = [
        {matrix.quantity: matrix_image(matrix, LIGHT.diverging) for matrix in matrices_of(reading, 1)}
        for reading in (first, later)
    ]
    assert images[0]["weight"] is images[1]["weight"]
    assert images[0]["z"] is not images[1]["z"]
    session.go_to_update(1)
    weights = matrices_of(Reading(session.moment), 1)[0]
    assert matrix_image(weights, LIGHT.diverging) is not images[0]["weight"]
    assert matrix_image(weights, DARK.diverging) is not matrix_image(weights, LIGHT.diverging)


def test_numbers_that_are_not_finite_do_not_hide_the_others() -> None:
    values = np.array([[np.nan, 1.0], [np.inf, -1.0]])
    image = matrix_image(matrix_of(values), LIGHT.diverging)
    assert image.pixelColor(1, 0) == QColor(LIGHT.diverging[-1])
    assert image.pixelColor(1, 1) == QColor(LIGHT.diverging[0])
    assert image.pixelColor(0, 0).alpha() == 0


def test_a_million_weights_are_painted_as_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    project = edits.add_layer(edits.set_units(sample("xor-2-4-1"), 1, 1000), 1)
    session = session_at(edits.set_units(project, 2, 1000), 0, 10**6)
    assert session.moment.current.layer == 2
    images = []

    def counted(matrix: Matrix, stops: tuple[str, ...]) -> QImage:
        images.append((matrix.quantity, matrix_image(matrix, stops)))
        return images[-1][1]

    monkeypatch.setattr(matrix_cells, "matrix_image", counted)
    picture = MatrixPicture(session.moment, LIGHT)
    drawn = painted(picture, 544, 143)
    sizes = {quantity: (image.width(), image.height()) for quantity, image in images}
    assert sizes["weight"] == sizes["weight_gradient"] == (256, 256)
    rect = picture.rect_of(Cell("weight", 0, 0), 544, 143)
    end = picture.rect_of(Cell("weight", 999, 999), 544, 143)
    whole = Rect(rect.x, rect.y, end.right - rect.x, end.bottom - rect.y)
    places = [(across / 10, down / 10) for across in range(1, 10) for down in range(1, 10)]
    assert len({colour_at(drawn, whole, *place).name() for place in places}) > 20  # noise, not a plain area
