"""``nnviz render --film`` and ``nnviz race --output race.gif``: films without a screen."""

# ruff: noqa: E501 (one row of a table per line)

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from nnviz.cli import main
from nnviz.resources import resource
from tests.nnviz.figures.film.films import frames_in

XOR = str(resource("samples", "xor-2-4-1.nnviz"))
TINY = ("--size", "120x90px", "--dpi", "36")
ADAM = ("--surface", "himmelblau", "--steps", "8", "--optimizer", "adam:learning_rate=0.3")


@pytest.mark.parametrize(("ending", "kind"), [(".gif", "GIF"), (".apng", "PNG"), (".webp", "WEBP")])
def test_a_race_is_a_film_by_its_ending(ending: str, kind: str, tmp_path: Path) -> None:
    film = tmp_path / f"race{ending}"
    assert main(["race", *ADAM, *TINY, "--output", str(film)]) == 0
    frames, times = frames_in(film)
    assert len(frames) == 9
    assert frames[0].shape == (90, 120, 3)
    assert times == [50.0] * 8 + [2000.0]
    with Image.open(film) as image:
        assert image.format == kind


def test_a_png_of_a_race_moves_with_film_alone(tmp_path: Path) -> None:
    still, moving = tmp_path / "still.png", tmp_path / "moving.png"
    assert main(["race", *ADAM, *TINY, "--output", str(still)]) == 0
    assert main(["race", *ADAM, *TINY, "--film", "--every", "4", "--output", str(moving)]) == 0
    with Image.open(still) as one, Image.open(moving) as many:
        assert not getattr(one, "is_animated", False)
        assert many.n_frames == 3


def test_a_panel_is_filmed_step_by_step(tmp_path: Path) -> None:
    film = tmp_path / "network.gif"
    common = ["render", XOR, "--panel", "network", *TINY, "--output", str(film)]
    assert main([*common, "--film", "--by", "phase", "--fps", "4", "--hold", "end:1", "--once"]) == 0
    assert frames_in(film)[1] == [250.0, 250.0, 250.0, 1000.0]
    with Image.open(film) as image:
        assert "loop" not in image.info
    assert main([*common, "--from", "0", "--to", "9", "--by", "term", "--hold", "3:0.7"]) == 0
    assert sum(frames_in(film)[1]) == 8 * 500 + 700 + 2000


def test_a_panel_is_filmed_over_updates(tmp_path: Path) -> None:
    film, still = tmp_path / "loss.apng", tmp_path / "loss.png"
    size = ("--size", "340x230px", "--dpi", "72")
    loss = ["render", XOR, "--panel", "loss", *size]
    over = ("--by", "update", "--from", "2", "--to", "6", "--every", "2", "--caption", "none")
    assert main([*loss, *over, "--output", str(film)]) == 0
    frames, _ = frames_in(film)
    assert len(frames) == 3
    assert main([*loss, "--update", "6", "--output", str(still)]) == 0
    with Image.open(still) as image:
        assert (frames[-1] == image.convert("RGB")).all()


def test_captions_differ(tmp_path: Path) -> None:
    films = []
    for caption in ("none", "words", "formula"):
        film = tmp_path / f"{caption}.gif"
        common = ("--panel", "inspector", "--by", "layer", "--dpi", "36", "--caption", caption)
        assert main(["render", XOR, *common, "--output", str(film)]) == 0
        films.append(frames_in(film)[0][0].shape[0])
    assert films[0] < films[1] < films[2]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--fps", "5", "--output", "a.png"], "render: --fps belongs to a film: --film, or an ending like .gif"),
        (["--by", "node", "--output", "a.svg"], "render: --by belongs to a film"),
        (["--film", "--output", "a.svg"], "“a.svg” should end in .gif, .apng, .webp or .mp4"),
        (["--film", "--output", "a"], "“a” should end in .gif, "),
        (["--output", "no/a.gif"], "The folder “no” does not exist."),
        (["--from", "9", "--to", "3", "--output", "a.gif"], "render: the first step comes after the last one"),
        (["--to", "99999", "--output", "a.gif"], "render: step 99999 is not there: expected 0 to "),
        (["--by", "update", "--output", "a.gif"], "render: --by update goes from the update --from to the update --to"),
        (["--by", "update", "--to", "3", "--update", "1", "--output", "a.gif"], "render: --by update goes from"),
        (["--step", "3", "--output", "a.gif"], "render: --step belongs to a figure"),
        (["--ink", "--output", "a.gif"], "render: --ink belongs to a figure"),
        (["--hold", "3", "--output", "a.gif"], "argument --hold: expected I:SECONDS or end:SECONDS"),
        (["--hold", "1:0", "--output", "a.gif"], "argument --hold: expected I:SECONDS or end:SECONDS"),
        (["--hold", "9999:1", "--output", "a.gif"], "render: 9999 cannot be held: no frame shows it"),
        (["--fps", "0", "--output", "a.gif"], "argument --fps: expected a number from 0.1 to 50, got '0'"),
        (["--every", "0", "--output", "a.gif"], "argument --every: expected a whole number from 1, got '0'"),
        (["--size", "9000x90px", "--output", "a.gif"], "9000 × 90 pixels are too many for a film"),
    ],
)  # fmt: skip
def test_what_cannot_be_filmed_is_said_in_one_line(
    arguments: list[str],
    line: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["render", XOR, "--panel", "loss", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"nnviz: {line}")
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("panel", "options", "line"),
    [
        ("race-basins", [], "render: nothing moves in race-basins"),
        ("race", ["--by", "node"], "render: --by node: this is filmed by step"),
    ],
)
def test_what_does_not_move_so_is_said(
    panel: str, options: list[str], line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    film = str(tmp_path / "a.gif")
    assert main(["render", XOR, "--panel", panel, *options, "--output", film]) == 2
    assert capsys.readouterr().err == f"nnviz: {line}\n"


def test_ctrl_c_leaves_the_old_film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = tmp_path / "race.gif"
    film.write_bytes(b"old")

    def interrupted(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("nnviz.figures.film.gif.GifWriter.add", interrupted)
    assert main(["race", *ADAM, *TINY, "--output", str(film)]) == 130
    assert [path.name for path in tmp_path.iterdir()] == ["race.gif"]
    assert film.read_bytes() == b"old"
