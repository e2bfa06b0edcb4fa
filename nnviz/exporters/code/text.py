"""Pieces of Python, put together line by line."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any

from nnviz.exporters.code.dialect import Dialect, Writer
from nnviz.exporters.code.recipe import Block

WIDTH = 100
_RULE = "# " + "-" * 30


def indented(lines: Iterable[str], levels: int = 1) -> str:
    """Return lines, each moved to the right."""
    return textwrap.indent("\n".join(lines), "    " * levels)


def function(name: str, arguments: str, doc: str, lines: Iterable[str]) -> str:
    """Return the text of a function."""
    raw = "r" if "\\" in doc else ""
    return f'def {name}({arguments}):\n    {raw}"""{doc}"""\n{indented(lines)}\n'


def formula(name: str, arguments: str, doc: str, result: Any, dialect: Dialect) -> str:
    """Return the text of a function that computes one expression."""
    writer = Writer(dialect)
    lines = writer.prepare([result])
    return function(name, arguments, doc, [*lines, f"return {writer.text(result)}"])


def comment(text: str, width: int = WIDTH) -> str:
    """Return a paragraph as a comment."""
    return "\n".join(f"# {line}" for line in textwrap.wrap(text, width - 2))


def joined(*parts: str) -> str:
    """Return statements and functions, two empty lines around each function."""
    texts = [part.strip("\n") for part in parts if part.strip()]
    text = ""
    for before, part in zip([None, *texts], texts, strict=False):
        if before is not None:
            apart = any(_is_definition(one) for one in (before, part))
            text += "\n\n\n" if apart else "\n"
        text += part
    return text


def entries(names: Iterable[str], text: str = '    "{0}": {0},') -> list[str]:
    """Return a dictionary of variables by their names, an entry per line."""
    return ["return {", *(text.format(name) for name in names), "}"]


def _is_definition(text: str) -> bool:
    return text.startswith(("def ", "class ", "@"))


def script(head: str, blocks: Iterable[Block]) -> str:
    """Return a program: a docstring, then each block under its title.

    Parameters
    ----------
    head : str
        The docstring, without quotes.
    """
    raw = "r" if "\\" in head else ""
    texts = [f'{raw}"""{head}"""\n']
    for block in blocks:
        words = f"{comment(block.text)}\n" if block.text else ""
        texts.append(f"{_RULE} {block.title}\n{words}\n{block.code.strip()}\n")
    return "\n\n".join(texts)
