"""What the pages say is what the program does."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from core.number_format import format_number
from nnviz.cli import main
from nnviz.shortcuts import MOVES, OTHER_KEYS, PLAIN_KEY_WORDS

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_are_named_exist(page: Path) -> None:
    words = page.read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:core|nnviz|docs|scripts|resources|tests)/[\w./-]+)`", words))
    written_by_the_reader = {"core/activations/arsinh.py"}
    assert [n for n in sorted(named - written_by_the_reader) if not (ROOT / n).exists()] == []


def test_every_key_is_on_the_page_of_keys() -> None:
    moves = [key for move in MOVES if move for key in move.keys]
    others = [key for keys, _ in (*PLAIN_KEY_WORDS, *OTHER_KEYS) for key in re.split(", | to ", keys)]
    named = set(re.split(r"[^\w+]+", text("docs/keys.md")))
    assert {*moves, *others} - named == set()


def test_numbers_are_written_as_the_conventions_say() -> None:
    table = text("docs/conventions.md").split("| number | written |")[1].split("\n\n")[0]
    rows = re.findall(r"^\| (\S+) \| (\S+) \|$", table, re.MULTILINE)
    assert len(rows) > 4
    for number, written in rows[1:] if rows[0][0] == "---" else rows:
        assert format_number(float(number)) == written


def commands() -> list[str]:
    blocks = [
        b for page in PAGES for b in re.findall(r"```console\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    ]
    joined = "\n".join(blocks).replace("\\\n", " ")
    return re.findall(r"^\$ (?:nnviz|python main\.py) (.+)$", joined, re.MULTILINE)


@pytest.mark.parametrize("command", commands())
def test_commands_on_the_pages_work(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: object
) -> None:
    (tmp_path / "resources").symlink_to(ROOT / "resources")
    monkeypatch.chdir(tmp_path)
    assert main(shlex.split(command)) == 0
