"""How wide texts are, measured once: a drawing that is repainted at every step asks for the same ones."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QFontMetricsF

from core.number_format import format_number
from nnviz.figures.style import Size, Style

_MOST = 20_000


class TextWidth:
    """The widths of texts in one font, in points."""

    def __init__(self, metrics: QFontMetricsF) -> None:
        self._metrics = metrics
        self._known: dict[str, float] = {}

    def __call__(self, text: str) -> float:
        """Return the width of a text."""
        width = self._known.get(text)
        if width is None:
            if len(self._known) >= _MOST:
                self._known.clear()
            width = self._known[text] = self._metrics.horizontalAdvance(text)
        return width


@lru_cache(maxsize=32)
def text_width(style: Style, size: Size) -> TextWidth:
    """Return the measure of a style's regular letters."""
    return TextWidth(QFontMetricsF(style.font(size)))


def fitted_number(value: float, style: Style, room: float, size: Size = "small", mark: str = "") -> str:
    """Return a number behind a mark, with as many of the style's digits as the room allows."""
    width = text_width(style, size)
    for digits in range(style.digits, 1, -1):
        text = mark + format_number(value, digits)
        if width(text) <= room:
            return text
    return mark + format_number(value, 1)
