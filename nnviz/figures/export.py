"""How a picture leaves the program: a PNG, SVG, PDF or TikZ file, the clipboard, pixels."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QMimeData, QRectF, QSize, QSizeF
from PySide6.QtGui import QColor, QGuiApplication, QImage, QImageWriter, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from nnviz.figures.picture import Picture
from nnviz.figures.tikz import NoTikzError, tikz_document

POINTS_PER_MM = 72 / 25.4
FORMATS = (".png", ".svg", ".pdf", ".tex")
_LARGEST_SIDE = 20_000
_MOST_PIXELS = 400_000_000
# QSvgGenerator takes whole units only: tenths of a point keep the millimetres right.
_SVG_UNITS_PER_POINT = 10
_PDF_DPI = 96


class ExportError(Exception):
    """A picture cannot leave: the message says why, in one line for the user."""


@dataclass(frozen=True)
class ExportOptions:
    """The size on paper and its quality.

    Attributes
    ----------
    width_mm, height_mm : float or None
        Without a width the picture keeps its natural size, without a height its proportions.
    dpi : int
        Pixels per inch of a PNG.
    transparent : bool
        Leave the paper out.
    background : str
        The colour of the paper.
    """

    width_mm: float | None = None
    height_mm: float | None = None
    dpi: int = 300
    transparent: bool = False
    background: str = "#ffffff"


def export_picture(
    picture: Picture, path: Path, options: ExportOptions, metadata: Mapping[str, str] | None = None
) -> None:
    """Write `picture` to `path`; its ending, .png, .svg, .pdf or .tex (TikZ), is the format.

    `metadata` (``Title``, ``Software``, ...) is stored in the file. The file is complete or not there.

    Raises
    ------
    ExportError
        For another ending, an absurd size, a place that cannot be written, a full disk.
    """
    writers = {".png": _png, ".svg": _svg, ".pdf": _pdf, ".tex": _tikz}
    write = writers.get(path.suffix.lower())
    if write is None:
        raise ExportError(f"“{path.name}” should end in {', '.join(FORMATS[:-1])} or {FORMATS[-1]}.")
    write_atomically(path, write(picture, options, dict(metadata or {})))


def svg_text(picture: Picture, options: ExportOptions, metadata: Mapping[str, str] | None = None) -> str:
    """Return `picture` as SVG.

    Raises
    ------
    ExportError
        For a size that is not positive.
    """
    return _svg(picture, options, dict(metadata or {})).decode("utf-8")


def copy_picture(picture: Picture, options: ExportOptions) -> None:
    """Put `picture` on the clipboard, as pixels and as SVG.

    Raises
    ------
    ExportError
        For an absurd size.
    """
    mime = QMimeData()
    mime.setData("image/png", QByteArray(_png(picture, options, {})))
    mime.setData("image/svg+xml", QByteArray(_svg(picture, options, {})))
    QGuiApplication.clipboard().setMimeData(mime)


def rasterise(picture: Picture, width_px: int, height_px: int, options: ExportOptions) -> QImage:
    """Return `picture` as pixels at ``options.dpi``, which decides how large its letters are.

    Raises
    ------
    ExportError
        If a side is empty or longer than 20 000 pixels, or there are more than 400 million.
    """
    _check_size(width_px, height_px)
    image = QImage(width_px, height_px, QImage.Format.Format_ARGB32_Premultiplied)
    if image.isNull():
        raise ExportError(f"There is not enough memory for {width_px} × {height_px} pixels.")
    image.fill(QColor("#00000000") if options.transparent else QColor(options.background))
    scale = options.dpi / 72
    painter = QPainter(image)
    try:
        painter.scale(scale, scale)
        picture.paint(painter, width_px / scale, height_px / scale)
    finally:
        painter.end()
    dots_per_metre = round(options.dpi / 0.0254)
    image.setDotsPerMeterX(dots_per_metre)
    image.setDotsPerMeterY(dots_per_metre)
    return image


def paper_size(picture: Picture, options: ExportOptions) -> tuple[float, float]:
    """Return width and height on paper in points.

    Raises
    ------
    ExportError
        If one of them is not a positive number.
    """
    natural_width, natural_height = picture.size
    width = natural_width if options.width_mm is None else options.width_mm * POINTS_PER_MM
    height = width * natural_height / natural_width
    if options.height_mm is not None:
        height = options.height_mm * POINTS_PER_MM
    if not (0 < width < float("inf") and 0 < height < float("inf")):
        raise ExportError("Width and height should be positive.")
    return width, height


def write_atomically(path: Path, content: bytes) -> None:
    """Write `content` to `path`, or leave what was there as it was.

    Raises
    ------
    ExportError
        If the place cannot be written or the disk is full.
    """
    with whole_file(path) as file:
        file.write(content)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file that takes the place of `path` when it is complete; what was there stays until then.

    Raises
    ------
    ExportError
        If the place cannot be written or the disk is full.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    except OSError as error:
        raise ExportError(_reason(path, error)) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        # mkstemp lets only the owner read; a picture is as readable as any new file.
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        raise ExportError(_reason(path, error)) from error
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _reason(path: Path, error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return f"The disk is full: “{path.name}” was not written."
    if error.errno == errno.ENOENT:
        return f"The folder “{path.parent}” does not exist."
    return f"“{path}” cannot be written: {error.strerror}."


def _check_size(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise ExportError("The picture would have no pixels.")
    if max(width, height) > _LARGEST_SIDE or width * height > _MOST_PIXELS:
        raise ExportError(
            f"{width} × {height} pixels are too many: at most {_LARGEST_SIDE} a side "
            f"and {_MOST_PIXELS // 1_000_000} million in all. Choose a lower resolution."
        )


def _png(picture: Picture, options: ExportOptions, metadata: Mapping[str, str]) -> bytes:
    width, height = paper_size(picture, options)
    width_px, height_px = (round(min(side * options.dpi / 72, 1e9)) for side in (width, height))
    image = rasterise(picture, width_px, height_px, options)
    for key, value in {"Description": picture.description, **metadata}.items():
        image.setText(key, value)
    buffer = _open_buffer()
    writer = QImageWriter(buffer, QByteArray(b"png"))
    if not writer.write(image):
        raise ExportError(f"The picture could not be turned into a PNG: {writer.errorString()}.")
    return bytes(buffer.data().data())


def _svg(picture: Picture, options: ExportOptions, metadata: Mapping[str, str]) -> bytes:
    width, height = paper_size(picture, options)
    buffer = _open_buffer()
    # SVG Tiny, the default, has no clipping.
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setResolution(72 * _SVG_UNITS_PER_POINT)
    generator.setSize(QSize(*(max(1, round(side * _SVG_UNITS_PER_POINT)) for side in (width, height))))
    generator.setViewBox(QRectF(0, 0, width, height))
    generator.setTitle(metadata.get("Title", picture.description))
    generator.setDescription(picture.description)
    _paint_page(generator, picture, options, width, height)
    return bytes(buffer.data().data())


def _tikz(picture: Picture, options: ExportOptions, metadata: Mapping[str, str]) -> bytes:
    try:
        svg = _svg(picture, options, metadata)
        return tikz_document(svg, metadata.get("Title", picture.description)).encode()
    except NoTikzError as error:
        raise ExportError(f"There is no TikZ of it: {error}.") from error


def _pdf(picture: Picture, options: ExportOptions, metadata: Mapping[str, str]) -> bytes:
    width, height = paper_size(picture, options)
    buffer = _open_buffer()
    writer = QPdfWriter(buffer)
    writer.setResolution(_PDF_DPI)
    page = QPageSize(QSizeF(width, height), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    writer.setPageSize(page)
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setTitle(metadata.get("Title", picture.description))
    writer.setCreator(metadata.get("Software", ""))
    _paint_page(writer, picture, options, width, height, scale=_PDF_DPI / 72)
    return bytes(buffer.data().data())


def _paint_page(
    device: QSvgGenerator | QPdfWriter,
    picture: Picture,
    options: ExportOptions,
    width: float,
    height: float,
    scale: float = 1.0,
) -> None:
    painter = QPainter(device)
    try:
        painter.scale(scale, scale)
        if not options.transparent:
            painter.fillRect(QRectF(0, 0, width, height), QColor(options.background))
        picture.paint(painter, width, height)
    finally:
        painter.end()


def _open_buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.ReadWrite)
    return buffer
