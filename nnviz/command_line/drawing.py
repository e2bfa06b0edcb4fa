"""Pictures without a screen: the only place of the command line that needs Qt."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnviz.command_line.errors import CommandError
from nnviz.figures.film.bounds import FILM_DPI

if TYPE_CHECKING:
    from nnviz.figures.picture import Picture
    from nnviz.figures.style import Style

THEMES = ("light", "dark")
FIGURE_HELP = "the file to draw: .png, .svg, .pdf or .tex (TikZ), or a film: .gif, .apng, .webp, .mp4"
_DPI = 300
_MM_PER_INCH = 25.4
_MOST_DPI = 2400


@dataclass(frozen=True)
class FigureSize:
    """Width and height in `unit`, "mm" or "px"."""

    width: float
    height: float
    unit: str

    def in_mm(self, dpi: int) -> tuple[float, float]:
        """Return both in millimetres; pixels are those of a PNG of `dpi`."""
        factor = 1.0 if self.unit == "mm" else _MM_PER_INCH / dpi
        return self.width * factor, self.height * factor

    def in_px(self, dpi: int) -> tuple[int, int]:
        """Return both in pixels of which `dpi` are an inch."""
        factor = 1.0 if self.unit == "px" else dpi / _MM_PER_INCH
        return max(1, round(self.width * factor)), max(1, round(self.height * factor))


def add_look(parser: argparse.ArgumentParser) -> None:
    """Declare the options that say how a figure looks."""
    parser.add_argument("--theme", choices=THEMES, default="light", help="light, as for print, or dark")
    parser.add_argument(
        "--size",
        metavar="WxH",
        type=figure_size,
        help="in millimetres, 120x80, or in pixels, 1200x800px (default: its own)",
    )
    parser.add_argument(
        "--dpi",
        type=dots,
        help=f"pixels per inch: of a PNG (default: {_DPI}), of a film (default: {FILM_DPI})",
    )


def figure_size(text: str) -> FigureSize:
    """Return the size that ``120x80`` or ``1200x800px`` says; for argparse."""
    found = re.fullmatch(r"(\d{1,5}(?:\.\d{1,3})?)x(\d{1,5}(?:\.\d{1,3})?)(mm|px)?", text, re.ASCII)
    if not found or not float(found[1]) or not float(found[2]):
        raise argparse.ArgumentTypeError(f"expected width and height as 120x80 or 1200x800px, got {text!r}")
    return FigureSize(float(found[1]), float(found[2]), found[3] or "mm")


def dots(text: str) -> int:
    """Return a resolution; for argparse."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= _MOST_DPI:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 to {_MOST_DPI}, got {text!r}")
    return int(text)


@contextmanager
def drawing() -> Iterator[None]:
    """Make Qt ready to draw, with or without a screen; what goes wrong is a CommandError.

    Raises
    ------
    CommandError
        If Qt cannot be loaded or the figure cannot be written.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        from PySide6.QtWidgets import QApplication

        from nnviz.figures.export import ExportError
    except ImportError as error:
        raise CommandError(f"cannot draw: {error}") from error
    application = QApplication.instance() or QApplication(["nnviz"])
    try:
        yield
    except ExportError as error:
        raise CommandError(str(error)) from error
    del application


def style_of(arguments: argparse.Namespace) -> Style:
    """Return the style that --theme asks for; inside `drawing`."""
    from nnviz.figures.style import DARK, PRINT

    return DARK if arguments.theme == "dark" else PRINT


def write_figure(picture: Picture, title: str, path: Path, arguments: argparse.Namespace) -> None:
    """Write a picture, with its title inside, as --size, --dpi and --theme ask for; inside `drawing`."""
    from nnviz.figures.export import ExportOptions, export_picture
    from nnviz.figures.on_paper import OnPaper

    style, dpi = style_of(arguments), arguments.dpi or _DPI
    sizes: dict[str, Any] = {}
    if arguments.size:
        sizes["width_mm"], sizes["height_mm"] = arguments.size.in_mm(dpi)
    options = ExportOptions(**sizes, dpi=dpi, background=style.surface)
    export_picture(OnPaper(picture, style), path, options, metadata_of(title))


def metadata_of(title: str) -> dict[str, str]:
    """Return what is noted inside a file."""
    import nnviz

    return {"Title": title, "Software": f"NNViz {nnviz.__version__}"}
