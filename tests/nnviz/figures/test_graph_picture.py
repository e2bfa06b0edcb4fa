"""The computation graph: what it shows at a moment, where, and that it is right after any jump."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from core.formula import Source
from core.number_format import format_number
from core.trace import Trace
from nnviz.figures import graph_layout
from nnviz.figures.graph_excerpt import HANDFUL, Room
from nnviz.figures.graph_items import Fold
from nnviz.figures.graph_picture import GraphOptions, GraphPicture
from nnviz.figures.graph_reading import GraphLabel, GraphScene, middle
from nnviz.figures.graph_words import item_tooltip, number_tooltip
from nnviz.figures.style import DARK, LIGHT, PRINT
from nnviz.moment import Moment, Selection
from nnviz.project.model import Project, Vector
from tests.core.cases import EXTRAS, make_network, make_task, trace_of, with_extras
from tests.nnviz.afresh import Afresh
from tests.nnviz.sessions import END, sample, session_at

SAMPLES = ("mazur", "forward-3-4-2", "xor-2-4-1", "spiral-2-8-8-1", "iris-4-8-3")
SIZE = (700.0, 400.0)
TRACES = {extra: trace_of(with_extras(extra, "adam")) for extra in EXTRAS}
TRACES["deep"] = trace_of(make_task(make_network(2, *[(2, "tanh")] * 4), "mse", "sgd", samples=2))
TRACES["softmax within"] = trace_of(make_task(make_network(2, (5, "softmax"), (4, "tanh"))))
TRACES["wide"] = trace_of(make_task(make_network(12, (9, "relu"), (11, "sigmoid")), "bce", samples=2))
SHAPES = ("all", "softmax with dropout", "deep", "softmax within")  # those that differ in what is drawn
pytestmark = pytest.mark.usefixtures("qtbot")


def moment_of(trace: Trace, step: int, selection: Selection | None = None) -> Moment:
    step = min(step, len(trace) - 1)
    return Moment(sample("mazur"), trace, step, selection or Selection(), np.empty(0))


def moment_at(project: Project, step: int, selection: Selection | None = None) -> Moment:
    return replace(session_at(project, 0, step).moment, selection=selection or Selection())


def scene_of(moment: Moment, *unfolded: Fold, room: Room = HANDFUL) -> GraphScene:
    options = GraphOptions(frozenset(unfolded), room)
    picture = GraphPicture(moment, LIGHT, options)
    width, height = picture.size
    return picture.scene(max(width, SIZE[0]), max(height, SIZE[1]))


def drawn(picture: GraphPicture) -> QImage:
    width, height = picture.size
    image = QImage(round(width), round(height), QImage.Format.Format_RGB32)
    image.fill(QColor(picture.style.surface))
    painter = QPainter(image)
    picture.paint(painter, width, height)
    painter.end()
    return image


def label_of(scene: GraphScene, source: Source) -> GraphLabel:
    return next(label for label in scene.labels if label.source == source)


def places(trace: Trace) -> list[tuple[int, int]]:
    sizes = trace.task.network.sizes
    return [(layer, unit) for layer in range(len(sizes)) for unit in range(sizes[layer])]


def kinds_of(trace: Trace) -> list[int]:
    """One step of each kind in each layer, in the first and the last unit."""
    found: dict[tuple[str, int], list[int]] = {}
    for index in range(len(trace)):
        found.setdefault((trace[index].kind, trace[index].layer), []).append(index)
    return sorted({index for indices in found.values() for index in (indices[0], indices[-1])})


def hold_to_afresh(scene: GraphScene) -> None:
    """Hold every number of a scene to the plain passes, and every empty place to its step."""
    trace, moment = scene.reading.trace, scene.reading.moment
    reference = Afresh(trace, moment.sample)
    for label in scene.labels:
        done = trace.step_of(label.source) <= moment.step or label.source.quantity == "chain_delta"
        if not done:
            assert label.text in ("", "…"), label
            continue
        expected = reference.number(label.source)
        shown = scene.reading.values.read(label.source)
        assert shown == pytest.approx(expected, rel=1e-12, abs=1e-14), label
        texts = [format_number(shown, digits) for digits in range(1, 5)]
        assert any(label.text.endswith(text) for text in texts), label


@pytest.mark.parametrize("name", SAMPLES)
def test_a_random_walk_shows_what_is_computed_afresh(name: str) -> None:
    chance = random.Random(name)
    session = session_at(sample(name), 3, -1)
    for _ in range(25):
        session.go_to_update(chance.randrange(6))
        session.go_to_step(chance.randrange(-1, len(session.trace)))
        layer, unit = chance.choice([(None, None), *places(session.trace)])
        session.select(sample=chance.randrange(len(session.moment.update.batch)), layer=layer, unit=unit)
        hold_to_afresh(scene_of(session.moment))


@pytest.mark.parametrize("name", TRACES)
def test_dropout_slopes_penalties_and_softmax_are_shown_as_computed_afresh(name: str) -> None:
    trace, chance = TRACES[name], random.Random(name)
    for _ in range(12):
        layer, unit = chance.choice([(None, None), *places(trace)])
        moment = moment_of(trace, chance.randrange(-1, len(trace)), Selection(0, layer, unit))
        folds = [
            Fold(kind, *place) for kind in ("inputs", "paths", "peers", "unit") for place in places(trace)
        ]
        hold_to_afresh(scene_of(moment, *chance.sample(folds, 6)))


@pytest.mark.parametrize("name", [*SHAPES, "l1", "wide"])
def test_every_step_lights_up_what_it_works_on(name: str) -> None:
    trace = TRACES[name]
    for step in kinds_of(trace):
        scene = scene_of(moment_of(trace, step))
        assert scene.lit, trace[step]
        drawn(GraphPicture(scene.reading.moment, DARK))


def test_what_is_folded_away_lights_up_where_it_is_folded() -> None:
    trace = TRACES["wide"]
    for step in kinds_of(trace):
        if trace[step].layer != 1 or trace[step].kind == "grad_a_term":
            continue
        chosen = Selection(layer=2, unit=10)
        (item,) = scene_of(moment_of(trace, step, chosen), room=Room(2, 1)).lit
        assert item.kind in ("unit", "more")
        assert trace[step].unit in (item.unit, *item.hidden)


@pytest.mark.parametrize("room", [HANDFUL, Room(2, 1)])
@pytest.mark.parametrize("name", [*SHAPES, "wide"])
def test_nothing_covers_anything_else_or_leaves_the_drawing(name: str, room: Room) -> None:
    trace = TRACES[name]
    for layer, unit in places(trace)[::3]:
        for near in (None, *neighbours(trace, layer, unit)):
            folds = [Fold("unit", *near)] if near else []
            scene = scene_of(moment_of(trace, END, Selection(0, layer, unit)), *folds, room=room)
            layout = scene.layout
            rects = [item.rect for item in layout.items]
            rects += [label.rect for label in scene.labels if label.text]
            for rect in rects:
                assert 0 <= rect.x <= rect.right <= layout.width
                assert graph_layout.CAPTION <= rect.y <= rect.bottom <= layout.height
            for first, second in combinations(rects, 2):
                assert not first.grown(-1).overlaps(second.grown(-1)), (first, second)


def neighbours(trace: Trace, layer: int, unit: int) -> list[tuple[int, int]]:
    sizes = trace.task.network.sizes
    before = [(layer - 1, 0)] if layer > 1 else []
    return before + ([(layer + 1, sizes[layer + 1] - 1)] if layer + 1 < len(sizes) else [])


def test_the_graph_follows_the_step_until_a_unit_is_chosen() -> None:
    project = sample("mazur")
    trace = session_at(project, 0, -1).trace
    step = trace.step_of(Source("z", 2, 1))
    assert middle(moment_at(project, step)) == (2, 1)
    assert middle(moment_at(project, step, Selection(layer=1, unit=0))) == (1, 0)
    assert middle(moment_at(project, -1)) == (1, 0)


def test_mazurs_first_delta_stands_on_its_wires() -> None:
    """The numbers of the worked example (Mazur, 2015), by hand: the chain rule on the drawing."""
    scene = scene_of(moment_at(sample("mazur"), 34))
    expected = {
        Source("product", 1, 0, 0): "0.0075",
        Source("z", 1, 0): "0.3775",
        Source("a", 1, 0): "0.5933",
        Source("grad_a", 1, 0): "∂ 0.03635",
        Source("grad_a_term", 1, 0, 0): "∂ 0.05540",
        Source("grad_a_term", 1, 0, 1): "∂ −0.01905",
        Source("derivative", 1, 0): "f′ 0.2413",
        Source("delta", 1, 0): "∂ 0.008771",
        Source("weight_gradient", 1, 0, 0): "",
    }
    assert {source: label_of(scene, source).text for source in expected} == expected
    (item,) = scene.lit
    assert (item.kind, item.layer, item.unit) == ("activation", 1, 0)
    touched = [label.source for label in scene.labels if label.is_touched]
    assert touched == [Source("delta", 1, 0), Source("grad_a", 1, 0), Source("derivative", 1, 0)]


def test_a_weight_is_the_new_one_once_its_update_has_been() -> None:
    project = sample("mazur")
    new = Source("theta", 1, 0, 0)
    step = session_at(project, 0, -1).trace.step_of(new)
    before = scene_of(moment_at(project, step - 1, Selection(layer=1, unit=0)))
    after = scene_of(moment_at(project, step, Selection(layer=1, unit=0)))
    assert label_of(before, Source("weight", 1, 0, 0)).text == "0.15"
    assert label_of(after, new).text == "0.1498"


def test_a_number_that_was_left_out_unfolds_and_folds_again() -> None:
    trace = TRACES["wide"]
    moment = moment_of(trace, END, Selection(layer=1, unit=3))
    folded = scene_of(moment)
    more = folded.layout.item("more", 1, 3, 7)
    assert more is not None
    assert more.fold == Fold("inputs", 1, 3)
    assert more.hidden == tuple(range(4, 12))
    unfolded = scene_of(moment, more.fold)
    origins = [item.origin for item in unfolded.layout.items if (item.kind, item.layer) == ("multiply", 1)]
    assert origins == list(range(12))
    again = next(item for item in unfolded.layout.items if item.fold == more.fold)
    assert (again.folded, again.hidden) == (False, ())


def test_the_input_that_the_step_works_on_is_always_among_those_shown() -> None:
    trace = TRACES["wide"]
    step = trace.step_of(Source("product", 1, 0, 9))
    scene = scene_of(moment_of(trace, step))
    (item,) = scene.lit
    assert (item.kind, item.origin) == ("multiply", 9)
    assert label_of(scene, Source("product", 1, 0, 9)).is_touched


def test_neighbours_unfold_to_their_operations() -> None:
    trace = TRACES["deep"]
    moment = moment_of(trace, END, Selection(layer=2, unit=0))
    plain = scene_of(moment).layout
    assert plain.item("add", 1, 1) is None
    assert plain.item("add", 3, 1) is None
    opened = scene_of(moment, Fold("unit", 1, 1), Fold("unit", 3, 1)).layout
    for layer in (1, 3):
        assert opened.item("add", layer, 1) is not None
        assert opened.item("activation", layer, 1) is not None
    assert opened.item("multiply", 1, 1, 0) is not None
    assert opened.item("onward", 3, 1) is not None
    assert opened.width > plain.width


def test_more_room_lengthens_the_wires() -> None:
    picture = GraphPicture(moment_at(sample("mazur"), 34), LIGHT)
    width, height = picture.size
    wide = picture.layout((width + 60, height + 20))
    assert (wide.width, wide.height) == (width + 60, height + 20)
    lengths = [
        sum(wire.straight[1] - wire.straight[0] for wire in layout.wires)
        for layout in (picture.layout(), wide)
    ]
    assert lengths[1] > lengths[0] + 60


def test_items_and_numbers_are_hit() -> None:
    picture = GraphPicture(moment_at(sample("mazur"), 34), LIGHT)
    width, height = picture.size
    scene = picture.scene(width, height)
    label = label_of(scene, Source("delta", 1, 0))
    found = picture.hit(label.rect.centre, label.rect.middle, width, height)
    assert isinstance(found, GraphLabel)
    item = scene.layout.item("activation", 1, 0)
    assert item is not None
    assert picture.hit(item.rect.centre, item.rect.middle, width, height) == item
    assert picture.hit(width - 2, height - 2, width, height) is None


def test_words_tell_numbers_with_all_their_digits() -> None:
    moment = moment_at(sample("mazur"), 34)
    scene = scene_of(moment)
    reading = scene.reading
    share = reading.values.read(Source("grad_a_term", 1, 0, 1))
    assert repr(share) in number_tooltip(reading, Source("grad_a_term", 1, 0, 1))
    product = scene.layout.item("multiply", 1, 0, 0)
    assert product is not None
    assert "multiplies an input of hidden unit 1" in item_tooltip(reading, product).lower()
    assert "not computed yet" in number_tooltip(reading, Source("derivative", 1, 1))
    text = GraphPicture(moment, LIGHT).description
    assert "around hidden unit 1 of layer 1, where the step is" in text
    assert "z 0.3775, delta = dL/dz 0.008771" in text
    assert "1: weight times input 0.0075" in text


@pytest.mark.parametrize("name", SHAPES)
def test_everything_that_is_pointed_at_has_words(name: str) -> None:
    trace = TRACES[name]
    for layer, unit in places(trace):
        scene = scene_of(moment_of(trace, END, Selection(0, layer, unit)))
        silent = ("fork", "onward", "samples", "rest", "result")
        for item in scene.layout.items:
            assert item_tooltip(scene.reading, item) or item.kind in silent, item
        for label in scene.labels:
            assert number_tooltip(scene.reading, label.source)


def test_numbers_that_are_not_finite_are_shown_as_such() -> None:
    project = sample("mazur")
    theta = project.first_point().theta.copy()
    theta[0] = np.inf
    project = project.with_network(theta=Vector(theta))
    scene = scene_of(moment_at(project, END, Selection(layer=1, unit=0)))
    drawn(GraphPicture(scene.reading.moment, LIGHT))
    assert label_of(scene, Source("product", 1, 0, 0)).text == "∞"


def test_a_highlighted_number_and_a_pointed_item_change_the_drawing() -> None:
    moment = moment_at(sample("mazur"), 34)
    plain = GraphPicture(moment, LIGHT)
    item = plain.layout().item("add", 1, 0)
    others = [
        plain.with_options(GraphOptions(highlight=Source("z", 1, 0))),
        plain.with_options(GraphOptions(pointed=item)),
    ]
    images = [drawn(picture) for picture in (plain, *others)]
    assert images[0] != images[1]
    assert images[0] != images[2]
    assert images[1] != images[2]


def test_a_figure_shrinks_to_its_paper() -> None:
    moment = moment_at(sample("iris-4-8-3"), 300)
    picture = GraphPicture(moment, PRINT)
    image = QImage(300, 120, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    picture.paint(painter, 300, 120)
    painter.end()
    columns = [x for x in range(300) if any(image.pixelColor(x, y) != QColor("white") for y in range(120))]
    assert 250 < columns[-1] - columns[0] < 300


def test_layouts_are_kept_but_not_without_end() -> None:
    session = session_at(sample("spiral-2-8-8-1"), 0, -1)
    for step in range(0, len(session.trace), 9):
        session.go_to_step(step)
        scene_of(session.moment)
    kept = graph_layout.lay_out.cache_info()
    assert kept.currsize <= kept.maxsize


def test_an_operation_stands_for_one_place() -> None:
    layout = scene_of(moment_of(TRACES["deep"], END, Selection(layer=2, unit=0))).layout
    keys = [(item.kind, item.layer, item.unit, item.origin) for item in layout.items if item.writes]
    assert len(keys) == len(set(keys))
