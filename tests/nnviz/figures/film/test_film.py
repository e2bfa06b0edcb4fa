"""Film files, as other programs read them."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from core.optimizers.sgd import SGD
from nnviz.figures.export import ExportError
from nnviz.figures.film.estimate import estimated_bytes
from nnviz.figures.film.film import Camera, FilmOptions, film_ending, frame_seconds, make_film
from nnviz.figures.film.frame import Paper, grown
from nnviz.figures.film.reel import Reel, ReelError
from tests.nnviz.figures.film.films import STYLE, frames_in, moving_block, race_source, rgb

pytestmark = pytest.mark.usefixtures("qapp")

SMALL = FilmOptions(120, 100, dpi=72, hold_end=0.0, caption="none")
RACE = replace(SMALL, width_px=240, height_px=204, dpi=43)  # its own size, in few pixels
LOSSLESS = (".apng", ".webp")


def made(reel: Reel, path: Path, options: FilmOptions = SMALL) -> Path:
    """Make a film to its end; its progress only grows."""
    shares = list(make_film(reel, STYLE, path, options, {"Title": "A film", "Software": "NNViz"}))
    assert all(before <= after for before, after in pairwise(shares))
    assert shares[-1] == 1
    return path


def drawn(reel: Reel, options: FilmOptions = SMALL, ending: str = ".gif") -> list[np.ndarray]:
    """Return the frames of a film as they are drawn."""
    paper = Paper()
    for number in reel.numbers:
        paper = grown(paper, reel.shoot(number, STYLE), STYLE, options.caption)
    camera = Camera(reel, STYLE, options, paper, ending)
    return [rgb(camera.pixels(place)) for place in range(len(reel))]


@pytest.mark.parametrize("ending", LOSSLESS)
def test_every_frame_is_what_was_drawn(ending: str, tmp_path: Path) -> None:
    reel = race_source().reel("step", 0, 12)
    frames, times = frames_in(made(reel, tmp_path / f"race{ending}", RACE))
    np.testing.assert_array_equal(frames, drawn(reel, RACE))
    assert times == [50.0] * 13


def test_a_gif_has_flat_colours_as_they_are_and_others_nearly(tmp_path: Path) -> None:
    reel = race_source().reel("step", 0, 12)
    frames, times = frames_in(made(reel, tmp_path / "race.gif", RACE))
    assert times == [50.0] * 13
    for frame, exact in zip(frames, drawn(reel, RACE), strict=True):
        away = np.abs(frame.astype(int) - exact.astype(int)).max(axis=-1)
        assert away.max() < 48
        assert np.mean(away) < 1
        assert np.mean(away == 0) > 0.8


def test_few_colours_are_kept_to_the_bit(tmp_path: Path) -> None:
    reel = moving_block([2, 10, 30])
    frames, _ = frames_in(made(reel, tmp_path / "block.gif"))
    np.testing.assert_array_equal(frames, drawn(reel))


@pytest.mark.parametrize("ending", [".gif", *LOSSLESS])
def test_only_what_changes_is_written(ending: str, tmp_path: Path) -> None:
    still = made(moving_block([2, 2, 2, 2]), tmp_path / f"still{ending}")
    moves = made(moving_block([2, 2, 40, 40]), tmp_path / f"moves{ending}")
    one = made(moving_block([2]), tmp_path / f"one{ending}")
    assert still.stat().st_size == one.stat().st_size
    with Image.open(moves) as film:
        assert film.n_frames == 2
    frames, times = frames_in(moves)
    assert times == [200.0, 200.0]
    assert (frames[0] != frames[1]).any()
    assert moves.stat().st_size < one.stat().st_size + 400


@pytest.mark.parametrize("ending", [".gif", *LOSSLESS])
def test_frames_are_held_and_the_film_goes_round_or_ends(ending: str, tmp_path: Path) -> None:
    reel = moving_block([2, 10, 20, 30, 40], speed=30)
    options = replace(SMALL, holds={1: 1.5}, hold_end=2.0)
    _, times = frames_in(made(reel, tmp_path / f"round{ending}", options))
    assert times == pytest.approx([100 / 3, 1500, 100 / 3, 100 / 3, 2000], abs=10)
    assert sum(times) == pytest.approx(3600, abs=5)  # rounded so that the whole is right
    once = made(reel, tmp_path / f"once{ending}", replace(options, loop=False, frames_per_second=10))
    with Image.open(tmp_path / f"round{ending}") as film:
        assert film.info["loop"] == 0
    with Image.open(once) as film:
        assert film.info.get("loop", 1) == 1
    assert frames_in(once)[1] == [100.0, 1500.0, 100.0, 100.0, 2000.0]


@pytest.mark.parametrize("ending", [".gif", *LOSSLESS])
def test_a_frame_may_stay_for_minutes(ending: str, tmp_path: Path) -> None:
    path = made(moving_block([2, 10]), tmp_path / f"long{ending}", replace(SMALL, hold_end=600.0))
    assert frames_in(path)[1] == [100.0, 600_000.0]


def test_the_title_is_inside(tmp_path: Path) -> None:
    reel = moving_block([2, 10])
    with Image.open(made(reel, tmp_path / "a.gif")) as film:
        assert film.info["comment"] == b"A film; NNViz"
    with Image.open(made(reel, tmp_path / "a.png")) as film:
        assert (film.n_frames, film.info["Title"], film.info["Software"]) == (2, "A film", "NNViz")
    with Image.open(made(reel, tmp_path / "a.webp")) as film:
        assert "A film; NNViz" in "".join(ElementTree.fromstring(film.info["xmp"]).itertext())


def test_an_mp4_runs_as_long_as_it_should(tmp_path: Path) -> None:
    av = pytest.importorskip("av", reason="the extra film is not installed")
    reel = moving_block([2, 10, 20, 30, 40])
    options = replace(SMALL, width_px=121, height_px=99, holds={1: 1.5}, hold_end=2.0)
    with av.open(str(made(reel, tmp_path / "a.mp4", options))) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height, stream.pix_fmt) == (122, 100, "yuv420p")
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
        assert len(frames) == pytest.approx(10 * (3 * 0.1 + 1.5 + 2.0))
        assert container.metadata["title"] == "A film; NNViz"
    want = drawn(reel, options, ".mp4")
    for place, frame in ((0, 0), (5, 1), (-1, 4)):
        assert np.abs(frames[place].astype(int) - want[frame].astype(int)).mean() < 3


def test_an_mp4_without_pyav_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(ExportError, match=r"pip install 'nnviz\[film\]'"):
        made(moving_block([2, 10]), tmp_path / "a.mp4")
    assert list(tmp_path.iterdir()) == []


def test_a_caption_stands_below_and_all_frames_have_one_size(tmp_path: Path) -> None:
    reel = moving_block([2, 10])
    natural = replace(SMALL, width_px=None, height_px=None)
    with Image.open(made(reel, tmp_path / "none.gif", natural)) as film:
        assert film.size == (60, 40)
    frames, _ = frames_in(made(reel, tmp_path / "words.gif", replace(natural, caption="words")))
    height, width, _ = frames[0].shape
    assert width == 60
    assert height > 50
    assert frames[0][40:].min() < 128 < frames[0][:8].min()  # letters below the picture, none above


def test_what_stopped_or_failed_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "film.gif"
    path.write_bytes(b"old")
    work = make_film(moving_block(range(9)), STYLE, path, SMALL)
    for _ in range(15):
        next(work)
    assert len(list(tmp_path.iterdir())) == 2  # what is written so far has another name
    work.close()
    assert [p.name for p in tmp_path.iterdir()] == ["film.gif"]
    assert path.read_bytes() == b"old"

    def broken(number: int, style: object) -> None:
        raise RuntimeError("no picture")

    with pytest.raises(RuntimeError, match="no picture"):
        made(Reel(range(3), broken, 10), path)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match=r"The disk is full: “film.gif” was not written."):
        made(moving_block(range(3)), path)
    assert [p.name for p in tmp_path.iterdir()] == ["film.gif"]
    assert path.read_bytes() == b"old"


def test_what_cannot_be_a_film_is_said(tmp_path: Path) -> None:
    reel = moving_block([2, 10])
    with pytest.raises(ExportError, match=r"should end in .gif, .apng, .webp or .mp4"):
        made(reel, tmp_path / "film.avi")
    with pytest.raises(ExportError, match="5000 × 10 pixels are too many for a film"):
        made(reel, tmp_path / "film.gif", replace(SMALL, width_px=5000, height_px=10))
    with pytest.raises(ExportError, match="does not exist"):
        made(reel, tmp_path / "no" / "film.gif")
    with pytest.raises(ReelError, match="7 cannot be held: no frame shows it"):
        made(reel, tmp_path / "film.gif", replace(SMALL, holds={7: 1.0}))
    assert list(tmp_path.iterdir()) == []


def test_the_ending_says_what_is_a_film() -> None:
    assert film_ending(Path("a.GIF")) == ".gif"
    assert film_ending(Path("a.png")) is None
    assert film_ending(Path("a.png"), is_film=True) == ".apng"
    assert film_ending(Path("a.svg"), is_film=True) is None


def test_a_single_frame_is_shown_as_long_as_the_end() -> None:
    assert frame_seconds(moving_block([1]), SMALL) == [0.1]
    assert frame_seconds(moving_block([1]), replace(SMALL, hold_end=3.0)) == [3.0]


@pytest.mark.parametrize("ending", [".gif", *LOSSLESS])
def test_the_estimate_is_near_the_size(ending: str, tmp_path: Path) -> None:
    reel = race_source(30).reel("step", 0, 30)
    *_, estimate = estimated_bytes(reel, STYLE, ending, RACE)
    assert estimate == pytest.approx(made(reel, tmp_path / f"a{ending}", RACE).stat().st_size, rel=0.3)
    short = moving_block([2, 10, 30])
    *_, exact = estimated_bytes(short, STYLE, ending, SMALL)
    assert exact == pytest.approx(made(short, tmp_path / f"b{ending}").stat().st_size, abs=500)


def test_a_legend_that_grows_moves_nothing(tmp_path: Path) -> None:
    """SGD with too large a rate overflows on the way, and the legend says so from then on."""
    reel = race_source(20, SGD(learning_rate=0.05)).reel("step", 0, 20)
    widths = {
        reel.shoot(number, STYLE).picture.arrange(400.0, 300.0).frame.rect.width() for number in reel.numbers
    }
    assert len(widths) == 1
