"""``nnviz lessons check``."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnviz.cli import main
from tests.nnviz.lessons.pages import MAKE, READ, write_lesson


def test_right_lessons_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_lesson(tmp_path / "mine")
    assert main(["lessons", "check", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"{folder}: A lesson: 5 steps, all right\n"


def test_all_that_is_wrong_is_told_a_line_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_lesson(tmp_path / "a", {"01-read": READ.replace("z1", "z9"), "02-make": MAKE.replace("0.9", "0.1")})
    write_lesson(tmp_path / "b")
    assert main(["lessons", "check", str(tmp_path)]) == 2
    out, err = capsys.readouterr()
    assert "all right" in out
    first, second = err.splitlines()
    assert first.startswith(f"nnviz: {tmp_path}/a/01-read.md:2: unknown name 'z9'")
    assert second.startswith(f"nnviz: {tmp_path}/a/02-make.md:3: ")


def test_a_folder_without_lessons_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lessons", "check", str(tmp_path / "absent")]) == 2
    assert capsys.readouterr().err == f"nnviz: {tmp_path}/absent: there is no such folder\n"
