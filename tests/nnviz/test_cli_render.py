"""``nnviz render``: panels as figures, without a screen."""

# ruff: noqa: E501 (one row of a table per line)

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from nnviz.cli import main
from nnviz.project import file
from nnviz.project.ink import with_stroke
from nnviz.project.ink_spec import InkPlace, Stroke
from nnviz.resources import resource

XOR = str(resource("samples", "xor-2-4-1.nnviz"))


@pytest.fixture
def names(capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert main(["render", "--list"]) == 0
    return capsys.readouterr().out.split()


def pixels(path: Path) -> tuple[int, int]:
    """Return the width and height that a PNG's header tells."""
    width, height = struct.unpack(">II", path.read_bytes()[16:24])
    return width, height


def test_every_panel_can_be_drawn(names: list[str], tmp_path: Path) -> None:
    assert "network" in names
    for name in set(names) - {"compare"}:
        figure = tmp_path / f"{name}.svg"
        assert main(["render", XOR, "--panel", name, "--update", "3", "--output", str(figure)]) == 0
        assert b"<svg" in figure.read_bytes()


def test_somebody_s_arrays_are_drawn_beside_an_update(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["values", XOR, "--update", "3", "--json"]) == 0
    mine = tmp_path / "mine.json"
    mine.write_text(capsys.readouterr().out)
    figures = []
    for update in ("3", "4"):
        figures.append(tmp_path / f"{update}.svg")
        options = ["--panel", "compare", "--gradients", str(mine), "--update", update]
        assert main(["render", XOR, *options, "--output", str(figures[-1])]) == 0
    right, wrong = (figure.read_text() for figure in figures)
    assert "arrays agree" in right
    assert "The first difference" in wrong


def test_a_step_and_an_update_change_the_picture(tmp_path: Path) -> None:
    pictures = []
    for options in (
        [],
        ["--step", "0"],
        ["--step", "20"],
        ["--update", "50"],
        ["--sample", "2"],
        ["--theme", "dark"],
    ):
        figure = tmp_path / "network.png"
        assert (
            main(["render", XOR, "--panel", "network", *options, "--dpi", "72", "--output", str(figure)]) == 0
        )
        pictures.append(figure.read_bytes())
    assert len(set(pictures)) == len(pictures)


@pytest.mark.parametrize(
    ("options", "size"),
    [
        (["--size", "127x101.6", "--dpi", "100"], (500, 400)),
        (["--size", "50.8x25.4mm", "--dpi", "200"], (400, 200)),
        (["--size", "640x480px"], (640, 480)),
        (["--size", "640x480px", "--dpi", "96"], (640, 480)),
    ],
)
def test_a_size_in_millimetres_or_pixels(options: list[str], size: tuple[int, int], tmp_path: Path) -> None:
    figure = tmp_path / "loss.png"
    assert main(["render", XOR, "--panel", "loss", *options, "--output", str(figure)]) == 0
    assert pixels(figure) == size


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ([XOR], "one of the arguments --panel --list is required"),
        ([XOR, "--panel", "nothing", "--output", "a.png"], "render: unknown panel 'nothing'; known are network, "),
        ([XOR, "--panel", "loss"], "render: expected PROJECT and --output FIGURE"),
        (["--panel", "loss", "--output", "a.png"], "render: expected PROJECT and --output FIGURE"),
        (["no.nnviz", "--panel", "loss", "--output", "a.png"], "no.nnviz: cannot be read: "),
        ([XOR, "--panel", "loss", "--output", "a.bmp"], "“a.bmp” should end in "),
        ([XOR, "--panel", "loss", "--output", "no/folder/a.png"], "The folder “no/folder” does not exist"),
        ([XOR, "--panel", "loss", "--step", "999999", "--output", "a.png"], f"{XOR}: --step: expected 0 to "),
        ([XOR, "--panel", "loss", "--sample", "4", "--output", "a.png"], f"{XOR}: --sample: expected 0 to 3, got 4"),
        ([XOR, "--panel", "loss", "--size", "0x5", "--output", "a.png"], "argument --size: expected width and height"),
        ([XOR, "--panel", "loss", "--dpi", "0", "--output", "a.png"], "argument --dpi: expected a whole number"),
        ([XOR, "--panel", "compare", "--output", "a.png"], "render: --gradients FILE and --panel compare belong"),
        ([XOR, "--panel", "loss", "--gradients", "a.npz", "--output", "a.png"], "render: --gradients FILE and"),
        ([XOR, "--panel", "compare", "--gradients", "no.npz", "--output", "a.png"], "no.npz: "),
        ([XOR, "--panel", "loss", "--size", "9999x9999", "--output", "a.png"], ""),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_said_in_one_line(
    arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["render", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"nnviz: {line}")
    assert err.count("\n") == 1


def test_ink_is_drawn_where_it_is_asked_for(tmp_path: Path) -> None:
    place = InkPlace("loss", 0, 5)
    project = file.load(resource("samples") / "mazur.nnviz")
    stroke = Stroke("negative", ((10.0, 10.0), (90.0, 70.0)))
    file.save(with_stroke(project, place, stroke, (100.0, 80.0)), tmp_path / "inked.nnviz")
    with_ink, without = tmp_path / "ink.svg", tmp_path / "plain.svg"
    command = ["render", str(tmp_path / "inked.nnviz"), "--panel", "loss", "--step", "5"]
    assert main([*command, "--ink", "--output", str(with_ink)]) == 0
    assert main([*command, "--output", str(without)]) == 0
    assert "drawn by hand" in with_ink.read_text(encoding="utf-8")
    assert "drawn by hand" not in without.read_text(encoding="utf-8")
