"""A text to be read and copied, not written: in Python comments are quiet and its words stand out."""

from __future__ import annotations

import keyword
import re

from PySide6.QtGui import QColor, QFont, QFontDatabase, QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from nnviz.figures.style import Style

_PARTS = re.compile(
    r"(?P<comment>#.*)|(?P<text>r?\"\"\".*?(?:\"\"\"|$)|\"[^\"]*\")"
    rf"|(?P<word>\b(?:{'|'.join(keyword.kwlist)})\b)"
)
_QUOTES = '"""'
_OUTSIDE, _INSIDE = 0, 1  # of a text over several lines


class _Highlighter(QSyntaxHighlighter):
    def __init__(self, view: QPlainTextEdit, style: Style) -> None:
        super().__init__(view.document())
        self.is_python = True
        self._formats = {
            "comment": _format(style.muted),
            "text": _format(style.positive),
            "word": _format(style.accent, bold=True),
        }

    def highlightBlock(self, text: str) -> None:
        if not self.is_python:
            return
        start = 0
        if self.previousBlockState() == _INSIDE:
            end = text.find(_QUOTES)
            start = len(text) if end < 0 else end + len(_QUOTES)
            self.setFormat(0, start, self._formats["text"])
            if end < 0:
                self.setCurrentBlockState(_INSIDE)
                return
        self.setCurrentBlockState(_OUTSIDE)
        for found in _PARTS.finditer(text, start):
            kind = str(found.lastgroup)
            self.setFormat(found.start(), len(found.group()), self._formats[kind])
            opened = kind == "text" and found.group().count(_QUOTES) == 1
            if opened:
                self.setCurrentBlockState(_INSIDE)


def _format(colour: str, *, bold: bool = False) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(colour))
    if bold:
        made.setFontWeight(QFont.Weight.DemiBold)
    return made


class CodeView(QPlainTextEdit):
    """Shows a program or another text; it can be selected, scrolled and copied.

    Parameters
    ----------
    name : str
        What a screen reader calls it.
    style : Style
    """

    def __init__(self, name: str, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setReadOnly(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSize(style.normal)
        self.setFont(font)
        self._highlighter = _Highlighter(self, style)

    def show_text(self, text: str, *, is_python: bool) -> None:
        """Show a text; what is no Python has no words that stand out."""
        self._highlighter.is_python = is_python
        self.setPlainText(text)
