"""Which steps and updates a film shows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnviz.figures import catalogue
from nnviz.figures.film.bounds import MOST_FRAMES
from nnviz.figures.film.frame import Caption, Paper, framed, grown, pixels_of
from nnviz.figures.film.reel import MomentSource, RaceSource, ReelError
from nnviz.figures.functions_pictures import FUNCTIONS
from nnviz.figures.loss_plot import loss_plot
from nnviz.figures.neuron_figures import NEURON_FIGURES
from nnviz.figures.plot_painter import PlotPicture
from nnviz.figures.style import LIGHT
from nnviz.moment import Moment
from nnviz.session import Session
from tests.nnviz.figures.film.films import race_source
from tests.nnviz.sessions import sample, session_at

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def session(qapp: object) -> Session:
    return session_at(sample("xor-2-4-1"), 12)


@pytest.fixture
def source(session: Session) -> MomentSource:
    def draw(moment: Moment, style: Any) -> PlotPicture:
        return PlotPicture(loss_plot(moment, style), style)

    return MomentSource(session.moment, session.history, draw)


@pytest.mark.parametrize("grain", ["term", "node", "layer", "phase"])
def test_frames_are_where_the_blocks_of_the_grain_end(source: MomentSource, grain: str) -> None:
    trace = source.moment.trace
    numbers = source.reel(grain, 0, len(trace) - 1).numbers
    assert list(numbers) == sorted({trace.block(step, grain)[-1] for step in range(len(trace))})
    assert len(source.reel("phase", 0, len(trace) - 1)) == 4


def test_every_n_th_frame_and_the_last(source: MomentSource) -> None:
    assert source.reel("update", 2, 11, 4).numbers == [2, 6, 10, 11]
    assert source.reel("update", 2, 10, 4).numbers == [2, 6, 10]
    assert source.reel("term", 3, 9, 3).numbers == [3, 6, 9]
    assert race_source(40).reel("step", 0, 40, 15).numbers == [0, 15, 30, 40]


def test_a_shot_is_of_its_own_step_or_update(session: Session, source: MomentSource) -> None:
    shots = [source.reel("update", 0, 12).shoot(number, LIGHT) for number in (3, 11, 5)]
    losses = session.moment.losses
    for number, shot in zip((3, 11, 5), shots, strict=True):
        before, _, loss = shot.words.rpartition(" ")
        assert before == f"Update {number}: loss"
        assert float(loss) == pytest.approx(losses[number], rel=1e-3)
    step = source.reel("term", 0, 30).shoot(7, LIGHT)
    assert step.words.startswith(f"Update 12, step 8 of {len(session.trace)}: ")
    assert step.formula is not None
    assert step.formula.latex


def test_the_moment_that_is_drawn_is_that_of_the_frame(session: Session) -> None:
    seen: list[tuple[int, int]] = []

    def draw(moment: Moment, style: Any) -> PlotPicture:
        seen.append((moment.update_number, moment.step))
        assert len(moment.losses) >= 12  # the whole curve stays
        return PlotPicture(loss_plot(moment, style), style)

    source = MomentSource(session.moment, session.history, draw)
    reel = source.reel("update", 4, 6)
    for number in (4, 6, 5):
        reel.shoot(number, LIGHT)
    source.reel("term", 0, 5).shoot(2, LIGHT)
    last = len(session.trace) - 1
    assert seen == [(4, last), (6, last), (5, last), (12, 2)]


@pytest.mark.parametrize(
    ("grain", "first", "last", "words"),
    [
        ("update", 0, 13, "update 13 is not there: expected 0 to 12"),
        ("update", 5, 4, "the first update comes after the last one"),
        ("node", 0, 10_000, "step 10000 is not there: expected 0 to "),
        ("layer", 1, 1, "no layer ends in this stretch of steps"),
    ],
)
def test_a_film_without_frames_is_refused(
    source: MomentSource, grain: str, first: int, last: int, words: str
) -> None:
    with pytest.raises(ReelError, match=words):
        source.reel(grain, first, last)


def test_too_many_frames_are_refused() -> None:
    source = race_source(MOST_FRAMES + 5)
    with pytest.raises(ReelError, match="more than 10000 frames"):
        source.reel("step", 0, MOST_FRAMES + 5)
    assert len(source.reel("step", 0, MOST_FRAMES + 5, 2)) < MOST_FRAMES


def test_a_race_begins_where_nobody_has_moved() -> None:
    source = race_source(10)
    assert source.span("step") == range(11)
    reel = source.reel("step", 0, 10)
    plot = reel.shoot(0, LIGHT).picture.plot
    assert "after 0 steps" in plot.description
    assert reel.shoot(10, LIGHT).words == "Himmelblau: after 10 of 10 steps"


@pytest.mark.parametrize("name", catalogue.panel_names())
def test_whatever_can_be_exported_can_be_filmed_or_stands_still(name: str, session: Session) -> None:
    if name in {"breakpoints", "compare", "race-basins", "race-sensitivity", *NEURON_FIGURES, *FUNCTIONS}:
        with pytest.raises(ReelError, match=f"nothing moves in {name}"):
            catalogue.film_source(name, session.moment, session.history)
        return
    source = catalogue.film_source(name, session.moment, session.history)
    grain = "step" if isinstance(source, RaceSource) else "update"
    span = source.span(grain)
    reel = source.reel(grain, span[1], span[-1])
    style = LIGHT
    ends = [reel.shoot(number, style) for number in (reel.numbers[0], reel.numbers[-1])]
    paper = Paper()
    for shot in ends:
        paper = grown(paper, shot, style, "words")
    first, last = (pixels_of(framed(shot, style, "words", paper), 320, 240, 72) for shot in ends)
    assert (first != last).any()
    still = catalogue.picture(name, session.moment, style)
    assert ends[1].picture.description == still.description


@pytest.mark.parametrize(("caption", "lines"), [("none", 0), ("words", 1), ("formula", 2)])
def test_the_caption_has_room_for_what_it_says(source: MomentSource, caption: Caption, lines: int) -> None:
    heights = []
    for number in source.reel("node", 0, 40).numbers:
        shot = source.reel("node", 0, 40).shoot(number, LIGHT)
        heights.append(grown(Paper(), shot, LIGHT, caption).caption)
    assert (min(heights) > 0) == (lines > 0)
    assert lines < 2 or min(heights) > LIGHT.normal * 3.5
    shot = source.reel("node", 0, 40).shoot(source.reel("node", 0, 40).numbers[0], LIGHT)
    paper = grown(Paper(), shot, LIGHT, caption)
    pixels = pixels_of(framed(shot, LIGHT, caption, paper), *map(round, (paper.width, paper.height)), 72)
    below = pixels[round(paper.height - paper.caption) :]
    assert bool((below != pixels[0, 0]).any()) == (lines > 0)
    assert not below.size or np.all(below[-2:] == pixels[0, 0])  # nothing is cut
