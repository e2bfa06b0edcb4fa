"""``nnviz worksheet``: sheets for a pupil or a class, without a screen."""

# ruff: noqa: E501 (one row of a table per line)

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nnviz.cli import main
from nnviz.resources import resource

MAZUR = str(resource("samples", "mazur.nnviz"))
EVERYTHING = str(Path(__file__).parent / "project" / "samples" / "everything.nnviz")
pytestmark = pytest.mark.usefixtures("qapp")


def made(path: Path, *options: str, project: str = MAZUR) -> str:
    """Return the LaTeX that the command writes."""
    assert main(["worksheet", project, *options, "--output", str(path)]) == 0
    return path.read_text(encoding="utf-8")


def test_one_sheet_has_the_projects_own_numbers(tmp_path: Path) -> None:
    document = made(tmp_path / "sheet.tex")
    assert "{\\Large\\bfseries mazur}" in document
    assert r"W^{(1)} = \begin{bmatrix} 0.15 & 0.25 \\ 0.2 & 0.3 \end{bmatrix}" in document
    assert r"$a_{1}^{(1)} = 0.5933$" in document.split(r"\newpage")[1]


def test_an_update_and_a_sample_choose_the_numbers(tmp_path: Path) -> None:
    xor = str(resource("samples", "xor-2-4-1.nnviz"))
    first = made(tmp_path / "a.tex", "--sample", "1", project=xor)
    later = made(tmp_path / "b.tex", "--update", "3", "--sample", "2", project=xor)
    assert r"x = \begin{bmatrix} 0 & 1 \end{bmatrix}" in first
    assert r"x = \begin{bmatrix} 1 & 0 \end{bmatrix}" in later
    assert r"\hfill {\normalsize update 3}" in later


def test_every_option_changes_the_sheet(tmp_path: Path) -> None:
    path = tmp_path / "sheet.tex"
    documents = [
        made(path, *options)
        for options in (
            [],
            ["--steps", "forward"],
            ["--blanks", "z,a"],
            ["--digits", "6"],
            ["--room", "40"],
            ["--paper", "letter"],
            ["--title", "Class 10b"],
        )
    ]
    assert len(set(documents)) == len(documents)


def test_a_class_gets_a_folder_of_variants_and_the_same_again_for_the_same_seed(tmp_path: Path) -> None:
    options = ["--variants", "3", "--format", "latex", "--steps", "forward"]
    for folder, seed in (("a", "0"), ("b", "0"), ("c", "1")):
        arguments = ["worksheet", MAZUR, *options, "--seed", seed, "--output", str(tmp_path / folder)]
        assert main(arguments) == 0
    contents = {
        folder: [path.read_text(encoding="utf-8") for path in sorted((tmp_path / folder).iterdir())]
        for folder in "abc"
    }
    assert [path.name for path in sorted((tmp_path / "a").iterdir())] == [
        "worksheet-01.tex",
        "worksheet-02.tex",
        "worksheet-03.tex",
    ]
    assert contents["a"] == contents["b"]
    assert len({*contents["a"], *contents["c"]}) == 6
    assert [re.findall(r"variant \d, seed 1", text)[0] for text in contents["c"]] == [
        f"variant {k}, seed 1" for k in (1, 2, 3)
    ]


def test_variants_are_pdfs_unless_latex_is_asked_for(tmp_path: Path) -> None:
    arguments = ["worksheet", MAZUR, "--variants", "2", "--steps", "0-3", "--output", str(tmp_path)]
    assert main(arguments) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["worksheet-01.pdf", "worksheet-02.pdf"]
    assert all(path.read_bytes().startswith(b"%PDF") for path in tmp_path.iterdir())


def test_a_project_with_all_there_is_makes_sheets_too(tmp_path: Path) -> None:
    document = made(tmp_path / "all.tex", "--steps", "loss-backward", project=EVERYTHING)
    assert r"\alpha^{(1)}" in document
    arguments = [
        "worksheet",
        EVERYTHING,
        "--variants",
        "1",
        "--steps",
        "forward",
        "--output",
        str(tmp_path / "x"),
    ]
    assert main(arguments) == 0


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--output", "a.png"], "--output: “a.png” should end in .pdf or .tex; a folder goes with --variants"),
        (["--output", "folder"], "--output: “folder” should end in .pdf or .tex; a folder goes with --variants"),
        (["--output", "a.pdf", "--format", "latex"], "--output: “a.pdf” should end in"),
        (["--output", "a.pdf", "--seed", "1"], "--seed goes with --variants"),
        (["--output", "no/a.pdf"], "The folder “no” does not exist."),
        (["--output", "no/a", "--variants", "2", "--steps", "0-3"], "The folder “no” does not exist."),
        (["--output", "file", "--variants", "2", "--steps", "0-3"], "“file” is a file, and no folder."),
        (["--output", "a", "--variants", "0"], "--variants: expected a whole number from 1 to 500, got 0"),
        (["--output", "a", "--variants", "501"], "--variants: expected a whole number from 1 to 500, got 501"),
        (["--output", "a", "--variants", "-3"], "argument --variants: expected a whole number from 0, got '-3'"),
        (["--output", "a", "--variants", "2", "--seed", "9" * 15], "--seed: expected a whole number from 0 to 2147483647"),
        (["--output", "a", "--variants", "2", "--update", "3"], "--update goes with the project's own numbers"),
        (["--output", "a", "--variants", "2", "--sample", "0"], "--sample goes with the project's own numbers"),
        (["--output", "a.pdf", "--sample", "1"], f"{MAZUR}: sample: expected 0 to 0, got 1"),
        (["--output", "a.pdf", "--steps", "9-3"], f"{MAZUR}: steps: 9-3 is empty"),
        (["--output", "a.pdf", "--steps", "0-999999"], f"{MAZUR}: steps: expected 0 to 68, got 999999"),
        (["--output", "a.pdf", "--blanks", "z,q"], f"{MAZUR}: unknown blanks 'q'"),
        (["--output", "a.pdf", "--blanks", ","], f"{MAZUR}: a worksheet without blanks is none"),
        (["--output", "a.pdf", "--digits", "0"], f"{MAZUR}: digits: expected 2 to 17, got 0"),
        (["--output", "a.pdf", "--room", "101"], "--room: expected a whole number from 0 to 100, got 101"),
        (["--output", "a.pdf", "--paper", "a0"], "argument --paper: invalid choice"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_line_and_leaves_nothing(
    arguments: list[str],
    line: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_bytes(b"old")
    assert main(["worksheet", MAZUR, *arguments]) == 2
    told = capsys.readouterr()
    assert told.err.startswith(f"nnviz: {line}")
    assert told.err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_bytes() == b"old"
