"""Markdown on the screen, with formulas: LaTeX between dollar signs, set as everywhere else.

``$...$`` stands in the line, ``$$...$$`` in a paragraph of its own. The view is as high as its text.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QMimeData, QPointF, QRect, QRectF, QRegularExpression, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QFontMetricsF,
    QPainter,
    QPyTextObject,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextListFormat,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QWidget

from core.formula import formula_of
from nnviz.figures.formula import FormulaLayout, formula_ink, layout_formula
from nnviz.figures.style import Style

_FORMULA = re.compile(r"(`[^`]*`)|\$\$(.+?)\$\$|\$([^$]+)\$", re.DOTALL)
_OPEN, _CLOSE, _OBJECT = "\ue000", "\ue001", "\ufffc"
_MARK = QRegularExpression(f"{_OPEN}(\\d+){_CLOSE}")
_KIND = QTextFormat.ObjectTypes.UserObject.value + 1
_INDEX = QTextFormat.Property.UserProperty.value + 1
_EM, _DISPLAY_EM = 1.12, 1.25  # of the letters around them
_LEADING = 130.0  # percent
_PARAGRAPH = 8.0
_INDENT = 20.0


class _Formulas(QPyTextObject):
    """Paints the formulas of a document where its text has an object."""

    def __init__(self, view: MarkdownView) -> None:
        super().__init__(view)
        self._view = view

    def intrinsicSize(self, document: QTextDocument, position: int, form: QTextFormat) -> QSizeF:
        layout = self._view.formula_layout(form.property(_INDEX))
        hangs = 0.0 if self._view.is_display(form.property(_INDEX)) else layout.height - layout.baseline
        return QSizeF(layout.width + 1, layout.height - hangs)

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        document: QTextDocument,
        position: int,
        form: QTextFormat,
    ) -> None:
        layout = self._view.formula_layout(form.property(_INDEX))
        layout.paint(painter, QPointF(rect.x(), rect.y()), formula_ink(self._view.style_of_text))


class MarkdownView(QTextBrowser):
    """Shows a text; what is copied from it has its formulas as LaTeX."""

    def __init__(self, style: Style, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.style_of_text = style
        self._markdown = ""
        self._own: QTextDocument | None = None
        self._formulas: list[tuple[str, bool]] = []
        self._layouts: dict[tuple[int, int], FormulaLayout] = {}
        self._painter = _Formulas(self)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("MarkdownView { background: transparent; border: none; padding: 0; }")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setOpenLinks(False)
        self.anchorClicked.connect(_open)

    @property
    def markdown(self) -> str:
        """What is shown."""
        return self._markdown

    def show_markdown(self, text: str) -> None:
        """Show another text."""
        if text != self._markdown:
            self._markdown = text
            self._rebuild()

    def restyle(self, style: Style) -> None:
        """Take other colours and letters."""
        if style != self.style_of_text:
            self.style_of_text = style
            self._rebuild()

    def is_display(self, index: int) -> bool:
        """Tell whether a formula has a line of its own."""
        return self._formulas[index][1]

    def formula_layout(self, index: int) -> FormulaLayout:
        """Return a formula as it is set in the present width."""
        width = max(self.viewport().width() - 2, 80)
        if (index, width) not in self._layouts:
            latex, is_display = self._formulas[index]
            height = QFontMetricsF(self.document().defaultFont()).height() / 1.21
            em = height * (_DISPLAY_EM if is_display else _EM)
            self._layouts[index, width] = layout_formula(formula_of(latex), em, width)
        return self._layouts[index, width]

    def createMimeDataFromSelection(self) -> QMimeData:
        data = QMimeData()
        data.setText(self._plain(self.textCursor()))
        return data

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._layouts.clear()
            self._take_height()

    # Inside

    def _rebuild(self) -> None:
        # A document of its own: one that is filled anew asks for formulas that it has no more.
        former, document = self._own, QTextDocument(self)
        document.setDocumentMargin(0)
        document.setIndentWidth(_INDENT)
        document.setDefaultFont(self.font())
        self._formulas, self._layouts = [], {}
        features = QTextDocument.MarkdownFeature
        document.setMarkdown(
            _FORMULA.sub(self._marked, self._markdown),
            features.MarkdownDialectGitHub | features.MarkdownNoHTML,
        )
        document.documentLayout().registerHandler(_KIND, self._painter)
        self.setDocument(document)
        if former is not None:  # Qt deletes the very first one itself
            former.deleteLater()
        self._own = document
        self._place_formulas()
        self._space_paragraphs()
        cursor = QTextCursor(document)
        cursor.select(QTextCursor.SelectionType.Document)
        self.setAccessibleDescription(self._plain(cursor))
        self._take_height()

    def _marked(self, found: re.Match[str]) -> str:
        if found[1]:
            return found[1]
        self._formulas.append(((found[2] or found[3]).strip(), found[2] is not None))
        return f"{_OPEN}{len(self._formulas) - 1}{_CLOSE}"

    def _place_formulas(self) -> None:
        document = self.document()
        cursor = document.find(_MARK)
        while not cursor.isNull():
            index = int(cursor.selectedText()[1:-1])
            form = QTextCharFormat()
            form.setObjectType(_KIND)
            form.setProperty(_INDEX, index)
            cursor.insertText(_OBJECT, form)
            cursor = document.find(_MARK, cursor)

    def _space_paragraphs(self) -> None:
        block = self.document().begin()
        while block.isValid():
            form = block.blockFormat()
            is_item = block.textList() is not None
            is_last = not block.next().isValid()
            form.setTopMargin(0)
            form.setBottomMargin(0 if is_last else _PARAGRAPH / 2 if is_item else _PARAGRAPH)
            form.setLineHeight(_LEADING, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            if any(self.is_display(index) for index in self._indices_in(block.text(), block.position())):
                form.setLineHeight(0, QTextBlockFormat.LineHeightTypes.SingleHeight.value)
            if is_item:
                style = block.textList().format()
                if style.style() != QTextListFormat.Style.ListDecimal:
                    style.setStyle(QTextListFormat.Style.ListDisc)
                block.textList().setFormat(style)
            QTextCursor(block).setBlockFormat(form)
            block = block.next()

    def _indices_in(self, text: str, start: int) -> list[int]:
        found = []
        for place, letter in enumerate(text):
            if letter == _OBJECT:
                cursor = QTextCursor(self.document())
                cursor.setPosition(start + place + 1)
                found.append(int(cursor.charFormat().property(_INDEX)))
        return found

    def _plain(self, cursor: QTextCursor) -> str:
        """Return the selected text, its formulas as LaTeX."""
        start, text = cursor.selectionStart(), cursor.selectedText()
        indices = iter(self._indices_in(text, start))
        letters = (
            f"${self._formulas[next(indices)][0]}$" if letter == _OBJECT else letter for letter in text
        )
        return "".join(letters).replace("\N{PARAGRAPH SEPARATOR}", "\n").replace("\N{LINE SEPARATOR}", "\n")

    def _take_height(self) -> None:
        width = self.viewport().width()
        if width > 0:
            document = self.document()
            document.setTextWidth(width)
            document.markContentsDirty(0, document.characterCount())
            self.setFixedHeight(round(document.size().height() + 0.5) + 2)


def _open(address: QUrl) -> None:
    if address.scheme() in ("http", "https"):
        QDesktopServices.openUrl(address)
