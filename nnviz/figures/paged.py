"""Pictures as the pages of one PDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPageSize, QPainter, QPdfWriter

from nnviz.figures.export import ExportError
from nnviz.figures.picture import Picture

_DPI = 96


def pages_pdf(pages: Sequence[Picture], metadata: Mapping[str, str]) -> bytes:
    """Return a PDF with a page for each picture, in its own size.

    Parameters
    ----------
    pages : sequence of Picture
        At least one.
    metadata : mapping of str to str
        ``Title`` and ``Software``, stored in the file.

    Raises
    ------
    ExportError
        If Qt does not make a page.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.ReadWrite)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DPI)
    writer.setTitle(metadata.get("Title", ""))
    writer.setCreator(metadata.get("Software", ""))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    _set_size(writer, pages[0])
    painter = QPainter(writer)
    try:
        painter.scale(_DPI / 72, _DPI / 72)
        for number, page in enumerate(pages):
            if number:
                _set_size(writer, page)
                if not writer.newPage():
                    raise ExportError(f"Page {number + 1} could not be made.")
            page.paint(painter, *page.size)
    finally:
        painter.end()
    return bytes(buffer.data().data())


def _set_size(writer: QPdfWriter, page: Picture) -> None:
    size = QPageSize(QSizeF(*page.size), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    writer.setPageSize(size)
