"""Words for LaTeX."""

from __future__ import annotations

import unicodedata

_SPECIAL = {c: rf"\{c}" for c in "#$%&_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\N{MINUS SIGN}": "$-$",
    "\N{MIDDLE DOT}": r"$\cdot$",
    "\N{GREEK SMALL LETTER ETA}": r"$\eta$",
    "<": "$<$",
    ">": "$>$",
    "|": "$|$",
    "“": "``",
    "”": "''",
}
_LETTERS = "ßæÆœŒøØåÅłŁ¡¿"
_ACCENTS = frozenset("\u0300\u0301\u0302\u0303\u0308\u030c")  # ` ´ ^ ~ ¨ and the caron


def escape(text: str) -> str:
    """Return text that LaTeX sets as it is; a letter that it cannot set without a package becomes ``?``."""
    return "".join(_SPECIAL.get(c, c if _is_known(c) else "?") for c in unicodedata.normalize("NFC", text))


def _is_known(c: str) -> bool:
    """Tell whether LaTeX has the letter without a package: it puts accents on letters by itself."""
    if c.isascii() or c in _LETTERS:
        return c.isprintable()
    parts = unicodedata.normalize("NFD", c)
    return len(parts) == 2 and parts[0].isascii() and parts[0].isalpha() and parts[1] in _ACCENTS
